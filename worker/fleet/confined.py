"""The worker's side of a command that runs under a keeper: start it, hear what it says, end it, learn how it ended."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import psutil

from deffatest.parenthood import adopt_orphans
from worker.fleet.keeper import Limits, Verdict
from worker.fleet.run_group import end_group

LONGEST_LINE_BYTES = 64 * 1024 * 1024  # a bug carries its console and network lines


class _Household:
    """The children of this process: keepers, and (once it adopts) what a killed keeper left."""

    def __init__(self) -> None:
        self.keepers: set[int] = set()
        self.adopts = False
        self.changing = asyncio.Lock()

    async def end_strays(self) -> None:
        """End every child that is no keeper, with all below it."""
        async with self.changing:
            await asyncio.to_thread(self._end_strays)

    def _end_strays(self) -> None:
        while strays := [child for child in psutil.Process().children() if child.pid not in self.keepers]:
            for stray in strays:
                below: list[psutil.Process] = []
                with suppress(psutil.NoSuchProcess):  # it has ended by itself, as any of these may
                    below = stray.children(recursive=True)
                for process in [*below, stray]:
                    with suppress(psutil.Error):
                        process.kill()
                with suppress(psutil.NoSuchProcess):
                    stray.wait()


_household = _Household()


def adopt_strays() -> None:
    """Have what a killed keeper leaves given to us, to be ended too; for a process that starts no other children."""
    _household.adopts = adopt_orphans()


class Confined:
    """One command within limits, in a session of its own; when it has ended, so has all that it started."""

    def __init__(
        self, process: asyncio.subprocess.Process, lifeline: int, verdict: int, group: Path | None = None
    ) -> None:
        self._process = process
        self._group = group
        self._lifeline: int | None = lifeline
        self._verdict = verdict

    @classmethod
    async def start(
        cls,
        command: list[str],
        environment: Mapping[str, str],
        *,
        own_memory_mb: int,
        browser_memory_mb: int,
        seconds: float,
        folder: Path | None = None,
        folder_mb: int = 0,
        processes: int = 0,
        group: Path | None = None,
        told: bytes = b"",
    ) -> "Confined":
        """Start the command; it hears `told` on standard input and nothing else. `group` is a control group of its own,
        which goes with it."""
        lifeline_end, lifeline = os.pipe()
        verdict, verdict_end = os.pipe()
        limits = Limits(
            *(own_memory_mb, browser_memory_mb, seconds, lifeline_end, verdict_end),
            *(str(folder or ""), folder_mb, processes, str(group or "")),
        )
        try:
            async with _household.changing:
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "worker.fleet.keeper", json.dumps(asdict(limits)), *command),
                    env=dict(environment),
                    stdin=asyncio.subprocess.PIPE if told else asyncio.subprocess.DEVNULL,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=asyncio.subprocess.PIPE,
                    limit=LONGEST_LINE_BYTES,
                    start_new_session=True,  # a Ctrl-C in the worker's terminal is the worker's to answer
                    pass_fds=(lifeline_end, verdict_end),
                )
                _household.keepers.add(process.pid)
        except BaseException:
            os.close(lifeline)
            os.close(verdict)
            raise
        finally:
            os.close(lifeline_end)
            os.close(verdict_end)
        if process.stdin is not None:
            process.stdin.write(told)
            process.stdin.close()
        return cls(process, lifeline, verdict, group)

    async def output(self) -> AsyncIterator[bytes]:
        """Lines of standard output as they come, until the end."""
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            yield line

    async def log(self) -> AsyncIterator[bytes]:
        """Lines of standard error as they come, until the end."""
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            yield line

    def end(self) -> None:
        """Have it ended at once, with all that it started; to be followed by `ended`."""
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None

    async def ended(self) -> Verdict | None:
        """Wait for the end; None when its keeper was killed and so could not say how the command ended.

        The keeper alone holds the verdict's pipe, so its closing tells of the keeper's end whatever else lives on.
        """
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        with os.fdopen(self._verdict, "rb") as pipe:
            transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
            try:
                words = await reader.read()
            finally:
                transport.close()
        self.end()
        _household.keepers.discard(self._process.pid)
        if words:
            await self._process.wait()
        elif _household.adopts:
            await _household.end_strays()
        if self._group is not None:
            await asyncio.to_thread(end_group, self._group)
        return Verdict(**json.loads(words)) if words else None

    @property
    def pid(self) -> int:
        """The keeper's process id."""
        return self._process.pid
