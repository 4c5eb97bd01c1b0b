"""What the fleet's tests share: a user who submits, workers whose runs are steered, and a look at what came of it."""

import os
import select
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg
from supabase import Client, create_client

from tests.stack_fixture import Stack

WORKER = Path(__file__).parents[1] / "stand_ins" / "steered_worker.py"
PATIENCE_SECONDS = 90.0


def wait_until(holds: Callable[[], Any], what: str) -> Any:
    """The first true answer; asked often, because what we wait for happens in other processes."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not (answer := holds()):
        if time.monotonic() > give_up:
            raise AssertionError(f"waited {PATIENCE_SECONDS:.0f} s in vain until {what}")
        time.sleep(0.05)
    return answer


def _opened(gate: str) -> int | None:
    """The gate's end to write to, None while no run waits there."""
    with suppress(OSError):
        return os.open(gate, os.O_WRONLY | os.O_NONBLOCK)
    return None


@dataclass
class Fleet:
    """A user of the stack, and workers beside it."""

    stack: Stack
    folder: Path
    client: Client = field(init=False)
    user_id: str = field(init=False)
    workers: list[subprocess.Popen[str]] = field(default_factory=list[subprocess.Popen[str]])
    started: set[psutil.Process] = field(default_factory=set[psutil.Process])
    submitted: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.client = create_client(self.stack.url, self.stack.publishable_key)
        answer = self.client.auth.sign_up(
            {"email": f"{uuid.uuid4().hex}@example.com", "password": "a long Passw0rd of ours"}
        )
        assert answer.user is not None
        self.user_id = answer.user.id

    def submit(self, *steps: str) -> str:
        """Submit a test whose run does these steps; its id."""
        return self.submit_address(f"http://shop.example/?do={','.join(steps)}")

    def submit_address(self, address: str) -> str:
        """Submit a test of this address; its id."""
        row = {
            "test_name": "Shop",
            "test_type": "web_url",
            "test_source_url": address,
            "requested_duration_minutes": 1,
            "user_id": self.user_id,
        }
        tests: Any = self.client.table("tests")
        answer = tests.insert(row).execute()
        self.submitted.append(answer.data[0]["id"])
        return self.submitted[-1]

    def start_worker(
        self,
        program: tuple[str, ...] = (sys.executable, str(WORKER)),
        environment: Mapping[str, str] | None = None,
        **settings: object,
    ) -> subprocess.Popen[str]:
        """Start a worker and wait until it is ready."""
        given = {"runs_folder": self.folder / "runs", "log_format": "json", "poll_seconds": 0.5, **settings}
        variables = {f"DEFFATEST_{name.upper()}": str(value) for name, value in given.items()}
        worker = subprocess.Popen(
            program,
            env={**os.environ, **self.stack.environment(), **variables, **(environment or {})},
            stderr=(self.folder / f"worker-{len(self.workers) + 1}.log").open("w"),
            text=True,
        )
        self.workers.append(worker)
        wait_until(lambda: "worker ready" in self.log(worker) or worker.poll() is not None, "the worker is ready")
        assert worker.poll() is None, self.log(worker)
        return worker

    def log(self, worker: subprocess.Popen[str]) -> str:
        return (self.folder / f"worker-{self.workers.index(worker) + 1}.log").read_text()

    def gate(self) -> str:
        """A pipe at which a run waits: `wait:<gate>` in its steps."""
        path = self.folder / f"gate-{uuid.uuid4().hex[:8]}"
        os.mkfifo(path)
        return str(path)

    def arrives_at(self, gate: str) -> int:
        """Wait until a run waits at the gate; closing what this returns lets it go on."""

        descriptor = wait_until(lambda: (_opened(gate) or -1) + 1, f"a run waits at {gate}") - 1
        self.remember()
        return descriptor

    def let_on(self, gate: str) -> None:
        os.close(self.arrives_at(gate))

    def let_on_until_it_ends(self, gate: str, test_id: str) -> None:
        """As `let_on`, for a test whose run may have passed while the gate was still held open for an earlier one."""

        def past() -> bool:
            if (descriptor := _opened(gate)) is not None:
                os.close(descriptor)
            return self.test(test_id)["status"] in ("completed", "failed")

        wait_until(past, f"{test_id} ends")

    def remember(self) -> None:
        """Note every process below our workers, to see later that it is gone."""
        for worker in self.workers:
            with suppress(psutil.NoSuchProcess):
                self.started.update(psutil.Process(worker.pid).children(recursive=True))

    def process_of(self, worker: subprocess.Popen[str], name: str) -> psutil.Process:
        """The process below a worker whose command line has this word."""
        self.remember()
        for process in psutil.Process(worker.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                line = process.cmdline()
                if any(word.endswith(name) for word in line) and "worker.fleet.keeper" not in line:
                    return process
        raise AssertionError(f"no process {name!r} below the worker")

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.stack.database_url, autocommit=True) as connection:
            return connection.execute(query.encode(), parameters).fetchall()

    def test(self, test_id: str) -> dict[str, Any]:
        """The test as its owner sees it."""
        answer: Any = self.client.table("tests").select("*").eq("id", test_id).single().execute()
        return answer.data

    def until_status(self, test_id: str, *status: str) -> dict[str, Any]:
        def reached() -> dict[str, Any] | None:
            return row if (row := self.test(test_id))["status"] in status else None

        return wait_until(reached, f"the test is {' or '.join(status)}")

    def events(self, test_id: str, event: str) -> list[dict[str, Any]]:
        answer: Any = (
            self.client.table("test_events").select("*").eq("test_id", test_id).eq("event", event).order("sequence")
        ).execute()
        return [row["payload"] for row in answer.data]

    def retry_now(self, test_id: str, failures: int = 1) -> None:
        """Once it has failed so often, do not wait out the pause before the next attempt."""
        failed = "select 1 from queue.jobs where test_id = %s and failures >= %s"
        wait_until(lambda: self.rows(failed, test_id, failures), f"the test failed {failures} times")
        self.rows("update queue.jobs set available_at = now() where test_id = %s returning 1", test_id)

    def stop(self) -> None:
        """Stop all workers and see that nothing of them is left."""
        for worker in self.workers:
            self.remember()
            if worker.poll() is None:
                worker.send_signal(signal.SIGCONT)
                worker.send_signal(signal.SIGTERM)
                worker.send_signal(signal.SIGTERM)
                worker.wait(PATIENCE_SECONDS)
        _, alive = psutil.wait_procs(list(self.started), PATIENCE_SECONDS)
        assert alive == [], "processes were left behind"
        assert list((self.folder / "runs").glob("*")) == [], "run folders were left behind"


def is_waiting(descriptor: int) -> bool:
    """Whether the other end of a gate is still open."""
    poll = select.poll()
    poll.register(descriptor, select.POLLERR)
    return not poll.poll(0)
