"""Asks for what a page asked for as a script of another site would, and reads who may read the answer (CORS)."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from worker.explorer.experiments.answers import AskedEnough, Asking, sent
from worker.explorer.experiments.entries import Sending, fresh_token, seen_requests, shape_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.attacks import SharedAnswer

PLAN = Plan("foreign_origin", share=1.0, most=8, seconds=1.0)


@dataclass(frozen=True, slots=True)
class AskFromElsewhere(Undivided):
    """Whether another site's script may read an answer that is made for the visitor."""

    sending: Sending

    @property
    def words(self) -> tuple[str, ...]:
        """The request in one line."""
        return (f"Send GET {self.sending.url} with an Origin header that names another site",)

    async def perform(self, walk: Walk) -> None:
        """Name a site that nobody can have listed, and the origin of a page without one."""
        await walk.open(self.sending.page)
        asking = Asking(walk.visitor)
        # A name that only begins or ends like the site's own tells whether a pattern without an end is used.
        own = urlsplit(self.sending.url).hostname or ""
        token = fresh_token()
        try:
            for origin in (
                f"https://{token}.example",
                "null",
                f"https://{own}.{token}.example",
                f"https://{token}{own}",
            ):
                answer = await asking.send(self.sending, Origin=origin)
                allowed = answer.response_headers.get("access-control-allow-origin", "")
                with_session = answer.response_headers.get("access-control-allow-credentials", "").lower() == "true"
                if allowed == origin and with_session:
                    record = sent(self.sending, answer, Origin=origin)
                    await walk.conclude(self, SharedAnswer(self.sending.url, origin, allowed, record))
                    return
        except AskedEnough:
            return


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every kind of data that a page of this site asks for, and the page itself."""
    for sending in seen_requests(scene):
        if not sending.changes:
            yield Proposal(AskFromElsewhere(sending), shape_of(sending), (sending.url,), "requests as from other sites")
