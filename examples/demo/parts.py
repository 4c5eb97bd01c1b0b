"""The parts of the product put together on one machine: a user, the demo shop, a worker, a test and its report."""

import os
import signal
import subprocess
import sys
import time
import uuid
import zipfile
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
from postgrest.exceptions import APIError
from supabase import AsyncClient, AuthError, Client, create_client

from deffatest.errors import DemoError
from deffatest.following import opened
from deffatest.parenthood import die_with_parent
from deffatest.settings import Settings, as_environment
from deffatest.targets import TargetRefused, read_target
from stack.addresses import StackAddresses

START_SECONDS = 30.0
STOP_SECONDS = 30.0


@dataclass(frozen=True)
class DemoUser:
    """Somebody who signed up a moment ago."""

    client: Client
    user_id: str
    token: str
    email: str
    password: str = field(repr=False)

    @asynccontextmanager
    async def live_client(self) -> AsyncGenerator[AsyncClient]:
        """The official client that can listen, signed in as this user in a session of its own."""
        async with opened(str(self.client.supabase_url), self.client.supabase_key) as client:
            try:
                await client.auth.sign_in_with_password({"email": self.email, "password": self.password})
            except (AuthError, httpx.HTTPError) as error:
                raise DemoError(f"The demo user could not sign in at {self.client.supabase_url}: {error}") from error
            yield client


def sign_up(stack: StackAddresses) -> DemoUser:
    """A new user, through the official client."""
    client = create_client(stack.url, stack.publishable_key)
    email = f"demo-{uuid.uuid4().hex[:12]}@example.com"
    password = f"Demo-{uuid.uuid4()}"
    try:
        answer = client.auth.sign_up({"email": email, "password": password})
    except (AuthError, httpx.HTTPError) as error:
        raise DemoError(f"The demo user could not sign up at {stack.url}: {error}") from error
    if answer.user is None or answer.session is None:
        raise DemoError("The demo user could not sign in at once: is e-mail confirmation switched on?")
    return DemoUser(client, answer.user.id, answer.session.access_token, email, password)


def make_room(stack: StackAddresses, user: DemoUser, minutes: int) -> str:
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


def submit(user: DemoUser, url: str, minutes: int) -> str:
    """Submit a test of this address as the user; its id."""
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


def submit_file(stack: StackAddresses, user: DemoUser, file: Path, minutes: int) -> str:
    """Submit a test of this web bundle as the user, and send its parts; the test's id."""
    wanted = {
        "test_name": f"Demo: {file.name}"[:100],
        "test_type": "web_bundle",
        "requested_duration_minutes": minutes,
        "file_name": file.name,
        "file_size": file.stat().st_size,
    }
    submitted = _api(stack, user, "/tests/submit", wanted)
    upload, parts = submitted["upload"], list[dict[str, Any]]()
    with file.open("rb") as content, _refusals("The file could not be sent"):
        for part in upload["parts"]:
            content.seek((part["number"] - 1) * upload["part_size"])
            answer = httpx.put(part["url"], content=content.read(part["size"]), timeout=600).raise_for_status()
            parts.append({"number": part["number"], "etag": answer.headers["etag"]})
    _api(stack, user, f"/tests/{submitted['test_id']}/upload/complete", {"parts": parts})
    return submitted["test_id"]


def _api(stack: StackAddresses, user: DemoUser, path: str, body: dict[str, Any]) -> dict[str, Any]:
    with _refusals("The API gave no answer"):
        answer = httpx.post(
            f"{stack.url}/functions/v1/api{path}",
            headers={"apikey": stack.publishable_key, "authorization": f"Bearer {user.token}"},
            json=body,
            timeout=60,
        )
    if answer.is_error:
        error = answer.json()["error"]
        raise DemoError(f"The test was not accepted: {error['message']} {error.get('hint') or ''}".strip())
    return answer.json()["data"]


def report_address(stack: StackAddresses, user: DemoUser, test_id: str) -> str:
    """The signed address of the report's archive, as the API gives it to the test's owner."""
    """The report's signed address, as the API gives it to the test's owner."""
    answer = httpx.get(
        f"{stack.url}/functions/v1/api/tests/{test_id}/report",
        headers={"apikey": stack.publishable_key, "authorization": f"Bearer {user.token}"},
        timeout=60,
    )
    if answer.status_code != 200:
        raise DemoError(f"The API gave no report for test {test_id}: {answer.status_code} {answer.text[:300]}")
    return answer.json()["data"]["report_download_url"]


def fetch_report(address: str, folder: Path) -> Path:
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
def shop(logs: Path, bugs: str = "all") -> Generator[str]:
    """The demo shop with these of its bugs (all, none, or ids); its address."""
    log = logs / "demo-shop.log"
    with _process([sys.executable, "-m", "examples.shop", "--port", "0", "--bugs", bugs], log, {}) as process:
        yield _said(process, log, "shop: ").removeprefix("shop: ").strip()


@contextmanager
def worker(settings: Settings, stack: StackAddresses, target: str, folder: Path) -> Generator[subprocess.Popen[bytes]]:
    """A worker for this stack that may visit the target although it is on this machine."""
    allowed = [*settings.allowed_private_targets, *_private_target(target)]
    settled = as_environment({"allowed_private_targets": ",".join(allowed), "runs_folder": folder / "runs"})
    log = folder / "logs" / "demo-worker.log"
    with _process([sys.executable, "-m", "worker"], log, {**settled, **stack.environment()}) as process:
        _said(process, log, "worker ready")
        yield process


@contextmanager
def inspector(stack: StackAddresses, folder: Path) -> Generator[subprocess.Popen[bytes]]:
    """An inspector for this stack."""
    settled = as_environment({"inspections_folder": folder / "inspections"})
    log = folder / "logs" / "demo-inspector.log"
    with _process([sys.executable, "-m", "inspection"], log, {**settled, **stack.environment()}) as process:
        _said(process, log, "inspector ready")
        yield process


def allow(stack: StackAddresses, url: str) -> None:
    """Have the stack take a target in a private network, which somebody who names it here does on purpose."""
    with psycopg.connect(stack.database_url) as connection:
        for pattern in _private_target(url):
            connection.execute(
                "insert into private.target_exceptions (pattern, may_probe, note)"
                " values (%s, true, 'named to the demo') on conflict (pattern) do nothing",
                [pattern],
            )


def _private_target(url: str) -> list[str]:
    """The target as an exception from the rule against private networks, when its address names one on purpose."""
    try:
        target = read_target(url)
    except TargetRefused:
        return []
    host = f"[{target.host}]" if ":" in target.host else target.host
    return [f"{host}:{target.port}"] if target.private_kind else []


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
def _refusals(what: str) -> Generator[None]:
    try:
        yield
    except APIError as error:
        raise DemoError(f"{what}: {error.message or error} {error.hint or ''}".strip()) from error
    except httpx.HTTPError as error:
        raise DemoError(f"{what}: Supabase does not answer: {error}") from error
