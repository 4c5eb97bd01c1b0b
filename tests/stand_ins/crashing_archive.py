"""Is the real scheduler, killed the moment an archive is stored and before its tests leave the tables.

python tests/stand_ins/crashing_archive.py --once archive
"""

import os
import signal
import sys
from pathlib import Path

from scheduler import __main__ as scheduler
from scheduler.archive_file import Manifest
from scheduler.service import Tools
from scheduler.services import archive

store = archive.store


def store_and_die(tools: Tools, path: Path, manifest: Manifest) -> None:
    store(tools, path, manifest)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    archive.store = store_and_die
    sys.exit(scheduler.main())
