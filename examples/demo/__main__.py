"""`deffatest demo`: the whole product on one machine: stack, shop, worker, a user, a test, and its report."""

import argparse
import asyncio
import signal
import sys
import time
from collections.abc import Generator
from contextlib import ExitStack, aclosing, contextmanager, suppress
from functools import partial
from pathlib import Path

import httpx
from postgrest.exceptions import APIError
from rich.console import Console
from rich.markup import escape

from deffatest.errors import DeffatestError, DemoError
from deffatest.following import Event, follow, read_bugs
from deffatest.live_view import LiveView, summary_table
from deffatest.settings import Settings, load_settings
from examples.demo.parts import (
    DemoUser,
    allow,
    fetch_report,
    inspector,
    make_room,
    report_address,
    shop,
    sign_up,
    submit,
    submit_file,
    worker,
)
from stack import local
from stack.addresses import StackAddresses
from stack.errors import StackError
from stack.layout import DEFAULT_FOLDER

CANCEL_SECONDS = 15.0


def main(arguments: list[str]) -> int:
    """0 when the test completed, 1 when it or the demo failed."""
    parser = argparse.ArgumentParser(prog="deffatest demo", description="Test the demo shop, or any site.")
    target = parser.add_mutually_exclusive_group()
    target.add_argument("--url", help="the site to test instead of the demo shop")
    target.add_argument("--file", type=Path, help="a zipped web bundle to test instead, by way of an inspector")
    parser.add_argument("--minutes", type=int, default=3, help="how long to test (default: %(default)s)")
    parser.add_argument(
        "--folder", type=Path, default=DEFAULT_FOLDER.parent, help="where stack, logs and reports are kept"
    )
    asked = parser.parse_args(arguments)
    console = Console()
    try:
        if asked.file is not None and not asked.file.is_file():
            raise DemoError(f"There is no file {asked.file}.")
        return run_demo(load_settings(), console, asked.url, asked.file, asked.minutes, asked.folder)
    except (DeffatestError, StackError) as error:
        console.print(f"[bold red]demo:[/] {escape(str(error))}", highlight=False)
        return 1


def run_demo(
    settings: Settings, console: Console, url: str | None, file: Path | None, minutes: int, folder: Path
) -> int:
    """Test the demo shop, any site, or a file, before the user's eyes; 0 when the test completed.

    Raises DemoError that says what to do, and KeyboardInterrupt after everything was cancelled and ended.
    """
    stack_folder, logs = folder / "stack", folder / "logs"
    was_up = local.status(stack_folder).is_up
    with ExitStack() as ending:
        ending.enter_context(_interrupted_by(signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
        with _step(console, "Starting the local Supabase"):
            stack = local.start(stack_folder)
        if not was_up:
            ending.push(partial(_stop_stack_when_broken_off, stack_folder))
        user = sign_up(stack)
        plan = make_room(stack, user, minutes)
        if plan != "free":
            console.print(f"  The free plan has no tests of {minutes} minutes: the demo user got the plan {plan}.")
        target = url if file is None else file.name
        if target is None:
            with _step(console, "Starting the demo shop"):
                target = ending.enter_context(shop(logs))
        with _step(console, "Starting a worker"):
            ending.enter_context(worker(settings, stack, target, folder))
        if file is None:
            allow(stack, target)
            test_id = submit(user, target, minutes)
        else:
            with _step(console, "Starting an inspector"):
                ending.enter_context(inspector(stack, folder))
            with _step(console, "Sending the file"):
                test_id = submit_file(stack, user, file, minutes)
        console.print(
            f"\n[bold]Testing {escape(target)} for {minutes} min[/]  [dim]test {test_id}[/]\n", soft_wrap=True
        )
        last = _show(user, test_id, console)
        if last.name != "test.completed":
            console.print(f"\n[bold red]The test {last.payload['new_status']}:[/] {escape(last.payload['message'])}")
            return 1
        _conclude(stack, user, test_id, console, folder / "reports")
    return 0


def _show(user: DemoUser, test_id: str, console: Console) -> Event:
    """Show the test until it ends; an interrupt cancels it first."""
    with LiveView(console) as view:
        try:
            return asyncio.run(_follow(user, test_id, view))
        except KeyboardInterrupt:
            console.print("Cancelling the test ...")
            _cancel(user, test_id)
            raise


async def _follow(user: DemoUser, test_id: str, view: LiveView) -> Event:
    last: Event | None = None
    async with user.live_client() as client, aclosing(follow(client, test_id, view.note)) as events:
        async for event in events:
            view.show(event)
            last = event
    if last is None:
        raise DemoError("The test ended without an event.")
    return last


def _cancel(user: DemoUser, test_id: str) -> None:
    """Ask for the cancel and give the worker a moment to see it; stopping the worker ends the run in any case."""
    with suppress(httpx.HTTPError, APIError, DeffatestError, TimeoutError):
        user.client.rpc("cancel_test", {"p_test_id": test_id}).execute()
        asyncio.run(_until_ended(user, test_id))


async def _until_ended(user: DemoUser, test_id: str) -> None:
    async with (
        asyncio.timeout(CANCEL_SECONDS),
        user.live_client() as client,
        aclosing(follow(client, test_id)) as events,
    ):
        async for _ in events:
            pass


def _conclude(stack: StackAddresses, user: DemoUser, test_id: str, console: Console, reports: Path) -> None:
    address = report_address(stack, user, test_id)
    page = fetch_report(address, reports / test_id)
    console.print()
    console.print(summary_table(read_bugs(user.client, test_id)))
    console.print(f"\n[bold]Report:[/]   {page}", soft_wrap=True, highlight=False)
    console.print(f"[bold]Download:[/] {address}", soft_wrap=True, highlight=False)
    console.print(f"\nThe local Supabase goes on at {stack.url}; [bold]make down[/] stops it.", highlight=False)


@contextmanager
def _step(console: Console, what: str) -> Generator[None]:
    started = time.monotonic()
    with console.status(f"{what} ..."):
        yield
    console.print(f"[green]✓[/] {what} [dim]{time.monotonic() - started:.1f} s[/]", highlight=False)


@contextmanager
def _interrupted_by(*numbers: signal.Signals) -> Generator[None]:
    """Other ways of being told to stop are taken as a Ctrl-C."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop_stack_when_broken_off(folder: Path, kind: type[BaseException] | None, _error: object, _trace: object) -> None:
    """A demo that ran to its end leaves the stack up for the report's address; one that was broken off leaves nothing.
    A demo that ran to its end leaves the stack up for the report's address; one that was broken off leaves nothing."""
    if kind is not None:
        local.stop(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
