"""The most memory that our own processes held at once, Chromium's apart."""

import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil

SAMPLE_SECONDS = 0.5
BROWSERS = ("chrom", "headless_shell")


@dataclass
class Peak:
    """Bytes of unique memory (USS) of a process and its descendants: ours, and the browser's."""

    ours: int = 0
    browser: int = 0
    processes: dict[str, int] | None = None


@contextmanager
def watched(pid: int) -> Generator[Peak]:
    """Samples a process tree twice a second for as long as the block runs."""
    peak = Peak()
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(SAMPLE_SECONDS):
            _sample(pid, peak)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        ended.set()
        thread.join()


def _sample(pid: int, peak: Peak) -> None:
    ours = browser = 0
    by_name: dict[str, int] = {}
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                name, held = process.name(), process.memory_full_info().uss
                if name.startswith(BROWSERS):
                    browser += held
                else:
                    ours += held
                    by_name[name] = by_name.get(name, 0) + held
    if ours > peak.ours:
        peak.ours, peak.processes = ours, by_name
    peak.browser = max(peak.browser, browser)
