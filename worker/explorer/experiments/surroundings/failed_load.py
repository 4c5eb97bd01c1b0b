"""Opens a page while a request for its data fails, and looks what the page makes of that."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from worker.detectors.traffic import is_noise
from worker.explorer.experiments.appearance import Appearance
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import from_short_to_long
from worker.explorer.experiments.troubles import (
    GARBLED,
    NO_ANSWER,
    SERVER_ERROR,
    SLOW,
    TOO_MANY,
    TROUBLES,
    WAITING,
    asks_for_data,
    is_empty,
    is_fine,
    measures,
    retry_control,
    steady_part,
    time_to_tell,
    time_to_try_again,
    wait,
)
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed, open_page
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.network import FailedLoad
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("failed_load", share=2.0, most=4, seconds=7.0)

_TOLD = {
    SERVER_ERROR: "While the page loads, let the server answer {} with status 500",
    NO_ANSWER: "While the page loads, let the connection of {} break off",
    GARBLED: "While the page loads, let the answer to {} break off in its middle (invalid JSON)",
    TOO_MANY: "While the page loads, let the server answer {} with status 429 and Retry-After: 30",
    SLOW: "While the page loads, let the answer to {} take long",
}
_OPENS = frozenset((ActionKind.NAVIGATE, ActionKind.RELOAD))
_DATA = frozenset(("xhr", "fetch"))
_MOST_OF_IT = 0.5
_COME_SECONDS = 1.0
_TEXT = re.compile(r'"([^"\\]{4,80})"(?!\s*:)')
# So many of its words on the page, and the data are what the page is about.
_FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True)
class LoadInTrouble:
    """A page opened while its requests to addresses with `part` in them fail in several ways (the items)."""

    way: tuple[Deed, ...]
    page: str
    part: str
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """The trouble, as a person would make it."""
        return tuple(_TOLD[item].format(self._request) for item in sorted(self.items))

    def with_items(self, items: frozenset[str]) -> Request:
        """The same page in these kinds of trouble only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """See twice how it looks when all is well, by the shortest way there, then in each kind of trouble."""
        for way in from_short_to_long(self.way):
            shorter = replace(self, way=way)
            await walk.go(way)
            usual = [await walk.open(self.page), await walk.open(self.page)]
            if all(shorter._is_answered(look) for look in usual):
                for item in sorted(self.items):
                    await shorter._in_trouble(walk, item, usual)
                return
            await walk.start_over()

    async def _in_trouble(self, walk: Walk, item: str, usual: list[Observation]) -> None:
        first, second = (Appearance.of(look) for look in usual)
        walk.begin_story(self.way if self.way[-1:] != (open_page(self.page),) else self.way[:-1])
        with walk.unwatched():
            await walk.visitor.upset(replace(TROUBLES[item], methods=frozenset(("GET",)), part=self.part))
            try:
                looks = [await walk.open(self.page)]
                if first.lines & second.lines - Appearance.of(looks[0]).lines:
                    looks = await time_to_tell(walk, looks[0], first.lines | second.lines)
                if self._count(looks, provoked=True) > self._count(usual[1:]):
                    looks.append(await time_to_try_again(walk))
            finally:
                await walk.visitor.upset()
            seen = looks if item != SLOW else [*looks, await wait(walk, _COME_SECONDS)]
            result = self._result(item, first.lines & second.lines, first.lines | second.lines, looks)
            # What is slow is told of when it ends.
            result = replace(result, sent=self._count(seen, provoked=True))
            if not result.sent:
                return
            result = replace(result, sent_usually=self._count(usual[1:]), headings=usual[1].screen.headings)
            if result.missing:
                offered, works = await self._retry(walk, item, usual[1], result.missing)
                back = _has_most(seen[-1], result.missing) or await self._comes_back(walk, result.missing)
                result = replace(result, offered=offered, retry_works=works, comes_back=back)
            await walk.conclude(self.with_items(frozenset((item,))), result)

    def _result(self, item: str, steady: frozenset[str], known: frozenset[str], looks: list[Observation]) -> FailedLoad:
        seen = [Appearance.of(look) for look in looks]
        shown = frozenset[str]().union(*(one.lines | one.said for one in seen))
        words = {_letters(line) for line in known}
        last = seen[-1].lines
        return FailedLoad(
            fault=item,
            request=self._request,
            usual=tuple(sorted(steady)),
            missing=tuple(sorted(steady - last)),
            headings=(),
            shown=tuple(sorted(line for line in shown - known if not any(_letters(line) in one for one in words))),
            waiting=next((line for line in sorted(last - known) if WAITING.match(line)), ""),
            blank=is_empty(looks[-1].screen) and not looks[-1].screen.painted and bool(steady),
            sent=0,
            sent_usually=0,
            seconds=(looks[-1].at_ms - looks[0].at_ms) / 1000,
            error=next((thrown.message for look in looks for thrown in look.exceptions), ""),
        )

    async def _comes_back(self, walk: Walk, missing: tuple[str, ...]) -> bool | None:
        """Whether the page shows it again when it is opened anew; None when the server does not answer well."""
        with walk.aside():
            again = await walk.open(self.page)
        if _has_most(again, missing):
            return True
        return False if self._is_answered(again) else None

    async def _retry(
        self, walk: Walk, item: str, usual: Observation, missing: tuple[str, ...]
    ) -> tuple[str, bool | None]:
        """What the page offers to try again with now that all is well, and whether that brings what was missing; None
        when nobody can tell: it asks and gets no good answer, or is there at all times.
        """
        screen = walk.screen
        offered = retry_control(screen) if screen and item not in (SLOW, TOO_MANY) else None
        if screen is None or offered is None or any(one.name == offered.name for one in usual.screen.elements):
            return "", None
        again = await walk.perform(Action(ActionKind.CLICK, target_of(offered)))
        asked = [one for one in again.exchanges if asks_for_data(one, "GET", self.part)]
        if _has_most(again, missing):
            return offered.name, True
        dead = all(is_fine(one) for one in asked) and (asked or again.screen.markup == screen.markup)
        return offered.name, False if dead else None

    def _is_answered(self, look: Observation) -> bool:
        asked = [one for one in look.exchanges if asks_for_data(one, "GET", self.part)]
        return bool(asked) and all(is_fine(one) for one in asked) and look.screen.url == self.page

    def _count(self, looks: list[Observation], *, provoked: bool = False) -> int:
        return sum(
            asks_for_data(one, "GET", self.part) and one.provoked == provoked
            for look in looks
            for one in look.exchanges
        )

    @property
    def _request(self) -> str:
        return f"GET {self.part}"


def propose(scene: Scene) -> Iterator[Proposal]:
    """Pages whose data fail to come, or come broken."""
    return loading(scene, frozenset((SERVER_ERROR, NO_ANSWER, GARBLED)))


def loading(scene: Scene, items: frozenset[str]) -> Iterator[Proposal]:
    """Pages that show what they asked their own server for while they were opened; one for each kind of data."""
    seen = scene.observation
    effect, cause = seen.effect, seen.cause
    opened = bool(cause) and cause[-1].kind in _OPENS
    arrived = effect is not None and (effect.document_changed or effect.url_changed)
    if not (opened or arrived) or any(action.secret for action in cause):
        return
    parts = dict.fromkeys(steady_part(urlsplit(one.url).path) for one in seen.exchanges if _shows(seen, one))
    for part in parts:
        request = LoadInTrouble(scene.way, scene.screen.url, part, items)
        yield Proposal(request, part)


def _shows(seen: Observation, exchange: Exchange) -> bool:
    if not _is_data(exchange):
        return False
    words = set(_TEXT.findall(exchange.body))
    return sum(word in seen.screen.text for word in words) >= _FEWEST_WORDS


def _is_data(exchange: Exchange) -> bool:
    if exchange.kind not in _DATA or exchange.method != "GET" or not exchange.same_site or not is_fine(exchange):
        return False
    says = exchange.response_headers.get("content-type", "")
    return "json" in says and not is_noise(exchange) and not measures(urlsplit(exchange.url).path)


def _has_most(seen: Observation, missing: tuple[str, ...]) -> bool:
    return len(Appearance.of(seen).lines & set(missing)) >= _MOST_OF_IT * len(missing)


def _letters(line: str) -> str:
    """What a line says but for its numbers and signs."""
    return " ".join("".join(letter if letter.isalpha() else " " for letter in line.casefold()).split())
