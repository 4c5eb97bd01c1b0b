"""Asks for what an account is told as a script of another site's page, and looks whether that page is told it, too
(cross-site script inclusion): by an answer that calls a function of its choice (JSONP), or one that is a script.

The browser decides which cookies go along, and a stranger's answer must not hold the account's name or address.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag, urlencode, urlsplit, urlunsplit

from worker.explorer.experiments.answers import AskedEnough, Asking, sent
from worker.explorer.experiments.entries import Sending, fresh_token, shape_of
from worker.explorer.experiments.foreign_page import read_from_elsewhere
from worker.explorer.experiments.hostile.strangers_answer import ADDRESS, typed_with_password
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.graph import Deed
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.attacks import ScriptedAnswer

PLAN = Plan("read_as_script", share=1.0, most=6)

_CALLBACKS = ("callback", "jsonp", "cb")
_CALLBACK = re.compile(r"^(?:json-?p?)?_?(?:callback|jsonp|cb|func)$", re.IGNORECASE)
# A bare name may stand anywhere; as the value of one of these it is the account's.
_MEMBER = r"[\"']?(?:user_?name|login|user|name|account|e?-?mail)[\"']?\s*[:=]\s*[\"']{}[\"']"
_NAME = re.compile(r".{3,}")


@dataclass(frozen=True, slots=True)
class ReadAsScript(Undivided):
    """Whether another site's page is told what `private` belongs to; a `script` answers as one by itself."""

    way: tuple[Deed, ...]
    sending: Sending
    private: str
    script: bool

    @property
    def words(self) -> tuple[str, ...]:
        """Who asks for what."""
        return (f"From a page of another site, load {self.sending.url} as a script",)

    async def perform(self, walk: Walk) -> None:
        """As a stranger first: what everybody is told is no secret."""
        await walk.go(self.way)
        private = walk.in_own_names(self.private)
        told_to_anybody = await walk.visitor.fetch(self.sending.url, cookies=False, follow_redirects=False)
        if private in told_to_anybody.body:
            return
        asking, callback = Asking(walk.visitor), fresh_token()
        try:
            for url in self._addresses(callback):
                answer = await asking.send(Sending("GET", url, self.sending.page))
                calls = f"{callback}(" in answer.body or (self.script and url == self.sending.url)
                if not calls or private not in answer.body:
                    continue
                if private in await read_from_elsewhere(walk, url, callback):
                    await walk.open(self.sending.page)
                    record = sent(Sending("GET", url, self.sending.page), answer, private)
                    await walk.conclude(self, ScriptedAnswer(self.sending.url, private, record))
                    return
        except AskedEnough:
            return

    def _addresses(self, callback: str) -> Iterator[str]:
        """With the name of the function in the place where the page itself named one, else in the usual ones."""
        parts = urlsplit(self.sending.url)
        given = parse_qsl(parts.query, keep_blank_values=True)
        names = [name for name, _ in given if _CALLBACK.match(name)]
        if self.script and not names:
            yield self.sending.url
        for name in names or _CALLBACKS:
            pairs = [*((one, value) for one, value in given if one != name), (name, callback)]
            yield urlunsplit(parts._replace(query=urlencode(pairs)))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Data and scripts with the name or address that a visitor signed in with."""
    own = typed_with_password(scene.way, _NAME)
    # Browsers send no other cookies with what a page of another site loads.
    if not own or not any(cookie.same_site.lower() == "none" for cookie in scene.observation.cookies):
        return
    for exchange in scene.observation.exchanges:
        script = exchange.kind == "script"
        if exchange.method != "GET" or exchange.status != 200 or not exchange.same_site:
            continue
        if exchange.kind not in ("script", "fetch", "xhr") or not _tells(exchange.body, own):
            continue
        sending = Sending("GET", urldefrag(exchange.url).url, exchange.page)
        request = ReadAsScript(scene.way, sending, own, script)
        yield Proposal(request, shape_of(sending), (sending.url,), "requests as from other sites")


def _tells(body: str, own: str) -> bool:
    if ADDRESS.fullmatch(own):
        return own in body
    return re.search(_MEMBER.format(re.escape(own)), body, re.IGNORECASE) is not None
