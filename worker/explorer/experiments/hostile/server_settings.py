"""Asks once of every server what it should refuse: to believe a header about its own name, to echo, to keep a file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from worker.explorer.experiments.answers import AskedEnough, Asking, sent
from worker.explorer.experiments.entries import Sending, fresh_token
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.attacks import OpenMethod, TrustedHeader

PLAN = Plan("server_settings", share=1.5, most=3, seconds=1.0)

_ITEMS = frozenset(("host", "TRACE", "PUT"))
_HEADERS = ("X-Forwarded-Host", "X-Host", "Forwarded")


@dataclass(frozen=True, slots=True)
class AskServer:
    """Whether a server does what it should refuse; the items are "host", "TRACE" and "PUT"."""

    page: str
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """What is sent."""
        return (f"Send the request that is shown below to {self.page}",)

    def with_items(self, items: frozenset[str]) -> Request:
        """These parts only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Each part in turn."""
        await walk.open(self.page)
        asking = Asking(walk.visitor)
        parts = {"host": self._believes, "TRACE": self._echoes, "PUT": self._keeps}
        try:
            for item, part in parts.items():
                if item in self.items and (found := await part(asking)):
                    await walk.conclude(self.with_items(frozenset((item,))), found)
        except AskedEnough:
            return

    async def _believes(self, asking: Asking) -> TrustedHeader | None:
        sending = Sending("GET", self.page, self.page)
        for header in _HEADERS:
            host = f"{fresh_token()}.example"
            value = f"host={host}" if header == "Forwarded" else host
            answer = await asking.send(sending, **{header: value})
            place = answer.response_headers.get("location", "")
            # In an address, where links and mails would lead; a page that merely prints its headers is no danger.
            found = re.search(rf"(?:href|src|action|content)\s*=\s*[\"']?(?:https?:)?//{re.escape(host)}", answer.body)
            if found or urlsplit(place).hostname == host:
                context = place if not found else found.group()
                return TrustedHeader(self.page, header, host, context, sent(sending, answer, host, **{header: value}))
        return None

    async def _echoes(self, asking: Asking) -> OpenMethod | None:
        token = fresh_token()
        sending = Sending("TRACE", self.page, self.page)
        answer = await asking.send(sending, X_Probe=token)
        if answer.status != 200 or token not in answer.body or not answer.body.lstrip().startswith("TRACE "):
            return None
        return OpenMethod(self.page, "TRACE", sent(sending, answer, token, X_Probe=token))

    async def _keeps(self, asking: Asking) -> OpenMethod | None:
        """A text of our own; what was kept is deleted again."""
        token = fresh_token()
        url = urljoin(self.page, f"/{token}.txt")
        sending = Sending("PUT", url, self.page, "text/plain", f"A harmless file of a test: {token}")
        answer = await asking.send(sending)
        if answer.status not in (200, 201, 204):
            return None
        kept = await asking.send(Sending("GET", url, self.page))
        if kept.status != 200 or kept.body.strip() != sending.body:
            return None
        await asking.send(Sending("DELETE", url, self.page))
        return OpenMethod(url, "PUT", sent(sending, answer))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Once for every server of the site."""
    if scene.new_state and scene.screen.url.startswith(("http://", "https://")):
        page = urljoin(scene.screen.url, "/")
        yield Proposal(AskServer(page, _ITEMS), page, (page,), "methods and headers that nobody needs")
