"""Starting and stopping the stack's own processes."""

import ctypes
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from stack.errors import StackError
from stack.state import Process

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class User:
    """Whom a process runs as, by number, where that is not us."""

    uid: int
    gid: int


def start(
    arguments: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str],
    detached: bool,
    user: User | None = None,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, so that Ctrl-C in the terminal reaches us first and not it.

    Unless detached it is told to stop when the thread that started it ends, however that ends (Linux only).
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(argument) for argument in arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd="/",
            start_new_session=True,
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
            preexec_fn=None if detached or sys.platform != "linux" else _stop_with_parent(),
        )


def _stop_with_parent() -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)  # opened here: after the fork is no place to load a library

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)

    return ask_kernel


def stop(process: Process | None, name: str, *, seconds: float = 15) -> None:
    """End a process with SIGINT (for PostgreSQL: a fast shutdown), or harder when that takes too long."""
    running = process.find() if process else None
    if running is None:
        return
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        try:
            running.send_signal(how)
            running.wait(seconds)
        except psutil.NoSuchProcess:
            return
        except psutil.TimeoutExpired:
            continue
        return
    raise StackError(f"{name} (process {running.pid}) does not end, not even by SIGKILL")


def tail(log: Path, lines: int = 15) -> str:
    """The end of a log, for an error message."""
    if not log.exists():
        return "    (no log)"
    return "\n".join(f"    {line}" for line in log.read_text(errors="replace").splitlines()[-lines:])
