"""`deffatest demo`: the whole product on one machine: stack, shop, worker, a user, a test, and its report."""

import argparse
import ipaddress
import os
import signal
import subprocess
import sys
import time
import uuid
import zipfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from postgrest.exceptions import APIError
from rich.console import Console
from rich.markup import escape
from supabase import AuthError, Client, create_client

from deffatest.errors import DeffatestError, DemoError
from deffatest.following import Event, follow, read_bugs
from deffatest.live_view import LiveView, summary_table
from deffatest.parenthood import die_with_parent
from deffatest.settings import Settings, as_environment, load_settings
from stack import local
from stack.addresses import StackAddresses
from stack.errors import StackError
from stack.layout import DEFAULT_FOLDER

START_SECONDS = 30.0
STOP_SECONDS = 30.0
CANCEL_SECONDS = 15.0


@dataclass(frozen=True)
class DemoUser:
    """Somebody who signed up a moment ago."""

    client: Client
    user_id: str
    token: str


def main(arguments: list[str]) -> int:
    """0 when the test completed, 1 when it or the demo failed."""
    parser = argparse.ArgumentParser(prog="deffatest demo", description="Test the demo shop, or any site.")
    parser.add_argument("--url", help="the site to test instead of the demo shop")
    parser.add_argument("--minutes", type=int, default=3, help="how long to test (default: %(default)s)")
    parser.add_argument(
        "--folder", type=Path, default=DEFAULT_FOLDER.parent, help="where stack, logs and reports are kept"
    )
    asked = parser.parse_args(arguments)
    console = Console()
    try:
        return run_demo(load_settings(), console, asked.url, asked.minutes, asked.folder)
    except (DeffatestError, StackError) as error:
        console.print(f"[bold red]demo:[/] {escape(str(error))}", highlight=False)
        return 1


def run_demo(settings: Settings, console: Console, url: str | None, minutes: int, folder: Path) -> int:
    """Test the demo shop, or any site, before the user's eyes; 0 when the test completed.

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
        user = _sign_up(stack)
        plan = _make_room(stack, user, minutes)
        if plan != "free":
            console.print(f"  The free plan has no tests of {minutes} minutes: the demo user got the plan {plan}.")
        target = url
        if target is None:
            with _step(console, "Starting the demo shop"):
                target = ending.enter_context(_shop(logs))
        with _step(console, "Starting a worker"):
            ending.enter_context(_worker(settings, stack, target, folder))
        test_id = _submit(user, target, minutes)
        console.print(
            f"\n[bold]Testing {escape(target)} for {minutes} min[/]  [dim]test {test_id}[/]\n", soft_wrap=True
        )
        last = _show(user, test_id, console)
        if last.name != "test.completed":
            console.print(f"\n[bold red]The test {last.payload['new_status']}:[/] {escape(last.payload['message'])}")
            return 1
        _conclude(stack, user, test_id, console, folder / "reports")
    return 0


def _sign_up(stack: StackAddresses) -> DemoUser:
    client = create_client(stack.url, stack.publishable_key)
    email = f"demo-{uuid.uuid4().hex[:12]}@example.com"
    try:
        answer = client.auth.sign_up({"email": email, "password": f"Demo-{uuid.uuid4()}"})
    except (AuthError, httpx.HTTPError) as error:
        raise DemoError(f"The demo user could not sign up at {stack.url}: {error}") from error
    if answer.user is None or answer.session is None:
        raise DemoError("The demo user could not sign in at once: is e-mail confirmation switched on?")
    return DemoUser(client, answer.user.id, answer.session.access_token)


def _make_room(stack: StackAddresses, user: DemoUser, minutes: int) -> str:
    """Put the demo user on the smallest plan that has tests of this length; the plan's name."""
    with _refusals("The plans could not be read"):
        answer: Any = user.client.table("plans").select("*").order("max_test_duration_minutes").execute()
        fitting = [plan for plan in answer.data if plan["max_test_duration_minutes"] >= minutes >= 1]
        if not fitting:
            longest = answer.data[-1]["max_test_duration_minutes"]
            raise DemoError(f"A test takes 1 to {longest} minutes, not {minutes}.")
        plan: str = fitting[0]["plan_type"]
        if plan != "free":
            profiles: Any = create_client(stack.url, stack.secret_key).table("profiles")
            profiles.update({"plan_type": plan}).eq("user_id", user.user_id).execute()
    return plan


def _submit(user: DemoUser, url: str, minutes: int) -> str:
    row = {
        "user_id": user.user_id,
        "test_name": f"Demo: {urlsplit(url).hostname or url}"[:100],
        "test_type": "web_url",
        "test_source_url": url,
        "requested_duration_minutes": minutes,
    }
    with _refusals("The test was not accepted"):
        tests: Any = user.client.table("tests")
        answer = tests.insert(row).execute()
    return answer.data[0]["id"]


def _show(user: DemoUser, test_id: str, console: Console) -> Event:
    """Show the test until it ends; an interrupt cancels it first."""
    last: Event | None = None
    with LiveView(console) as view:
        try:
            for event in follow(user.client, test_id):
                if event is not None:
                    view.show(event)
                    last = event
        except KeyboardInterrupt:
            console.print("Cancelling the test ...")
            _cancel(user, test_id)
            raise
    if last is None:
        raise DemoError("The test ended without an event.")
    return last


def _cancel(user: DemoUser, test_id: str) -> None:
    """Ask for the cancel and give the worker a moment to see it; stopping the worker ends the run in any case."""
    with suppress(httpx.HTTPError, APIError):
        user.client.rpc("cancel_test", {"p_test_id": test_id}).execute()
        give_up = time.monotonic() + CANCEL_SECONDS
        for event in follow(user.client, test_id):
            if time.monotonic() > give_up or (event is not None and event.ends_the_test):
                return


def _conclude(stack: StackAddresses, user: DemoUser, test_id: str, console: Console, reports: Path) -> None:
    address = _report_address(stack, user, test_id)
    page = _fetch_report(address, reports / test_id)
    console.print()
    console.print(summary_table(read_bugs(user.client, test_id)))
    console.print(f"\n[bold]Report:[/]   {page}", soft_wrap=True, highlight=False)
    console.print(f"[bold]Download:[/] {address}", soft_wrap=True, highlight=False)
    console.print(f"\nThe local Supabase goes on at {stack.url}; [bold]make down[/] stops it.", highlight=False)


def _report_address(stack: StackAddresses, user: DemoUser, test_id: str) -> str:
    """The report's signed address, as the API gives it to the test's owner."""
    answer = httpx.get(
        f"{stack.url}/functions/v1/api/tests/{test_id}/report",
        headers={"apikey": stack.publishable_key, "authorization": f"Bearer {user.token}"},
        timeout=60,
    )
    if answer.status_code != 200:
        raise DemoError(f"The API gave no report for test {test_id}: {answer.status_code} {answer.text[:300]}")
    return answer.json()["data"]["report_download_url"]


def _fetch_report(address: str, folder: Path) -> Path:
    """Download the archive by its address and unpack it; the page to open."""
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / "full_report.zip"
    with httpx.stream("GET", address, timeout=60) as answer, archive.open("wb") as file:
        if answer.status_code != 200:
            raise DemoError(f"The report's address answered {answer.status_code}: {answer.read()[:300].decode()}")
        for part in answer.iter_bytes():
            file.write(part)
    with zipfile.ZipFile(archive) as unpacked:
        unpacked.extractall(folder)
    return folder / "report.html"


@contextmanager
def _shop(logs: Path) -> Generator[str]:
    """The demo shop with all its bugs; its address."""
    log = logs / "demo-shop.log"
    with _process([sys.executable, "-m", "examples.shop", "--port", "0", "--bugs", "all"], log, {}) as shop:
        yield _said(shop, log, "shop: ").removeprefix("shop: ").strip()


@contextmanager
def _worker(settings: Settings, stack: StackAddresses, target: str, folder: Path) -> Generator[None]:
    """A worker for this stack that may visit the target although it is on this machine."""
    allowed = [*settings.allowed_private_targets, *_private_target(target)]
    settled = as_environment({"allowed_private_targets": ",".join(allowed), "runs_folder": folder / "runs"})
    log = folder / "logs" / "demo-worker.log"
    with _process([sys.executable, "-m", "worker"], log, {**settled, **stack.environment()}) as worker:
        _said(worker, log, "worker ready")
        yield


def _private_target(url: str) -> list[str]:
    """The target as an exception from the rule against private networks, when its address names one on purpose."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    with suppress(ValueError):
        if ipaddress.ip_address(host).is_global:
            return []
        return [f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"]
    if host == "localhost" or host.endswith(".localhost"):
        return [f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"]
    return []


@contextmanager
def _process(command: list[str], log: Path, environment: dict[str, str]) -> Generator[subprocess.Popen[bytes]]:
    """A process of ours, in a session of its own so that Ctrl-C reaches us first; it ends when we do."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**as_environment({}), **environment},
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=partial(die_with_parent, signal.SIGTERM, os.getpid()),
        )
    try:
        yield process
    finally:
        for stop in (process.terminate, process.terminate, process.kill):
            stop()
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
                break


def _said(process: subprocess.Popen[bytes], log: Path, words: str) -> str:
    """The line of its log in which it says these words."""
    give_up = time.monotonic() + START_SECONDS
    while True:
        lines = log.read_text(errors="replace").splitlines()
        for line in lines:
            if words in line:
                return line
        if process.poll() is not None or time.monotonic() > give_up:
            raise DemoError(f"{process.args} did not start. Its log {log} ends with:\n" + "\n".join(lines[-15:]))
        time.sleep(0.05)


@contextmanager
def _step(console: Console, what: str) -> Generator[None]:
    started = time.monotonic()
    with console.status(f"{what} ..."):
        yield
    console.print(f"[green]✓[/] {what} [dim]{time.monotonic() - started:.1f} s[/]", highlight=False)


@contextmanager
def _refusals(what: str) -> Generator[None]:
    try:
        yield
    except APIError as error:
        raise DemoError(f"{what}: {error.message or error} {error.hint or ''}".strip()) from error
    except httpx.HTTPError as error:
        raise DemoError(f"{what}: Supabase does not answer: {error}") from error


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
