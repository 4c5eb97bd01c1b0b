"""Does what asks something of the server while the server fails, is slow, is tired of us or out of reach.

Only deeds by script that were seen to work are tried, and only the request that they make fails; once it is answered,
they may lead to another page. What the page shows, whether it claims what is not so, whether it keeps what was typed,
and whether it recovers, is compared with what the same deed shows when all is well.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote_plus, urlsplit

from worker.detectors.addresses import without_fragment
from worker.detectors.traffic import is_noise
from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.appearance import Appearance, neutral
from worker.explorer.experiments.looks import passing_lines
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import can_do, from_short_to_long
from worker.explorer.experiments.troubles import (
    GARBLED,
    OFFLINE,
    SERVER_ERROR,
    SLOW,
    TOO_MANY,
    TROUBLES,
    WAITING,
    all_time_to_tell,
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
from worker.explorer.forms import as_somebody_new, new_token, target_of
from worker.explorer.graph import Deed
from worker.explorer.newcomers import by_somebody_new
from worker.explorer.state import url_pattern
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.network import AfterTrouble, InTrouble, LostWhenReloaded, SentAgain
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("network_trouble", share=1.5, most=12, seconds=8.0)

_TOLD = {
    SERVER_ERROR: "While doing so, let the server answer {} with status 500",
    TOO_MANY: "While doing so, let the server answer {} with status 429 and Retry-After: 30",
    OFFLINE: "While doing so, be without a network (offline in the browser's developer tools)",
    SLOW: "While doing so, let the answer to {} take long",
    GARBLED: "While doing so, let the answer to {} break off in its middle (invalid JSON)",
}
_OPERATES = frozenset(
    (ActionKind.CLICK, ActionKind.DOUBLE_CLICK, ActionKind.TAP, ActionKind.PRESS, ActionKind.CHECK, ActionKind.CHOOSE)
)
_DATA = frozenset(("xhr", "fetch"))
_READS = frozenset(("GET", "HEAD", "OPTIONS"))
# Who says when to come back, or that the page must be loaded again, has told what to do.
_LATER = re.compile(
    r"\b(later|seconds?|minutes?|reload|refresh|später|sekunden?|minuten?|neu laden|plus tard|secondes?|más tarde|"
    r"segundos?|recarg\w+)\b|بعداً|ثانیه",
    re.IGNORECASE,
)
# How pages mark what they work on, or what stands in place of what is to come.
_AT_WORK = re.compile(
    r"aria-busy=\"true\"|role=\"progressbar\"|class=\"(?:[^\"]*[\s_-])?(?:spinner|skeleton|loader|loading)(?:[\s_-][^\"]*)?\"",
    re.IGNORECASE,
)
_TELLING_LETTERS = 6
_COME_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class UpsetNetwork:
    """One deed of a page, done again in several kinds of trouble (the items).

    `way` leads from a clean start to where the deed begins; of its requests, those of this `method` to addresses with
    `part` in them are struck.
    """

    way: tuple[Deed, ...]
    deed: Deed
    method: str
    part: str
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """The trouble, as a person would make it."""
        return tuple(_TOLD[item].format(self._request) for item in sorted(self.items))

    def with_items(self, items: frozenset[str]) -> Request:
        """The same deed in these kinds of trouble only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """See how it is when all is well, by the shortest way that leads there, then in each kind of trouble."""
        for way in from_short_to_long(self.way):
            shorter = replace(self, way=way)
            usual = await shorter._when_all_is_well(walk)
            if usual is not None:
                await shorter._in_all_troubles(walk, usual)
                return
            await walk.start_over()

    async def _in_all_troubles(self, walk: Walk, usual: "Usual") -> None:
        for item in (SERVER_ERROR, OFFLINE, GARBLED, TOO_MANY, SLOW):
            if item in self.items:
                await walk.start_over()
                await self._in_trouble(walk, item, usual)

    async def _when_all_is_well(self, walk: Walk) -> "Usual | None":
        """What the deed shows and keeps; None when it asks nothing, fails or shows nothing."""
        token = new_token()
        before = await self._come(walk, token)
        if before is None:
            return None
        deed = as_somebody_new(self.deed, token)
        after = await walk.perform(*deed)
        sent = [one for one in after.exchanges if self._is_it(one)]
        seen = Appearance.of(after, token)
        shown = seen.news(before)
        if not sent or not all(is_fine(one) for one in sent) or not shown:
            return None
        if _left_page(after) and self.method in _READS:
            return None
        looks = [after, await all_time_to_tell(walk)] if TOO_MANY in self.items else [after]
        often = sum(self._is_it(one) for look in looks for one in look.exchanges)
        kept: frozenset[str] = frozenset()
        rows = 0
        if self.method not in _READS:
            stored = await walk.perform(Action(ActionKind.RELOAD))
            kept, rows = shown & Appearance.of(stored, token).lines, _rows_with(stored.screen, token)
        announced = shown & {neutral(line, token) for line in passing_lines(after.screen)}
        carries = self._carries_what_was_typed(deed, after)
        return Usual(
            shown, kept, announced, often, seen.url != before.url, carries, rows, _signs_of_work(after.screen.markup)
        )

    async def _in_trouble(self, walk: Walk, item: str, usual: "Usual") -> None:
        token = new_token()
        before = await self._come(walk, token)
        if before is None:
            return
        told = self.with_items(frozenset((item,)))
        with walk.unwatched():
            await walk.visitor.upset(replace(TROUBLES[item], methods=frozenset((self.method,)), part=self.part))
            try:
                looks = await self._do_and_watch(walk, item, before, token)
                # A page of the browser's own, to which the app led without a network, is nobody's fault.
                if not looks[-1].screen.markup:
                    return
                seen = self._result(item, usual, before, looks, token)
                # What is slow is told of when it ends; until then nobody knows whether it was asked.
                if not seen.sent and item != SLOW:
                    return
                await walk.conclude(told, seen)
            finally:
                await walk.visitor.upset()
            if seen.blank:
                return
            claimed = _claims(usual.shown, frozenset(seen.shown))
            if claimed and item == SERVER_ERROR:
                await self._reload(walk, told, usual.kept & claimed, claimed, token)
            elif not claimed and item != TOO_MANY:
                await self._recover(walk, told, item, usual, before, token)

    async def _come(self, walk: Walk, token: str) -> Appearance | None:
        """Go to where the deed begins; what stands there, None when what it touches is not there."""
        await walk.go(by_somebody_new(self.way, token))
        if walk.last is None or not can_do(walk.last.screen, self.deed):
            return None
        return Appearance.of(walk.last, token)

    async def _do_and_watch(self, walk: Walk, item: str, before: Appearance, token: str) -> list[Observation]:
        """The looks after the deed, until the page has told, or had time to tell and to try again by itself."""
        first = await walk.perform(*as_somebody_new(self.deed, token))
        if item == TOO_MANY:  # who is told of a failure may be asking again and again behind it
            looks = [first, await all_time_to_tell(walk)]
        else:
            looks = await time_to_tell(walk, first, before.lines)
        if self._count_struck(looks) > 1:
            looks.append(await time_to_try_again(walk))
        return looks

    def _result(self, item: str, usual: "Usual", before: Appearance, looks: list[Observation], token: str) -> InTrouble:
        seen = [Appearance.of(look, token) for look in looks]
        shown = frozenset[str]().union(*(one.news(before) for one in seen))
        standing = seen[-1].lines - before.lines
        screen = looks[-1].screen
        return InTrouble(
            page=before.url,
            fault=item,
            control=_control(self.deed),
            request=self._request,
            usual=tuple(sorted(usual.shown)),
            announced=tuple(sorted(usual.announced)),
            shown=tuple(sorted(shown)),
            unchanged=all(one.document == before.document for one in seen),
            arrived=(seen[-1].url != before.url) == usual.goes_on,
            waiting=next((line for line in sorted(standing) if WAITING.match(line)), ""),
            blank=is_empty(screen) and bool(before.lines),
            carries=usual.carries,
            sent=self._count_struck(looks),
            sent_usually=usual.sent,
            seconds=(looks[-1].at_ms - looks[0].at_ms) / 1000,
            error=next((thrown.message for look in looks for thrown in look.exceptions), ""),
            works=_signs_of_work(screen.markup) > max(usual.signs, _signs_of_work(before.document)),
            lost=_emptied(screen, as_somebody_new(self.deed, token)),
        )

    async def _reload(
        self, walk: Walk, told: Request, kept: frozenset[str], claimed: frozenset[str], token: str
    ) -> None:
        """What the page claimed to have done is looked for after a reload, when all is well again."""
        await wait(walk, _COME_SECONDS)  # for an app that keeps what failed and sends it again
        after = Appearance.of(await walk.perform(Action(ActionKind.RELOAD)), token)
        lost = tuple(sorted(kept - after.lines))
        await walk.conclude(told, LostWhenReloaded(_control(self.deed), self._request, tuple(sorted(claimed)), lost))

    async def _recover(
        self, walk: Walk, told: Request, item: str, usual: "Usual", before: Appearance, token: str
    ) -> None:
        """When all is well again: whether it comes by itself, by doing the same again, or by what offers to retry."""
        stood = Appearance.of(walk.last, token) if walk.last else before
        # What was struck may be sent again by who hears that the network is back, or may still come.
        patient = item != SERVER_ERROR or walk.screen is None or not can_do(walk.screen, self.deed)
        come = await wait(walk, _COME_SECONDS if patient else 0.0)
        if _shows(come, usual, before, token):
            recovered, how = True, "nothing more"
        elif item == SLOW:
            struck = self._count_struck([come]) > 0
            recovered, how = (None if not struck or _wrote(come, stood, token) else False), "waiting for the answer"
        elif not can_do(come.screen, self.deed):
            again = retry_control(come.screen)
            if again is not None:
                seen = await walk.perform(Action(ActionKind.CLICK, target_of(again)))
                recovered, how = (True if _shows(seen, usual, before, token) else None), f"“{again.name}”"
            else:
                stuck = _is_stuck(come.screen, self.deed) and not _LATER.search(come.screen.text)
                recovered, how = (False if stuck else None), ""
        else:
            seen = await walk.perform(*as_somebody_new(self.deed, token))
            answered = [one for one in seen.exchanges if self._is_it(one)]
            if _shows(seen, usual, before, token):
                recovered = True
                await self._count_rows(walk, told, usual, token)
            else:
                # Answered well, or never asked, and nothing moves: the page is stuck in its failure.
                dead = all(is_fine(one) for one in answered) and Appearance.of(seen).document == come.screen.markup
                recovered = False if dead and not seen.dialogs else None
            how = "doing the same again"
        await walk.conclude(told, AfterTrouble(item, _control(self.deed), self._request, how, recovered))

    async def _count_rows(self, walk: Walk, told: Request, usual: "Usual", token: str) -> None:
        """What was sent once more because it had failed is looked for after a reload: it should be there once."""
        if usual.rows:
            seen = walk.last
            after = await walk.perform(Action(ActionKind.RELOAD))
            rows = _rows_with(after.screen, token)
            await walk.conclude(told, SentAgain(_control(self.deed), self._request, after.screen.url, usual.rows, rows))
            walk.last = seen

    def _carries_what_was_typed(self, deed: Deed, after: Observation) -> bool:
        typed = [one.value for one in deed if one.kind is ActionKind.TYPE and len(one.value) >= _TELLING_LETTERS]
        marks = [json.dumps(text)[1:-1] for text in typed] + [quote_plus(text) for text in typed] + typed
        carriers = [one for one in after.exchanges if any(mark in one.request_body for mark in marks)]
        return bool(carriers) and all(self._is_it(one) for one in carriers)

    @property
    def _request(self) -> str:
        return f"{self.method} {self.part}"

    def _is_it(self, exchange: Exchange) -> bool:
        return asks_for_data(exchange, self.method, self.part)

    def _count_struck(self, looks: list[Observation]) -> int:
        return sum(one.provoked and self._is_it(one) for look in looks for one in look.exchanges)


@dataclass(frozen=True, slots=True)
class Usual:
    """How the deed ends when all is well: the lines it shows, those that a reload keeps, those that announce how it
    ended, how often it asks, whether it leads to another address, and whether what was typed goes to the server by this
    request alone. `rows` are the lines with a made-up name that a reload keeps, `signs` how often the page is marked as
    being at work.
    """

    shown: frozenset[str]
    kept: frozenset[str]
    announced: frozenset[str]
    sent: int
    goes_on: bool
    carries: bool
    rows: int
    signs: int


def propose(scene: Scene) -> Iterator[Proposal]:
    """What was just done, failing; what was typed and should be kept is most worth it.

    Without a network it is done later, and with an answer that breaks off: most that is wrong there is wrong with a
    failing server as well, and in the time of one deed in three troubles three deeds meet one.
    """
    yield from in_trouble(scene, frozenset((SERVER_ERROR,)))
    for one in in_trouble(scene, frozenset((OFFLINE, GARBLED))):
        yield replace(one, once=f"{one.once}, further", telling=False, sort="further")


def in_trouble(scene: Scene, items: frozenset[str]) -> Iterator[Proposal]:
    """The deed just done, if it asked the app's own server for something and showed what came of it."""
    seen = scene.observation
    effect, cause = seen.effect, seen.cause
    left = _left_page(seen)
    if effect is None or not (effect.mutations or left) or not cause or cause[-1].kind not in _OPERATES:
        return
    # Suggestions while one types may fail silently; what a person sends may not.
    if cause[-1].kind is ActionKind.PRESS and cause[-1].value != "Enter":
        return
    if seen.before is None or any(action.secret or action.kind is ActionKind.UPLOAD for action in cause):
        return
    if not Appearance.of(seen).lines - frozenset(" ".join(line.split()) for line in seen.before.text.splitlines()):
        return
    for exchange in seen.exchanges:
        if not _is_worth_it(exchange) or (left and not _leads_on(exchange, seen.before)):
            continue
        part = steady_part(urlsplit(exchange.url).path)
        yield Proposal(
            UpsetNetwork(scene.way_before, cause, exchange.method, part, _items_for(exchange.method, items)),
            f"{url_pattern(exchange.page)} {exchange.method} {part}",
            destructive=is_destructive(_control(cause)),
            telling=exchange.method not in _READS,
            # Or what is read would wait until all that is sent was tried in further trouble.
            sort="reads" if exchange.method in _READS else "",
        )


def _is_worth_it(exchange: Exchange) -> bool:
    asked = exchange.kind in _DATA and exchange.same_site and is_fine(exchange)
    return asked and not is_noise(exchange) and not measures(urlsplit(exchange.url).path)


def _leads_on(exchange: Exchange, before: Screen) -> bool:
    """Whether the page that was left sent something by this, and went on when it was answered."""
    return exchange.method not in _READS and without_fragment(exchange.page) == without_fragment(before.url)


def _items_for(method: str, items: frozenset[str]) -> frozenset[str]:
    """Who has sent something and is told that it was taken need not read the rest of the answer."""
    return items if method in _READS else items - {GARBLED}


def _control(deed: Deed) -> str:
    target = deed[-1].target
    return (target.name or target.role) if target else "the page"


def _left_page(seen: Observation) -> bool:
    return seen.effect is None or seen.effect.document_changed


def _signs_of_work(document: str) -> int:
    return len(_AT_WORK.findall(document))


def _rows_with(screen: Screen, token: str) -> int:
    return sum(token in line for line in screen.text.splitlines())


def _emptied(screen: Screen, deed: Deed) -> tuple[str, ...]:
    """The fields that are there and empty, and whose text is nowhere else either."""
    typed = [one for one in deed if one.kind is ActionKind.TYPE and one.target and len(one.value) >= _TELLING_LETTERS]
    there = [screen.element(one.target.key) for one in typed if one.target]
    return tuple(
        field.label or field.name
        for field, one in zip(there, typed, strict=True)
        if field is not None and field.visible and not field.value and one.value not in screen.markup
        if not any(one.value in other.value for other in screen.elements)
    )


def _is_stuck(screen: Screen, deed: Deed) -> bool:
    """Whether what the deed ends with is there and does not take it."""
    target = deed[-1].target
    element = screen.element(target.key) if target else None
    return element is not None and element.visible and not element.enabled


def _claims(usual: frozenset[str], shown: frozenset[str]) -> frozenset[str]:
    """The lines of success that show, when they are most of them."""
    claimed = usual & shown
    return claimed if len(claimed) * 2 > len(usual) else frozenset()


def _shows(seen: Observation, usual: Usual, before: Appearance, token: str) -> bool:
    return bool(_claims(usual.shown, Appearance.of(seen, token).news(before)))


def _wrote(seen: Observation, stood: Appearance, token: str) -> bool:
    return Appearance.of(seen, token).document != stood.document
