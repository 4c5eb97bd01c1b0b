"""The queue's functions by name: the only module that calls schema `queue`, and so the only one that moves a test on.

Every call carries the attempt number of our claim. It fences: once the job was given to somebody else, our calls change
nothing and answer `LOST`.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from psycopg.types.json import Jsonb
from pydantic import BaseModel, ConfigDict, JsonValue

from deffatest.database import Database
from deffatest.errors import DatabaseRefused, SealBroken
from deffatest.run_record import Bug, EarlierTests, TestOrder
from deffatest.sealing import Sealing
from worker.fleet.object_keys import recording_key, screenshot_keys
from worker.login import Login
from worker.order import Bundle

JOBS_CHANNEL = "queue_jobs"  # payload: the lane in which work became available
CANCEL_CHANNEL = "queue_cancel"  # payload: the id of a running test that its user cancelled


class Hold(StrEnum):
    """Whether the job is still ours."""

    HELD = "held"
    CANCEL = "cancel"  # ours, but its user does not want it any more
    LOST = "lost"  # somebody else's, or finished: stop at once


class InspectedUpload(BaseModel):
    """The file of a test as its inspection found it."""

    file_name: str
    bytes: int
    sha256: str
    details: dict[str, JsonValue]


class Payload(BaseModel):
    """What the user asked for, as the queue hands it out."""

    model_config = ConfigDict(extra="ignore")

    kind: Literal["test"]
    test_id: str
    user_id: str
    test_name: str
    test_type: Literal["web_url", "web_bundle", "android_apk"]
    test_source_url: str | None = None
    test_file_path: str | None = None
    upload: InspectedUpload | None = None
    requested_duration_minutes: int
    plan_type: str
    submitted_at: datetime
    may_probe: list[str] = []

    def bundle(self, files: int, megabytes: int) -> Bundle | None:
        """What is run of an uploaded site, within so many files and MiB; None when the test is of something else."""
        if self.test_type != "web_bundle" or self.upload is None:
            return None
        root = self.upload.details.get("root")
        return Bundle(
            archive="upload.zip",
            root=root if isinstance(root, str) else "",
            name=self.upload.file_name,
            files=files,
            bytes=megabytes * 1024 * 1024,
        )

    def order(self) -> TestOrder:
        """The same in the words of a run."""
        return TestOrder(
            test_id=self.test_id,
            test_name=self.test_name,
            test_type=self.test_type,
            source=self._source(),
            requested_duration_minutes=self.requested_duration_minutes,
            submitted_at=self.submitted_at,
        )

    def _source(self) -> str:
        """What the report calls it: the address, or the file's own name."""
        if self.test_type == "web_url":
            return self.test_source_url or ""
        return self.upload.file_name if self.upload is not None else self.test_file_path or ""


class Claim(BaseModel):
    """What is ours until `lease_expires_at` (the database's clock), and longer with each heartbeat."""

    job_id: str
    attempt: int
    lane: str
    lease_expires_at: datetime


class ClaimedJob(Claim):
    """A test to carry out."""

    payload: Payload


class ClaimedProbe(Claim):
    """Nothing to do: it shows that the queue works from end to end, and is to be settled at once."""


@dataclass(frozen=True)
class SealedLogin:
    """A login as the database has it: nobody without the keys can read it."""

    credential_id: str
    host: str
    sealed: str

    def opened(self, sealing: Sealing) -> Login:
        """Raises SealBroken."""
        plain = sealing.open(self.sealed, f"target_credentials/{self.credential_id}")
        try:
            return Login.model_validate({**json.loads(plain), "host": self.host})
        except ValueError:
            # The cause would repeat what was sealed.
            raise SealBroken("What was sealed is no login.") from None


class Queue:
    """Calls of the queue's functions; each raises DatabaseUnavailable when there was no answer."""

    def __init__(self, database: Database, worker: str, lease_seconds: int) -> None:
        self._database = database
        self._worker = worker
        self._lease_seconds = lease_seconds

    async def claim(self, lanes: list[str]) -> ClaimedJob | ClaimedProbe | None:
        """Take the next job of these lanes, or None when there is none that may run now."""
        rows = await self._database.rows(
            "select job_id::text, attempt, lane, lease_expires_at, payload from queue.claim(%s, %s, %s)",
            (self._worker, lanes, self._lease_seconds),
        )
        if not rows:
            return None
        job_id, attempt, lane, lease_expires_at, payload = rows[0]
        if payload.get("kind") == "probe":
            return ClaimedProbe(job_id=job_id, attempt=attempt, lane=lane, lease_expires_at=lease_expires_at)
        return ClaimedJob(job_id=job_id, attempt=attempt, lane=lane, lease_expires_at=lease_expires_at, payload=payload)

    async def heartbeat(self, job: ClaimedJob) -> Hold:
        """Keep the lease."""
        rows = await self._database.rows(
            "select queue.heartbeat(%s, %s, %s)", (job.job_id, job.attempt, self._lease_seconds)
        )
        return Hold(_only(rows))

    async def progress(
        self,
        job: ClaimedJob,
        percent: int,
        message: str,
        bugs: list[Bug],
        status: Literal["processing_results"] | None = None,
    ) -> Hold:
        """Say how far the test is and which bugs were found; a bug told twice is stored once."""
        rows = await self._database.rows(
            "select queue.progress(%s, %s, %s, %s, %s, %s)",
            (
                job.job_id,
                job.attempt,
                percent,
                message,
                _json([finding(job.payload.test_id, bug) for bug in bugs]),
                status,
            ),
        )
        return Hold(_only(rows))

    async def login(self, job: ClaimedJob) -> SealedLogin | None:
        """The login that the test may use; None when there is none, or the job is not ours any more."""
        rows = await self._database.rows(
            "select credential_id::text, host, sealed from queue.credentials(%s, %s)", (job.job_id, job.attempt)
        )
        return SealedLogin(*rows[0]) if rows else None

    async def earlier_tests(self, job: ClaimedJob) -> EarlierTests | None:
        """What the project's tests before this one found; None for the first, or when the job is not ours any more."""
        rows = await self._database.rows("select queue.earlier_tests(%s, %s)", (job.job_id, job.attempt))
        return EarlierTests.model_validate(rows[0][0]) if rows and rows[0][0] is not None else None

    async def settle(
        self, job: Claim, outcome: Literal["completed", "failed", "cancelled"], result: dict[str, JsonValue]
    ) -> bool:
        """End the test for good; False when the job was not ours any more."""
        rows = await self._database.rows(
            "select queue.settle(%s, %s, %s, %s)", (job.job_id, job.attempt, outcome, _json(result))
        )
        return _only(rows) != Hold.LOST

    async def release(self, job: ClaimedJob, reason: str, code: str, *, counts: bool) -> str:
        """Give the job back: to be tried again, or failed when its attempts are used up; `counts=False` does not use
        one up."""
        rows = await self._database.rows(
            "select queue.release(%s, %s, %s, %s, p_counts => %s)",
            (job.job_id, job.attempt, reason, code, counts),
        )
        return _only(rows)

    async def reap(self) -> int:
        """Take back jobs whose worker fell silent; the number of them."""
        return int(_only(await self._database.rows("select queue.reap()")))


def finding(test_id: str, bug: Bug) -> dict[str, JsonValue]:
    """A bug as the database takes it: its pictures are named by their object keys."""
    return {
        **bug.model_dump(mode="json"),
        "screenshots": list(screenshot_keys(test_id, bug).values()),
        "recording": recording_key(test_id, bug),
    }


def _json(value: JsonValue) -> Jsonb:
    return Jsonb(_storable(value))


def _storable(value: JsonValue) -> JsonValue:
    """PostgreSQL stores no NUL, and an app's pages may hold one."""
    if isinstance(value, str):
        return value.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {str(_storable(name)): _storable(member) for name, member in value.items()}
    return value


def _only(rows: list[tuple[Any, ...]]) -> str:
    if len(rows) != 1 or rows[0][0] is None:
        raise DatabaseRefused("The queue gave an empty answer: are the database's migrations those of this worker?")
    return str(rows[0][0])
