"""Asks a list for more as often as it offers that."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.lists import MoreTrial
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("loaded_more", share=1.0, most=4)

_MOST_TIMES = 8
# Words before and after what there is more of: "Load more", "Show 12 more products", "Weitere Artikel anzeigen".
_MORE = re.compile(
    r"^\W*(?:(?:load|show|see|view|fetch|display) (?:\d+ )?more(?: \w+)?|more (?:results|items|products|entries|posts)|"
    r"(?:\d+ )?(?:mehr|weitere)(?: \w+)? (?:laden|anzeigen|zeigen)|(?:cargar|mostrar|ver) más(?: \w+)?|"
    r"(?:charger|afficher|voir) (?:plus|la suite)(?: de \w+)?|plus de résultats|"
    r"(?:نمایش |بارگذاری )?(?:موارد )?بیشتر)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LoadMore(Undivided):
    """What a list shows each time that more of it was asked for by this control."""

    way: tuple[Deed, ...]
    control: str

    async def perform(self, walk: Walk) -> None:
        """Go on until nothing more is offered, or often enough."""
        await come(walk, self.way, lambda screen: self._offered(screen) is not None)
        looks = [walk.screen] if walk.screen is not None else []
        while looks and len(looks) <= _MOST_TIMES and (more := self._offered(looks[-1])) is not None:
            looks.append((await walk.perform(Action(ActionKind.CLICK, target_of(more)))).screen)
            if looks[-1].url.partition("?")[0] != looks[0].url.partition("?")[0]:
                return
        if len(looks) > 1:
            await walk.conclude(self, MoreTrial(tuple(looks)))

    def _offered(self, screen: Screen) -> Element | None:
        control = screen.element(self.control)
        return control if control is not None and control.visible and control.enabled else None


def propose(scene: Scene) -> Iterator[Proposal]:
    """The one control of a page by which a list goes on."""
    if not scene.new_state:
        return
    offered = [
        one
        for one in scene.screen.elements
        if one.role in ("button", "link") and one.visible and one.enabled and not one.form and _MORE.match(one.name)
    ]
    if len(offered) == 1:
        yield Proposal(LoadMore(scene.way, offered[0].key), url_pattern(scene.screen.url).partition("?")[0])
