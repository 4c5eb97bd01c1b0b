"""How long real tests took and what they left behind: a sample of whole tests of the demo shop on two cores."""

import csv
from functools import cache
from pathlib import Path

from pydantic import BaseModel

FILE = Path(__file__).with_name("recorded_runs.csv")


class RecordedRun(BaseModel):
    """One test by a real browser: from its own record, and from the rows that it left in the database."""

    target: str
    requested_minutes: int
    run_seconds: float
    claim_to_report_seconds: float
    bugs: int
    events: int
    event_bytes: int
    finding_bytes: int

    @property
    def share(self) -> float:
        """What the run took of the time asked for."""
        return self.run_seconds / (60 * self.requested_minutes)

    @property
    def overhead_seconds(self) -> float:
        """What the worker had the test beyond the run: starting it, writing and uploading its report."""
        return self.claim_to_report_seconds - self.run_seconds


@cache
def recorded_runs() -> list[RecordedRun]:
    """All of them."""
    with FILE.open(newline="") as file:
        return [RecordedRun.model_validate(row) for row in csv.DictReader(file)]


def recorded_shares() -> list[float]:
    """What each took of the time asked for."""
    return [run.share for run in recorded_runs()]
