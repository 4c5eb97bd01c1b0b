"""Runs the maze's own server, unchanged, and reads in its log what it was asked for."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from benchmarks.maze.source import packages

_REQUEST = re.compile(r'\[(?P<at>\d[^\]\n]+)\] "(?P<method>[A-Z]+) (?P<target>\S+) HTTP/[\d.]+" (?P<status>\d+)')
# The server paints what did not end with 200.
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_MOMENT = "%d/%b/%Y %H:%M:%S"
_START_SECONDS = 20.0


@dataclass(frozen=True)
class Asked:
    """A request in the server's log; `at` is to the second, in the machine's own time."""

    at: datetime
    method: str
    path: str
    status: int


@dataclass(frozen=True)
class Served:
    """A running maze: its address, and the file in which its server notes each request."""

    url: str
    log: Path

    def requests(self) -> list[Asked]:
        """Every request so far."""
        matches = _REQUEST.finditer(_COLOUR.sub("", self.log.read_text(encoding="utf-8", errors="replace")))
        return [
            Asked(
                datetime.strptime(one["at"], _MOMENT),
                one["method"],
                unquote(urlsplit(one["target"]).path).rstrip("/"),
                int(one["status"]),
            )
            for one in matches
        ]


@contextmanager
def serving(app: Path, folder: Path) -> Generator[Served]:
    """The maze on a free port of this machine, until the block ends."""
    port = _free_port()
    served = Served(f"http://127.0.0.1:{port}/", folder / "requests.log")
    command = [sys.executable, "-m", "flask", "--app", "app", "run", "--host=127.0.0.1", f"--port={port}"]
    environment = {**os.environ, "PYTHONPATH": str(packages())}
    with served.log.open("w") as log:
        process = subprocess.Popen(command, cwd=app, env=environment, stdout=subprocess.DEVNULL, stderr=log)
        try:
            _wait_until_open(port, process)
            yield served
        finally:
            process.terminate()
            process.wait()


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def _wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the maze's server did not start; see requests.log")
