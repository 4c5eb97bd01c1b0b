"""How our work on one claimed job can end, and what the queue is told then."""

from dataclasses import dataclass

from pydantic import JsonValue


@dataclass(frozen=True)
class Completed:
    """The report lies in the storage."""

    result: dict[str, JsonValue]


@dataclass(frozen=True)
class TargetFailed:
    """The app could not be tested and trying again would not help; `reason` is for its owner, `code` for an operator.
    The app could not be tested and trying again would not help; `reason` is for its owner, `code` for an operator."""

    reason: str
    code: str


@dataclass(frozen=True)
class TryAgain:
    """Our side failed: the job goes back and waits a little; `reason` is what the user reads should it never work."""

    reason: str
    code: str


@dataclass(frozen=True)
class GiveBack:
    """This worker stops: the job goes back at once, and the attempt is not held against it."""


@dataclass(frozen=True)
class Cancelled:
    """Its user does not want it any more."""


@dataclass(frozen=True)
class Lost:
    """It is somebody else's now; nothing is written."""


Outcome = Completed | TargetFailed | TryAgain | GiveBack | Cancelled | Lost
