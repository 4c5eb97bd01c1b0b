"""A bug's steps as a Python program for Playwright."""

from deffatest.run_record import Bug, ReplayedAction
from reporter.programs.steps import ROLES, Call, has_touch, lines
from reporter.text import one_line

HEAD = '''"""{title}

{description}

Found on {page} and shown again {reproduced} of {attempts} times from a clean start.
Run it:  pip install playwright && playwright install chromium && python reproduce.py
"""

import os

from playwright.sync_api import Error, Locator, Page, sync_playwright


def find(page: Page, selector: str, frame: str = "", role: str = "", name: str = "") -> Locator:
    """The element where it stood when the bug was found; by what it is called where the page has changed."""
    place = page if not frame else next(one for one in page.frames if frame in (one.name, one.url) or frame in one.url)
    found = place.locator(selector).first
    try:
        found.wait_for(state="attached", timeout=5_000)
    except Error:
        if not role:
            raise
        found = place.get_by_role(role, name=name, exact=True).first
    return found


def without_validation(page: Page) -> None:
    """Let forms be sent although the browser would refuse them."""
    page.locator("form").evaluate_all("forms => forms.forEach(form => form.noValidate = true)")


def by_hand(page: Page, what: str) -> None:
    """Stop for something that a person has to do; press Resume in Playwright's window afterwards."""
    print("By hand:", what)
    page.pause()


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(headless=bool(os.environ.get("HEADLESS")))
    context = browser.new_context(viewport={{"width": {width}, "height": {height}}}, has_touch={touch})
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
'''
TAIL = """
    print({expected})
    page.screenshot(path="reproduced.png")
    if not os.environ.get("HEADLESS"):
        page.pause()
    browser.close()
"""


def write(bug: Bug) -> str:
    """The whole program; "" where nothing is known of how the bug was shown."""
    replay = bug.replay
    if replay is None:
        return ""
    head = HEAD.format(
        title=_in_docstring(bug.title),
        description=_in_docstring(bug.description),
        page=_in_docstring(bug.page),
        reproduced=bug.reproduced,
        attempts=bug.attempts,
        width=replay.width,
        height=replay.height,
        touch=has_touch(replay),
    )
    body = ""
    for line in lines(replay):
        body += f"\n    # {one_line(line.words)}\n"
        body += "".join(f"    {_call(call)}\n" for call in line.calls) or f"    by_hand(page, {line.words!r})\n"
    return head + body + TAIL.format(expected=repr(f"Look at the page: {one_line(bug.title)}"))


def _in_docstring(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace('"""', "'''")


def _call(call: Call) -> str:
    if call.on == "helper":
        return f"{call.method}(page)"
    if call.method == "set_viewport_size":
        width, height = call.arguments
        return f'page.set_viewport_size({{"width": {width}, "height": {height}}})'
    arguments = [repr(argument) for argument in call.arguments]
    if call.secret:
        arguments = ['os.environ["SECRET"]']
    if call.sample:
        arguments = [f'{{"name": {call.sample!r}, "mimeType": "application/octet-stream", "buffer": b"sample"}}']
    if call.method == "select_option":
        arguments = [f"label={arguments[0]}"]
    arguments += [f"{name}={value!r}" for name, value in call.options]
    return f"{_subject(call)}.{call.method}({', '.join(arguments)})"


def _subject(call: Call) -> str:
    if call.on == "element" and call.target is not None:
        return _element(call.target)
    return "page" if call.on in ("page", "element") else f"page.{call.on}"


def _element(action: ReplayedAction) -> str:
    given = [repr(action.selector)]
    if action.frame:
        given.append(f"frame={action.frame!r}")
    if action.role in ROLES and action.name:
        given += [f"role={action.role!r}", f"name={action.name!r}"]
    return f"find(page, {', '.join(given)})"
