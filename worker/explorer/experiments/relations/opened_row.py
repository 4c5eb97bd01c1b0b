"""Reads what the rows of a list lead to, and opens the one whose page seems to say something else.

Reading takes a hundredth of the time of opening, so that a dozen rows can be compared where a visitor opens two.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from worker.detectors.amounts import amounts
from worker.detectors.markup import Node, tree
from worker.detectors.rows import Row, lists, template_of
from worker.detectors.telling_words import telling_words
from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.state import collection_of, url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.lists import OpenedRow
from worker.observation.runtime import Exchange
from worker.observation.screen import Element, Screen
from worker.observation.sites import same_site
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("opened_row", share=2.0, most=6, seconds=3.0)

_FEWEST_ROWS = 3
_MOST_READ = 12
_BODY_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class OpenRow(Undivided):
    """Whether what a row opens says what the row says; `template` tells the list from others of the page."""

    way: tuple[Deed, ...]
    template: str

    async def perform(self, walk: Walk) -> None:
        """Read one after the other, and open the first that does not agree; what comes of it is for the rules."""
        await come(walk, self.way, lambda screen: self.template in linked_rows(screen))
        linked = linked_rows(walk.screen).get(self.template, []) if walk.screen else []
        odd: tuple[Row, Element] | None = None
        agreeing = 0
        for row, link in linked[:_MOST_READ]:
            page = await walk.visitor.fetch(link.href, body_limit=_BODY_LIMIT)
            if not _disagrees(row, page):
                agreeing += len(set(row.amounts)) == 1
            elif odd is None:
                odd = row, link
        if odd is not None:
            row, link = odd
            await walk.perform(Action(ActionKind.CLICK, target_of(link)))
            if len(set(row.amounts)) == 1:
                await walk.conclude(self, OpenedRow(row.name, row.text, str(row.amounts[0]), agreeing))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Each list whose rows lead to pages of their own, once for each kind of list and of what it leads to."""
    if not scene.new_state:
        return
    for template, linked in linked_rows(scene.screen).items():
        if len(linked) >= _FEWEST_ROWS:
            row, link = linked[0]
            once = f"{template} {collection_of(url_pattern(link.href).partition('?')[0])}"
            yield Proposal(OpenRow(scene.way, template), once, telling=bool(row.amounts))


def linked_rows(screen: Screen) -> dict[str, list[tuple[Row, Element]]]:
    """By the lists' templates: their rows, each with the link that opens it; each place once."""
    links = {one.href: one for one in screen.elements if _opens_place(one, screen)}
    found: defaultdict[str, dict[str, tuple[Row, Element]]] = defaultdict(dict)
    for rows in lists(screen, _FEWEST_ROWS):
        places = {row.leads_to: (row, links[row.leads_to]) for row in rows if row.leads_to in links}
        if places:
            found[template_of(rows)] |= places
    return {template: list(places.values()) for template, places in found.items()}


def _opens_place(element: Element, screen: Screen) -> bool:
    """Whether it is a link to another page of the site that can be followed without loss."""
    is_there = element.visible and element.enabled and not element.covered_by and not element.frame
    elsewhere = element.href.partition("#")[0] != screen.url.partition("#")[0]
    return (
        is_there
        and elsewhere
        and same_site(element.href, screen.url)
        and not is_destructive(element.name, element.href)
    )


def _disagrees(row: Row, page: Exchange) -> bool:
    """Whether the page tells prices and not the row's, or words and none of the row's name."""
    if page.status != 200 or "html" not in page.response_headers.get("content-type", ""):
        return False
    root = tree(page.body)
    told = set(_amounts(root))
    if len(set(row.amounts)) == 1 and told and not told >= set(row.amounts):
        return True
    words, text = telling_words(row.name), root.text.casefold()
    is_told = any(True for _ in root.find("h1"))
    return is_told and bool(words) and not any(word in text for word in words)


def _amounts(root: Node) -> Iterator[Decimal]:
    """Every amount of the page, as it stands in one element or in all of it."""
    for node in root.walk():
        yield from amounts(node.own_text)
    yield from amounts(root.text)
