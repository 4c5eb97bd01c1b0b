"""Runs a tester that is a program, for so long and no longer."""

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.chromium import quiet


def run_for(
    seconds: float, command: Sequence[str], said: Path, environment: dict[str, str] | None = None
) -> int | None:
    """Run it and end it, with all that it started, when the time is over; its exit status, None where it was ended."""
    with said.open("w") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env=quiet() | (environment or {}), start_new_session=True
        )
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
