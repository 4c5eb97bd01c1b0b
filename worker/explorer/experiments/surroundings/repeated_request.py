"""Asks for the same data again and again, one after another: a sound server takes as long each time."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.requests import RepeatedRequest
from worker.observation.runtime import Exchange

PLAN = Plan("repeated_request", share=0.5, most=6, seconds=1.0)

TIMES = 10
_DATA = ("application/json", "text/html", "application/xml", "text/xml")


@dataclass(frozen=True, slots=True)
class RepeatRequest(Undivided):
    """How long one address takes each time; `page` is the one that asks for it."""

    page: str
    url: str

    @property
    def words(self) -> tuple[str, ...]:
        """The repetition, in one line."""
        return (f"Ask for {self.url} {TIMES} times, one after another, and compare how long each takes",)

    async def perform(self, walk: Walk) -> None:
        """One after another; a server that refuses is let alone."""
        await walk.open(self.page)
        durations: list[int] = []
        for _ in range(TIMES):
            answer = await walk.visitor.fetch(self.url, body_limit=1)
            if answer.status != 200:
                return
            durations.append(answer.duration_ms)
        await walk.conclude(self, RepeatedRequest(self.url, tuple(durations)))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every kind of data that a page asks its own server for."""
    if not scene.new_state:
        return
    for exchange in scene.observation.exchanges:
        if _is_data(exchange):
            yield Proposal(RepeatRequest(scene.screen.url, exchange.url), url_pattern(exchange.url).partition("?")[0])


def _is_data(exchange: Exchange) -> bool:
    return (
        exchange.method == "GET"
        and exchange.kind in ("xhr", "fetch")
        and exchange.same_site
        and exchange.status == 200
        and not is_destructive(urlsplit(exchange.url).path)
        and exchange.response_headers.get("content-type", "").partition(";")[0].strip().lower() in _DATA
    )
