"""A control group (cgroup v2) for each run, where the machine lets us make them: the kernel's own bound on what all
processes of a run use together.

They need a group of ours that we may write, with the controllers `memory` and `pids`: systemd gives one to a unit with
`Delegate=yes`, and a container has one when its /sys/fs/cgroup is writable. Without it a run is bounded by its keeper,
which looks every second, and by the kernel's limits for single processes.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deffatest.logging import logger
from worker.fleet.machine import CONTROL_GROUPS, MEBIBYTE, OUR_GROUPS

CONTROLLERS = ("memory", "pids")
THREADS_A_PROCESS = 16  # the kernel counts threads; Chromium's processes have about a dozen each

log = logger(__name__)


@dataclass(frozen=True)
class RunGroups:
    """The group below which we make one for each run."""

    folder: Path

    def make(self, name: str, memory_mb: int, processes: int) -> Path:
        """A new group with these bounds; whoever writes 0 into its `cgroup.procs` is in it. Raises OSError."""
        group = self.folder / f"run-{name}"
        group.mkdir()
        (group / "memory.max").write_text(str(memory_mb * MEBIBYTE))
        (group / "pids.max").write_text(str(processes * THREADS_A_PROCESS))
        return group


def own_run_groups(groups: Path = CONTROL_GROUPS, ours: Path = OUR_GROUPS) -> RunGroups | None:
    """Make our own group ready to hold others; None when we may not."""
    try:
        path = next(line.removeprefix("0::") for line in ours.read_text().splitlines() if line.startswith("0::"))
        own = groups / path.lstrip("/")
        if not set(CONTROLLERS) <= set((own / "cgroup.controllers").read_text().split()):
            return None
        # A group that holds processes cannot hold others with limits, so we move into one below it.
        inner = own / "worker"
        inner.mkdir(exist_ok=True)
        (inner / "cgroup.procs").write_text(str(os.getpid()))
        (own / "cgroup.subtree_control").write_text(" ".join(f"+{name}" for name in CONTROLLERS))
    except (OSError, StopIteration) as refusal:
        log.debug("no control groups of our own", reason=str(refusal))
        return None
    return RunGroups(own)


def end_group(group: Path) -> None:
    """End whatever is still in the group, then remove it; only the kernel can be slower than that."""
    with suppress(OSError):
        (group / "cgroup.kill").write_text("1")
    try:
        group.rmdir()
    except OSError as refusal:
        log.warning("a run's control group could not be removed", group=str(group), reason=str(refusal))
