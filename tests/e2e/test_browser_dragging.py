"""What is dragged with the mouse is known for that, and dragged so that the page takes it up."""

from collections.abc import Callable

import pytest

from tests.e2e.sites.server import Site
from tests.e2e.sites.sorting import board
from tests.e2e.sites.steps import opened
from worker.explorer.forms import target_of
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOOKS = {
    "a hand": {"style": "cursor: grab"},
    "a cross of arrows": {"style": "cursor: move"},
    "a description": {"style": "", "hint": 'role=button tabindex=0 aria-roledescription="sortable"'},
    "a mark of its library": {"style": "", "hint": "data-rfd-drag-handle-draggable-id=1"},
    "a class of its library": {"style": "", "hint": "class=ui-sortable-handle"},
    "a handle": {"handle": '<span class="handle">⠿</span> '},
}


def columns(screen: Screen) -> list[str]:
    return [line.strip(" ⠿") for line in screen.text.splitlines() if line.strip(" ⠿") and line != "Plans"]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("where", ["beside", "across"])
async def test_what_is_sorted_by_the_mouse_alone_is_dragged(
    visitor: Visitor, site: Callable[..., Site], look: str, where: str
) -> None:
    seen = await opened(visitor, site(board(**LOOKS[look])).url)
    dragged = [one for one in seen.screen.elements if "drag" in one.gestures]
    assert len(dragged) == 6
    moved = await visitor.perform(Action(ActionKind.DRAG, target_of(dragged[0]), where))
    now = columns(moved.screen)
    assert now[:3] == ["Bread", "Honey", "Salt"]
    assert now[3:] == ["Milk", "Nails", "Glue"] if where == "beside" else "Milk" in now[4:]


@pytest.mark.parametrize(
    "body",
    [
        "<ul onpointerdown='1'><li onclick='1' style='cursor:pointer'>One</li><li onclick='1'>Two</li></ul>",
        "<div id=map style='cursor:grab;width:300px;height:200px;background:#cde' onpointerdown='1'>Map</div>",
        "<div role=slider tabindex=0 style='cursor:grab' onpointerdown='1'>5</div><div role=slider "
        "style='cursor:grab' onpointerdown='1'>6</div>",
        "<section><h2 style='cursor:move' onmousedown='1'>Window</h2><p>Text</p></section>",
        "<ul><li style='cursor:grab'>Nobody</li><li style='cursor:grab'>listens</li></ul>",
    ],
    ids=["clickable rows", "a map", "sliders", "a window's title", "a hand alone"],
)
async def test_what_is_pressed_otherwise_is_not_dragged(visitor: Visitor, site: Callable[..., Site], body: str) -> None:
    listens = "" if "Nobody" in body else "<script>document.addEventListener('pointerdown', () => {});</script>"
    seen = await opened(visitor, site({"/": f"<!doctype html><title>Page</title>{body}{listens}"}).url)
    assert not [one for one in seen.screen.elements if "drag" in one.gestures]
