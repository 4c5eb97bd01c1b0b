"""The report's page in a real Chromium: what a reader can do with it, and what a hostile site cannot."""

import time
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe  # pyright: ignore[reportMissingTypeStubs]
from playwright.sync_api import Browser, Dialog, Page, Playwright, expect, sync_playwright

from deffatest.run_record import RunRecord, read_run, write_run
from reporter import build
from tests.run_folders import realistic_run
from worker.surfaces.browser.chromium import candidates

PAYLOADS = [
    "<script>window.pwned = 1</script>",
    "</script><script>window.pwned = 2</script>",
    "</style><script>window.pwned = 3</script>",
    "--></title></textarea></template></noscript><script>window.pwned = 4</script>",
    '"><img src=x onerror="window.pwned = 5">',
    "' onfocus='window.pwned = 6' autofocus tabindex='1' x='",
    "javascript:window.pwned=7//",
    "data:text/html,<script>parent.pwned=8</script>",
    'https://x.example/" onmouseover="window.pwned=9',
    "{{ 7 * 7 }}{% raw %}{% include '/etc/passwd' %}${7*7}#{7*7}<%= 7*7 %>",
    "<svg onload=window.pwned=10><base href=https://x.example/><meta http-equiv=refresh content=0;url=https://x.example/>",
    "<link rel=stylesheet href=https://x.example/a.css><iframe srcdoc='<script>top.pwned=11</script>'></iframe>",
    "right\u202eto left\u2066isolated\u2069 \u0000\u0007\u001b[31m\u0085\u2028 zalgo" + "\u0301" * 300,
    "unbroken" * 400,
    "A" * 100_000,
]
EVERYTHING = " ".join(PAYLOADS)

expect.set_options(timeout=30_000)  # a busy machine is no failure


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=next(candidates(cast(Any, playwright), None)))
    yield started
    started.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a realistic run."""
    folder = tmp_path_factory.mktemp("report") / "run"
    realistic_run(folder)
    return build(folder).page


@pytest.fixture(scope="module")
def hostile_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a run in which every text was chosen by an attacker."""
    folder = tmp_path_factory.mktemp("hostile") / "run"
    record = realistic_run(folder, bugs=len(PAYLOADS))
    bugs = [poisoned(bug.model_dump(), payload) for bug, payload in zip(record.bugs, PAYLOADS, strict=True)]
    whole = cast(dict[str, Any], poisoned(record.model_dump(), EVERYTHING))
    write_run(folder, RunRecord.model_validate(whole | {"bugs": bugs}))
    assert EVERYTHING in read_run(folder).test.test_name
    return build(folder).page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def poisoned(value: object, payload: str, key: str = "") -> object:
    """The value with every free text replaced, also the names in free-form details."""
    if isinstance(value, dict):
        items = cast(dict[str, object], value).items()
        return {f"{payload}{name}" if key == "details" else name: poisoned(each, payload, name) for name, each in items}
    if isinstance(value, list):
        return [poisoned(each, payload, key) for each in cast(list[object], value)]
    chosen_by_us = {"id", "path", "recording", "video", "level", "ended_because", "test_type"}
    if isinstance(value, str) and not isinstance(value, Enum | datetime) and key not in chosen_by_us:
        return payload
    return value


# ---- a hostile site ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", ["with its policy", "by escaping alone"])
def test_nothing_of_the_tested_site_runs_or_is_fetched(browser: Browser, hostile_report: Path, policy: str) -> None:
    context = browser.new_context(bypass_csp=policy == "by escaping alone")
    context.add_init_script(
        "addEventListener('securitypolicyviolation', (event) => { window.refused = event.blockedURI; })"
    )
    page = context.new_page()
    errors: list[str] = []
    requests: list[str] = []

    def refuse(dialog: Dialog) -> None:
        errors.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(hostile_report.as_uri())
    page.get_by_role("button", name="Expand all").click()
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    for target in page.locator(".bug h3, .bug .prose").all()[:40]:
        target.hover(force=True)
    for target in page.locator("a.play").all()[:2]:
        target.click()
        page.keyboard.press("Escape")

    assert page.evaluate("window.pwned") is None
    assert page.evaluate("window.refused") is None, "the policy had to step in, so something was not escaped"
    assert errors == []
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    injected = "iframe, base, script:not(:last-of-type), meta[http-equiv=refresh], [onerror], [onfocus], [onmouseover]"
    assert page.locator(injected).count() == 0
    links = page.eval_on_selector_all("a[href]", "all => all.map((link) => link.protocol)")
    assert set(links) <= {"file:", "http:", "https:"}
    context.close()


def test_template_syntax_of_the_tested_site_is_shown_as_it_is(page: Page, hostile_report: Path) -> None:
    page.goto(hostile_report.as_uri())
    expect(page.locator("#bug-10 h3")).to_contain_text("{{ 7 * 7 }}{% raw %}")


@pytest.mark.parametrize("width", [375, 1280])
def test_hostile_text_does_not_break_the_layout(page: Page, hostile_report: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(hostile_report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#bug-list > .bug").count() == len(PAYLOADS)
    expect(page.locator("#bug-list")).not_to_contain_text("\u202e")


def test_outside_links_say_nothing_about_the_reader(page: Page, report: Path) -> None:
    page.goto(report.as_uri())
    relations = page.eval_on_selector_all("a[href^=http]", "all => all.map((link) => link.rel)")
    assert relations
    assert set(relations) == {"noopener noreferrer nofollow"}


# ---- a reader ------------------------------------------------------------------------------------------------------


def shown(page: Page) -> list[str]:
    return page.eval_on_selector_all("#bug-list > .bug", "all => all.filter((bug) => !bug.hidden).map((bug) => bug.id)")


def until(page: Page, condition: str) -> None:
    """Until it is true in the page; Playwright's own way evaluates in it, which the report's policy forbids."""
    give_up = time.monotonic() + 30
    while not page.evaluate(condition):
        assert time.monotonic() < give_up, f"never came true: {condition}"
        page.wait_for_timeout(20)


def test_filters_narrow_the_list_and_the_address_remembers_them(page: Page, report: Path) -> None:
    page.goto(report.as_uri())
    assert len(shown(page)) == 10
    page.get_by_role("checkbox", name="Major").check()
    assert shown(page) == ["bug-3", "bug-5", "bug-4"]
    page.get_by_role("checkbox", name="Functional").check()
    assert shown(page) == ["bug-3", "bug-4"]
    page.get_by_role("searchbox").fill("removing TOTAL")
    assert shown(page) == ["bug-3"]
    expect(page.get_by_role("status")).to_have_text("1 of 10 shown")
    page.locator("#bug-3 > details > summary").click()
    until(page, "location.hash.includes('bug=bug-3')")

    page.goto("about:blank")
    page.go_back()
    assert shown(page) == ["bug-3"]
    expect(page.get_by_role("searchbox")).to_have_value("removing TOTAL")
    expect(page.locator("#bug-3 .steps")).to_be_visible()

    page.get_by_role("button", name="Clear filters").click()
    assert len(shown(page)) == 10
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_a_page_can_be_chosen(page: Page, report: Path) -> None:
    page.goto(report.as_uri())
    page.get_by_label("Page", exact=True).select_option(label="/cart")
    assert shown(page) == ["bug-3"]
    page.goto(f"{report.as_uri()}#page=https%3A//shop.example.com/products/7")
    assert shown(page) == ["bug-3", "bug-5", "bug-6", "bug-9"]


def test_a_search_that_finds_nothing_says_so(page: Page, report: Path) -> None:
    page.goto(report.as_uri())
    page.get_by_role("searchbox").fill("zzzz")
    expect(page.get_by_text("No bug matches these filters.")).to_be_visible()


def test_a_number_in_the_head_leads_to_its_bugs(page: Page, report: Path) -> None:
    page.goto(report.as_uri())
    page.get_by_role("link", name="2 Critical").click()
    assert shown(page) == ["bug-1", "bug-2"]


def test_an_address_can_name_one_bug_or_a_hidden_section(page: Page, report: Path) -> None:
    page.goto(f"{report.as_uri()}#bug-7")
    expect(page.locator("#bug-7 .steps")).to_be_visible()
    page.goto(f"{report.as_uri()}#unconfirmed")
    expect(page.locator("#unconfirmed-bug-11 h3")).to_be_visible()


def test_everything_can_be_done_with_the_keyboard(page: Page, report: Path) -> None:
    page.goto(report.as_uri())
    page.keyboard.press("/")
    page.keyboard.type("newsletter")
    assert shown(page) == ["bug-8"]
    page.locator("#bug-8 > details > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_replay_inside_the_page_plays(page: Page, report: Path, tmp_path: Path) -> None:
    alone = tmp_path / "report.html"
    alone.write_bytes(report.read_bytes())
    page.goto(f"{alone.as_uri()}#bug-1")
    page.get_by_role("link", name="Watch the replay").first.click()
    until(page, "document.querySelector('#stage video').readyState >= 1")
    assert page.evaluate("document.querySelector('#stage video').duration") == pytest.approx(2, abs=0.2)


def test_the_run_is_played_where_the_bug_was_seen_and_a_page_alone_says_where_it_lies(
    page: Page, report: Path, tmp_path: Path
) -> None:
    page.goto(f"{report.as_uri()}#bug-3")
    page.locator("#bug-3").get_by_role("link", name="In the run at 0:03").click()
    until(page, "document.querySelector('#stage video').currentTime >= 3")

    alone = tmp_path / "report.html"
    alone.write_bytes(report.read_bytes())
    page.goto(f"{alone.as_uri()}#bug-3")
    page.locator("#bug-3").get_by_role("link", name="In the run").click()
    expect(page.get_by_role("dialog")).to_contain_text("Unpack full_report.zip")


def test_the_page_works_without_script(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    expect(page.locator("#filters")).to_be_hidden()
    page.locator("#bug-1 > details > summary").click()
    expect(page.locator("#bug-1 .steps")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_axe_finds_nothing_wrong(browser: Browser, report: Path, scheme: Any, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True
    )
    page = context.new_page()
    page.goto(report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    found = Axe().run(page)  # pyright: ignore[reportUnknownMemberType]  its stubs name no types
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_paper_shows_every_bug_opened_and_no_controls(page: Page, report: Path) -> None:
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for steps in page.locator(".bug .steps").all():
        expect(steps).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.get_by_role("navigation")).to_be_hidden()
