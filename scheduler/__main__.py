"""`deffatest scheduler`: what happens by the clock.

deffatest scheduler                    run every service at its times, until stopped
deffatest scheduler --list             name the services and how often they run
deffatest scheduler --once NAME        run one now and print what it counted
deffatest scheduler restore WHAT       bring back an archived test, or all of an archive
"""

import argparse
import asyncio
import sys

from deffatest.errors import DeffatestError
from deffatest.logging import logger, set_up_logging
from deffatest.settings import Settings, load_settings, wanted_log_format
from scheduler.restoring import restore
from scheduler.service import Counts, Tools
from scheduler.services import find_service
from scheduler.timetable import run_scheduler, schedule
from scheduler.turn import take_turn


def main(arguments: list[str] | None = None) -> int:
    """0 when all was done, 1 when something could not be; the message says what."""
    asked = _parser().parse_args(arguments)
    set_up_logging(wanted_log_format())
    try:
        settings = load_settings()
        set_up_logging(settings.log_format, settings.log_level)
        if asked.list:
            _list(settings)
        elif asked.once is not None:
            _say(asked.once, asyncio.run(_once(asked.once, settings)))
        elif asked.command == "restore":
            _say("restore", asyncio.run(_restore(asked.what, settings)))
        else:
            asyncio.run(run_scheduler(settings))
    except DeffatestError as error:
        if wanted_log_format() == "json":
            logger(__name__).error("the scheduler cannot go on", reason=str(error))
        else:
            print(f"scheduler: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="deffatest scheduler",
        description="Run every service at its times, until stopped.",
    )
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--list", action="store_true", help="name the services and how often they run")
    choice.add_argument("--once", metavar="NAME", help="run one service now and print what it counted")
    commands = parser.add_subparsers(dest="command", metavar="")
    restoring = commands.add_parser("restore", help="bring back an archived test, or all tests of an archive")
    restoring.add_argument("what", metavar="WHAT", help="id of a test, or id or object key of an archive")
    return parser


async def _once(name: str, settings: Settings) -> Counts | None:
    return await take_turn(find_service(name), Tools(settings))


async def _restore(what: str, settings: Settings) -> Counts:
    async with Tools(settings).apart() as tools:
        return await restore(what, tools)


def _list(settings: Settings) -> None:
    every = {service.name: seconds for service, seconds in schedule(settings).items()}
    for name in sorted(every):
        service = find_service(name)
        print(f"{name:<18} every {_duration(every[name]):<8} {service.says}")


def _duration(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:g} s"


def _say(name: str, counts: Counts | None) -> None:
    said = "already running elsewhere" if counts is None else ", ".join(f"{what} {n}" for what, n in counts.items())
    print(f"{name}: {said}")


if __name__ == "__main__":
    sys.exit(main())
