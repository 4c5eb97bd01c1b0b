"""Guards the scheduler as a process: alone among others, on time, told apart from outside, and stopped without harm."""

import asyncio
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing

import httpx
import psycopg
import pytest

from scheduler.services import all_services
from scheduler.turn import alone
from tests.integration.acting import Worker
from tests.integration.clockwork import Clockwork
from tests.integration.fleet import wait_until
from tests.stack_fixture import Stack

pytestmark = pytest.mark.usefixtures("quiet_queue")
WAITING = (
    "select count(*) from pg_locks join pg_stat_activity using (pid) "
    "where not granted and usename = 'deffatest_scheduler'"
)
OFTEN = ",".join(f"{name}=1" for name in all_services())


@pytest.fixture
def clockwork(stack: Stack, worker: Worker) -> Iterator[Clockwork]:
    clockwork = Clockwork(stack, worker)
    yield clockwork
    clockwork.rows("truncate upkeep.last_runs, upkeep.cursors")


class Running:
    """The scheduler, and what it says."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.lines.extend(iter(self.process.stderr.readline, ""))

    def says(self, text: str) -> str:
        def found() -> str | None:
            assert self.process.poll() is None or any(text in line for line in self.lines), self.lines
            return next((line for line in self.lines if text in line), None)

        return wait_until(found, f"the scheduler says {text!r}")

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
        self._reader.join()


def test_a_service_that_runs_elsewhere_is_left_to_it(clockwork: Clockwork) -> None:
    test_id = clockwork.completed_test(days_ago=31)

    async def meanwhile() -> str:
        async with alone(clockwork.tools().address, "retention") as is_alone:
            assert is_alone
            return clockwork.command("--once", "retention").communicate(timeout=60)[0]

    assert asyncio.run(meanwhile()) == "retention: already running elsewhere\n"
    assert len(clockwork.keys(f"test-reports/{test_id}/")) == 4
    assert clockwork.command("--once", "retention").communicate(timeout=60)[0].startswith("retention: reports 1,")
    assert clockwork.keys(f"test-reports/{test_id}/") == []


def test_a_name_that_is_none_is_refused_with_those_there_are(clockwork: Clockwork) -> None:
    process = clockwork.command("--once", "laundry")
    errors = process.communicate(timeout=60)[1]
    assert process.returncode == 1
    assert all(name in errors for name in ("laundry", *all_services()))


def test_the_list_names_every_service_and_its_time(clockwork: Clockwork) -> None:
    output = clockwork.command("--list", schedule="retention=90,archive=0").communicate(timeout=60)[0]
    times = dict(re.findall(r"^([a-z-]+) +every (\d+ \w+)", output, re.MULTILINE))
    assert times["retention"] == "90 s"
    assert set(times) == set(all_services()) - {"archive"}


@pytest.mark.parametrize("schedule", ["laundry=5", "retention", "retention=soon", "retention=-1"])
def test_a_schedule_that_cannot_be_kept_is_refused(clockwork: Clockwork, schedule: str) -> None:
    from deffatest.errors import SettingsError
    from scheduler.timetable import Timetable

    settings = clockwork.settings.model_copy(update={"schedule": [schedule]})
    with pytest.raises(SettingsError, match="DEFFATEST_SCHEDULE"):
        Timetable(settings)


def test_it_runs_every_service_tells_of_it_and_ends_the_turn_under_way(clockwork: Clockwork) -> None:
    settings = {"schedule": OFTEN, "health_address": "127.0.0.1:0"}
    with closing(Running(clockwork.command(**settings))) as running:
        address = re.search(r'"address": "([^"]+)"', running.says("answering health checks"))
        assert address
        running.says("scheduler ready")
        assert httpx.get(f"http://{address[1]}/health/ready").json() == {"status": "ready", "reasons": []}

        def all_ran() -> bool:
            metrics = httpx.get(f"http://{address[1]}/metrics").text
            done = re.findall(r'turns_total\{outcome="done",service="([a-z-]+)"\} [1-9]', metrics)
            seen = re.findall(r'last_success_timestamp_seconds\{service="([a-z-]+)"\} 1\.', metrics)
            assert not re.findall(r'turns_total\{outcome="failed",service="[a-z-]+"\} [1-9]', metrics), running.lines
            return set(done) == set(seen) == set(all_services())

        wait_until(all_ran, "every service has run")

        with psycopg.connect(clockwork.stack.database_url) as holding:
            holding.execute("lock table public.profiles in exclusive mode")
            # A turn cannot go on now.
            wait_until(lambda: clockwork.rows(WAITING)[0][0], "a turn waits for the table")
            clockwork.rows("delete from upkeep.last_runs")
            running.process.send_signal(signal.SIGTERM)
            running.says("stopping")
            assert running.process.poll() is None
            holding.rollback()
        assert running.process.wait(60) == 0
    assert ("monthly-reset",) in clockwork.rows("select service from upkeep.last_runs")


def test_without_its_login_it_says_what_to_do(clockwork: Clockwork) -> None:
    process = clockwork.command(scheduler_database_url="")
    errors = process.communicate(timeout=60)[1]
    assert process.returncode == 1
    assert "DEFFATEST_SCHEDULER_DATABASE_URL" in errors
