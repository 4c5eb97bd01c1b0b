"""Runs one command within limits and leaves nothing of it behind: no process, no temporary file.

    python -m worker.fleet.keeper <limits as JSON> <command...>

A browser starts dozens of processes, some in sessions of their own, and outlives whoever started it. So between the
worker and each run stands this small
process. The kernel hands it every orphan among its descendants, and it ends them all, whatever happens first:

    the command ends                  and what it left running is ended
    memory, time, room or processes   memory is looked at every second, the run's own and its browser's apart; the
    are used up                       room that its files take (run folder and temporary files) every other second
    the worker says so, or dies       either closes the lifeline, a pipe that only the worker holds open
    this process is killed            the command dies with it, by the kernel's hand; the worker, next in line to adopt,
    ends the rest

Its last word is a `Verdict`, one line of JSON on the pipe it was given.
"""

import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

import psutil

from deffatest.parenthood import adopt_orphans, die_with_parent
from worker.fleet.room import size_mb
from worker.process_memory import measure

MEBIBYTE = 1024 * 1024
LOOK_SECONDS = 1.0
SECONDS_BETWEEN_SIZES = 2.0

Ending = Literal["exited", "killed", "memory", "time", "told", "room", "processes"]


@dataclass(frozen=True)
class Limits:
    """What a command may use: MiB for itself and for its browser, seconds from start to end, MiB for files in its
    folder, processes; and the two pipes by file descriptor. `group` is the control group to be in, if there is one."""

    own_memory_mb: int
    browser_memory_mb: int
    seconds: float
    lifeline: int
    verdict: int
    folder: str = ""
    folder_mb: int = 0
    processes: int = 0
    group: str = ""


@dataclass(frozen=True)
class Verdict:
    """How it ended: `code` is the exit status of `exited`, the signal of `killed`; the peaks are MiB.

    A limit of 0 for files or processes is none.
    """

    ending: Ending
    code: int = 0
    own_peak_mb: int = 0
    browser_peak_mb: int = 0
    room_peak_mb: int = 0


@dataclass
class Keeper:
    """Watches over one command."""

    limits: Limits
    command: list[str]
    own_peak: int = 0
    browser_peak: int = 0
    room_peak_mb: int = 0
    sized_at: float = 0.0
    scratch: str = ""
    known: set[psutil.Process] = field(default_factory=set[psutil.Process])

    def keep(self) -> Verdict:
        """Run the command to its end, one way or another; afterwards nothing of it is left."""
        adopts = adopt_orphans()
        self.scratch = tempfile.mkdtemp(prefix="deffatest-")
        woken, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake)
        # Being asked to stop is the worker's business. A handler, unlike SIG_IGN, is not passed on to the command.
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda _number, _frame: None)
        try:
            child = subprocess.Popen(
                self.command,
                env={**os.environ, "TMPDIR": self.scratch},
                preexec_fn=partial(self._begin, os.getpid()),
            )
            ending, code = self._watch(child.pid, woken, adopts)
            return Verdict(ending, code, self.own_peak // MEBIBYTE, self.browser_peak // MEBIBYTE, self.room_peak_mb)
        finally:
            self._end_all()
            shutil.rmtree(self.scratch, ignore_errors=True)

    def _begin(self, keeper: int) -> None:
        """In the child, before it runs the command: ends with us, leaves no core files, writes no endless one."""
        die_with_parent(signal.SIGKILL, keeper)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if self.limits.folder_mb:
            largest = self.limits.folder_mb * MEBIBYTE
            _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
            if most == resource.RLIM_INFINITY or largest < most:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    def _watch(self, child: int, woken: int, adopts: bool) -> tuple[Ending, int]:
        deadline = time.monotonic() + self.limits.seconds
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                return "time", 0
            ready, _, _ = select.select([self.limits.lifeline, woken], [], [], min(left, LOOK_SECONDS))
            if self.limits.lifeline in ready:
                return "told", 0
            if woken in ready:
                os.read(woken, 4096)
                if (status := reap(child)) is not None:
                    return ("killed", -status) if status < 0 else ("exited", status)
            if not ready and (used_up := self._used_up(adopts)) is not None:
                return used_up, 0

    def _used_up(self, adopts: bool) -> Ending | None:
        """What the command used too much of, if anything."""
        processes = psutil.Process().children(recursive=True)
        if self._takes_too_much_memory(processes, adopts):
            return "memory"
        if self.limits.processes and len(processes) > self.limits.processes:
            return "processes"
        return "room" if self._takes_too_much_room() else None

    def _takes_too_much_room(self) -> bool:
        if not self.limits.folder_mb or time.monotonic() < self.sized_at + SECONDS_BETWEEN_SIZES:
            return False
        self.sized_at = time.monotonic()
        size = size_mb(self.limits.folder, self.scratch)
        self.room_peak_mb = max(self.room_peak_mb, size)
        return size > self.limits.folder_mb

    def _takes_too_much_memory(self, processes: list[psutil.Process], adopts: bool) -> bool:
        if not adopts:
            self.known.update(processes)  # where orphans are lost to us, we have to remember them
        use = measure(processes)
        self.own_peak = max(self.own_peak, use.own)
        self.browser_peak = max(self.browser_peak, use.browser)
        return use.own > self.limits.own_memory_mb * MEBIBYTE or use.browser > self.limits.browser_memory_mb * MEBIBYTE

    def _end_all(self) -> None:
        """Kill all descendants, and those that are born meanwhile, until none is left."""
        while True:
            for process in {*psutil.Process().children(recursive=True), *self.known}:
                # It may have ended by itself, or (a browser's set-user-id sandbox) end with those it guards.
                with suppress(psutil.Error):
                    process.kill()
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                return


def reap(child: int) -> int | None:
    """Collect all dead children; the exit status of this one (minus the signal that killed it) if it is among them."""
    found = None
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if pid == 0:
            return found
        if pid == child:
            found = os.waitstatus_to_exitcode(status)


def main(arguments: list[str]) -> int:
    """Keep the command, then say how it ended."""
    limits = Limits(**json.loads(arguments[0]))
    os.set_inheritable(limits.lifeline, False)
    os.set_inheritable(limits.verdict, False)
    if limits.group:
        # Before there is a child: what we start later is in the group as we are.
        Path(limits.group, "cgroup.procs").write_text("0")
    verdict = Keeper(limits, arguments[1:]).keep()
    try:
        os.write(limits.verdict, (json.dumps(asdict(verdict)) + "\n").encode())
    except BrokenPipeError:
        return 0  # the worker is gone: nobody is left to tell
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
