"""Where runs put their files: one folder a worker, below it one a run, and none outlives its worker for long.

    <runs folder>/worker-<name>/<test id>-<attempt>/

A worker holds a lock on its folder for as long as it lives, by the kernel's hand: a folder whose lock can be had
belongs to a worker that is gone, and any other worker sweeps it away.
"""

import errno
import fcntl
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deffatest.logging import logger

MEBIBYTE = 1024 * 1024
OURS = "worker-"  # how a worker's folder is called; nothing else in the runs folder is swept

log = logger(__name__)


@dataclass
class RunFolders:
    """The folder of one worker; make it with `open_run_folders`."""

    root: Path
    own: Path
    _lock: int

    def fresh(self, name: str) -> Path:
        """An empty folder for one run. Raises OSError, as when the disk is full."""
        folder = self.own / name
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        return folder

    def remove(self, folder: Path, *, keep: bool) -> None:
        """A run has ended: delete its folder, or keep it beside the workers' own."""
        if keep and folder.exists():
            kept = self.root / folder.name
            shutil.rmtree(kept, ignore_errors=True)
            folder.rename(kept)
        shutil.rmtree(folder, ignore_errors=True)

    def free_mb(self) -> int:
        """How much room there is for more, MiB."""
        return shutil.disk_usage(self.root).free // MEBIBYTE

    def sweep(self) -> int:
        """Delete what workers that are gone have left; how many folders that were."""
        swept = 0
        for folder in self.root.glob(f"{OURS}*"):
            if folder == self.own or (lock := _try_lock(folder)) is None:
                continue
            try:
                shutil.rmtree(folder, ignore_errors=True)
                swept += 1
            finally:
                os.close(lock)
        if swept:
            log.info("swept away what workers that are gone had left", folders=swept)
        return swept

    def close(self) -> None:
        """The worker ends: its folder goes, whatever is in it."""
        shutil.rmtree(self.own, ignore_errors=True)
        os.close(self._lock)


def open_run_folders(root: Path, worker: str) -> RunFolders:
    """Make and lock this worker's folder. Raises OSError when the disk does not let us."""
    own = root.absolute() / f"{OURS}{worker}"
    while True:
        own.mkdir(parents=True, exist_ok=True)
        # Between making and locking it, another worker may have swept it: then once more.
        if (lock := _try_lock(own)) is not None:
            return RunFolders(root.absolute(), own, lock)


def _try_lock(folder: Path) -> int | None:
    """The lock on a folder as an open descriptor; None when somebody holds it or the folder has gone."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if folder.stat().st_ino == os.fstat(descriptor).st_ino:
            return descriptor
    os.close(descriptor)
    return None


def is_no_room(error: BaseException) -> bool:
    """Whether this is the disk, the quota or a file's limit that is used up."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
