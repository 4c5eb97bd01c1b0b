"""Leads a signed-in visitor by a link on another site's page to an address that changes something (cross-site request
forgery by GET, which RFC 9110, 9.2.1, calls safe).

The browser follows the link itself and sends the cookies that it sends so (all but those of SameSite=Strict). The proof
is the effect: a mark shows afterwards, or what the visitor's own click brought shows again, to stay. What somebody
without a session may bring about as well is no forgery.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.detectors.addresses import as_words
from worker.detectors.deeds import typed
from worker.detectors.subjects import message_pattern
from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.entries import (
    Entry,
    Sending,
    entries_of,
    fresh_token,
    seen_requests,
    shape_of,
    without_own_tokens,
)
from worker.explorer.experiments.foreign_page import led_from_elsewhere
from worker.explorer.experiments.markers import around
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.graph import Deed
from worker.explorer.purposes import Purpose, serves
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.attacks import ForgedRequest, Sent
from worker.observation.observation import Observation
from worker.observation.screen import Screen
from worker.surfaces.actions import ActionKind

PLAN = Plan("forged_visit", share=1.5, most=6)

_PROBING = "requests as from other sites"
_CHANGES = (
    Purpose.ADD,
    Purpose.EDIT,
    Purpose.SAVE,
    Purpose.INCREASE,
    Purpose.DECREASE,
    Purpose.FAVOUR,
    Purpose.CART,
)
_DEEDS = re.compile(
    r"\b(?:set|send|transfer|publish|comment|reply|follow|join|vote|subscribe|approve|accept|mark|pin|archive|complete|"
    r"enable|activate|promote|assign|share|invite|grant|book|order|buy)\b",
    re.IGNORECASE,
)
# Who looks for something, or sees it in another way, may well be remembered; signing in and out is another matter.
_HARMLESS = re.compile(
    r"search|find|filter|query|keyword|lookup|\bq\b|sort|\bview\b|lang|locale|currency|theme|\bdark\b|\bmode\b|page|"
    r"cookie|consent|expand|collapse|preview|log-?in|sign-?in|sign-?up|register|session|auth|token|password",
    re.IGNORECASE,
)
_FREE_TEXT = re.compile(r"[^\W\d_]{2}")
_REDIRECTS = range(300, 400)


@dataclass(frozen=True, slots=True)
class ForgeText(Undivided):
    """Whether a text in an address to which another site leads the visitor is kept; one of `pages` shows it."""

    way: tuple[Deed, ...]
    sending: Sending
    entry: Entry
    pages: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """By whom the visitor is led where."""
        return _in_words(self.sending.url, " or ".join(self.pages))

    async def perform(self, walk: Walk) -> None:
        """Sign in, follow the link, and look; a stranger sends another mark, which must not be kept."""
        await walk.go(self.way)
        mark, of_stranger = fresh_token(), fresh_token()
        known = without_own_tokens(self.sending)
        forged = self.entry.holding(known, mark)
        await walk.visitor.fetch(self.entry.holding(known, of_stranger).url, cookies=False)
        await led_from_elsewhere(walk, forged.url)
        for page in self.pages:
            shown = (await walk.open(page)).screen
            if of_stranger in shown.markup or of_stranger in shown.text:
                return
            if mark in shown.markup or mark in shown.text:
                await walk.conclude(self, _forged(forged.url, mark, around(shown.markup, mark)))
                return


@dataclass(frozen=True, slots=True)
class ForgeClick(Undivided):
    """Whether a link of `page` that changes it does so when another site leads the visitor to its address, too.

    `gained` are lines that the visitor's own click brought, without numbers.
    """

    way: tuple[Deed, ...]
    url: str
    page: str
    gained: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """By whom the visitor is led where."""
        return _in_words(self.url, self.page)

    async def perform(self, walk: Walk) -> None:
        """Look before, after a stranger asked for it, after the visitor was led there, and once more."""
        await walk.go(self.way)
        if walk.screen is None or walk.url != self.page:
            return
        before = walk.screen.text
        await walk.visitor.fetch(self.url, cookies=False)
        if await self._text(walk) != before:
            return  # it changes by itself, or whoever asks changes it
        await led_from_elsewhere(walk, self.url)
        after = await self._text(walk)
        brought = [line for line in _lines_without(after, before) if message_pattern(line) in self.gained]
        if brought and await self._text(walk) == after:
            await walk.conclude(self, _forged(self.url, brought[0], brought[0], chosen=False))

    async def _text(self, walk: Walk) -> str:
        return (await walk.open(self.page)).screen.text


def propose(scene: Scene) -> Iterator[Proposal]:
    """What a signed-in visitor has just changed by an address alone."""
    if not any(action.secret for deed in scene.way for action in deed):
        return
    observation = scene.observation
    if not observation.cause or any(action.secret for action in observation.cause):
        return
    if any(cookie.same_site.lower() != "strict" for cookie in observation.cookies):
        yield from _texts(scene, observation)
        yield from _clicks(scene, observation)


def _texts(scene: Scene, observation: Observation) -> Iterator[Proposal]:
    """Addresses with a text that was just typed, for something that is not looking for it."""
    said = typed(observation)
    for sending in seen_requests(scene):
        texts = [one for one in entries_of(sending) if one.place == "query" and _FREE_TEXT.match(one.value)]
        kept = next((one for one in texts if one.value in said and not _HARMLESS.search(one.name)), None)
        if sending.changes or sending.logs_in or kept is None or not _is_change(observation, sending.url):
            continue
        seen = (observation.screen, *((observation.before,) if observation.before else ()))
        pages = tuple(dict.fromkeys(_bare(screen) for screen in seen))
        yield Proposal(ForgeText(scene.way, sending, kept, pages), shape_of(sending), (sending.url,), _PROBING)


def _clicks(scene: Scene, observation: Observation) -> Iterator[Proposal]:
    """Links that brought the visitor back to the page with something new on it."""
    before, after = observation.before, observation.screen
    if before is None or before.url != after.url or observation.cause[-1].kind is not ActionKind.CLICK:
        return
    gained = frozenset(map(message_pattern, _lines_without(after.text, before.text)))
    for sending in seen_requests(scene) if gained else ():
        sent_back = any(
            (one.method, one.url, one.kind) == ("GET", sending.url, "document") and one.status in _REDIRECTS
            for one in observation.exchanges
        )
        if sent_back and sending.method == "GET" and _is_change(observation, sending.url):
            request = ForgeClick(scene.way_before, without_own_tokens(sending).url, after.url, gained)
            yield Proposal(request, shape_of(sending), (sending.url,), _PROBING)


def _is_change(observation: Observation, url: str) -> bool:
    """Whether the words of a deed and its address say that something is changed by it, and nothing lost."""
    target = observation.cause[-1].target
    name = target.name if target else ""
    path = as_words(url.partition("?")[0])
    if _HARMLESS.search(f"{path} {name}") or is_destructive(name, url):
        return False
    words = (name, path, as_words(url))
    return any(serves(purpose, *words) for purpose in _CHANGES) or any(_DEEDS.search(text) for text in words)


def _bare(screen: Screen) -> str:
    return screen.url.partition("#")[0].partition("?")[0]


def _lines_without(text: str, other: str) -> Iterator[str]:
    known = {line.strip() for line in other.splitlines()}
    return (line.strip() for line in text.splitlines() if line.strip() and line.strip() not in known)


def _in_words(url: str, page: str) -> tuple[str, ...]:
    return (f"From a page of another site, follow a link to {url}; then open {page}",)


def _forged(url: str, witness: str, around_it: str, *, chosen: bool = True) -> ForgedRequest:
    record = Sent("GET", url, headers=(("Sec-Fetch-Site", "cross-site"),), answer=around_it)
    return ForgedRequest(url.partition("?")[0] if chosen else url, "GET", witness, record, chosen)
