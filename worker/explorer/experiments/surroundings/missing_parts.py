"""Opens a page while its pictures, or the scripts of another site, do not come, and looks what is left of it.

A page may need its own scripts, and those of the libraries it is built on; those that only count, chat or advertise it
must do without. So hosts are left out that give a page its styles or most of its scripts, or that hand out libraries.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from worker.explorer.experiments.appearance import Appearance
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import from_short_to_long
from worker.explorer.experiments.troubles import NO_ANSWER, TROUBLES, is_empty, is_fine, time_to_try_again
from worker.explorer.graph import Deed, open_page
from worker.explorer.state import url_pattern
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.network import WithoutParts
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange
from worker.surfaces.actions import ActionKind

PLAN = Plan("missing_parts", share=0.5, most=4)

PICTURES = "pictures"
_OPENS = frozenset((ActionKind.NAVIGATE, ActionKind.RELOAD))
_FEWEST_PICTURES = 2
_MOST_HOSTS = 2
# Whoever hands out libraries, or is called as one's own storehouse is.
_NEEDED = re.compile(
    r"unpkg|jsdelivr|cdnjs|esm\.sh|skypack|jquery|polyfill|(?:^|[.-])(?:ajax|code|cdn\d*|static\d*|assets\d*)[.-]|cloudfront"
)


@dataclass(frozen=True, slots=True)
class OpenWithoutParts:
    """A page opened without its pictures, or without the scripts of a host (the items)."""

    way: tuple[Deed, ...]
    page: str
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """The trouble, as a person would make it."""
        return tuple(f"While the page loads, let {_named(item)} not be loaded" for item in sorted(self.items))

    def with_items(self, items: frozenset[str]) -> Request:
        """The same page without these parts only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """See twice how it looks with all of them, then without each."""
        await walk.go(from_short_to_long(self.way)[0])
        usual = [await walk.open(self.page), await walk.open(self.page)]
        if any(look.screen.url != self.page for look in usual):
            return
        for item in sorted(self.items):
            await self._without(walk, item, usual)

    async def _without(self, walk: Walk, item: str, usual: list[Observation]) -> None:
        first, second = (Appearance.of(look).lines for look in usual)
        steady = first & second
        walk.begin_story(self.way if self.way[-1:] != (open_page(self.page),) else self.way[:-1])
        kind, part = ("image", "") if item == PICTURES else ("script", f"//{item}/")
        with walk.unwatched():
            trouble = replace(TROUBLES[NO_ANSWER], kinds=frozenset((kind,)), methods=frozenset(("GET",)), part=part)
            await walk.visitor.upset(trouble)
            try:
                looks = [await walk.open(self.page)]
                if steady - Appearance.of(looks[0]).lines:
                    looks.append(await time_to_try_again(walk))  # who waits for a part gives up after a while
            finally:
                await walk.visitor.upset()
            if not any(one.provoked and one.kind == kind for look in looks for one in look.exchanges):
                return
            last = looks[-1]
            result = WithoutParts(
                page=self.page,
                parts=_named(item),
                usual=tuple(sorted(steady)),
                missing=tuple(sorted(steady - Appearance.of(last).lines)),
                headings=usual[1].screen.headings,
                blank=is_empty(last.screen) and not last.screen.painted and bool(steady),
                error=next((thrown.message for look in looks for thrown in look.exceptions), ""),
            )
            await walk.conclude(self.with_items(frozenset((item,))), result)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Pages with several pictures, or with scripts of other sites that are no library; one of each make."""
    seen = scene.observation
    cause = seen.cause
    if not scene.new_state or not cause or cause[-1].kind not in _OPENS or any(action.secret for action in cause):
        return
    pictures = sum(one.kind == "image" and is_fine(one) for one in seen.exchanges)
    items = [PICTURES] if pictures >= _FEWEST_PICTURES else []
    items += _hosts(seen.exchanges)
    if items:
        request = OpenWithoutParts(scene.way, scene.screen.url, frozenset(items))
        yield Proposal(request, f"{url_pattern(scene.screen.url)} {' '.join(items)}", sort=" ".join(items))


def _hosts(exchanges: tuple[Exchange, ...]) -> list[str]:
    """The hosts of other sites, with their ports, whose scripts a page should be able to do without."""
    scripts = [one for one in exchanges if one.kind == "script" and is_fine(one)]
    others = Counter(urlsplit(one.url).netloc for one in scripts if not one.same_site)
    styled = {urlsplit(one.url).netloc for one in exchanges if one.kind in ("stylesheet", "document")}
    spare = (
        name
        for name, count in others.items()
        if name not in styled and 2 * count <= len(scripts) and not _NEEDED.search(name)
    )
    return sorted(spare)[:_MOST_HOSTS]


def _named(item: str) -> str:
    return PICTURES if item == PICTURES else f"the scripts of {item}"
