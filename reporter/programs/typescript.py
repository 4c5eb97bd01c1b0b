"""A bug's steps as a TypeScript program for Playwright."""

import json

from deffatest.run_record import Bug, ReplayedAction
from reporter.programs.checks import Check, check_of
from reporter.programs.page_side import DROP_PLACE, NEXT_MONTH, NOTHING_CHOSEN, SHOWS_MONTH
from reporter.programs.steps import ROLES, Call, has_touch, helpers, lines
from reporter.text import escaped_unprintable, one_line

HEAD = """/**
 * {title}
 *
 * {description}
 *
 * Found on {page} and shown again {reproduced} of {attempts} times from a clean start.
 * Run it:  npm install playwright && npx playwright install chromium && npx tsx reproduce.ts
 */
import {{ chromium, type Locator, type Page }} from "playwright";

type Place = {{ frame?: string; role?: Parameters<Page["getByRole"]>[0]; name?: string }};

/** The element where it stood when the bug was found; by what it is called where the page has changed. */
async function find(page: Page, selector: string, {{ frame, role, name }}: Place = {{}}): Promise<Locator> {{
  const within = frame ? page.frames().find((one) => one.name() === frame || one.url().includes(frame)) : page;
  if (!within) throw new Error(`there is no frame ${{frame}}`);
  const found = within.locator(selector).first();
  try {{
    await found.waitFor({{ state: "attached", timeout: 5_000 }});
    return found;
  }} catch (error) {{
    if (!role) throw error;
    return within.getByRole(role, {{ name, exact: true }}).first();
  }}
}}

/** Let forms be sent although the browser would refuse them. */
async function withoutValidation(page: Page): Promise<void> {{
  await page.locator("form").evaluateAll((forms) => {{
    for (const form of forms as HTMLFormElement[]) form.noValidate = true;
  }});
}}

{helpers}/** Stop for something that a person has to do; press Resume in Playwright's window afterwards. */
async function byHand(page: Page, what: string): Promise<void> {{
  console.log("By hand:", what);
  await page.pause();
}}

const headless = Boolean(process.env.HEADLESS);
const browser = await chromium.launch({{ headless }});
const context = await browser.newContext({{ viewport: {{ width: {width}, height: {height} }}, hasTouch: {touch} }});
const page = await context.newPage();
page.on("dialog", (dialog) => dialog.accept());
"""
HELPERS = {
    "choose_first": f"""/** Open a list that the page draws, and touch its first entry unless one is chosen already. */
async function chooseFirst(page: Page, opener: Locator): Promise<void> {{
  await opener.click();
  const entries = opener.page().locator("[role=option]:visible, [role=menuitemradio]:visible");
  await entries.first().waitFor();
  if (await entries.and(opener.page().locator("[aria-selected=true]")).count()) await page.keyboard.press("Escape");
  else await entries.filter({{ hasNotText: new RegExp({json.dumps(NOTHING_CHOSEN)}, "i") }}).first().click();
}}

""",
    "drag": f"""const DROP_PLACE = {json.dumps(DROP_PLACE)};

/** Take something to where it can be dropped, as a mouse does: in steps. */
async function drag(page: Page, handle: Locator, where: string): Promise<void> {{
  await handle.scrollIntoViewIfNeeded();
  const placed = new Function("handle", `return (${{DROP_PLACE.replace("WHERE", where)}})(handle)`);
  const place = (await handle.evaluateHandle(placed as (handle: Element) => Element)).asElement();
  const [start, end] = [await handle.boundingBox(), await place?.boundingBox()];
  if (!start || !end) throw new Error("there is nowhere to drop it");
  const [x, y] = [start.x + start.width / 2, start.y + start.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 8, y + 8, {{ steps: 3 }});
  await page.mouse.move(end.x + end.width / 2, end.y + end.height * (end.y > y ? 0.8 : 0.2), {{ steps: 12 }});
  await page.mouse.up();
}}

""",
    "pick_day": f"""const SHOWS_MONTH = {json.dumps(SHOWS_MONTH)};

/** Open the calendar, turn it over to the month and touch the day. */
async function pickDay(page: Page, opener: Locator, day: string): Promise<void> {{
  await opener.click();
  const [year, month, number] = day.split("-");
  const dated = page.locator(["date", "day", "value"].map((one) => `[data-${{one}}^="${{day}}"]:visible`).join(", "));
  const cells = page.locator("[role=gridcell]:visible, td:visible, button:visible");
  const shows = new Function("asked", `return (${{SHOWS_MONTH}})(asked)`) as (asked: string[]) => boolean;
  const called = new RegExp({json.dumps(NEXT_MONTH)}, "i");
  for (let turns = 0; turns < 24; turns++) {{
    if (await dated.count()) return await dated.first().click();
    if (await page.evaluate(shows, [year, month])) {{
      const days = cells.filter({{ hasText: new RegExp(`^\\\\s*${{Number(number)}}\\\\s*$`) }});
      return await (Number(number) > 15 ? days.last() : days.first()).click();
    }}
    await page.getByRole("button", {{ name: called }}).or(page.getByTitle(called)).first().click();
  }}
  await byHand(page, `Pick the day ${{day}}`);
}}

""",
}
TAIL = """
console.log({expected});
await page.screenshot({{ path: "reproduced.png" }});
if (!headless) await page.pause();
{check}await browser.close();
"""

NAMES = {
    "go_back": "goBack",
    "go_forward": "goForward",
    "set_viewport_size": "setViewportSize",
    "select_option": "selectOption",
    "set_checked": "setChecked",
    "set_input_files": "setInputFiles",
    "without_validation": "withoutValidation",
    "choose_first": "chooseFirst",
    "pick_day": "pickDay",
}


def write(bug: Bug) -> str:
    """The whole program; "" where nothing is known of how the bug was shown."""
    replay = bug.replay
    if replay is None:
        return ""
    head = HEAD.format(
        title=_in_comment(bug.title),
        description=_in_comment(bug.description),
        page=_in_comment(bug.page),
        reproduced=bug.reproduced,
        attempts=bug.attempts,
        width=replay.width,
        height=replay.height,
        touch=_literal(has_touch(replay)),
        helpers="".join(text for name, text in HELPERS.items() if name in helpers(replay)),
    )
    body = ""
    for line in lines(replay):
        body += f"\n// {one_line(line.words)}\n"
        body += "".join(f"{_call(call)}\n" for call in line.calls) or f"await byHand(page, {_literal(line.words)});\n"
    check = check_of(bug)
    return (
        head
        + body
        + TAIL.format(
            expected=_literal(f"Look at the page: {one_line(bug.title)}"), check=_check(check) if check else ""
        )
    )


def _check(check: Check) -> str:
    """What fails as long as the bug is there."""
    said = f"It is still there: {check.text}"
    there = f'(await page.locator("body").innerText()).replace(/\\s+/g, " ").includes({_literal(check.text)})'
    return f"if ({there}) {{\n  throw new Error({_literal(said)});\n}}\n"


def _in_comment(text: str) -> str:
    return one_line(text).replace("*/", "* /")


def _literal(value: str | int | bool) -> str:
    """JSON's strings are strings of TypeScript too."""
    return escaped_unprintable(json.dumps(value, ensure_ascii=False))


def _call(call: Call) -> str:
    name = NAMES.get(call.method, call.method)
    if call.on == "helper":
        given = [f"await {_element(call.target)}"] if call.target else []
        return f"await {name}({', '.join(('page', *given, *map(_literal, call.arguments)))});"
    arguments = [_literal(argument) for argument in call.arguments]
    if call.method == "set_viewport_size":
        width, height = call.arguments
        arguments = [f"{{ width: {width}, height: {height} }}"]
    if call.secret:
        arguments = ['process.env.SECRET ?? ""']
    if call.samples:
        files = [
            f'{{ name: {_literal(one)}, mimeType: "application/octet-stream", buffer: Buffer.from("sample") }}'
            for one in call.samples
        ]
        arguments = [f"[{', '.join(files)}]"]
    if call.method == "select_option":
        arguments = [f"{{ label: {arguments[0]} }}"]
    if call.options:
        arguments.append("{ " + ", ".join(f"{name}: {_literal(value)}" for name, value in call.options) + " }")
    return f"await {_subject(call)}.{name}({', '.join(arguments)});"


def _subject(call: Call) -> str:
    if call.on == "element" and call.target is not None:
        return f"(await {_element(call.target)})"
    return "page" if call.on in ("page", "element") else f"page.{call.on}"


def _element(action: ReplayedAction) -> str:
    named = [f"frame: {_literal(action.frame)}"] if action.frame else []
    if action.role in ROLES and action.name:
        named += [f"role: {_literal(action.role)}", f"name: {_literal(action.name)}"]
    more = f", {{ {', '.join(named)} }}" if named else ""
    return f"find(page, {_literal(action.selector)}{more})"
