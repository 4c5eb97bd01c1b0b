"""Stands in for `worker.run`: speaks its protocol and does, step by step, what the query of the tested address says.

    http://shop.example/?do=bug,browser,wait:/tmp/gate,bug

    bug           report one more bug
    unconfirmed   report one that did not come back
    browser       start a process that outlives us in a session of its own, as a browser does
    login         say what account we were told to sign in with, and how long its password is
    wait:<fifo>   say that we are there and wait until somebody has opened the pipe for writing and closed it
    eat:<MiB>     use that much memory
    fill1:<MiB>   in the first attempt, write so much into the run folder, in many files, and wait
    big1:<MiB>    in the first attempt, write one file of that size
    die           kill ourselves, as the kernel would; `die1` only in the first attempt
    crash         end by an exception; `noise` says a line that is no message
    empty         end well, but without a record
    target, platform   say that the run failed, and whose fault it was
    endless       never end

Without one of the last, it ends with a run record of all bugs reported.
"""

import os
import signal
import subprocess
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path
from struct import pack
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel

from deffatest.run_record import (
    Bug,
    Category,
    Coverage,
    Environment,
    PerformanceMetrics,
    RunRecord,
    Screenshot,
    Severity,
    write_run,
)
from worker.login import Login
from worker.no_room import no_room
from worker.order import BugFound, Failed, Progress, RunOrder


def say(message: BaseModel) -> None:
    print(message.model_dump_json(), flush=True)


def png() -> bytes:
    """The smallest picture there is: one grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    header = pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")
    )


def make_bug(folder: Path, number: int, *, confirmed: bool = True) -> Bug:
    picture = folder / "bugs" / f"bug-{number}" / "screenshot-1.png"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(png())
    return Bug(
        id=f"bug-{number}",
        ordinal=number,
        rule="dead_control",
        category=Category.FUNCTIONAL,
        severity=Severity.HIGH,
        title=f"Button {number} does nothing",
        description="Nothing changed when it was pressed. \x00",
        page="http://shop.example/",
        pages=["http://shop.example/"],
        fingerprint=f"dead_control:{number}",
        steps=["Open http://shop.example/", f"Click 'Button {number}'"],
        screenshots=[Screenshot(path=picture.relative_to(folder).as_posix(), caption="The button", width=1, height=1)],
        found_at=datetime.now(UTC),
        cause="No listener is attached.",
        fix="Attach one.",
        attempts=2,
        reproduced=2 if confirmed else 0,
        confirmed=confirmed,
    )


def fill(folder: Path, mebibytes: int, *, in_one: bool) -> None:
    for number in range(mebibytes):
        with (folder / ("one" if in_one else f"filling-{number}")).open("ab") as file:
            file.write(b"\1" * (1024 * 1024))
    signal.pause()


def record(order: RunOrder, started_at: datetime, bugs: list[Bug]) -> RunRecord:
    return RunRecord(
        test=order.test,
        started_at=started_at,
        ended_at=datetime.now(UTC),
        environment=Environment(
            browser="none", os="none", device="none", viewports=["1x1"], worker_version="0", seed=order.seed
        ),
        coverage=Coverage(
            states=1, actions=1, pages=["http://shop.example/"], unexplored=0, ended_because="nothing new left"
        ),
        performance_metrics=PerformanceMetrics(),
        security_findings=[],
        bugs=[bug for bug in bugs if bug.confirmed],
        unconfirmed=[bug for bug in bugs if not bug.confirmed],
        videos=[],
    )


def main(folder: Path) -> int:
    order = RunOrder.model_validate_json((folder / "order.json").read_bytes())
    started_at = datetime.now(UTC)
    steps = parse_qs(urlsplit(order.test.source).query).get("do", [""])[0].split(",")
    bugs: list[Bug] = []
    eaten: list[bytes] = []
    say(Progress(percent=1, message="Opening the app"))
    print("password=hunter2 on standard error", file=sys.stderr, flush=True)
    for done, step in enumerate(filter(None, steps), start=1):
        match step.split(":", 1):
            case ["bug"] | ["unconfirmed"]:
                bugs.append(make_bug(folder, len(bugs) + 1, confirmed=step == "bug"))
                say(BugFound(bug=bugs[-1]))
            case ["browser"]:
                subprocess.Popen(["sleep", "1000"], start_new_session=True, stdout=subprocess.DEVNULL)
            case ["login"]:
                login = Login.model_validate_json(sys.stdin.buffer.read())
                length = len(login.password.get_secret_value())
                step = f"login of {login.username} with {length} characters"
            case ["wait", fifo]:
                Path(fifo).read_bytes()
            case ["eat", mebibytes]:
                eaten.append(b"\x01" * (int(mebibytes) * 1024 * 1024))
                signal.pause()
            case ["fill1" | "big1" as how, mebibytes] if order.attempt == 1:
                fill(folder, int(mebibytes), in_one=how == "big1")
            case ["fill1" | "big1", _]:
                pass
            case ["die"] | ["die1"]:
                if step == "die" or order.attempt == 1:
                    os.kill(os.getpid(), signal.SIGKILL)
            case ["crash"]:
                raise RuntimeError("the stand-in was told to crash, token=abc123secret")
            case ["noise"]:
                print("this is no message", flush=True)
            case ["empty"]:
                return 0
            case ["target"]:
                say(Failed(reason="The address shop.example is unknown.", code="target_host_unknown", fault="target"))
                return 3
            case ["platform"]:
                say(Failed(reason="The browser could not be started.", code="browser_missing", fault="platform"))
                return 3
            case ["endless"]:
                signal.pause()
            case _:
                raise ValueError(f"unknown step {step!r}")
        say(Progress(percent=min(99, done * 10), message=f"Did {step}"))
    write_run(folder, record(order, started_at, bugs))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1])))
    except OSError as error:
        if (failed := no_room(error)) is None:
            raise
        say(failed)
        sys.exit(3)
