"""Asks for what an account was shown as somebody else: as a guest without a session, and as another account that
registered itself. Whoever is given the first account's own data should not have been.

What is private is known for certain: the e-mail address that the visitor made up when it registered, which nobody else
has, or what it wrote into a record of a list, where others are given the record and yet have an empty list. Where two
accounts that the test has just opened are shown long lists that have no number in common, each has records of its own.
Of an account that was given it is the address it signed in with, on pages of its own; where nobody can open an account
beside it, only a guest asks.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import quote, unquote_plus

from worker.explorer.experiments.answers import AskedEnough, Asking, as_it_is, sent
from worker.explorer.experiments.entries import Sending, fresh_token, seen_requests, shape_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.graph import Deed
from worker.explorer.newcomers import by_somebody_new, opens_account, parted
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.attacks import UnguardedAnswer
from worker.surfaces.actions import ActionKind

PLAN = Plan("strangers_answer", share=3.0, most=12, seconds=8.0)

_EVERYBODY = frozenset(("guest", "another account"))
_GUEST = frozenset(("guest",))

# A record's own address is its list's with one of these behind it.
_NAMES = ("id", "_id", "uuid", "slug")
_SHORTEST_TEXT = 6
# Fewer records may be others' by chance.
_FEWEST = 3
# What stands in an answer just as it is shown.
_PLAIN = re.compile(r"[A-Za-z][\w .,:?!-]+", re.ASCII)
_MADE_UP = re.compile(r"[\w.]*df[0-9a-f]{6}[\w.]*@[\w.-]+")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# An owner's address may stand on any page of theirs; in these it is the account's.
_PERSONAL = re.compile(
    r"/(?:accounts?|profiles?|users?|me|my\w*|settings|orders?|customers?|members?|admin|billing|invoices?|address(?:es)?)"
    r"(?:[/.?]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AskAsStranger:
    """Whether somebody else is given an account's answer; the items are "guest" and "another account".

    `others_way` is how another account comes to where that was answered. With a `listing`, the answer is private as
    long as that shows the same person nothing: who is shown records of others there may be shown this one, too, on one
    page of many. Else it shows many, and none of those that the owner was shown there, whose names are `listed`.
    """

    others_way: tuple[Deed, ...]
    sending: Sending
    private: str
    items: frozenset[str]
    listing: Sending | None = None
    listed: frozenset[str] = frozenset()

    @property
    def words(self) -> tuple[str, ...]:
        """Who asks for what."""
        who = " or ".join(sorted(self.items))
        return (f"As {who}, send {self.sending.method} {self.sending.url}, which belongs to {self.private}",)

    def with_items(self, items: frozenset[str]) -> Request:
        """Asked by these only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """The guest first: what everybody is given needs no second account to show it."""
        await walk.open(self.sending.page)
        try:
            if "guest" in self.items and await self._ask(walk, "guest"):
                return
            if "another account" in self.items:
                await walk.start_over()
                with walk.aside():
                    await walk.go(by_somebody_new(self.others_way, fresh_token()))
                if not self._is_owner(walk):
                    await self._ask(walk, "another account")
        except AskedEnough:
            return

    def _is_apart(self, theirs: str) -> bool:
        """Whether what somebody else is shown of the list has nothing to do with what its owner is shown."""
        records = list(_listed(theirs))
        many = min(len(records), len(self.listed)) >= _FEWEST
        return not records or (many and self.listed.isdisjoint(map(_name, records)))

    def _is_owner(self, walk: Walk) -> bool:
        """Whether somebody has signed in on the way as the one who is asked about: visitors sign in more than once."""
        deeds = [step.deed for step in walk.steps if any(action.secret for action in step.deed)]
        return any(action.value == self.private for deed in deeds for action in deed)

    async def _ask(self, walk: Walk, who: str) -> bool:
        asking = Asking(walk.visitor, as_it_is)
        if self.listing is not None and not self._is_apart((await asking.send(self.listing)).body):
            return False
        answer = await asking.send(self.sending)
        if answer.status != 200 or self.private not in answer.body:
            return False
        record = sent(self.sending, answer, self.private)
        result = UnguardedAnswer(self.sending.url, who, self.private, record)
        await walk.conclude(self.with_items(frozenset((who,))), result)
        return True


def propose(scene: Scene) -> Iterator[Proposal]:
    """What a visitor was shown that registered itself or signed in, when it holds the visitor's own address."""
    own = typed_with_password(scene.way, _MADE_UP)
    if not own:
        yield from _of_given_account(scene)
        return
    way_in, rest = parted(scene.way)
    joining = scene.others_way_in or way_in
    # Who signs in by a way that opens no account is no other.
    asking = _EVERYBODY if scene.others_way_in or any(map(opens_account, joining)) else _GUEST
    for exchange in scene.observation.exchanges:
        if exchange.method != "GET" or own in unquote_plus(exchange.url):
            continue
        for sending in seen_requests(scene):
            if sending.url != exchange.url:
                continue
            if own in exchange.body:
                yield _proposal(AskAsStranger((*joining, *rest), sending, own, asking))
            for url, text in _records(sending.url, exchange.body, _written(scene.way)):
                # Whoever wrote the same would have it in a list of their own.
                yield _proposal(AskAsStranger(joining, replace(sending, url=url), text, asking, sending))
            if any(map(opens_account, way_in)):
                yield from _of_own_list(sending, exchange.body, joining)


def _proposal(request: AskAsStranger) -> Proposal:
    sending = request.sending
    return Proposal(request, shape_of(sending), (sending.url,), "asking for one account's data as another")


def _written(way: tuple[Deed, ...]) -> frozenset[str]:
    """What was typed on the way, but for secrets."""
    typed = (action for deed in way for action in deed if action.kind is ActionKind.TYPE and not action.secret)
    return frozenset(action.value for action in typed if len(action.value) >= _SHORTEST_TEXT)


def _of_own_list(sending: Sending, body: str, joining: tuple[Deed, ...]) -> Iterator[Proposal]:
    """The first record of a list of which all have numbers; as far as others have another list, it is its owner's."""
    records = list(_listed(body))
    names = frozenset(map(_name, records))
    texts = [one for one in records[0].values() if isinstance(one, str) and _PLAIN.fullmatch(one)] if records else []
    text = max(texts, key=len, default="")
    if len(names) >= _FEWEST and all(name.isdecimal() for name in names) and len(text) >= _SHORTEST_TEXT:
        record = replace(sending, url=_address_of(sending.url, _name(records[0])))
        yield _proposal(AskAsStranger(joining, record, text, _EVERYBODY, sending, names))


def _name(record: dict[str, object]) -> str:
    """How a record is told apart from others of its list, "" where it is not."""
    return next((str(record[one]) for one in _NAMES if isinstance(record.get(one), str | int)), "")


def _address_of(listing: str, name: str) -> str:
    return f"{listing.partition('?')[0].rstrip('/')}/{quote(name, safe='')}"


def _records(url: str, body: str, written: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The addresses that records of a list would have which hold what the visitor wrote, and what that is."""
    for record in _listed(body):
        name = _name(record)
        text = next((one for one in record.values() if isinstance(one, str) and one in written), "")
        if name and text:
            yield _address_of(url, name), text


def _listed(body: str) -> Iterator[dict[str, object]]:
    """The records that an answer lists."""
    try:
        told: object = json.loads(body)
    except ValueError:
        return
    around = cast("dict[str, object]", told).values() if isinstance(told, dict) else (told,)
    for listed in around:
        for record in cast("list[object]", listed) if isinstance(listed, list) else ():
            if isinstance(record, dict):
                yield cast("dict[str, object]", record)


def _of_given_account(scene: Scene) -> Iterator[Proposal]:
    """What stands on pages of its own with its address, and what it wrote into a list of its own."""
    own, joining = typed_with_password(scene.way, ADDRESS), scene.others_way_in
    way = (*joining, *parted(scene.way)[1]) if joining else scene.way
    for sending in seen_requests(scene) if own or joining else ():
        answers = [one.body for one in scene.observation.exchanges if one.method == "GET" and one.url == sending.url]
        asked_for = unquote_plus(sending.url)
        private = own and own not in asked_for and _PERSONAL.search(asked_for)
        if private and any(own in body for body in answers):
            yield _proposal(AskAsStranger(way, sending, own, _EVERYBODY if joining else _GUEST))
        written = _written(scene.way) if joining else frozenset[str]()
        for url, text in (record for body in answers for record in _records(sending.url, body, written)):
            yield _proposal(AskAsStranger(joining, replace(sending, url=url), text, _EVERYBODY, sending))


def typed_with_password(way: tuple[Deed, ...], address: re.Pattern[str]) -> str:
    """The address that was typed together with a password; "" where nobody opened an account or signed in."""
    for deed in way:
        typed = [action for action in deed if action.kind is ActionKind.TYPE]
        if any(action.secret for action in typed):
            for action in typed:
                if address.fullmatch(action.value):
                    return action.value
    return ""
