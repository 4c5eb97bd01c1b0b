"""A form that asks for the current password before it sets a new one, in a real browser."""

from collections.abc import Callable
from urllib.parse import parse_qs

import pytest

from tests.e2e.sites.experimenting import judged
from tests.e2e.sites.server import Asked, Page, Site
from worker.detectors.base import Finding
from worker.explorer.experiments.hostile import wrong_current_password
from worker.explorer.experiments.hostile.wrong_current_password import ChangeByWrongPassword
from worker.explorer.experiments.planning import Scene
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed, open_page
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Surface

pytestmark = pytest.mark.asyncio(loop_scope="session")

JOIN = """<!doctype html><html lang=en><title>Join</title><form method=post><label>Name <input name=name></label>
<label>Password <input type=password name=password></label><button>Join</button></form>"""
CHANGE = """<!doctype html><html lang=en><title>Password</title><h1>Password</h1>{said}<form method=post>
<label>Current password <input type=password name=old></label><label>New password <input type=password name=new>
</label><label>New password again <input type=password name=again></label><button>Change</button></form>"""


def account(*, compares: bool) -> dict[str, Callable[[Asked], Page]]:
    """Opens an account, and changes its password."""
    stored: list[str] = []

    def join(asked: Asked) -> Page:
        stored[:] = parse_qs(asked.body).get("password", [])
        return Page(status=303, headers={"location": "/password"}) if asked.method == "POST" else Page(JOIN)

    def change(asked: Asked) -> Page:
        if asked.method != "POST":
            return Page(CHANGE.format(said=""))
        given = parse_qs(asked.body)
        if compares and given.get("old") != stored:
            return Page(CHANGE.format(said="<p role=alert>Das stimmt so nicht.</p>"))
        stored[:] = given["new"]
        return Page(CHANGE.format(said="<p role=status>Your password is another one now.</p>"))

    return {"/": join, "/password": change}


@pytest.mark.parametrize(("compares", "rules"), [(False, {"unverified_password_change"}), (True, set[str]())])
async def test_a_form_that_takes_any_current_password_is_found(
    browser_surface: Surface, site: Callable[..., Site], compares: bool, rules: set[str]
) -> None:
    url = site(account(compares=compares)).url
    found: dict[str, Finding] = {}
    walk = await judged(browser_surface, found)
    seen = await walk.open(url)
    name, password, button = (target_of(one) for one in seen.screen.elements[:3])
    typed = Action(ActionKind.TYPE, password, "Sunny-Otter-41!", secret=True)
    joining: Deed = (Action(ActionKind.TYPE, name, "Anna"), typed, Action(ActionKind.CLICK, button))
    opening = (open_page(url), joining)
    seen = await walk.perform(*joining)
    scene = Scene(walk, seen, new_state=True, seed=3, opening=opening)
    [proposal] = wrong_current_password.propose(scene)
    assert isinstance(proposal.request, ChangeByWrongPassword)
    await walk.start_over()
    way = (*opening, open_page(seen.screen.url))
    await ChangeByWrongPassword(way, proposal.request.page, proposal.request.form, seed=3).perform(walk)
    await walk.visitor.close()
    assert {one.rule for one in found.values() if one.rule.startswith("unverified")} == rules
