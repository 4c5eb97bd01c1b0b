"""Follows one test from outside, as any client does: its events by their numbers, through the official Supabase
client."""

import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import httpx
from postgrest.exceptions import APIError
from supabase import Client

from deffatest.errors import FollowingError

POLL_SECONDS = 0.5
PATIENCE_SECONDS = 60.0
ENDED = ("completed", "failed", "cancelled")


@dataclass(frozen=True)
class Event:
    """One of a test's four events; `sequence` counts from 1 without gaps."""

    sequence: int
    name: str
    payload: dict[str, Any]

    @property
    def ends_the_test(self) -> bool:
        """Whether nothing comes after it. Of a completed test the last event is test.completed, after the change of
        status."""
        return self.name == "test.completed" or (
            self.name == "test.status_change" and self.payload["new_status"] in ("failed", "cancelled")
        )


@dataclass(frozen=True)
class FoundBug:
    """A bug as the summary lists it."""

    bug_id: str
    severity: str
    category: str
    title: str
    page: str
    reproduced: str


def follow(client: Client, test_id: str) -> Generator[Event | None]:
    """The test's events in order, from the first to the last; None whenever there is nothing new.

    Raises FollowingError when there is no such test for this client, or no answer for a minute.
    """
    if not _answer(client.table("tests").select("id").eq("id", test_id)):
        raise FollowingError(f"There is no test {test_id} that you may see.")
    last = 0
    answered = time.monotonic()
    while True:
        try:
            rows = _answer(
                client.table("test_events")
                .select("sequence, event, payload")
                .eq("test_id", test_id)
                .gt("sequence", last)
                .order("sequence")
            )
            answered = time.monotonic()
        except FollowingError:
            # The test goes on without us, also while the database is away.
            if time.monotonic() - answered > PATIENCE_SECONDS:
                raise
            rows = []
        for row in rows:
            event = Event(row["sequence"], row["event"], row["payload"])
            last = event.sequence
            yield event
            if event.ends_the_test:
                return
        if not rows:
            yield None
            time.sleep(POLL_SECONDS)


def read_test(client: Client, test_id: str) -> dict[str, Any]:
    """The test's row."""
    return _answer(client.table("tests").select("*").eq("id", test_id))[0]


def read_bugs(client: Client, test_id: str) -> list[FoundBug]:
    """The test's confirmed bugs, worst first."""
    reports = {row["id"]: row for row in _answer(client.table("bug_reports").select("*").eq("test_id", test_id))}
    details = _answer(client.table("bug_details").select("*").eq("test_id", test_id).order("ordinal"))
    bugs = [
        FoundBug(
            bug_id=row["report_bug_id"],
            severity=reports[row["bug_id"]]["severity"],
            category=row["category"],
            title=reports[row["bug_id"]]["title"],
            page=row["page"],
            reproduced=f"{row['reproduced']} of {row['attempts']}",
        )
        for row in details
        if row["bug_id"] in reports
    ]
    worst_first = ("critical", "high", "medium", "low")
    return sorted(bugs, key=lambda bug: worst_first.index(bug.severity))


def _answer(query: Any) -> list[dict[str, Any]]:
    try:
        return query.execute().data
    except (httpx.HTTPError, APIError) as error:
        raise FollowingError(f"Supabase does not answer: {error}") from error
