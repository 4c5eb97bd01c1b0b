"""The ways between places that a run has learned."""

from tests.unit.explorer_screens import BASE
from worker.explorer.graph import Deed, Graph, open_page
from worker.explorer.state import State
from worker.surfaces.actions import Action, ActionKind, Target


def touched(name: str) -> Action:
    return Action(ActionKind.CLICK, Target(f"button|{name}", f"#{name}", "", "button", name))


def typed(field: str, value: str) -> Action:
    target = Target(f"textbox|{field}", f"#{field}", "", "textbox", field)
    return Action(ActionKind.TYPE, target, value, secret=field == "password")


def walked(*steps: tuple[Deed, str]) -> Graph:
    """Somebody did these deeds one after the other and stood at these addresses then."""
    graph, here = Graph(BASE), ""
    for number, (deed, path) in enumerate(steps):
        state = State(f"{number}", f"{number}", path, f"{BASE}{path}", "")
        graph.arrive(state, ())
        graph.connect(here, deed, state.key, in_page=False)
        here = state.key
    return graph


def test_whoever_signs_in_begins_where_the_form_is_and_not_where_somebody_came_from() -> None:
    asks = (typed("name", "anna"), touched("Next"))
    enters = (typed("password", "secret"), touched("Enter"))
    graph = walked(
        (open_page(BASE), "/"),
        ((touched("About"),), "/about"),
        ((touched("Sign in"),), "/login"),
        ((touched("With a name"),), "/login"),
        (asks, "/login/password"),
        (enters, "/account"),
    )
    assert graph.path_in("5") == (open_page(f"{BASE}/login"), (touched("With a name"),), asks, enters)
    assert graph.path_in("2") == ()
