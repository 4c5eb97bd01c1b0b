"""A bug's steps as a Python program for Playwright."""

from deffatest.run_record import Bug, ReplayedAction
from reporter.programs.checks import Check, check_of
from reporter.programs.page_side import DROP_PLACE, NEXT_MONTH, NOTHING_CHOSEN, SHOWS_MONTH
from reporter.programs.steps import ROLES, Call, has_touch, helpers, lines
from reporter.text import one_line

HEAD = '''"""{title}

{description}

Found on {page} and shown again {reproduced} of {attempts} times from a clean start.
Run it:  pip install playwright && playwright install chromium && python reproduce.py
"""

import os
{imports}
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


{helpers}def by_hand(page: Page, what: str) -> None:
    """Stop for something that a person has to do; press Resume in Playwright's window afterwards."""
    print("By hand:", what)
    page.pause()


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(headless=bool(os.environ.get("HEADLESS")))
    context = browser.new_context(viewport={{"width": {width}, "height": {height}}}, has_touch={touch})
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
'''
HELPERS = {
    "choose_first": f'''def choose_first(page: Page, opener: Locator) -> None:
    """Open a list that the page draws, and touch its first entry unless one is chosen already."""
    opener.click()
    entries = opener.page.locator("[role=option]:visible, [role=menuitemradio]:visible")
    entries.first.wait_for()
    if entries.and_(opener.page.locator("[aria-selected=true]")).count():
        page.keyboard.press("Escape")
    else:
        entries.filter(has_not_text=re.compile({NOTHING_CHOSEN!r}, re.IGNORECASE)).first.click()


''',
    "drag": f'''DROP_PLACE = r"""
{DROP_PLACE}
"""


def drag(page: Page, handle: Locator, where: str) -> None:
    """Take something to where it can be dropped, as a mouse does: in steps."""
    handle.scroll_into_view_if_needed()
    place = handle.evaluate_handle(DROP_PLACE.replace("WHERE", where)).as_element()
    start, end = handle.bounding_box(), place and place.bounding_box()
    if not start or not end:
        raise RuntimeError("there is nowhere to drop it")
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y + 8, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] * (0.8 if end["y"] > y else 0.2), steps=12)
    page.mouse.up()


''',
    "pick_day": f'''SHOWS_MONTH = r"""
{SHOWS_MONTH}
"""


def pick_day(page: Page, opener: Locator, day: str) -> None:
    """Open the calendar, turn it over to the month and touch the day."""
    opener.click()
    year, month, number = day.split("-")
    dated = page.locator(", ".join(f'[data-{{one}}^="{{day}}"]:visible' for one in ("date", "day", "value")))
    cells = page.locator("[role=gridcell]:visible, td:visible, button:visible")
    for _ in range(24):
        if dated.count():
            return dated.first.click()
        if page.evaluate(SHOWS_MONTH, [year, month]):
            days = cells.filter(has_text=re.compile(rf"^\\s*{{int(number)}}\\s*$"))
            return (days.last if int(number) > 15 else days.first).click()
        called = re.compile({NEXT_MONTH!r}, re.IGNORECASE)
        page.get_by_role("button", name=called).or_(page.get_by_title(called)).first.click()
    by_hand(page, f"Pick the day {{day}}")


''',
}

TAIL = """
    print({expected})
    page.screenshot(path="reproduced.png")
    if not os.environ.get("HEADLESS"):
        page.pause()
{check}    browser.close()
"""


_WITH_PATTERNS = frozenset(("choose_first", "pick_day"))


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
        imports="import re\n" if helpers(replay) & _WITH_PATTERNS else "",
        helpers="".join(text for name, text in HELPERS.items() if name in helpers(replay)),
    )
    body = ""
    for line in lines(replay):
        body += f"\n    # {one_line(line.words)}\n"
        body += "".join(f"    {_call(call)}\n" for call in line.calls) or f"    by_hand(page, {line.words!r})\n"
    check = check_of(bug)
    return (
        head
        + body
        + TAIL.format(expected=repr(f"Look at the page: {one_line(bug.title)}"), check=_check(check) if check else "")
    )


def _check(check: Check) -> str:
    """What fails as long as the bug is there."""
    there = f"{check.text!r} in \" \".join(page.locator('body').inner_text().split())"
    return f"    if {there}:\n        raise SystemExit({f'It is still there: {check.text}'!r})\n"


def _in_docstring(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace('"""', "'''")


def _call(call: Call) -> str:
    if call.on == "helper":
        given = [_element(call.target)] if call.target else []
        return f"{call.method}({', '.join(('page', *given, *map(repr, call.arguments)))})"
    if call.method == "set_viewport_size":
        width, height = call.arguments
        return f'page.set_viewport_size({{"width": {width}, "height": {height}}})'
    arguments = [repr(argument) for argument in call.arguments]
    if call.secret:
        arguments = ['os.environ["SECRET"]']
    if call.samples:
        files = [
            f'{{"name": {one!r}, "mimeType": "application/octet-stream", "buffer": b"sample"}}' for one in call.samples
        ]
        arguments = [f"[{', '.join(files)}]"]
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
