"""One Chromium for all who explore, with a second ear: what its pages run is counted from outside, alike for all.

A tester starts `program`, which is Chromium with a debugging port; `Ear` listens there beside it. Chromium's precise
coverage says by function what ran, and a fingerprint of what stands on the screen how many screens there were.
"""

import asyncio
import json
import os
import socket
import stat
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import async_playwright
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.peers.report import Used
from deffatest.settings import load_settings
from worker.observation.code_use import CodeUse
from worker.surfaces.browser.chromium import candidates

SECONDS_BETWEEN_READINGS = 0.5
_START_SECONDS = 20.0
_SCREEN = """(() => {
  const names = [];
  for (const one of document.querySelectorAll('a[href],button,input,select,textarea,[role],h1,h2,dialog,[onclick]')) {
    const box = one.getBoundingClientRect();
    if (box.width && box.height) names.push(one.tagName + (one.getAttribute('role') || '') + (one.type || ''));
  }
  const place = (location.pathname + location.hash).replace(/\\d+/g, '0');
  return location.origin + '/ ' + place + ' ' + [...new Set(names)].sort().join(' ');
})()"""


def installed() -> str:
    """The path of the Chromium that the product would use; raises RuntimeError where there is none."""
    return asyncio.run(_installed())


async def _installed() -> str:
    configured = load_settings().chromium
    async with async_playwright() as playwright:
        for path in candidates(playwright, configured and str(configured)):
            return path
    raise RuntimeError("no Chromium was found; apt-get install chromium")


class Measured:
    """A Chromium that is listened to: `program` starts it, `address` is where it is debugged."""

    def __init__(self, program: Path, port: int, origin: str) -> None:
        self.program = program
        self.address = f"http://127.0.0.1:{port}"
        self._ear = _Ear(self.address, origin)

    @property
    def used(self) -> Used:
        """What was seen used so far."""
        return self._ear.used()

    async def listen(self) -> None:
        """Wait for the browser and listen until cancelled."""
        await self._ear.listen()

    def wait(self) -> None:
        """Wait until the browser can be debugged; raises RuntimeError when it does not start."""
        if not self._ear.attached.wait(_START_SECONDS):
            raise RuntimeError("Chromium did not start")


@contextmanager
def measured(folder: Path, origin: str) -> Generator[Measured]:
    """A Chromium to be started by a tester, whose use of the scripts of `origin` is counted while the block runs."""
    port = _free_port()
    program = folder / "chromium"
    program.write_text(
        f'#!/bin/sh\nexec "{installed()}" --no-sandbox "$@" --remote-debugging-port={port} --remote-allow-origins=*\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    one = Measured(program.absolute(), port, origin)
    loop = asyncio.new_event_loop()
    listening = loop.create_task(one.listen())
    thread = threading.Thread(target=_run_until_done, args=(loop, listening), daemon=True)
    thread.start()
    try:
        yield one
    finally:
        loop.call_soon_threadsafe(listening.cancel)
        thread.join()
        loop.close()


def _run_until_done(loop: asyncio.AbstractEventLoop, task: "asyncio.Task[None]") -> None:
    try:
        loop.run_until_complete(task)
    except asyncio.CancelledError:
        return


class _Ear:
    """Attaches to every page of every context of a browser and reads its counters."""

    def __init__(self, address: str, origin: str) -> None:
        self._address = address
        self._origin = origin.rstrip("/") + "/"
        self._code = CodeUse()
        self._sizes: dict[tuple[str, str], int] = {}
        self._screens: set[str] = set()
        self._pages: set[str] = set()
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._number = 0
        self.attached = threading.Event()

    def used(self) -> Used:
        # A tester may rewrite scripts to count for itself. What it rewrote has another length, but the same address:
        # the version of which the most ran stands for the file.
        best: dict[str, tuple[float, int]] = {}
        for file in self._code.scripts:
            one = CodeUse(scripts={file: self._code.scripts[file]})
            share = one.script_bytes_used / max(1, one.script_bytes)
            best[file[0]] = max(best.get(file[0], (0.0, 0)), (share, file[1]))
        best = {url: (share, _served_size(url) or size) for url, (share, size) in best.items()}
        total = sum(size for _, size in best.values())
        ran = sum(share * size for share, size in best.values())
        return Used(ran / total if total else 0.0, total, len(self._screens))

    async def listen(self) -> None:
        """Wait for the browser, then listen; a browser that ends and comes back is listened to again."""
        while True:
            try:
                async with httpx.AsyncClient(trust_env=False) as client:
                    version = (await client.get(f"{self._address}/json/version")).json()
                async with connect(
                    version["webSocketDebuggerUrl"], max_size=None, proxy=None, ping_interval=None
                ) as socket_:
                    await self._follow(socket_)
            except (OSError, httpx.HTTPError, ConnectionClosed):
                await asyncio.sleep(0.05)  # it has not started yet, and nothing tells when

    async def _follow(self, connection: ClientConnection) -> None:
        self._pages.clear()
        reading = asyncio.create_task(self._read_again_and_again(connection))
        attach = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
        await self._send(connection, "Target.setAutoAttach", attach)
        self.attached.set()
        try:
            async for message in connection:
                await self._take(connection, json.loads(message))
        finally:
            reading.cancel()
            for one in self._waiting.values():
                one.cancel()
            self._waiting.clear()

    async def _take(self, connection: ClientConnection, message: dict[str, Any]) -> None:
        if answered := self._waiting.pop(message.get("id", -1), None):
            if not answered.done():
                answered.set_result(message.get("result", {}))
        elif message.get("method") == "Target.attachedToTarget":
            session = message["params"]["sessionId"]
            if message["params"]["targetInfo"]["type"] == "page":
                counting = {"callCount": False, "detailed": False}
                await self._send(connection, "Profiler.enable", {}, session)
                await self._send(connection, "Profiler.startPreciseCoverage", counting, session)
                self._pages.add(session)
            await self._send(connection, "Runtime.runIfWaitingForDebugger", {}, session)
        elif message.get("method") == "Target.detachedFromTarget":
            self._pages.discard(message["params"]["sessionId"])

    async def _read_again_and_again(self, connection: ClientConnection) -> None:
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_READINGS)
            for session in sorted(self._pages):
                scripts = await self._ask(connection, "Profiler.takePreciseCoverage", {}, session)
                for script in scripts.get("result", []):
                    self._note(session, script)
                evaluate = {"expression": _SCREEN, "returnByValue": True}
                screen = await self._ask(connection, "Runtime.evaluate", evaluate, session)
                words = str(screen.get("result", {}).get("value", ""))
                if words.startswith(self._origin):
                    self._screens.add(words)

    def _note(self, session: str, script: dict[str, Any]) -> None:
        url: str = script["url"].partition("?")[0]
        if not url.startswith(self._origin):
            return
        ranges = [one for function in script["functions"] for one in function["ranges"]]
        functions = {(int(one["startOffset"]), int(one["endOffset"])): bool(one["count"]) for one in ranges}
        if functions:
            # The first report of a script is whole, those that follow tell only what has changed.
            size = self._sizes.setdefault((session + script["scriptId"], url), max(end for _, end in functions))
            self._code.note_script((url, size), functions)

    async def _ask(
        self, connection: ClientConnection, method: str, parameters: dict[str, Any], session: str
    ) -> dict[str, Any]:
        number = await self._send(connection, method, parameters, session)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(5):
                return await self._waiting[number]
        except TimeoutError:
            self._waiting.pop(number, None)
            return {}  # a page that is busy or gone is asked again the next time

    async def _send(
        self, connection: ClientConnection, method: str, parameters: dict[str, Any], session: str = ""
    ) -> int:
        self._number += 1
        call: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if session:
            call["sessionId"] = session
        await connection.send(json.dumps(call))
        return self._number


def _served_size(url: str) -> int | None:
    """How long the script is that the site itself serves there; None for a page, whose scripts lie within."""
    try:
        answer = httpx.get(url, trust_env=False)
    except httpx.HTTPError:
        return None
    return len(answer.text) if "javascript" in answer.headers.get("content-type", "") else None


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def quiet() -> dict[str, str]:
    """The environment for a tester: it must not ask elsewhere or report home."""
    return {**os.environ, "NO_PROXY": "127.0.0.1,localhost", "DO_NOT_TRACK": "1"}
