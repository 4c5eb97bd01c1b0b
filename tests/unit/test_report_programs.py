"""A bug's steps as programs: they can be read and run, whatever the tested site is called."""

import ast
import shlex
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deffatest.run_record import Bug, Category, Replay, ReplayedAction, Severity
from reporter.programs import programs
from stack.layout import DENO

HOSTILE = 'end""" */ \'); import os; os.abort() # \u202e\u2028\n</script>{0}{{x}} \\'


def action(kind: str, value: str = "", *, on: str = "", **more: object) -> ReplayedAction:
    target = {"selector": f"#{on.lower()}", "role": "button", "name": on} if on else {}
    return ReplayedAction.model_validate(
        {"kind": kind, "words": f"{kind} {on or value}", "value": value} | target | more
    )


def bug(*actions: ReplayedAction, beyond: list[str] | None = None, **more: object) -> Bug:
    given: dict[str, object] = {
        "id": "bug-1",
        "ordinal": 1,
        "rule": "dead_control",
        "category": Category.FUNCTIONAL,
        "severity": Severity.HIGH,
        "title": "“Pay” does nothing",
        "description": "Expected: the order is placed.",
        "page": "https://shop.example.com/cart",
        "pages": ["https://shop.example.com/cart"],
        "fingerprint": "f",
        "steps": [],
        "replay": Replay(width=375, height=812, actions=list(actions), beyond=beyond or []),
        "found_at": datetime(2026, 1, 1, tzinfo=UTC),
        "cause": "No handler.",
        "fix": "Add one.",
        "attempts": 1,
        "reproduced": 1,
        "confirmed": True,
    }
    return Bug.model_validate(given | more)


EVERYTHING = (
    action("navigate", "https://shop.example.com/"),
    action("resize", "1280x800"),
    action("click", on="Cart"),
    action("double_click", on="Cart"),
    action("right_click", on="Cart"),
    action("tap", on="Cart"),
    action("hover", on="Cart"),
    action("scroll", "600"),
    action("scroll", "-50", on="List"),
    action("type", "Ann", on="Name"),
    action("type", on="Password", secret=True),
    action("choose", "Blue", on="Colour"),
    action("check", "on", on="Terms"),
    action("press", "Enter", on="Name"),
    action("press", "Escape"),
    action("upload", "photo.png", on="File"),
    action("upload", "one.pdf, two.pdf", on="File"),
    action("click", on="Pay", frame="checkout", skip_browser_validation=True),
    action("back"),
    action("reload"),
    action("drag", on="Card"),
    action("drag", "across", on="Card"),
    action("choose", on="Size"),
    action("pick", "2026-11-29", on="Day"),
)


def written(of: Bug) -> dict[str, str]:
    return {program.language: program.text for program in programs(of)}


def test_every_kind_of_step_is_a_call_or_is_left_to_a_person() -> None:
    told = written(bug(*EVERYTHING, beyond=["Switch the network off"]))
    for call in (
        "page.goto('https://shop.example.com/')",
        'page.set_viewport_size({"width": 1280, "height": 800})',
        "find(page, '#cart', role='button', name='Cart').dblclick()",
        ".click(button='right')",
        "page.mouse.wheel(0, 600)",
        ".fill('Ann')",
        '.fill(os.environ["SECRET"])',
        ".select_option(label='Blue')",
        ".set_checked(True)",
        "page.keyboard.press('Escape')",
        "find(page, '#pay', frame='checkout', role='button', name='Pay').click()",
        "without_validation(page)",
        "{\"name\": 'two.pdf', ",
        "drag(page, find(page, '#card', role='button', name='Card'), '')",
        "drag(page, find(page, '#card', role='button', name='Card'), 'across')",
        "choose_first(page, find(page, '#size', role='button', name='Size'))",
        "pick_day(page, find(page, '#day', role='button', name='Day'), '2026-11-29')",
        "by_hand(page, 'Switch the network off')",
    ):
        assert call in told["Python"]
    for call in (
        'await page.goto("https://shop.example.com/");',
        '(await find(page, "#cart", { role: "button", name: "Cart" })).dblclick();',
        '.fill(process.env.SECRET ?? "")',
        '.selectOption({ label: "Blue" })',
        '.click({ button: "right" })',
        'await drag(page, await find(page, "#card", { role: "button", name: "Card" }), "across");',
        'await chooseFirst(page, await find(page, "#size", { role: "button", name: "Size" }));',
        'await pickDay(page, await find(page, "#day", { role: "button", name: "Day" }), "2026-11-29");',
    ):
        assert call in told["TypeScript"]


@pytest.mark.parametrize("text", ["Pay", HOSTILE], ids=["plain", "hostile"])
def test_the_programs_are_valid_and_hold_the_sites_texts_as_texts_alone(text: str, tmp_path: Path) -> None:
    told_of = bug(
        *(hostile_as(one, text) for one in EVERYTHING),
        action("type", text, on="Name"),
        beyond=[text],
        title=text,
        description=text,
        page=f"https://shop.example.com/{text}",
    )
    told = written(told_of)
    compile(told["Python"], "reproduce.py", "exec")
    assert "\u202e" not in told["Python"] + told["TypeScript"]
    program = tmp_path / "reproduce.ts"
    program.write_text(told["TypeScript"])
    checked = subprocess.run([DENO, "fmt", program], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    # What runs is the same calls whatever the texts are.
    plain = bug(*EVERYTHING, action("type", "Pay", on="Name"), beyond=["Pay"])
    assert calls(told["Python"]) == calls(written(plain)["Python"])


def hostile_as(one: ReplayedAction, text: str) -> ReplayedAction:
    """The same step on a site that calls everything so."""
    target = {"selector": text, "name": text, "frame": text} if one.selector else {}
    return one.model_copy(update={"words": text} | target)


def calls(program: str) -> list[str]:
    """The names of everything that a Python program calls, in order."""
    found = [node.func for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Call)]
    return [one.attr if isinstance(one, ast.Attribute) else ast.unparse(one) for one in found]


def test_a_text_that_must_not_be_there_is_looked_for_at_the_end() -> None:
    told = written(bug(*EVERYTHING, rule="leaked_placeholder", details={"text": "Hello,\n undefined!"}))
    assert "if 'Hello, undefined!' in" in told["Python"]
    assert 'throw new Error("It is still there: Hello, undefined!")' in told["TypeScript"]
    compile(told["Python"], "reproduce.py", "exec")


@pytest.mark.parametrize(("rule", "text"), [("dead_control", "Hello"), ("error_text", "key ***"), ("error_text", "")])
def test_where_only_a_person_can_tell_nothing_is_looked_for(rule: str, text: str) -> None:
    told = written(bug(*EVERYTHING, rule=rule, details={"text": text}))
    assert "still there" not in told["Python"] + told["TypeScript"]


def test_a_security_bug_comes_with_one_request() -> None:
    address = "https://shop.example.com/.env?a='b"
    told = written(bug(category=Category.SECURITY, details={"address": address.replace("'", "%27")}))
    assert "curl --include --silent --show-error 'https://shop.example.com/.env?a=%27b'" in told["curl"]
    assert subprocess.run(["sh", "-n"], input=told["curl"], text=True, check=False).returncode == 0
    assert "curl" not in written(bug())


def test_a_request_that_is_more_than_an_address_is_written_whole() -> None:
    request = {"method": "POST", "headers": {"Origin": "https://x.example"}, "body": "name='$(reboot)'"}
    details = {"address": "https://shop.example.com/save", "request": request}
    told = written(bug(category=Category.SECURITY, details=details))["curl"]
    assert "--request POST --header 'Origin: https://x.example' --data-raw" in told
    assert shlex.split(told.splitlines()[-1])[-2:] == ["name='$(reboot)'", "https://shop.example.com/save"]


def test_a_hostile_address_is_no_command() -> None:
    told = written(bug(category=Category.SECURITY, details={"address": "https://a.example/$(reboot);x"}))
    assert "'https://a.example/$(reboot);x'" in told["curl"]


def test_without_a_replay_there_is_no_program() -> None:
    assert written(bug(replay=None)) == {}
