"""Finds entries of a menu that lead to the page of another entry: "Delivery" opens "Returns", as "Returns" does.

Told only where two entries of one menu lead to the same address, the page has the words of one of them in its title or
headings, and not one word of the other outside of menus. Everything else cannot be told: names and pages often differ.
"""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import last
from worker.detectors.markup import Node, tree
from worker.detectors.subjects import address_pattern, path_pattern, place, shown
from worker.detectors.telling_words import telling_words
from worker.observation.observation import Observation
from worker.observation.screen import Link, Screen
from worker.surfaces.actions import ActionKind

META = Meta(
    id="link_leads_where_it_says",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Link that leads to the page of another link",
    why="The link was copied from its neighbour and its address was not changed.",
    fix="Give each link the address of the page that it names.",
    tags=("wcag-2.4.4",),
)

_AROUND = ("nav", "header", "footer", "aside", "menu")
# Entries that lead somewhere else on purpose, or say nothing of a page.
_ANYWHERE = re.compile(
    r"\b(home|start|log|sign|account|profile|next|previous|back|more|all|new|here|read|learn|view|show|get|try|demo|"
    r"english|deutsch|español|français|startseite|konto|weiter|mehr|zurück|inicio|cuenta|accueil|compte|blog)\b|فارسی",
    re.IGNORECASE,
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for a menu's entry that was clicked and opened the page of its neighbour."""
    clicked, other = _pair(observation)
    if clicked is None or other is None:
        return
    screen = observation.screen
    named = " ".join((screen.title, *screen.headings)).casefold()
    said = " ".join(_told(tree(screen.markup))).casefold()
    if not telling_words(other.text) or not all(word in named for word in telling_words(other.text)):
        return
    everything = f"{said} {named}"
    if not screen.headings or any(word[:5] in everything for word in telling_words(clicked.text)):
        return
    yield finding(
        META,
        observation,
        subject=f"{clicked.text} leads to {address_pattern(clicked.url, screen.url)}",
        title=f"“{shown(clicked.text, 25)}” opens the page of “{shown(other.text, 25)}”",
        description=f"The menu's entries “{shown(clicked.text, 40)}” and “{shown(other.text, 40)}” both lead to "
        f"{place(screen.url, 40)}, which is about “{shown(screen.headings[0], 50)}” and has no word of "
        f"“{shown(clicked.text, 40)}”. Expected: each entry opens what it names.",
        element=clicked.key,
        details={"address": path_pattern(clicked.url)},
    )


def _pair(observation: Observation) -> tuple[Link | None, Link | None]:
    """The menu's link that was clicked and led where it says, and its neighbour with the same address."""
    action, before, document = last(observation), observation.before, observation.document
    if before is None or action is None or action.kind is not ActionKind.CLICK or action.target is None:
        return None, None
    clicked = before.element(action.target.key)
    if clicked is None or not clicked.href or document is None or (document.status or 0) >= 400:
        return None, None
    if urldefrag(clicked.href).url != urldefrag(observation.screen.url).url or "#" in clicked.href:
        return None, None
    link = next((one for one in before.links if one.key == clicked.key and one.url == clicked.href), None)
    if link is None or _ANYWHERE.search(link.text) or not telling_words(link.text):
        return None, None
    return link, _neighbour(before, link)


def _neighbour(screen: Screen, link: Link) -> Link | None:
    """The other link of the same menu that leads to the same address and says something else."""
    menu = _menu_of(screen, link)
    neighbours = (one for one in screen.links if one.url == link.url and one.text in menu)
    return next(
        (
            one
            for one in neighbours
            if telling_words(one.text)
            and not telling_words(one.text) & telling_words(link.text)
            and not _ANYWHERE.search(one.text)
        ),
        None,
    )


def _menu_of(screen: Screen, link: Link) -> frozenset[str]:
    """The texts of all links in the list or landmark around this one."""
    for node in tree(screen.markup).find("a"):
        if node.text == link.text:
            around = node.parent
            while around is not None and around.tag not in ("ul", "ol", "nav", "footer", "header"):
                around = around.parent
            if around is not None and around.inside("nav", "header", "footer"):
                return frozenset(one.text for one in around.find("a"))
    return frozenset()


def _told(root: Node) -> Iterator[str]:
    """What the page itself says, without its menus."""
    for node in root.walk():
        if not node.inside(*_AROUND):
            yield from (child for child in node.children if isinstance(child, str))
