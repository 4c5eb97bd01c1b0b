"""What this machine, or the container around us, lets a worker use, and how many tests fit into it.

A container sees the whole machine's cores and memory; its real limits are in its control group (cgroup v2 `cpu.max`,
`memory.max`; v1 `cpu.cfs_quota_us`, `memory.limit_in_bytes`), and each group around it may be narrower still.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from deffatest.settings import Settings

MEBIBYTE = 1024 * 1024
CONTROL_GROUPS = Path("/sys/fs/cgroup")
OUR_GROUPS = Path("/proc/self/cgroup")

# A test's processes take about 1 GB on an ordinary site and keep about a core busy; the rest is for heavy ones.
MEMORY_OF_A_TEST_MB = 1536
MEMORY_OF_THE_WORKER_MB = 256
MOST_TESTS = 16


@dataclass(frozen=True)
class Machine:
    """Cores (parts of one count) and MiB of memory that we may use."""

    cores: float
    memory_mb: int

    @property
    def tests(self) -> int:
        """How many tests fit: one a core and one for each 1.5 GiB beside the worker's own 256 MiB; 1 to 16."""
        by_memory = (self.memory_mb - MEMORY_OF_THE_WORKER_MB) // MEMORY_OF_A_TEST_MB
        return max(1, min(int(self.cores), by_memory, MOST_TESTS))


@dataclass(frozen=True)
class Capacity:
    """How many tests a worker runs at once, in all and of each lane that it serves."""

    tests: int
    lanes: dict[str, int]

    def free_lanes(self, running: list[str]) -> list[str]:
        """The lanes of which one more may be taken beside those (a lane for each running test)."""
        if len(running) >= self.tests:
            return []
        return [lane for lane, places in self.lanes.items() if running.count(lane) < places]


def capacity(settings: Settings, machine: Machine) -> Capacity:
    """What was configured; what was not is what the machine allows."""
    tests = settings.tests_at_once or machine.tests
    configured = {"web": settings.web_tests_at_once, "app": settings.app_tests_at_once}
    places = {lane: tests if configured[lane] is None else configured[lane] for lane in settings.lanes}
    return Capacity(tests, {lane: min(tests, places[lane] or 0) for lane in settings.lanes})


def this_machine(groups: Path = CONTROL_GROUPS, ours: Path = OUR_GROUPS) -> Machine:
    """The narrowest of the machine, the processor affinity and every control group around us."""
    cores = [float(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)]
    memory = [psutil.virtual_memory().total]
    for folder in _groups_around_us(groups, ours, "cpu"):
        cores.extend(_share(folder))
    for folder in _groups_around_us(groups, ours, "memory"):
        for name in ("memory.max", "memory.limit_in_bytes"):
            memory.extend(_numbers(folder / name)[:1])
    return Machine(min(cores), min(memory) // MEBIBYTE)


def _groups_around_us(groups: Path, ours: Path, controller: str) -> Iterator[Path]:
    """The folder of each control group that we are in, from our own outwards; what a container does not see is left
    out."""
    try:
        lines = ours.read_text(encoding="utf-8").splitlines()
    except OSError:
        return  # no control groups here: not Linux, or a very bare container
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            mount = groups
        elif controller in controllers.split(","):
            mount = groups / controllers if (groups / controllers).is_dir() else groups / controller
        else:
            continue
        folder = mount / path.lstrip("/")
        yield folder
        for outer in folder.parents:
            if not outer.is_relative_to(mount):
                break
            yield outer


def _share(folder: Path) -> list[float]:
    """The cores that a group may use, if it has a limit."""
    both = _numbers(folder / "cpu.max")  # "<quota> <period>", the quota "max" without a limit
    if not both:
        both = [*_numbers(folder / "cpu.cfs_quota_us"), *_numbers(folder / "cpu.cfs_period_us")]
    return [both[0] / both[1]] if len(both) == 2 and both[0] > 0 and both[1] > 0 else []


def _numbers(file: Path) -> list[int]:
    """The numbers in a file; none when it is not there or begins with a word such as "max"."""
    with suppress(OSError, ValueError):
        return [int(word) for word in file.read_text(encoding="utf-8").split()]
    return []
