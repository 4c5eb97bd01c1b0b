"""What a stack remembers between runs: its keys, its ports, its processes, the migrations it has."""

import base64
import json
import secrets
from pathlib import Path

import psutil
from pydantic import BaseModel, Field, model_validator

S3_BUCKET = "deffatest-storage"
ROLES_WITH_PASSWORD = ["supabase_admin", "postgres", "authenticator", "supabase_auth_admin", "supabase_storage_admin"]
WORKER_ROLE = "deffatest_worker"
SCHEDULER_ROLE = "deffatest_scheduler"
INSPECTOR_ROLE = "deffatest_inspector"
DOOR_ROLE = "deffatest_door"
LOGINS = [WORKER_ROLE, SCHEDULER_ROLE, INSPECTOR_ROLE, DOOR_ROLE]
"""Roles of our own that migrations make without a password."""


def _word(length: int = 24) -> str:
    return secrets.token_hex(length)


def _encryption_key() -> str:
    return f"local:{base64.b64encode(secrets.token_bytes(32)).decode()}"


class Process(BaseModel):
    """A process and when it started, so that another one with the same number is not taken for it."""

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> "Process":
        return cls(pid=pid, started=psutil.Process(pid).create_time())

    def find(self) -> psutil.Process | None:
        """The running process, or nothing when it is gone."""
        try:
            process = psutil.Process(self.pid)
            alive = process.status() != psutil.STATUS_ZOMBIE and abs(process.create_time() - self.started) < 0.5
        except psutil.NoSuchProcess:
            return None
        return process if alive else None


class State(BaseModel):
    jwt_secret: str = Field(default_factory=_word)
    publishable_key: str = Field(default_factory=lambda: f"sb_publishable_{secrets.token_urlsafe(24)}")
    secret_key: str = Field(default_factory=lambda: f"sb_secret_{secrets.token_urlsafe(24)}")
    passwords: dict[str, str] = Field(
        default_factory=lambda: {role: _word() for role in [*ROLES_WITH_PASSWORD, *LOGINS]}
    )
    encryption_keys: str = Field(default_factory=_encryption_key)
    """What secrets are stored under, as DEFFATEST_ENCRYPTION_KEYS takes it."""
    s3_access_key: str = Field(default_factory=lambda: _word(16))
    s3_secret_key: str = Field(default_factory=lambda: _word(32))
    s3_region: str = "local"
    s3_bucket: str = S3_BUCKET

    paddle_api_key: str = Field(default_factory=lambda: f"pdl_sdbx_apikey_{_word()}")
    paddle_webhook_secret: str = Field(default_factory=lambda: f"pdl_ntfset_{_word()}")
    paddle_port: int = 0
    """Where the functions look for Paddle; nobody is there unless somebody starts a local one."""

    port: int = 0
    """The server's; kept for the next start where it is still free."""
    database_port: int = 0
    server: Process | None = None
    postgres: Process | None = None
    bootstrap: str = ""
    """SHA-256 of the bootstrap.sql that gave the database its roles and schemas; empty before."""
    migrations: dict[str, str] = Field(default_factory=dict[str, str])
    """Migration file to the SHA-256 of what was applied."""

    @model_validator(mode="after")
    def _every_login_has_a_password(self) -> "State":
        """A stack that is older than one of our logins has no password for it yet."""
        for role in LOGINS:
            self.passwords.setdefault(role, _word())
        return self


def load(file: Path) -> State | None:
    """The state of a stack that was started here before."""
    if not file.exists():
        return None
    return State.model_validate(json.loads(file.read_text()))


def save(state: State, file: Path) -> None:
    """Write it whole or not at all; nobody else may read the keys."""
    new = file.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text(state.model_dump_json(indent=2))
    new.replace(file)
