"""The whole configuration, from environment variables named `DEFFATEST_...`; nothing else reads the environment.

Every setting has a default, a meaning, and a check when the process starts. What a process cannot do without it asks
for with `need`, so that one message
names everything that is missing.
"""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from deffatest.errors import SettingsError
from deffatest.sealing import Sealing

PREFIX = "DEFFATEST_"
Words = Annotated[list[str], NoDecode]


class Settings(BaseSettings):
    """One value a field; each may be set as DEFFATEST_<FIELD>. Lists are separated by commas."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, env_ignore_empty=True)

    database_url: SecretStr = Field(
        SecretStr(""),
        description="PostgreSQL address of the worker's login; direct or session pooler, since LISTEN needs a session",
    )
    scheduler_database_url: SecretStr = Field(
        SecretStr(""),
        description="PostgreSQL address of the scheduler's login; direct or session pooler: its locks need a session",
    )
    inspector_database_url: SecretStr = Field(
        SecretStr(""),
        description="PostgreSQL address of the inspector's login; direct or session pooler: LISTEN needs a session",
    )
    supabase_url: str = Field("", description="address of the Supabase project, e.g. https://abc.supabase.co")
    publishable_key: str = Field("", description="the project's publishable key (sb_publishable_...)")
    secret_key: SecretStr = Field(
        SecretStr(""), description="the project's secret key (sb_secret_...); only for administration"
    )

    encryption_keys: SecretStr = Field(
        SecretStr(""),
        description="what secrets in the database are sealed with: id:base64key of 32 bytes, more after a comma; the "
        "first one seals, all open",
    )

    s3_endpoint: str = Field(
        "", description="address of the S3 storage, e.g. https://<account>.r2.cloudflarestorage.com"
    )
    s3_access_key: SecretStr = Field(SecretStr(""), description="access key id of the S3 storage")
    s3_secret_key: SecretStr = Field(SecretStr(""), description="secret access key of the S3 storage")
    s3_region: str = Field("auto", description="region of the S3 storage; R2 calls it auto")
    s3_bucket: str = Field("deffatest-storage", description="bucket that holds uploads and reports")

    chromium: Path | None = Field(
        None, description="the Chromium to use; by default Playwright's own, then the system's"
    )
    allowed_private_targets: Words = Field(
        default_factory=list,
        description="hosts, host:port or CIDR ranges in private networks that may be tested all the same",
    )
    dns_servers: Words = Field(
        default_factory=list,
        description="DNS servers to ask for proofs of ownership, as host or host:port; by default this machine's own",
    )
    browser_ws: SecretStr = Field(
        SecretStr(""),
        description="a running browser to use instead of starting one: ws:// or wss:// address of a Chromium's "
        "DevTools or of a Playwright server",
    )
    browser_egress_host: str = Field(
        "", description="this worker's address as the running browser sees it; needed when that is on another machine"
    )
    visitors: int = Field(2, ge=1, le=16, description="how many visitors explore one app at the same time")

    model: str = Field(
        "",
        description="a language model that runs may ask, as protocol:name, e.g. openai:gpt-5-mini, anthropic:... or "
        "google:...; empty to do without",
    )
    model_url: str = Field(
        "", description="address of the model's endpoint where it is not the maker's own, e.g. http://ollama:11434/v1"
    )
    model_key: SecretStr = Field(SecretStr(""), description="API key of the model's endpoint")
    model_tokens: int = Field(30_000, ge=1_000, description="how many tokens one test may use, in and out together")
    model_seconds: float = Field(30.0, gt=0, le=300, description="how long one question to the model may take")

    lanes: Words = Field(default_factory=lambda: ["web"], description="kinds of work this worker takes: web, app")
    tests_at_once: int | None = Field(
        None,
        ge=1,
        le=64,
        description="how many tests one worker process runs at the same time; by default what cores and memory allow",
    )
    web_tests_at_once: int | None = Field(None, ge=0, le=64, description="how many of them may be of websites")
    app_tests_at_once: int | None = Field(None, ge=0, le=64, description="how many of them may be of Android apps")
    lease_seconds: int = Field(30, ge=3, le=3600, description="how long a claimed test stays ours without a heartbeat")
    poll_seconds: float = Field(
        5.0, gt=0, le=60, description="how often to look for work although no notification came"
    )
    grace_seconds: float = Field(
        20.0, ge=0, description="how long running tests may go on after the first signal to stop"
    )

    run_memory_mb: int = Field(1024, ge=64, description="memory of one run without its browser, MiB")
    driver_memory_mb: int = Field(
        72, ge=64, description="heap of a run's browser driver, MiB; four times as much in each further attempt"
    )
    browser_memory_mb: int = Field(4096, ge=256, description="memory of one run's browser, MiB")
    run_processes: int = Field(256, ge=16, description="how many processes one run may have, its browser's among them")
    run_folder_mb: int = Field(2048, ge=16, description="room of one run's files, MiB")
    free_disk_mb: int = Field(
        512, ge=0, description="no test is taken while less than this is free where runs put their files, MiB"
    )
    run_overtime_seconds: float = Field(
        60.0, ge=0, description="how long a run may take beyond its time before it is ended"
    )
    report_seconds: float = Field(300.0, gt=0, description="how long writing the report may take")
    upload_seconds: float = Field(
        300.0, ge=0, description="how long to keep trying when the object storage does not answer"
    )

    runs_folder: Path = Field(Path(".local/runs"), description="where runs put their files while they are made")
    keep_runs: bool = Field(False, description="keep a run's folder after its report was uploaded")

    clamd: str = Field(
        "",
        description="ClamAV's daemon that scans uploads: host:port, or the path of its socket; empty for no scan. Once "
        "set, nothing passes unscanned",
    )
    scan_seconds: float = Field(600.0, gt=0, description="how long the scan of one upload may take")
    inspections_folder: Path = Field(
        Path(".local/inspections"), description="where uploads are put while they are inspected"
    )
    inspection_memory_mb: int = Field(768, ge=256, description="memory of the inspection of one upload, MiB")
    inspection_seconds: int = Field(300, ge=5, description="processor time of the inspection of one upload")
    bundle_files: int = Field(20_000, ge=1, description="how many files a web bundle may have")
    bundle_mb: int = Field(
        1024, ge=1, description="how large a web bundle may be when it is unpacked, MiB; less than a run's room"
    )

    paddle_api_key: SecretStr = Field(
        SecretStr(""),
        description="API key of Paddle, of the sandbox (pdl_sdbx_...) or live (pdl_live_...); empty to do without",
    )
    paddle_url: str = Field("", description="address of Paddle's API where it is not the one that the key belongs to")

    schedule: Words = Field(
        default_factory=list,
        description="how often the scheduler's services run where their own measure does not fit, in seconds, e.g. "
        "retention=600,archive=43200; 0 switches one off",
    )
    files_days: int = Field(30, ge=1, description="how long a report's files are kept, in days from the report on")
    archive_days: int = Field(
        90, ge=1, description="how long a test's rows stay in the tables, in days from the test's end on"
    )
    upload_hours: int = Field(24, ge=1, description="how long a test waits for its file, in hours")
    orphan_hours: int = Field(
        24, ge=0, description="how old a stored object that no test needs must be to be deleted, in hours"
    )

    health_address: str = Field(
        "",
        description="host:port at which to answer /health/live, /health/ready and /metrics; empty for not at all",
    )
    otlp_endpoint: str = Field(
        "",
        validation_alias=AliasChoices("DEFFATEST_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT", "otlp_endpoint"),
        description="OpenTelemetry collector that traces are sent to by OTLP/HTTP, e.g. http://collector:4318; "
        "the standard OTEL_EXPORTER_OTLP_ENDPOINT does as well",
    )

    log_format: Literal["human", "json"] = Field("human", description="how logs are written: human or json")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="the least important lines to log"
    )

    @field_validator("allowed_private_targets", "dns_servers", "lanes", "schedule", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value

    @field_validator("lanes")
    @classmethod
    def _lanes_known(cls, lanes: list[str]) -> list[str]:
        unknown = sorted(set(lanes) - {"web", "app"})
        if unknown or not lanes:
            raise ValueError(f"must be web, app or both, separated by a comma, not {', '.join(unknown) or 'empty'}")
        return lanes

    @field_validator("health_address")
    @classmethod
    def _is_listening_address(cls, address: str) -> str:
        host, _, port = address.rpartition(":")
        if address and not (host and port.isdecimal() and int(port) < 65536):
            raise ValueError("must be host:port, e.g. 127.0.0.1:9100 or [::]:9100")
        return address

    @field_validator("clamd")
    @classmethod
    def _is_daemon_address(cls, address: str) -> str:
        host, _, port = address.rpartition(":")
        if address and "/" not in address and not (host and port.isdecimal() and 0 < int(port) < 65536):
            raise ValueError("must be host:port, e.g. 127.0.0.1:3310, or a path such as /run/clamav/clamd.ctl")
        return address

    @field_validator("browser_ws")
    @classmethod
    def _is_socket_address(cls, address: SecretStr) -> SecretStr:
        parts = urlsplit(address.get_secret_value())
        if address.get_secret_value() and (parts.scheme not in ("ws", "wss") or not parts.hostname):
            raise ValueError("must be an address that starts with ws:// or wss://")
        return address

    @field_validator("model")
    @classmethod
    def _is_model_name(cls, name: str) -> str:
        protocol, _, model = name.partition(":")
        if name and not (protocol in ("openai", "anthropic", "google") and model.strip()):
            raise ValueError("must be openai:NAME, anthropic:NAME or google:NAME, e.g. openai:gpt-5-mini")
        return name

    @field_validator("supabase_url", "s3_endpoint", "otlp_endpoint", "paddle_url", "model_url")
    @classmethod
    def _is_web_address(cls, address: str) -> str:
        parts = urlsplit(address)
        if address and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("must be an address that starts with https:// or http://")
        return address.rstrip("/")

    @field_validator("database_url", "scheduler_database_url", "inspector_database_url")
    @classmethod
    def _is_database_address(cls, address: SecretStr) -> SecretStr:
        if (text := address.get_secret_value()) and urlsplit(text).scheme not in ("postgresql", "postgres"):
            raise ValueError("must be an address that starts with postgresql://")
        return address

    @model_validator(mode="after")
    def _chromium_exists(self) -> "Settings":
        if self.chromium is not None and not self.chromium.is_file():
            raise ValueError(f"{PREFIX}CHROMIUM: there is no file {self.chromium}")
        return self

    @model_validator(mode="after")
    def _browser_can_reach_us(self) -> "Settings":
        host = urlsplit(self.browser_ws.get_secret_value()).hostname
        if host and host not in ("localhost", "127.0.0.1", "::1") and not self.browser_egress_host:
            raise ValueError(
                f"{PREFIX}BROWSER_EGRESS_HOST: must be this worker's address as the browser at {host} sees it, since "
                "all that the browser asks for goes out through the worker"
            )
        return self

    @model_validator(mode="after")
    def _model_is_reachable(self) -> "Settings":
        key = self.model_key.get_secret_value()
        if self.model and not key and not self.model_url:
            raise ValueError(f"{PREFIX}MODEL_KEY: must be set, since {self.model} is asked at its maker's endpoint")
        if key and self.model_url.startswith("http://") and not _is_near(urlsplit(self.model_url).hostname or ""):
            raise ValueError(f"{PREFIX}MODEL_URL: must start with https://, since a key is sent there")
        return self

    @field_validator("encryption_keys")
    @classmethod
    def _are_keys(cls, keys: SecretStr) -> SecretStr:
        if keys.get_secret_value():
            Sealing.parse(keys.get_secret_value())
        return keys

    @property
    def sealing(self) -> Sealing | None:
        """What seals and opens secrets; None without keys."""
        keys = self.encryption_keys.get_secret_value()
        return Sealing.parse(keys) if keys else None

    def need(self, *names: str) -> "Settings":
        """Make sure these settings have a value.

        Raises SettingsError that names all that are missing, what they mean, and where to find them.
        """
        missing = [name for name in names if not _text(getattr(self, name))]
        if missing:
            lines = [f"  {PREFIX}{name.upper()}: {type(self).model_fields[name].description}" for name in missing]
            raise SettingsError(
                "These settings are missing:\n"
                + "\n".join(lines)
                + "\nThe local stack prints its own with: deffatest stack status. "
                "A hosted project shows them in its dashboard."
            )
        return self


def load_settings(**overrides: object) -> Settings:
    """Read the environment; `overrides` win over it.

    Raises SettingsError that names every variable that is wrong and why.
    """
    try:
        return Settings(**overrides)  # pyright: ignore[reportArgumentType]  (checked by the model itself)
    except ValidationError as error:
        lines = [f"  {_variable(found['loc'])}{found['msg'].removeprefix('Value error, ')}" for found in error.errors()]
        raise SettingsError("The configuration is wrong:\n" + "\n".join(lines)) from error


def wanted_log_format() -> Literal["human", "json"]:
    """How to say that the settings are wrong, when they are."""
    return "json" if os.environ.get(f"{PREFIX}LOG_FORMAT", "").strip() == "json" else "human"


def as_environment(values: Mapping[str, object]) -> dict[str, str]:
    """Our own environment with these settings on top, for a process that we start with full trust."""
    return {**os.environ, **{f"{PREFIX}{name.upper()}": str(value) for name, value in values.items()}}


# What a run needs to work: nothing that opens the database, the storage or anybody's account.
_HARMLESS = frozenset(
    """
    PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TERM DISPLAY WAYLAND_DISPLAY VIRTUAL_ENV LD_LIBRARY_PATH
    NO_PROXY no_proxy
    """.split()  # noqa: SIM905  (reads better than many quoted words)
)
_HARMLESS_STARTS = (
    "LC_",
    "XDG_",
    "PYTHON",
    "PLAYWRIGHT_",
    "FONTCONFIG_",
    "SSL_CERT_",
    "DEFFATEST_CHROMIUM",
    "DEFFATEST_LOG_",
)

# Screens and pictures come and go by the megabyte: the allocator is to give them back instead of keeping them for
# later. Takes a fifth off a run's memory.
_FRUGAL = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072"}


def run_environment(settings: Settings, attempt: int = 1) -> dict[str, str]:
    """The environment of a run's process: it gets no database, storage or account credentials, whatever they are
    called, and is told to be frugal; less so in a further attempt, as the site may be a heavy one."""
    given = {
        name: value for name, value in os.environ.items() if name in _HARMLESS or name.startswith(_HARMLESS_STARTS)
    }
    heap = settings.driver_memory_mb * 4 ** (attempt - 1)
    driver = f"--max-old-space-size={heap} --max-semi-space-size=4"
    return {**given, **_FRUGAL, "NODE_OPTIONS": driver}


def _is_near(host: str) -> bool:
    """Whether a host is on this machine or in its own network, as far as it tells: a bare name or a private address."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host


def _text(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value or "")


def _variable(location: tuple[int | str, ...]) -> str:
    return f"{PREFIX}{str(location[0]).upper().removeprefix(PREFIX)}: " if location else ""
