"""A bug's steps as a TypeScript program for Playwright."""

import json

from deffatest.run_record import Bug, ReplayedAction
from reporter.programs.steps import ROLES, Call, has_touch, lines
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

/** Stop for something that a person has to do; press Resume in Playwright's window afterwards. */
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
TAIL = """
console.log({expected});
await page.screenshot({{ path: "reproduced.png" }});
if (!headless) await page.pause();
await browser.close();
"""

NAMES = {
    "go_back": "goBack",
    "go_forward": "goForward",
    "set_viewport_size": "setViewportSize",
    "select_option": "selectOption",
    "set_checked": "setChecked",
    "set_input_files": "setInputFiles",
    "without_validation": "withoutValidation",
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
    )
    body = ""
    for line in lines(replay):
        body += f"\n// {one_line(line.words)}\n"
        body += "".join(f"{_call(call)}\n" for call in line.calls) or f"await byHand(page, {_literal(line.words)});\n"
    return head + body + TAIL.format(expected=_literal(f"Look at the page: {one_line(bug.title)}"))


def _in_comment(text: str) -> str:
    return one_line(text).replace("*/", "* /")


def _literal(value: str | int | bool) -> str:
    """JSON's strings are strings of TypeScript too."""
    return escaped_unprintable(json.dumps(value, ensure_ascii=False))


def _call(call: Call) -> str:
    name = NAMES.get(call.method, call.method)
    if call.on == "helper":
        return f"await {name}(page);"
    arguments = [_literal(argument) for argument in call.arguments]
    if call.method == "set_viewport_size":
        width, height = call.arguments
        arguments = [f"{{ width: {width}, height: {height} }}"]
    if call.secret:
        arguments = ['process.env.SECRET ?? ""']
    if call.sample:
        arguments = [
            f'{{ name: {_literal(call.sample)}, mimeType: "application/octet-stream", buffer: Buffer.from("sample") }}'
        ]
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
