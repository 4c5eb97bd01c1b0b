"""What must be true after everything that may happen to a fleet."""

import asyncio
from typing import Any

from deffatest.settings import Settings
from deffatest.storage import Storage
from scheduler.service import Tools
from scheduler.services import orphans
from tests.integration.fleet import Fleet, wait_until

FINAL = ("completed", "failed", "cancelled")


def assert_nothing_lost(fleet: Fleet) -> dict[str, str]:
    """Every test that was submitted has one end, each completed one its one report; nothing else is left of any of
    them, in the queue or in the storage. The status of each test by its id."""
    ids = fleet.submitted
    ended = "select id::text, status from public.tests where id = any(%s::uuid[]) and status = any(%s)"

    def all_ended() -> dict[str, str] | None:
        # What pauses before its next attempt goes on at once: the pauses are no part of what is to be seen.
        fleet.rows("update queue.jobs set available_at = now() where available_at > now() returning 1")
        status: dict[str, str] = dict(fleet.rows(ended, ids, list(FINAL)))  # pyright: ignore[reportArgumentType]
        return status if len(status) == len(ids) else None

    status = wait_until(all_ended, "all tests have ended")
    for test_id in ids:
        _assert_ended_once(fleet, test_id, status[test_id])
    assert fleet.rows("select test_id from queue.jobs where test_id = any(%s::uuid[])", ids) == []
    assert fleet.rows("select id from queue.places where job_id is not null") == []
    assert fleet.rows("select * from queue.attempts where test_id = any(%s::uuid[]) and ended_at is null", ids) == []
    _assert_no_orphans(fleet, {test_id for test_id in ids if status[test_id] == "completed"})
    return status


def _assert_ended_once(fleet: Fleet, test_id: str, status: str) -> None:
    ends = [move for move in fleet.events(test_id, "test.status_change") if move["new_status"] in FINAL]
    assert [end["new_status"] for end in ends] == [status]
    completed = int(status == "completed")
    assert len(fleet.events(test_id, "test.completed")) == completed
    assert fleet.rows("select count(*) from public.test_reports where test_id = %s", test_id) == [(completed,)]
    assert fleet.rows(
        "select bug_count = (select count(*) from public.bug_reports where test_id = tests.id) from public.tests "
        "where id = %s",
        test_id,
    ) == [(True,)]


def _assert_no_orphans(fleet: Fleet, completed: set[str]) -> None:
    names = {name.removeprefix("DEFFATEST_").lower(): value for name, value in fleet.stack.environment().items()}
    settings = Settings.model_validate({**names, "orphan_hours": 0})
    asyncio.run(_sweep(settings))
    keys: Any = Storage(settings).keys("test-reports/")
    ours = {key for key in keys if key.split("/")[1] in fleet.submitted}
    needed = {
        key
        for (key,) in fleet.rows(
            "select object_key from public.test_reports where test_id = any(%(ids)s::uuid[]) "
            "union select replace(object_key, 'full_report.zip', 'summary.json') from public.test_reports "
            "where test_id = any(%(ids)s::uuid[]) "
            "union select unnest(array_append(screenshots, recording)) from public.bug_details "
            "where test_id = any(%(ids)s::uuid[])".replace("%(ids)s", f"'{{{','.join(completed)}}}'")
        )
        if key is not None
    }
    assert ours == needed


async def _sweep(settings: Settings) -> None:
    tools = Tools(settings)
    try:
        rounds = 0
        while not rounds:
            rounds = (await orphans.run_once(tools))["rounds"]
    finally:
        await tools.database.close()
