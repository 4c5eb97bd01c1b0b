"""Asks for records of one account as a second one that the site offers too: whoever is given them should not have been.

A record counts as the first account's own when its kind is kept by one person for themselves (orders, messages, ...), a
page lists it to the first account, the second account's same page lists records of that kind too, but none that the
first has, nothing else that the second is shown leads to it, and a guest is not given what it says. What else the
second account's own record of that kind says is no data of the first. A second account that may see more than others by
its name (an administrator) is left alone.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import quote, urldefrag, urljoin

from worker.detectors.markup import tree
from worker.detectors.sessions import is_log_out
from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.answers import AskedEnough, Asking, as_it_is, sent
from worker.explorer.experiments.entries import Sending, entries_of, shape_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.graph import Deed, open_page
from worker.explorer.newcomers import opens_account
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.attacks import UnguardedAnswer
from worker.observation.runtime import Exchange
from worker.observation.sites import same_site
from worker.surfaces.actions import ActionKind

PLAN = Plan("second_account", share=2.0, most=8)

_WHO = "another account"
_KEPT_FOR_ONESELF = re.compile(
    r"(?:^|[/_.-])(?:accounts?|profiles?|orders?|invoices?|receipts?|bills?|billing|bookings?|reservations?|payments?|"
    r"transactions?|transfers?|statements?|messages?|inbox|mails?|conversations?|notes?|drafts?|diary|todos?|documents?|"
    r"files?|uploads?|tickets?|address(?:es)?|cards?|subscriptions?|prescriptions?|appointments?|grades?|claims?|"
    r"bestellung(?:en)?|rechnung(?:en)?|nachricht(?:en)?|notiz(?:en)?|buchung(?:en)?|termine?|konto|konten|"
    r"pedidos?|facturas?|mensajes?|reservas?|notas?|citas?|commandes?|factures?|messages?|rendez-vous)(?=[/_.?-]|$)",
    re.IGNORECASE,
)
_IDS = ("id", "_id", "uuid")
_MOST_RECORDS = 2
_MOST_PAGES = 8
_SHORTEST, _TELLING, _LONGEST = 3, 6, 60
# So much of what is the record's own must come back; what changes by itself need not.
_MOST_OF_IT = 0.8


@dataclass(frozen=True, slots=True)
class AskAsSecondAccount(Undivided):
    """Whether a record that a page lists to one account is given to another.

    `way_in` and `others_way_in` are how the two sign in.
    """

    way_in: tuple[Deed, ...]
    others_way_in: tuple[Deed, ...]
    listing: Sending
    record: Sending

    @property
    def words(self) -> tuple[str, ...]:
        """Who asks for what."""
        names = [" or ".join(sorted(_names(way))) for way in (self.others_way_in, self.way_in)]
        return (f"Signed in as {names[0]}, send GET {self.record.url}, which is listed to {names[1]} alone",)

    async def perform(self, walk: Walk) -> None:
        """The first account, a guest, and the second account, each as a new person."""
        try:
            first, guest = await self._first_and_guest(walk)
            if first is None or guest is None or not self._is_listed_to(first):
                return
            await walk.start_over()
            await walk.go((*self.others_way_in, open_page(self.listing.url)))
            second = await self._shown(walk)
            another = await self._of_their_own(walk, first, second) if second else None
        except AskedEnough:
            return
        if second is None or another is None:
            return
        said = _own_words(first, guest, second, another, _names(self.way_in))
        returned = said & _pieces(second.record)
        telling = sorted((one for one in returned if len(one) >= _TELLING), key=len, reverse=True)
        if second.record.status == 200 and telling and len(returned) >= _MOST_OF_IT * len(said):
            private = telling[0][:_LONGEST]
            record = sent(self.record, second.record, private)
            await walk.conclude(self, UnguardedAnswer(self.record.url, _WHO, private, record))

    async def _first_and_guest(self, walk: Walk) -> "tuple[Shown | None, Shown | None]":
        with walk.aside():
            await walk.go((*self.way_in, open_page(self.listing.url)))
            first = await self._shown(walk)
            await walk.start_over()
            await walk.open(self.listing.url)
            return first, await self._shown(walk)

    async def _of_their_own(self, walk: Walk, first: "Shown", second: "Shown") -> Exchange | None:
        """A record of this kind that the second account has in its list; None where it has none, or where the first
        account's are shared with it.
        """
        asking = Asking(walk.visitor, as_it_is)
        own = self._records(second.listing)
        if not own or own & self._records(first.listing) or await self._leads_there(asking, second.listing):
            return None
        answer = await asking.send(replace(self.record, url=min(own)))
        return answer if answer.status == 200 else None

    async def _shown(self, walk: Walk) -> "Shown | None":
        """What this person is given; None where nothing answers."""
        asking = Asking(walk.visitor, as_it_is)
        shown = Shown(await asking.send(self.listing), await asking.send(self.record))
        return shown if shown.listing.status and shown.record.status else None

    def _is_listed_to(self, shown: "Shown") -> bool:
        return shown.listing.status == shown.record.status == 200 and self.record.url in self._records(shown.listing)

    def _records(self, listing: Exchange) -> set[str]:
        """The addresses of records of this kind that an answer lists."""
        shape = shape_of(self.record)
        return {url for url in _addresses(listing) if shape_of(replace(self.record, url=url)) == shape}

    async def _leads_there(self, asking: Asking, listing: Exchange) -> bool:
        """Whether a page that the same person is shown beside the list leads to the record: then it is shared."""
        shape = shape_of(self.record)
        beside = [
            url
            for url in sorted(_addresses(listing), key=len)
            if shape_of(replace(self.record, url=url)) != shape and _may_be_opened(url, self.listing.url)
        ]
        for url in beside[:_MOST_PAGES]:
            if self.record.url in _addresses(await asking.send(replace(self.listing, url=url))):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Shown:
    """What one person is given: the list, and the record that the first account has in it."""

    listing: Exchange
    record: Exchange


def propose(scene: Scene) -> Iterator[Proposal]:
    """Records that are listed to one who is signed in with an account, where the site offers another one as well; one
    that was just opened has no records of its own to compare with.
    """
    if not scene.others_way_in or any(map(opens_account, scene.others_way_in)):
        return
    for listing, records in _lists(scene):
        for record in records[:_MOST_RECORDS]:
            request = AskAsSecondAccount(scene.walk.way_in, scene.others_way_in, listing, record)
            yield Proposal(
                request,
                f"{shape_of(listing)} {shape_of(record)}",
                (record.url,),
                "asking for one account's data as another",
            )


def _lists(scene: Scene) -> Iterator[tuple[Sending, list[Sending]]]:
    """The page with the records that it links to, and each answer that lists records by their ids."""
    page = urldefrag(scene.screen.url).url
    seen = scene.observation.exchanges
    sources = {one.url: _addresses(one) for one in seen if one.method == "GET" and _told(one) is not None}
    if scene.new_state:
        sources[page] = {urldefrag(link.url).url for link in scene.screen.links}
    for url, addresses in sources.items():
        records = [Sending("GET", one, page) for one in sorted(addresses) if one != url and _is_record(one, page)]
        if records:
            yield Sending("GET", url, page), records


def _is_record(url: str, page: str) -> bool:
    named = bool(_KEPT_FOR_ONESELF.search(url.partition("//")[2].partition("/")[2]))
    return named and _may_be_opened(url, page) and bool(entries_of(Sending("GET", url, page)))


def _may_be_opened(url: str, page: str) -> bool:
    return url.startswith("http") and same_site(url, page) and not is_destructive("", url) and not is_log_out(url)


def _addresses(answer: Exchange) -> set[str]:
    """What an answer links to, or the addresses of the records that it lists by their ids."""
    told = _told(answer)
    if told is None:
        links = (one.attributes.get("href", "") for one in tree(answer.body).find("a"))
        return {urldefrag(urljoin(answer.url, href)).url for href in links if href}
    around = cast("dict[str, object]", told).values() if isinstance(told, dict) else (told,)
    records = [record for one in around if isinstance(one, list) for record in cast("list[object]", one)]
    ids = (_id_of(cast("dict[str, object]", one)) for one in records if isinstance(one, dict))
    return {f"{answer.url.partition('?')[0].rstrip('/')}/{quote(one, safe='')}" for one in ids if one}


def _told(answer: Exchange) -> object | None:
    """What an answer says in JSON, None where it says nothing in JSON."""
    try:
        return json.loads(answer.body)
    except ValueError:
        return None


def _id_of(record: dict[str, object]) -> str:
    return next((str(record[name]) for name in _IDS if isinstance(record.get(name), str | int)), "")


def _own_words(first: Shown, guest: Shown, second: Shown, another: Exchange, names: frozenset[str]) -> set[str]:
    """What the record says that nobody else is told and that does not greet the first account; its own data."""
    common = _pieces(guest.record) | _pieces(another) | _pieces(second.listing)
    own = _pieces(first.record) - common
    return {one for one in own if len(one) >= _SHORTEST and not any(name in one for name in names)}


def _pieces(answer: Exchange) -> set[str]:
    """The texts of a page, or the values of what is told in JSON."""
    told = _told(answer)
    if told is None:
        return {" ".join(piece.split()) for piece in tree(answer.body).pieces()}
    return set(_values(told))


def _values(told: object) -> Iterator[str]:
    if isinstance(told, dict):
        for one in cast("dict[str, object]", told).values():
            yield from _values(one)
    elif isinstance(told, list):
        for one in cast("list[object]", told):
            yield from _values(one)
    elif told is not None:
        yield str(told)


def _names(way_in: tuple[Deed, ...]) -> frozenset[str]:
    """As whom somebody signs in."""
    typed = (action for deed in way_in for action in deed if action.kind is ActionKind.TYPE and not action.secret)
    return frozenset(action.value for action in typed if action.value)
