"""Turns over all pages of a list, or the first ones and the last."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.settings_of_lists import unless_as_before
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.lists import PagesTrial
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("every_page", share=2.5, most=4)

_MOST_PAGES = 8
_NEXT = re.compile(
    r"^\W*(?:next|older|weiter|nächste|suivante?|siguiente|بعدی)(?: page| seite| página)?\W*$|^\W*[›»→>]\W*$",
    re.IGNORECASE,
)
# A button without an address may turn pictures or steps as well: it or the page says that it is about pages.
_TURNS_PAGE = re.compile(
    r"^\W*(?:next page|nächste seite|page suivante|página siguiente|صفحه بعدی?)\W*$", re.IGNORECASE
)
_TOLD_PAGE = re.compile(r"\b(?:page|seite|página|صفحه)\s+1\s+(?:of|von|sur|de|از)\s+\d", re.IGNORECASE)
_MOST_NUMBERS = 20
_NUMBERED = re.compile(r"^(?:page |seite |página |صفحه )?(\d{1,3})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TurnEveryPage(Undivided):
    """What the pages of a list show, one after the other."""

    way: tuple[Deed, ...]

    async def perform(self, walk: Walk) -> None:
        """Go on to the next page as long as there is one; after many, go to the last."""
        way = await come(walk, self.way, lambda screen: next_page(screen, 1) is not None)
        if way is None or walk.screen is None:
            return
        pages = [walk.screen]
        while len(pages) < _MOST_PAGES and (turn := next_page(pages[-1], len(pages))) is not None:
            await walk.perform(Action(ActionKind.CLICK, target_of(turn)))
            pages.append(await unless_as_before(walk, pages[-1]) or pages[-1])
        left = next_page(pages[-1], len(pages))
        last = last_page(pages[-1], len(pages)) if left else None
        shown = (await walk.perform(Action(ActionKind.CLICK, target_of(last)))).screen if last else None
        if len(pages) > 1:
            again = await self._first_again(walk, pages[0].url)
            await walk.conclude(self, PagesTrial(tuple(pages), left is None, shown, again))

    async def _first_again(self, walk: Walk, url: str) -> Screen:
        """The first page as it stands now, without leaving the last for good."""
        seen, here = walk.last, walk.url
        with walk.aside(), walk.unwatched():
            again = (await walk.open_anew(url)).screen
        await walk.show(here)
        walk.last = seen
        return again


def propose(scene: Scene) -> Iterator[Proposal]:
    """The first page of every list that has a second."""
    if scene.new_state and next_page(scene.screen, 1) is not None and _page_number(scene.screen.url) in ("", "1"):
        place = url_pattern(scene.screen.url).partition("?")[0]
        yield Proposal(TurnEveryPage(scene.way), place)


def next_page(screen: Screen, number: int) -> Element | None:
    """The control that leads from the page of that number to the next, None on the last one."""
    controls = [one for one in _turners(screen) if one.enabled]
    by_word = [one for one in controls if _NEXT.match(one.name) or "next" in one.rel.split()]
    by_number = [one for one in controls if (found := _NUMBERED.match(one.name)) and int(found[1]) == number + 1]
    # An arrow alone may turn pictures as well; where pages have numbers, the number decides.
    if by_number:
        return by_number[0]
    leading = [one for one in by_word if one.href or _TURNS_PAGE.match(one.name) or _TOLD_PAGE.search(screen.text)]
    return leading[0] if leading else None


def last_page(screen: Screen, number: int) -> Element | None:
    """The control with the highest number after this page's."""
    numbered = [(int(found[1]), one) for one in _turners(screen) if (found := _NUMBERED.match(one.name))]
    highest, control = max(numbered, key=lambda one: one[0], default=(0, None))
    return control if highest > number + 1 else None


def _turners(screen: Screen) -> list[Element]:
    """Links and buttons to other pages: a number alone says nothing unless its address does, and so many are the days
    of a calendar.
    """
    controls = [one for one in screen.elements if one.role in ("link", "button") and one.visible and not one.form]
    by_word = [one for one in controls if _NEXT.match(one.name)]
    by_number = [one for one in controls if _NUMBERED.match(one.name)]
    if len(by_number) > _MOST_NUMBERS:
        return by_word
    alone = len(by_number) == 1 and not by_word and not _page_number(by_number[0].href)
    return [] if alone else [*by_word, *by_number]


def _page_number(url: str) -> str:
    found = re.search(r"[?&/](?:page|p|pg|seite|pagina)[=/](\d+)", url, re.IGNORECASE)
    return found[1] if found else ""
