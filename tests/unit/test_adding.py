"""When a visitor's deed is taken for one that adds a row to a list."""

from dataclasses import replace

import pytest

from tests.unit.explorer_screens import BASE, element, field, screen
from tests.unit.memory_surface import MemoryApp, walk_in
from worker.explorer.experiments.adding import Adding
from worker.explorer.experiments.planning import Scene
from worker.explorer.forms import target_of
from worker.observation.observation import Observation
from worker.observation.runtime import Effect, Exchange
from worker.surfaces.actions import Action, ActionKind

NOTE = field("Note", input_type="text")
PAYEE = field("Payee", input_type="text")
SAVE = element("button", "Save")
TEXT = "Lantern"


async def adding(method: str = "POST", *, held: str = "") -> Adding | None:
    """What is made of a note that a row shows once it is sent, from a form whose other field held this before."""
    before = screen("/", replace(PAYEE, value=held), replace(NOTE, value=held), SAVE, markup="<ul><li>Milk</li></ul>")
    after = replace(before, markup=f"<ul><li>Milk</li><li>{TEXT}</li></ul>")
    deed = (
        Action(ActionKind.TYPE, target_of(PAYEE), "Anna"),
        Action(ActionKind.TYPE, target_of(NOTE), TEXT),
        Action(ActionKind.CLICK, target_of(SAVE)),
    )
    sent = Exchange(0, method, f"{BASE}/api", "fetch", f"{BASE}/", 200)
    seen = Observation(1, "visitor-1", 0, after, before=before, cause=deed, effect=Effect(), exchanges=(sent,))
    walk = await walk_in(MemoryApp(f"{BASE}/", lambda _session, _url: before))
    return Adding.of(Scene(walk, seen, new_state=True, seed=1))


async def test_a_row_that_shows_what_was_sent_was_added() -> None:
    assert await adding() is not None


@pytest.mark.parametrize(
    ("method", "held"), [("PUT", ""), ("PATCH", ""), ("POST", "Luigi")], ids=["put", "patch", "fields that were filled"]
)
async def test_what_changes_a_thing_that_is_there_adds_none(method: str, held: str) -> None:
    assert await adding(method, held=held) is None
