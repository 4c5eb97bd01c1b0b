"""Asks for the source maps that a page's scripts name, as a stranger could."""

import json
import re
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from worker.explorer.walk import Request, Walk
from worker.observation.experiments.addresses import SourceMap
from worker.observation.observation import Observation

_NAMED = re.compile(r"//[#@]\s*sourceMappingURL=(\S+)\s*$", re.MULTILINE)
_LONGEST = 4_000_000
_START = 2048
_MOST_SOURCES = 500
# Of a map that was cut.
_SOURCES = re.compile(r"\"sources\"\s*:\s*(\[[^\]]*\])")


@dataclass(frozen=True, slots=True)
class FetchSourceMaps:
    """Whether source maps answer; `scripts` are their addresses, each with how the script begins that names it."""

    page: str
    scripts: tuple[tuple[str, str], ...]
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """The addresses to open."""
        return tuple(f"Open {url}" for url, _ in self.scripts if url in self.items)[:5]

    def with_items(self, items: frozenset[str]) -> Request:
        """The same with these addresses only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Ask for each and show what answers."""
        if walk.last is None:
            await walk.open(self.page)
        for url, script in self.scripts:
            if url not in self.items:
                continue
            answer = await walk.visitor.fetch(url, body_limit=_LONGEST)
            # What an address redirects to is another address, perhaps of somebody else's.
            if answer.status is None or answer.redirected_from:
                continue
            if answer.status < 400:
                await walk.show(url)
            result = SourceMap(url, answer.status, answer.body[:_START], _sources(answer.body), script)
            await walk.conclude(self.with_items(frozenset((url,))), result)


def source_maps_of_page(observation: Observation, known: set[str]) -> FetchSourceMaps | None:
    """Source maps that the page's scripts name; None when all were asked for."""
    found: dict[str, str] = {}
    for script in observation.scripts:
        for named in _NAMED.findall(script.body):
            if not named.startswith("data:"):
                found.setdefault(urljoin(script.url, named), script.body[:_START])
    fresh = {url: script for url, script in found.items() if url not in known}
    known.update(fresh)
    return FetchSourceMaps(observation.screen.url, tuple(fresh.items()), frozenset(fresh)) if fresh else None


def _sources(body: str) -> tuple[str, ...]:
    """The files that it was made of, as far as the map says so."""
    named = _SOURCES.search(body)
    try:
        told: object = json.loads(named[1]) if named else []
    except ValueError:
        return ()
    return tuple(map(str, told))[:_MOST_SOURCES] if isinstance(told, list) else ()  # pyright: ignore[reportUnknownArgumentType]
