"""Sends a form that opens another page while the server fails or the connection breaks, goes back, and looks for what
was typed.

What stands there instead of the answer is the browser's or the server's own page, and nobody's fault. A browser gives
back what was typed when one goes back, unless the page prevents it: so the same is typed first and left without being
sent. Only what came back then, and does not come back after a sending that failed, was thrown away by the page.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import can_do, come
from worker.explorer.experiments.troubles import NO_ANSWER, SERVER_ERROR, TROUBLES, is_fine, steady_part
from worker.explorer.forms import as_somebody_new, new_token
from worker.explorer.graph import Deed
from worker.explorer.newcomers import by_somebody_new
from worker.explorer.state import url_pattern
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.network import AfterTrouble, SentInVain
from worker.observation.runtime import Exchange
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("interrupted_sending", share=1.0, most=4, seconds=9.0)

_TOLD = {
    SERVER_ERROR: "While sending, let the server answer {} with status 500, then go back",
    NO_ANSWER: "While sending, let the connection of {} break off, then go back",
}
_SENDS = frozenset((ActionKind.CLICK, ActionKind.TAP, ActionKind.PRESS))
_TELLING_LETTERS = 6
# Every site answers something there, and no site shows its form there.
_ELSEWHERE = "/robots.txt"


@dataclass(frozen=True, slots=True)
class SendInVain:
    """A form that is filled and sent by a deed, in several kinds of trouble (the items); `way` leads to it."""

    way: tuple[Deed, ...]
    deed: Deed
    part: str
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """The trouble, as a person would make it."""
        return tuple(_TOLD[item].format(self._request) for item in sorted(self.items))

    def with_items(self, items: frozenset[str]) -> Request:
        """The same form in these kinds of trouble only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """See what comes back when the form is left unsent, then what does after each kind of trouble."""
        way = await come(walk, self.way, lambda screen: can_do(screen, self.deed))
        if way is None or walk.screen is None:
            return
        shorter = replace(self, way=way)
        typed, page = as_somebody_new(self.deed, new_token())[:-1], walk.screen.url
        with walk.unwatched(), walk.aside():
            await walk.perform(*typed)
            await walk.open(urljoin(page, _ELSEWHERE))
            kept = _held((await walk.perform(Action(ActionKind.BACK))).screen, typed)
        for item in sorted(self.items) if kept else ():
            await walk.start_over()
            await shorter._in_trouble(walk, item, frozenset(kept))

    async def _in_trouble(self, walk: Walk, item: str, kept: frozenset[str]) -> None:
        token = new_token()
        await walk.go(by_somebody_new(self.way, token))
        deed = as_somebody_new(self.deed, token)
        if walk.screen is None or not can_do(walk.screen, deed):
            return
        page = walk.screen.url
        with walk.unwatched():
            trouble = replace(
                TROUBLES[item], kinds=frozenset(("document",)), methods=frozenset(("POST",)), part=self.part
            )
            await walk.visitor.upset(trouble)
            try:
                sent = await walk.perform(*deed)
            finally:
                await walk.visitor.upset()
            struck = any(one.provoked and one.kind == "document" for one in sent.exchanges)
            if not struck:
                return
            back = (await walk.perform(Action(ActionKind.BACK))).screen
            if back.url != page:
                return
            held = _held(back, deed[:-1])
            lost = tuple(sorted(_labels(back, kept - held)))
            told = self.with_items(frozenset((item,)))
            await walk.conclude(told, SentInVain(item, page, _control(self.deed), self._request, lost))
            button = back.element(deed[-1].target.key) if deed[-1].target else None
            if button is not None and button.visible and not button.enabled:
                await walk.conclude(told, AfterTrouble(item, _control(self.deed), self._request, "", recovered=False))

    @property
    def _request(self) -> str:
        return f"POST {self.part}"


def propose(scene: Scene) -> Iterator[Proposal]:
    """What was just typed and sent to the app's own server, if that opened another page."""
    seen = scene.observation
    effect, cause = seen.effect, seen.cause
    if (
        effect is None
        or not effect.document_changed
        or seen.before is None
        or not cause
        or cause[-1].kind not in _SENDS
    ):
        return
    typed = [action for action in cause if action.kind is ActionKind.TYPE]
    if any(action.secret or action.kind is ActionKind.UPLOAD for action in cause):
        return
    if not any(len(action.value) >= _TELLING_LETTERS for action in typed):
        return
    for exchange in seen.exchanges:
        if not _is_sending(exchange):
            continue
        part = steady_part(urlsplit(exchange.url).path)
        request = SendInVain(scene.way_before, cause, part, frozenset((SERVER_ERROR, NO_ANSWER)))
        once = f"{url_pattern(seen.before.url)} {part}"
        yield Proposal(request, once, destructive=is_destructive(_control(cause)))
        return


def _control(deed: Deed) -> str:
    target = deed[-1].target
    return (target.name or target.role) if target else "the form"


def _is_sending(exchange: Exchange) -> bool:
    return exchange.kind == "document" and exchange.method == "POST" and exchange.same_site and is_fine(exchange)


def _held(screen: Screen, typed: Deed) -> frozenset[str]:
    """The fields that hold what was typed into them."""
    return frozenset(
        action.target.key
        for action in typed
        if action.kind is ActionKind.TYPE and action.target and len(action.value) >= _TELLING_LETTERS
        if (field := screen.element(action.target.key)) is not None and field.value == action.value
    )


def _labels(screen: Screen, keys: frozenset[str]) -> Iterator[str]:
    """What the fields are called that are there and empty: one that holds something else was filled by the page."""
    for key in keys:
        field = screen.element(key)
        if field is not None and field.visible and not field.value:
            yield field.label or field.name or field.field_name
