"""What one run is told, and what it says back, across the border between the worker and its child process.

The worker writes `order.json` into a fresh run folder and starts `python -m worker.run <folder>`. Where the test signs
in somewhere, or may ask a model, it says so there, and tells login and model to the child's standard input, a line
each: they are never on disk. The child writes one JSON message a line to standard output (logs go to standard error),
leaves `run.json` and its files in the folder, and exits 0; or says `failed` and exits 3.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from deffatest.run_record import Bug, EarlierTests, TestOrder
from worker.login import Login
from worker.model_access import ModelAccess


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Bundle(Part):
    """A site that lies in the run folder instead of at an address.

    `archive` is the path of the archive in the run folder, `root` the folder in it that holds index.html (with a slash,
    or empty), `name` what its owner calls it; it is no more than `files` entries and `bytes` unpacked.
    """

    archive: str
    root: str
    name: str
    files: int
    bytes: int


class RunOrder(Part):
    """Everything a run needs; it gets no database or storage credentials.

    `seconds` is the whole time from start to the finished run folder. `allowed_private_targets` are host, host:port or
    CIDR entries that may be visited although they are in private networks; `may_probe` hosts, networks and domains
    ("*.example.com") on which more may be done than any visitor would. `browser_ws` is a running browser to use
    instead of starting one. `earlier` is what the project's tests before this one found, None when there were none.
    `login` and `model` are never written down: where they follow, they come by standard input.
    """

    test: TestOrder
    attempt: int
    seconds: float
    seed: int
    visitors: int = 2
    allowed_private_targets: list[str] = []
    may_probe: list[str] = []
    chromium: str | None = None
    browser_memory_mb: int | None = None
    browser_ws: str | None = None
    browser_egress_host: str = ""
    bundle: Bundle | None = None
    earlier: EarlierTests | None = None
    login_follows: bool = False
    login: Login | None = Field(default=None, exclude=True)
    model_follows: bool = False
    model: ModelAccess | None = Field(default=None, exclude=True)

    def told(self) -> bytes:
        """What is told to the run's standard input and not written down, as `hear` takes it."""
        return b"".join(part.told() + b"\n" for part in (self.login, self.model) if part is not None)

    def hear(self, told: bytes) -> list[str]:
        """Take what follows the order; returns the secrets in it."""
        lines = iter(told.splitlines())
        if self.login_follows:
            self.login = Login.model_validate_json(next(lines))
        if self.model_follows:
            self.model = ModelAccess.model_validate_json(next(lines))
        key = self.model.key.get_secret_value() if self.model else ""
        return [*(self.login.secrets() if self.login else []), *([key] if key else [])]


class Progress(Part):
    """How far the run is, and a sentence for the user."""

    kind: Literal["progress"] = "progress"
    percent: int = Field(ge=0, le=100)
    message: str


class BugFound(Part):
    """A bug was proved (or could not be, see `bug.confirmed`); sent again when more is known of it."""

    kind: Literal["bug"] = "bug"
    bug: Bug


class Failed(Part):
    """The run ended without a report; `reason` is for the user, `code` for an operator."""

    kind: Literal["failed"] = "failed"
    reason: str
    code: str
    fault: Literal["target", "platform"]


Message = Annotated[Progress | BugFound | Failed, Field(discriminator="kind")]
messages: TypeAdapter[Progress | BugFound | Failed] = TypeAdapter(Message)
