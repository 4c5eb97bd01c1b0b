"""With whose account an experiment is done that changes what an account holds."""

import pytest

from tests.unit.explorer_screens import BASE, element, screen
from tests.unit.memory_surface import MemoryApp, walk_in
from worker.explorer.experiments.planning import Scene
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed, open_page
from worker.observation.observation import Observation
from worker.surfaces.actions import Action, ActionKind

PASSWORD = target_of(element("textbox", "Password"))


def secret(word: str) -> Deed:
    return (
        Action(ActionKind.TYPE, PASSWORD, word, secret=True),
        Action(ActionKind.CLICK, target_of(element("button", word))),
    )


SIGN_IN, SIGN_UP = (open_page(f"{BASE}/in"), secret("Log in")), (open_page(f"{BASE}/up"), secret("Sign up"))


@pytest.mark.parametrize(
    ("page", "closed", "alone"),
    [("/notes", True, True), ("/tasks/12", True, False), ("/mugs/12", False, True)],
    ids=["what every account has", "one account's own thing", "a thing that everybody sees"],
)
async def test_an_own_account_is_opened_where_it_has_what_is_needed(page: str, *, closed: bool, alone: bool) -> None:
    walk = await walk_in(MemoryApp(BASE + page, lambda _session, _url: screen(page)))
    seen = Observation(1, "visitor-1", 0, screen(page))
    scene = Scene(walk, seen, new_state=True, seed=1, opening=SIGN_UP, closed_to_guests=closed)
    rest = open_page(BASE + page)
    assert scene.alone((*SIGN_IN, rest)) == (*(SIGN_UP if alone else SIGN_IN), rest)
