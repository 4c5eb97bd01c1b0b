"""Asks for well-known addresses that should not be open: debug pages, environment files, listings.

They are guessed, which is for hosts of one's own.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from worker.explorer.walk import Request, Walk
from worker.observation.experiments.addresses import PathProbe
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange

_PATHS = {
    "/.env": "environment file",
    "/.git/HEAD": "version control",
    "/.git/config": "version control",
    "/.svn/entries": "version control",
    "/.DS_Store": "directory listing",
    "/debug": "debug page",
    "/_debug": "debug page",
    "/__debug__/": "debug page",
    "/server-status": "debug page",
    "/server-info": "debug page",
    "/phpinfo.php": "debug page",
    "/info.php": "debug page",
    "/actuator": "debug page",
    "/actuator/env": "debug page",
    "/debug/vars": "debug page",
    "/metrics": "debug page",
    "/config.json": "configuration file",
    "/backup.sql": "backup file",
    "/dump.sql": "backup file",
}
_BODY_START = 2048


@dataclass(frozen=True, slots=True)
class ProbePaths:
    """Whether addresses that should be closed answer; the items are the addresses."""

    page: str
    probes: tuple[tuple[str, str], ...]
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """The addresses to open."""
        return tuple(f"Open {url}" for url, _ in self.probes if url in self.items)[:5]

    def with_items(self, items: frozenset[str]) -> Request:
        """The same with these addresses only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Ask for each, and for one that cannot exist, so that a site that answers every guess is not misjudged."""
        if walk.last is None:
            await walk.open(self.page)
        control = await walk.visitor.fetch(urljoin(self.page, f"/{secrets.token_hex(8)}"), body_limit=_BODY_START)
        for url, purpose in self.probes:
            if url not in self.items:
                continue
            answer = await walk.visitor.fetch(url, body_limit=_BODY_START)
            # What an address redirects to is another address, perhaps of somebody else's.
            if answer.status is None or answer.redirected_from or _same_answer(answer, control):
                continue
            if answer.status < 400:
                await walk.show(url)
            kind = answer.response_headers.get("content-type", "")
            result = PathProbe(url, purpose, answer.status, kind, answer.body[:_BODY_START])
            await walk.conclude(self.with_items(frozenset((url,))), result)


def well_known_paths(start: str) -> ProbePaths:
    """The addresses worth asking once for every site."""
    probes = tuple((urljoin(start, path), purpose) for path, purpose in _PATHS.items())
    return ProbePaths(start, probes, frozenset(url for url, _ in probes))


def paths_of_page(observation: Observation, known: set[str], may_guess: Callable[[str], bool]) -> ProbePaths | None:
    """The folders that the page's files lie in; None when all were asked for."""
    found: dict[str, str] = {}
    for resource in (*observation.scripts, *observation.exchanges):
        folder = urljoin(resource.url, "./")
        file = resource.same_site and resource.kind in ("script", "stylesheet", "image")
        if file and urlsplit(folder).path != "/" and may_guess(folder):
            found.setdefault(folder, "directory listing")
    fresh = {url: purpose for url, purpose in found.items() if url not in known}
    known.update(fresh)
    return ProbePaths(observation.screen.url, tuple(fresh.items()), frozenset(fresh)) if fresh else None


def _same_answer(answer: Exchange, control: Exchange) -> bool:
    """Whether the site says the same to this address as to one that cannot exist."""
    if answer.status != control.status:
        return False
    return _shape(answer) == _shape(control) or (answer.status is not None and answer.status >= 400)


def _shape(exchange: Exchange) -> tuple[str, str]:
    return exchange.response_headers.get("content-type", ""), re.sub(r"[\w-]*\d[\w-]*|\s+", "", exchange.body)[:400]
