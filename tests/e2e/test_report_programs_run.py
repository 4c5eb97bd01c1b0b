"""The programs that a report comes with do on a real page what the explorer did."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from deffatest.run_record import Bug, Category, Replay, ReplayedAction, Severity
from reporter.programs import programs
from tests.e2e.sites.calendars import calendar_page
from tests.e2e.sites.server import Site
from tests.e2e.sites.sorting import board
from worker.surfaces.browser.chromium import candidates

_LIST = """<!doctype html><html lang=en><title>Size</title><h1>Size</h1>
<button id=size role=combobox aria-haspopup=listbox aria-expanded=false onclick="sizes.hidden = false">Choose</button>
<ul id=sizes role=listbox hidden><li role=option>Choose a size</li><li role=option>Small</li><li role=option>Large</li>
</ul><script>sizes.onclick = ({ target }) => { sizes.hidden = true; size.textContent = target.textContent;
fetch('/chosen/' + target.textContent); };</script>"""
_BROKEN = "<!doctype html><html lang=en><title>Hello</title><h1>Hello, %s!</h1>"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def chromium() -> str:
    """The browser that set-up found, in place of the one that Playwright would install."""
    async with async_playwright() as playwright:
        return next(candidates(playwright, os.environ.get("DEFFATEST_CHROMIUM")))


def bug(url: str, *actions: ReplayedAction, rule: str = "dead_control", text: str = "") -> Bug:
    opened = ReplayedAction(kind="navigate", words="Open", value=url)
    return Bug(
        id="bug-1",
        ordinal=1,
        rule=rule,
        category=Category.FUNCTIONAL,
        severity=Severity.HIGH,
        title="It does nothing",
        description="Expected: something.",
        page=url,
        pages=[url],
        fingerprint="f",
        steps=[],
        replay=Replay(width=1280, height=800, actions=[opened, *actions]),
        found_at=datetime(2026, 1, 1, tzinfo=UTC),
        cause="No handler.",
        fix="Add one.",
        attempts=1,
        reproduced=1,
        confirmed=True,
        details={"text": text},
    )


def step(kind: str, selector: str, value: str = "", role: str = "", name: str = "") -> ReplayedAction:
    return ReplayedAction(kind=kind, words=kind, selector=selector, role=role, name=name, value=value)


def ran(of: Bug, chromium: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The program in Python, run to its end."""
    [program] = [one for one in programs(of) if one.language == "Python"]
    ours = f"chromium.launch(executable_path={chromium!r}, "
    (folder / program.name).write_text(program.text.replace("chromium.launch(", ours))
    return subprocess.run(
        [sys.executable, program.name],
        cwd=folder,
        env={**os.environ, "HEADLESS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_entry_of_a_drawn_list_is_chosen(site: Callable[..., Site], chromium: str, tmp_path: Path):
    shop = site({"/": _LIST, "*": "ok"})
    ended = ran(bug(shop.url, step("choose", "#size", role="combobox", name="Choose")), chromium, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "/chosen/Small" in {one.path for one in shop.asked}


@pytest.mark.parametrize(
    ("where", "stays"),
    [("beside", ["Bread", "Honey", "Salt", "Milk"]), ("across", ["Bread", "Honey", "Salt"])],
)
def test_a_row_is_dragged(site: Callable[..., Site], chromium: str, tmp_path: Path, where: str, stays: list[str]):
    plans = site(board())
    ended = ran(bug(plans.url, step("drag", "#board > ul > li", where)), chromium, tmp_path)
    assert ended.returncode == 0, ended.stderr
    [told] = [one.body for one in plans.asked if one.path == "/order"]
    first, second = json.loads(parse_qs(told)["order"][0])
    assert first == stays
    assert ("Milk" in second) == (where == "across")


def test_a_day_is_picked_from_a_calendar(site: Callable[..., Site], chromium: str, tmp_path: Path):
    day = date.today().replace(day=1) + timedelta(days=70)
    page = calendar_page().replace("'Danke, gebucht.'", "fetch('/day/' + at('day').value) && 'Danke'")
    rooms = site({"/": page, "*": "ok"})
    actions = (step("pick", "#day", day.isoformat()), step("type", "[name=name]", "Ann"), step("click", "form button"))
    ended = ran(bug(rooms.url, *actions), chromium, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert f"/day/{day.day}.{day.month}.{day.year}" in {one.path for one in rooms.asked}


@pytest.mark.parametrize(("name", "status"), [("undefined", 1), ("Ann", 0)])
def test_a_text_that_must_not_be_there_fails_the_program(
    site: Callable[..., Site], chromium: str, tmp_path: Path, name: str, status: int
):
    url = site({"/": _BROKEN % name}).url
    ended = ran(bug(url, rule="leaked_placeholder", text="Hello, undefined!"), chromium, tmp_path)
    assert ended.returncode == status, ended.stderr
    assert ("It is still there: Hello, undefined!" in ended.stderr) == bool(status)
