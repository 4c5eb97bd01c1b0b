"""Brings public test sites onto this machine; none of them is part of this repository."""

import shutil
import subprocess
from pathlib import Path

_SECONDS = 180


class SourceMissing(Exception):
    """A test site or what it needs could not be brought here; the text says what to do."""


def fetched(folder: Path, address: str, revision: str) -> Path:
    """The folder with this revision of a public git repository, fetched unless it is there. Raises SourceMissing.

    Where it cannot be fetched, somebody may unpack it there.
    """
    if folder.is_dir() and any(folder.iterdir()):
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    try:
        run("git", "init", "--quiet", str(folder))
        run("git", "-C", str(folder), "fetch", "--quiet", "--depth=1", address, revision)
        run("git", "-C", str(folder), "checkout", "--quiet", "FETCH_HEAD")
    except SourceMissing as missing:
        shutil.rmtree(folder, ignore_errors=True)
        raise SourceMissing(
            f"{missing}\n{address} could not be fetched. Unpack its revision {revision} into {folder}."
        ) from missing
    return folder


def run(*command: str) -> None:
    """Run a program to its end. Raises SourceMissing with what it said when it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except FileNotFoundError as missing:
        raise SourceMissing(f"{command[0]} is not installed") from missing
    except subprocess.TimeoutExpired as late:
        raise SourceMissing(f"`{' '.join(command)}` did not end in {_SECONDS} s") from late
    if done.returncode:
        raise SourceMissing(f"`{' '.join(command)}` failed: {done.stderr.strip()[-600:]}")
