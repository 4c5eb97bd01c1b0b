"""Pages of settings whose switches are turned."""

import json
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest

from tests.e2e.sites.experimenting import tried
from tests.e2e.sites.server import Asked, Page, Site
from worker.explorer.experiments.relations import kept_switches
from worker.surfaces.interface import Surface

NAMES = ("Weekly summary", "Messages", "Offers")
SAVES_ITSELF = """<script>for (const box of document.querySelectorAll('input')) box.onchange = () =>
fetch('/store', {method: 'POST', body: JSON.stringify({name: box.name, on: box.checked})})</script>"""


def settings(*, forgets: str, by_button: bool) -> tuple[Callable[[Asked], Page], set[str]]:
    """A page of three switches and what it keeps: each at once or all by a button, but for the one that it forgets."""
    kept = {"Offers"}

    def answer(asked: Asked) -> Page:
        if asked.path == "/store":
            told = json.loads(asked.body)
            (kept.add if told["on"] else kept.discard)(told["name"]) if told["name"] != forgets else None
            return Page("{}")
        if asked.method == "POST":
            on = parse_qs(asked.body)
            for name in NAMES:
                (kept.add if name in on else kept.discard)(name) if name != forgets else None
            return Page("", 303, headers={"location": "/settings"})
        boxes = "".join(
            f'<p><label><input type=checkbox name="{name}" {"checked" * (name in kept)}> {name}</label>'
            for name in NAMES
        )
        save = "<button>Save</button>" if by_button else ""
        return Page(f"""<!doctype html><html lang=en><title>Settings</title><main><h1>Settings</h1>
            <form method=post>{boxes}{save}</form></main>{"" if by_button else SAVES_ITSELF}""")

    return answer, kept


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    ("forgets", "by_button"),
    [("Weekly summary", True), ("Weekly summary", False), ("", False)],
    ids=["saved by a button", "saved at once", "all kept"],
)
async def test_a_switch_that_is_not_kept_beside_others_that_are_is_told(
    browser_surface: Surface, site: Callable[..., Site], forgets: str, by_button: bool
) -> None:
    answer, kept = settings(forgets=forgets, by_button=by_button)
    found = await tried(browser_surface, f"{site({'*': answer}).url}settings", kept_switches)
    told = [one.title for one in found if one.rule == "edit_persists"]
    assert told == ([f"“{forgets}” on /settings does not stay as it is set"] if forgets else [])
    assert kept == {"Offers"}, "not everything was put back"
