"""What of a visitor's steps others have to do again."""

from dataclasses import replace

import pytest

from tests.unit.explorer_screens import BASE, element, screen
from tests.unit.memory_surface import MemoryApp, MemorySurface, MemoryVisitor
from worker.explorer.forms import target_of
from worker.explorer.walk import Sight, Walk
from worker.explorer.ways import way_to_here
from worker.explorer.windows import DESKTOP
from worker.observation.observation import Observation
from worker.observation.runtime import Effect, Exchange
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Visitor

BUY = element("button", "Buy")


@pytest.mark.parametrize(
    ("url", "stays"),
    [
        (f"{BASE}/api/cart", True),
        (f"{BASE}/socket.io/?EIO=4&transport=polling&t=x", False),
        (f"{BASE}/echo/012/abc/xhr_send", False),
    ],
    ids=["a cart", "Engine.IO", "SockJS"],
)
async def test_what_is_sent_in_place_of_a_socket_leaves_nothing_behind(url: str, *, stays: bool) -> None:
    class Sending(MemoryVisitor):
        async def perform(self, *actions: Action) -> Observation:
            seen = await super().perform(*actions)
            sent = Exchange(0, "POST", url, "xhr", f"{BASE}/", 200)
            did = Effect(requests=1)
            return replace(seen, exchanges=(sent,), effect=did) if actions[0].kind is ActionKind.CLICK else seen

    async def visitor() -> Visitor:
        return Sending(MemorySurface(MemoryApp(BASE, lambda _, place: screen(place, BUY))), "visitor-1", DESKTOP)

    async def nothing(_: Sight) -> None:
        pass

    walk = Walk(await visitor(), nothing, visitor)
    click = Action(ActionKind.CLICK, target_of(BUY))
    await walk.open(f"{BASE}/a")
    await walk.perform(click)
    await walk.open(f"{BASE}/b")
    assert ((click,) in way_to_here(walk)) is stays
