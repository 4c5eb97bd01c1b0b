"""Starts the child process of a run as the worker does, and reads what it says."""

import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from deffatest.run_record import TestOrder
from deffatest.settings import load_settings
from worker.login import Login
from worker.order import BugFound, Failed, Progress, RunOrder, messages


@dataclass
class RunProcess:
    """A run that was started: its folder, its process, and what it has said so far."""

    folder: Path
    process: subprocess.Popen[str]
    said: list[Progress | BugFound | Failed] = field(default_factory=list[Progress | BugFound | Failed])

    def listen(self) -> Iterator[Progress | BugFound | Failed]:
        """Everything it says until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(messages.validate_json(line))
            yield self.said[-1]

    def finish(self) -> int:
        """Listen to the end; its exit status."""
        for _ in self.listen():
            pass
        return self.process.wait()

    @property
    def failures(self) -> list[Failed]:
        """What it said went wrong."""
        return [message for message in self.said if isinstance(message, Failed)]


@contextmanager
def started_run(
    folder: Path, source: str, seconds: float, *, seed: int = 11, login: Login | None = None
) -> Generator[RunProcess]:
    """A run of this address, in a fresh folder; what is left of it ends with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    chromium = load_settings().chromium
    order = RunOrder(
        test=TestOrder(
            test_id="4f1d2b1e-0000-4000-8000-000000000001",
            test_name="A run",
            test_type="web_url",
            source=source,
            requested_duration_minutes=1,
            submitted_at=datetime.now(UTC),
        ),
        attempt=1,
        seconds=seconds,
        seed=seed,
        allowed_private_targets=["127.0.0.1"],
        may_probe=["127.0.0.1"],
        chromium=chromium and str(chromium),
        login_follows=login is not None,
    )
    (folder / "order.json").write_text(order.model_dump_json())
    with (folder / "errors.txt").open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "worker.run", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(login.told().decode() if login else "")
        process.stdin.close()
        try:
            yield RunProcess(folder, process)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()
