"""What a step of set-up is: run when its inputs changed, otherwise skipped."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
LOGS = LOCAL / "logs"
STAMPS = LOCAL / "stamps"


class Failure(Exception):
    """A step could not be done; the text says what is missing and what to do."""


@dataclass(frozen=True)
class Step:
    name: str
    says: str
    """The line shown while it runs."""
    inputs: Callable[[], Sequence[Path | str]]
    """Files and words that decide the result; the step runs again when one of them changes."""
    is_there: Callable[[], bool]
    """A cheap look whether the result of an earlier run still exists."""
    install: Callable[[], None]


def run(step: Step) -> None:
    """Do the step unless it was done with these inputs before."""
    stamp = STAMPS / step.name
    fingerprint = _fingerprint(step.inputs())
    if step.is_there() and stamp.exists() and stamp.read_text() == fingerprint:
        return
    print(f"set-up: {step.says}", flush=True)
    stamp.unlink(missing_ok=True)
    step.install()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(fingerprint)


def _fingerprint(inputs: Sequence[Path | str]) -> str:
    digest = hashlib.sha256(str(ROOT).encode())
    for item in inputs:
        digest.update(b"\0" + str(item).encode() + b"\0")
        if isinstance(item, Path) and item.exists():
            digest.update(item.read_bytes())
    return digest.hexdigest()


def command(arguments: Sequence[str | Path], log: str, failed: str, **options: object) -> None:
    """Run a program with its output in `.local/logs/<log>.log`; raise `Failure` with the end of that log."""
    if not try_command(arguments, log, **options):  # type: ignore[arg-type]  (passed on as they came)
        raise Failure(f"{failed}\n{last_lines(log)}\nThe whole output: {log_file(log)}")


def try_command(
    arguments: Sequence[str | Path],
    log: str,
    *,
    cwd: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    seconds: float | None = None,
) -> bool:
    """Run a program with its output added to `.local/logs/<log>.log`; say whether it succeeded."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with log_file(log).open("ab") as output:
        output.write(f"$ {' '.join(map(str, arguments))}\n".encode())
        output.flush()
        try:
            finished = subprocess.run(
                [str(argument) for argument in arguments],
                cwd=cwd,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=seconds,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            output.write(f"{error}\n".encode())
            return False
    return finished.returncode == 0


def log_file(name: str) -> Path:
    return LOGS / f"{name}.log"


def last_lines(name: str, count: int = 12) -> str:
    lines = log_file(name).read_text(errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-count:])


def we_are_root() -> bool:
    return os.geteuid() == 0


@contextmanager
def only_one_at_a_time() -> Generator[None, None, None]:
    """Wait while another set-up of this clone runs."""
    try:
        LOCAL.mkdir(exist_ok=True)
        lock = (LOCAL / "set-up.lock").open("w")
    except PermissionError as error:
        raise Failure(
            f"cannot write to {LOCAL}: it belongs to another user. Run as that user, or delete it."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("set-up: another set-up of this clone is running; waiting for it", file=sys.stderr, flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
