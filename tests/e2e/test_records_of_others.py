"""Records that belong to one account, opened for editing by another."""

import random
from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs

import pytest

from tests.e2e.sites.experimenting import judged
from tests.e2e.sites.server import Asked, Page, Site
from worker.detectors.base import Finding
from worker.explorer.experiments.hostile import others_edit
from worker.explorer.experiments.planning import Scene
from worker.explorer.forms import Persona, fill, submit, target_of
from worker.explorer.graph import Deed, open_page
from worker.explorer.walk import Walk
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Surface

FORM = """<!doctype html><title>Members</title><form method=post action={path}><label>User name
<input name=username></label><label>Password <input name=password type=password></label>
<button>{says}</button></form>"""
EDIT = """<!doctype html><title>Edit</title><h1>Edit</h1><form method=post action="{path}"><label>Title
<input name=title value="{title}"></label><button>Save</button></form>"""


def notes(*, careful: bool, shared: bool) -> Callable[[Asked], Page]:
    """One note, that of whoever joins first; `careful` when it is theirs alone, `shared` when all may edit it."""
    members: list[str] = []
    title = ["A good cup"]

    def answer(asked: Asked) -> Page:
        sent = {name: values[0] for name, values in parse_qs(asked.body).items()}
        who = asked.headers.get("cookie", "").partition("who=")[2]
        if asked.path in ("/join", "/login") and asked.method == "POST":
            members.extend([sent["username"]] if asked.path == "/join" else [])
            return Page("", 303, headers={"location": "/", "set-cookie": f"who={sent['username']}; Path=/"})
        if not who:
            path, says = ("/join", "Sign up") if asked.path == "/join" else ("/login", "Log in")
            return Page(FORM.format(path=path, says=says))
        owns = who == members[0]
        if asked.path == "/notes/7/edit":
            if not owns and careful:
                return Page("No", 403)
            if asked.method == "POST":
                title[0] = sent["title"]
                return Page("", 303, headers={"location": "/notes/7"})
            return Page(EDIT.format(path=asked.path, title=escape(title[0])))
        offer = "<a href=/notes/7/edit>Edit this note</a>" if owns or shared else ""
        return Page(f"<!doctype html><title>Note</title><h1>{escape(title[0])}</h1><p>By {members[0]}</p>{offer}")

    return answer


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    ("careful", "shared", "rules"),
    [(False, False, {"missing_access_control"}), (True, False, set[str]()), (False, True, set[str]())],
    ids=["open to all who know the address", "the owner's alone", "offered to all"],
)
async def test_another_account_may_not_change_what_it_is_not_offered_to(
    browser_surface: Surface, careful: bool, shared: bool, rules: set[str]
) -> None:
    site = Site({"*": notes(careful=careful, shared=shared)})
    found: dict[str, Finding] = {}

    async def comes_in(at: str, persona: Persona) -> tuple[Walk, tuple[Deed, ...]]:
        walk = await judged(browser_surface, found)
        seen = (await walk.open(f"{site.url}{at}")).screen
        sent = submit(seen, seen.forms[0])
        assert sent is not None
        way_in = (open_page(seen.url), (*fill(seen, seen.forms[0], persona), sent))
        await walk.perform(*way_in[1])
        walk.let_in(way_in, len(walk.steps))
        return walk, way_in

    owner, others_way_in = Persona(random.Random(1)), ()
    for person in (owner, Persona(random.Random(2))):
        joined, others_way_in = await comes_in("join", person)
        await joined.visitor.close()
    walk, _ = await comes_in("login", owner)
    record = await walk.open(f"{site.url}notes/7")
    offer = next(one for one in record.screen.elements if one.name == "Edit this note")
    seen = await walk.perform(Action(ActionKind.CLICK, target_of(offer)))
    (proposal,) = others_edit.propose(Scene(walk, seen, new_state=True, seed=1, others_way_in=others_way_in))
    assert isinstance(proposal.request, others_edit.EditAsAnother)
    await walk.start_over()
    await proposal.request.perform(walk)
    await walk.visitor.close()
    site.close()
    assert {one.rule for one in found.values()} & {"missing_access_control"} == rules
