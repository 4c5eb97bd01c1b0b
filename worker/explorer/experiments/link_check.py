"""Asks for the links of a page without opening them."""

import asyncio
from dataclasses import dataclass, replace
from urllib.parse import urldefrag, urlsplit

from worker.explorer.destructive import is_destructive
from worker.explorer.scope import Scope
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.addresses import LinkCheck
from worker.observation.runtime import Exchange
from worker.observation.screen import Link, Screen
from worker.surfaces.interface import Visitor

_AT_ONCE = 4
# Answers that a server gives to HEAD although it would serve the page.
_HEAD_TELLS_NOTHING = frozenset((None, 400, 403, 404, 405, 406, 410, 429, 500, 501, 502, 503))


@dataclass(frozen=True, slots=True)
class CheckLinks:
    """Whether links of the present page lead anywhere; the items are their addresses."""

    page: str
    links: tuple[Link, ...]
    items: frozenset[str]
    start: str

    @property
    def words(self) -> tuple[str, ...]:
        """The links to follow."""
        return tuple(
            f"Follow the link '{link.text or link.url}' to {link.url}" for link in self.links if link.url in self.items
        )[:5]

    def with_items(self, items: frozenset[str]) -> Request:
        """The same page's links to these addresses."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Ask for each address, a few at a time, and conclude each."""
        links = [link for link in self.links if link.url in self.items]
        if walk.last is None:
            links = _still_there(links, (await walk.open(self.page)).screen, self.page)
        scope = Scope(self.start)
        limit = asyncio.Semaphore(_AT_ONCE)

        async def check(link: Link) -> tuple[Link, Exchange]:
            async with limit:
                inside = scope.includes(link.url)
                answer = await ask(walk.visitor, link.url, light=not inside)
                if inside and walk.witness is not None and _is_broken(answer):
                    # What is not there for a stranger may be there for whoever saw the link.
                    answer = await ask(walk.witness, link.url, light=False)
                return link, answer

        for link, answer in await asyncio.gather(*map(check, links)):
            inside = scope.includes(link.url) and scope.includes(answer.url)
            if answer.status is None and not inside:
                continue  # another site, perhaps by way of this one, that cannot be reached from here says nothing
            if not _is_broken(answer):
                continue  # it leads somewhere, and there is nothing to tell
            result = LinkCheck(link.url, link.text, link.key, answer.status, answer.failure, same_site=inside)
            await walk.conclude(self.with_items(frozenset((link.url,))), result)


def links_to_check(screen: Screen, start: str, checked: set[str]) -> CheckLinks | None:
    """The links of a screen that were never asked for and lose nothing when they are; None when there is none."""
    fresh: dict[str, Link] = {}
    here = urldefrag(screen.url).url
    for link in screen.links:
        url = urldefrag(link.url).url
        elsewhere = url != here and urlsplit(url).scheme in ("http", "https")
        if elsewhere and url not in checked and not is_destructive(link.text, url):
            fresh.setdefault(url, replace(link, url=url))
    if not fresh:
        return None
    checked.update(fresh)
    return CheckLinks(screen.url, tuple(fresh.values()), frozenset(fresh), start)


def _still_there(links: list[Link], screen: Screen, page: str) -> list[Link]:
    """The links that the page shows to a new person, too: what belonged to another's things is gone with them. Where
    somebody new is led elsewhere, nobody can tell, and all are asked for.
    """
    if urldefrag(screen.url).url != urldefrag(page).url:
        return links
    shown = {urldefrag(link.url).url for link in screen.links}
    return [link for link in links if link.url in shown]


def _is_broken(answer: Exchange) -> bool:
    return answer.status is None or answer.status >= 400


async def ask(visitor: Visitor, url: str, *, light: bool) -> Exchange:
    """HEAD first, and GET where HEAD tells nothing; other sites get one GET of which next to nothing is read."""
    if light:
        return await visitor.fetch(url, body_limit=1024)
    answer = await visitor.fetch(url, method="HEAD", body_limit=0)
    return await visitor.fetch(url, body_limit=1024) if answer.status in _HEAD_TELLS_NOTHING else answer
