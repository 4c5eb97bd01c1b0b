"""Guards that a confined command keeps to its limits and leaves nothing behind, however it ends."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from worker.fleet.confined import Confined
from worker.fleet.keeper import Verdict
from worker.process_memory import measure

SELF = "import os, signal, subprocess, sys, time\n"
BROWSER = "b = subprocess.Popen(['sleep', '1000'], start_new_session=True); print(b.pid, flush=True)\n"


async def start(
    script: str, *, own_memory_mb: int = 500, browser_memory_mb: int = 500, seconds: float = 60
) -> Confined:
    return await Confined.start(
        [sys.executable, "-c", SELF + script],
        os.environ,
        own_memory_mb=own_memory_mb,
        browser_memory_mb=browser_memory_mb,
        seconds=seconds,
    )


async def first_line(process: Confined) -> str:
    return (await anext(process.output())).decode().strip()


def gone(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    return True


async def end_of(process: Confined) -> Verdict | None:
    """How it ended, once all that it said was heard."""
    async for _ in process.output():
        pass
    async for _ in process.log():
        pass
    return await process.ended()


async def test_a_command_that_ends_by_itself_gives_its_exit_status() -> None:
    process = await start("print('hello'); sys.exit(7)")
    assert await first_line(process) == "hello"
    verdict = await end_of(process)
    assert verdict is not None
    assert (verdict.ending, verdict.code) == ("exited", 7)


@pytest.mark.parametrize(
    ("then", "ending"),
    [("sys.exit(0)", "exited"), ("os.kill(os.getpid(), signal.SIGKILL)", "killed"), ("raise RuntimeError", "exited")],
)
async def test_a_browser_in_a_session_of_its_own_does_not_outlive_the_command(then: str, ending: str) -> None:
    process = await start(BROWSER + then)
    browser = int(await first_line(process))
    verdict = await end_of(process)
    assert verdict is not None
    assert verdict.ending == ending
    assert gone(browser)


async def test_ending_it_ends_everything_at_once_even_what_ignores_requests_to_stop() -> None:
    process = await start("signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + BROWSER + "time.sleep(1000)")
    browser = int(await first_line(process))
    process.end()
    assert await end_of(process) == Verdict("told", 0, own_peak_mb=0, browser_peak_mb=0)
    assert gone(browser)


async def test_a_command_that_uses_up_its_time_is_ended() -> None:
    process = await start(BROWSER + "time.sleep(1000)", seconds=1.5)
    browser = int(await first_line(process))
    verdict = await end_of(process)
    assert verdict is not None
    assert verdict.ending == "time"
    assert gone(browser)


async def test_a_command_that_uses_too_much_memory_is_ended_and_its_use_is_told() -> None:
    process = await start("x = b'1' * (200 << 20); print('ate', flush=True); time.sleep(1000)", own_memory_mb=150)
    verdict = await end_of(process)
    assert verdict is not None
    assert verdict.ending == "memory"
    assert verdict.own_peak_mb > 150  # it may be ended while it still eats


async def test_a_browsers_memory_is_counted_apart_from_the_commands(tmp_path: Path) -> None:
    chromium = tmp_path / "chromium"
    chromium.symlink_to(sys.executable)
    script = f"""
subprocess.Popen([{str(chromium)!r}, '-c', 'x = b"1" * (200 << 20); import time; time.sleep(1000)'])
time.sleep(1000)
"""
    process = await start(script, own_memory_mb=150, browser_memory_mb=190)
    verdict = await end_of(process)
    assert verdict is not None
    assert verdict.ending == "memory"
    assert verdict.browser_peak_mb >= 200
    assert verdict.own_peak_mb < 150


async def test_a_killed_worker_takes_command_and_browser_with_it() -> None:
    worker = f"""
import asyncio, os, sys
from worker.fleet.confined import Confined
async def main():
    process = await Confined.start(
        [sys.executable, "-c", {SELF + BROWSER + "print(os.getpid(), flush=True); time.sleep(1000)"!r}],
        os.environ, own_memory_mb=500, browser_memory_mb=500, seconds=1000)
    async for line in process.output():
        print(line.decode(), end="", flush=True)
asyncio.run(main())
"""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", worker, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    browser, command = int(await process.stdout.readline()), int(await process.stdout.readline())
    left = [psutil.Process(browser), psutil.Process(command)]
    os.kill(process.pid, signal.SIGKILL)
    await process.communicate()
    _, alive = await asyncio.to_thread(psutil.wait_procs, left, 20)
    assert alive == []


async def test_a_killed_keeper_takes_the_command_with_it_and_the_worker_ends_the_browser() -> None:
    worker = f"""
import asyncio, os, signal, sys
from worker.fleet.confined import Confined, adopt_strays
async def main():
    adopt_strays()
    process = await Confined.start(
        [sys.executable, "-c", {SELF + BROWSER + "print(os.getpid(), flush=True); time.sleep(1000)"!r}],
        os.environ, own_memory_mb=500, browser_memory_mb=500, seconds=1000)
    lines = process.output()
    print((await anext(lines)).decode(), (await anext(lines)).decode(), flush=True)
    os.kill(process.pid, signal.SIGKILL)
    assert await process.ended() is None
asyncio.run(main())
"""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", worker, stdout=asyncio.subprocess.PIPE)
    words, _ = await process.communicate()
    assert process.returncode == 0
    assert all(gone(int(pid)) for pid in words.split())


async def test_temporary_files_of_a_killed_command_are_removed() -> None:
    process = await start("import tempfile; print(tempfile.mkdtemp(), flush=True); os.kill(os.getpid(), 9)")
    folder = await first_line(process)
    await end_of(process)
    assert not await asyncio.to_thread(os.path.lexists, str(Path(folder).parent))


async def test_a_command_that_cannot_be_started_gives_no_verdict() -> None:
    process = await Confined.start(
        ["/does/not/exist"], os.environ, own_memory_mb=100, browser_memory_mb=300, seconds=10
    )
    assert "/does/not/exist" in "".join([line.decode() async for line in process.log()])
    assert await end_of(process) is None


def test_pages_shared_between_processes_are_counted_once() -> None:
    one = measure([psutil.Process()])
    assert measure([psutil.Process(), psutil.Process()]).own < 2 * one.own


def test_it_loads_little_since_every_run_has_one() -> None:
    check = "import sys, worker.fleet.keeper; print({'structlog', 'rich', 'pydantic', 'asyncio'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout == "set()\n"
