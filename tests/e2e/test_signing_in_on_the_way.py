"""Guests who ask for a page of members, and sign in where that leads."""

from collections.abc import Callable
from types import ModuleType
from urllib.parse import parse_qs

import pytest

from tests.e2e.sites.experimenting import judged
from tests.e2e.sites.server import Asked, Page, Site
from tests.e2e.sites.steps import target
from worker.detectors.base import Finding
from worker.explorer.experiments.hostile import foreign_entrance
from worker.explorer.experiments.planning import Scene
from worker.explorer.experiments.relations import page_asked_for
from worker.explorer.graph import open_page
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Surface

FORM = """<!doctype html><title>Sign in</title><form method=post action="/sign-in{next}"><label>E-mail
<input type=email name=email></label><label>Password <input type=password name=password></label>
<button>Sign in</button></form>"""


def shop(*, told: bool, kept: bool) -> Callable[[Asked], Page]:
    """A page of orders for members; `told` when the page to sign in names it in its address, `kept` when one is led
    there in the end.
    """

    def answer(asked: Asked) -> Page:
        if asked.path == "/sign-in" and asked.method == "POST":
            after = parse_qs(asked.query).get("next", ["/orders" if kept else "/"])[0]
            return Page("", 303, headers={"location": after, "set-cookie": "member=1; Path=/"})
        if asked.path == "/orders" and "member=1" not in asked.headers.get("cookie", ""):
            return Page("", 303, headers={"location": "/sign-in" + "?next=/orders" * told})
        if asked.path == "/sign-in":
            return Page(FORM.format(next="?next=/orders" if told and kept else ""))
        return Page(f"<!doctype html><title>{asked.path}</title><h1>{asked.path}</h1>")

    return answer


async def found_on_the_way(surface: Surface, url: str, experiment: ModuleType) -> set[str]:
    """What the rules find when a member was asked to sign in on the way to the orders, and the experiment is done."""
    found: dict[str, Finding] = {}
    walk = await judged(surface, found)
    seen = await walk.open(f"{url}sign-in")
    way_in = (
        open_page(f"{url}sign-in"),
        (
            Action(ActionKind.TYPE, target(seen, "E-mail"), "anna@example.com"),
            Action(ActionKind.TYPE, target(seen, "Password"), "Right-Horse-7", secret=True),
            Action(ActionKind.CLICK, target(seen, "Sign in")),
        ),
    )
    await walk.go((*way_in, open_page(f"{url}orders")))
    walk.let_in(way_in, len(walk.steps) - 1)
    assert walk.last is not None
    (proposal,) = experiment.propose(Scene(walk, walk.last, new_state=True, seed=1))
    await walk.start_over()
    await proposal.request.perform(walk)
    await walk.visitor.close()
    return {one.rule for one in found.values()}


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    ("told", "kept", "rules"),
    [(True, False, {"sign_in_leads_back"}), (True, True, set[str]()), (False, False, set[str]())],
    ids=["told and forgotten", "told and kept", "never told"],
)
async def test_signing_in_leads_to_the_page_that_was_asked_for(
    browser_surface: Surface, site: Callable[..., Site], told: bool, kept: bool, rules: set[str]
) -> None:
    found = await found_on_the_way(browser_surface, site({"*": shop(told=told, kept=kept)}).url, page_asked_for)
    assert found & {"sign_in_leads_back"} == rules


LEADS_ON = """<!doctype html><title>Sign in</title><form><label>E-mail <input type=email></label>
<label>Password <input type=password></label><button>Sign in</button></form><script>
document.forms[0].onsubmit = (event) => {
  event.preventDefault();
  document.cookie = 'member=1';
  const next = new URLSearchParams(location.search).get('next') || '/';
  location = ANYWHERE || /^\\/(?!\\/)/.test(next) ? next : '/';
};</script>"""


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(("anywhere", "rules"), [("true", {"open_redirect"}), ("false", set[str]())])
async def test_signing_in_does_not_lead_to_another_site(
    browser_surface: Surface, site: Callable[..., Site], anywhere: str, rules: set[str]
) -> None:
    def answer(asked: Asked) -> Page:
        if asked.path == "/orders" and "member=1" not in asked.headers.get("cookie", ""):
            return Page("", 303, headers={"location": "/sign-in?next=/orders"})
        if asked.path == "/sign-in":
            return Page(LEADS_ON.replace("ANYWHERE", anywhere))
        return Page(f"<!doctype html><title>{asked.path}</title><h1>{asked.path}</h1>")

    found = await found_on_the_way(browser_surface, site({"*": answer}).url, foreign_entrance)
    assert found & {"open_redirect"} == rules
