"""How much memory processes use, a browser's apart from the rest."""

from dataclasses import dataclass

import psutil

BROWSER_NAMES = ("chrom", "headless_shell")


@dataclass
class MemoryUse:
    """Bytes in use by the run's own processes and by its browser's.

    Pages that several processes share are counted once, as the largest share of any, since a browser's processes share
    most of theirs.
    """

    own: int = 0
    browser: int = 0


def measure(processes: list[psutil.Process]) -> MemoryUse:
    """The memory of these processes, the browser's apart from the rest."""
    private = MemoryUse()
    shared = MemoryUse()
    for process in processes:
        try:
            with process.oneshot():
                kind = "browser" if process.name().startswith(BROWSER_NAMES) else "own"
                memory = process.memory_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue  # it has just ended
        common = int(getattr(memory, "shared", 0))
        setattr(private, kind, getattr(private, kind) + memory.rss - common)
        setattr(shared, kind, max(getattr(shared, kind), common))
    return MemoryUse(private.own + shared.own, private.browser + shared.browser)
