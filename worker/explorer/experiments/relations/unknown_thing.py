"""Opens an address that is like that of one thing among many, but of none that there is, as whoever follows an old link
does, and notes what the page says then.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from worker.detectors.subjects import NUMBER_OF_NOTHING
from worker.explorer.experiments.looks import look_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.troubles import says_it_loads
from worker.explorer.forms import new_token
from worker.explorer.graph import Deed, open_page
from worker.explorer.newcomers import parted
from worker.explorer.state import collection_of, url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.places import UnknownThing
from worker.observation.sites import route_in

PLAN = Plan("unknown_thing", share=2.0, most=4, seconds=1.0)

# Data that is still on its way comes within this time, s.
_PATIENCE_SECONDS = 4.0
_MOST_LINES = 10
# One thing among many is called by a number, or by several words.
_THING = re.compile(r"[0-9a-f-]*\d[0-9a-f-]*|[^\W_]+(?:[-_][^\W_]+)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OpenUnknown(Undivided):
    """What stands at an address beside `page` at which there is nothing; `way_in` signs in where the visitor was."""

    way_in: tuple[Deed, ...]
    page: str

    async def perform(self, walk: Walk) -> None:
        """The page that there is first, to know what all pages of its kind show."""
        await walk.go((*self.way_in, open_page(self.page)))
        if walk.screen is None:
            return
        known = look_of(walk.screen)
        asked = unknown_beside(self.page)
        opened = await walk.open(asked)
        loads = says_it_loads(opened.screen)
        shown = set(look_of(opened.screen).lines) - set(known.lines)
        if loads or not shown:
            await walk.linger(_PATIENCE_SECONDS)
            screen = walk.screen or opened.screen
            loads, shown = says_it_loads(screen), set(look_of(screen).lines) - set(known.lines)
            if not set(known.lines) - set(look_of(screen).lines):
                return  # what was there has gone, too
        status = opened.document.status if opened.document else None
        left = _place(walk.url) != _place(asked)
        result = UnknownThing(self.page, asked, status, loads, left, tuple(sorted(shown))[:_MOST_LINES])
        await walk.conclude(self, result)


def propose(scene: Scene) -> Iterator[Proposal]:
    """The first page of each collection of things."""
    if not scene.new_state or scene.screen.truncated or not unknown_beside(scene.screen.url):
        return
    collection = collection_of(url_pattern(scene.screen.url).partition("?")[0])
    yield Proposal(OpenUnknown(parted(scene.way)[0], scene.screen.url), collection)


def unknown_beside(url: str) -> str:
    """An address beside this one where nothing is; "" where the address is not that of one thing among many."""
    parts = urlsplit(url)
    route = route_in(parts.fragment).partition("?")[0]
    path = route or parts.path
    collection, _, thing = path.rstrip("/").rpartition("/")
    if not collection.strip("!/") or not _THING.fullmatch(thing):
        return ""
    nothing = NUMBER_OF_NOTHING if thing.isdigit() else f"no-such-{new_token()}"
    beside = f"{collection}/{nothing}{'/' if path.endswith('/') else ''}"
    there = parts._replace(fragment=beside) if route else parts._replace(path=beside, query="", fragment="")
    return there.geturl()


def _place(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return parts.netloc, parts.path.rstrip("/"), parts.fragment
