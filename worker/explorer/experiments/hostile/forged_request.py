"""Sends a signed-in visitor's request as another site's page would have the browser send it, and looks whether it took
effect (cross-site request forgery).

Without the site's own token and headers, with the other site's Origin and Referer, and only where the session's cookies
come along from everywhere (SameSite=None). The proof is the effect: a mark in a field shows afterwards.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.explorer.experiments.answers import AskedEnough, Asking, sent
from worker.explorer.experiments.entries import (
    Entry,
    Sending,
    entries_of,
    fresh_token,
    seen_requests,
    shape_of,
    without_own_tokens,
)
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.graph import Deed
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.attacks import ForgedRequest
from worker.surfaces.actions import ActionKind

PLAN = Plan("forged_request", most=6)

_ELSEWHERE = "https://example.com"
_ABOUT_SESSIONS = re.compile(r"log-?in|sign-?in|sign-?up|register|session|auth|token|search|password", re.IGNORECASE)
_FREE_TEXT = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class ForgeRequest(Undivided):
    """Whether a request takes effect that comes from another site; `page` shows it afterwards."""

    way: tuple[Deed, ...]
    sending: Sending
    entry: Entry
    page: str

    @property
    def words(self) -> tuple[str, ...]:
        """What is sent, and by whom."""
        return (f"From a page of another site, send {self.sending.method} {self.sending.url}; then open {self.page}",)

    async def perform(self, walk: Walk) -> None:
        """Sign in, send, and look."""
        await walk.go(self.way)
        asking = Asking(walk.visitor)
        mark = fresh_token()
        # A page elsewhere can send forms and plain text, and nothing else, without being asked first.
        forged = self.entry.holding(without_own_tokens(self.sending), mark)
        if "json" in forged.content_type:
            forged = replace(forged, content_type="text/plain")
        try:
            answer = await asking.send(forged, Origin=_ELSEWHERE, Referer=f"{_ELSEWHERE}/", Sec_Fetch_Site="cross-site")
            if answer.status is None or answer.status >= 400:
                return
            if mark in (await asking.send(Sending("GET", self.page, self.page))).body:
                await walk.open(self.page)
                record = sent(forged, answer, Origin=_ELSEWHERE)
                await walk.conclude(self, ForgedRequest(self.sending.url, self.sending.method, mark, record))
        except AskedEnough:
            return


def propose(scene: Scene) -> Iterator[Proposal]:
    """What a signed-in visitor sent that has a text in it, which can be looked for afterwards."""
    if not any(action.kind is ActionKind.TYPE and action.secret for deed in scene.way for action in deed):
        return
    if not any(cookie.same_site.lower() == "none" for cookie in scene.observation.cookies):
        return  # browsers keep cookies without a word about it from such requests, too
    for sending in seen_requests(scene):
        if sending.method != "POST" or sending.logs_in or _ABOUT_SESSIONS.search(sending.url.partition("?")[0]):
            continue
        texts = [one for one in entries_of(sending) if one.place in ("form", "json") and _FREE_TEXT.match(one.value)]
        shown = [one for one in texts if one.value in scene.screen.text or one.value in scene.screen.markup]
        if shown:
            request = ForgeRequest(scene.way, sending, shown[0], scene.screen.url)
            yield Proposal(request, shape_of(sending), (sending.url,), "requests as from other sites")
