"""Finds links such as "Read more" that lead to different places and have nothing around them that says where.

A link may rely on its sentence, list item, table row, card or the heading over it; only what has none of these is
found.
"""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.markup import HEADINGS, Node, tree
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.observation import Observation

META = Meta(
    id="vague_link",
    category=Category.ACCESSIBILITY,
    severity=Severity.LOW,
    title="Links that do not say where they lead",
    why="The same words are used for several links, and nothing around each says what it is about.",
    fix="Say in the link what it leads to (“Read more about mugs”), or put it into the sentence or card it belongs to.",
    tags=("wcag-2.4.4",),
    references=(
        "https://www.w3.org/WAI/standards-guidelines/act/rules/5effbb/",
        "https://www.w3.org/WAI/standards-guidelines/act/rules/b20e66/",
    ),
)

_VAGUE = re.compile(
    r"(click |tap )?here|(read|learn|see|view|find out|show me)? ?more( info(rmation)?)?|more details?|details?|link|"
    r"this|this (page|link)|go|continue( reading)?|(hier )?klicken( sie hier)?|hier|mehr( erfahren| lesen)?|"
    r"weiterlesen|weiter|(cliquez )?ici|en savoir plus|lire la suite|plus|(haz )?clic aquí|aquí|(leer|ver|saber) más|"
    r"اینجا|بیشتر|ادامه مطلب",
    re.IGNORECASE,
)
_WHOLE = ("main", "body", "html", "#document", "nav", "header", "footer")
# What says more than a link's own words is said in at least this many words.
TELLING_WORDS = 2
_WORD = re.compile(r"[^\W\d_]{2,}")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each wording on each kind of page."""
    screen = observation.screen
    vague: dict[str, list[tuple[str, Node]]] = {}
    visible = " ".join(screen.text.split()).lower()
    for node in tree(screen.markup).find("a"):
        words = _words(node)
        if "href" in node.attributes and _VAGUE.fullmatch(words) and words in visible and not _is_told(node):
            target = urldefrag(urljoin(screen.url, node.attributes["href"])).url
            vague.setdefault(words, []).append((target, node))
    for words, links in vague.items():
        targets = sorted({target for target, _ in links})
        if len(targets) < 2:
            continue
        boxes = tuple(one.box for one in screen.elements if one.visible and one.name.strip(" .…›»→>").lower() == words)
        yield finding(
            META,
            observation,
            subject=f"{words} on {path_pattern(screen.url)}",
            title=f"{len(links)} links “{shown(words, 20)}” on {place(screen.url, 30)} do not say where they lead",
            description=f"They lead to {', '.join(place(target, 30) for target in targets[:3])}"
            f"{' and others' if len(targets) > 3 else ''}, and there is nothing around them that tells which is which. "
            "Expected: words, or a sentence or heading around the link, that say what it leads to.",
            boxes=boxes[:4],
            details={"targets": [path_pattern(target) for target in targets[:10]]},
        )


def _words(node: Node) -> str:
    """What it is called, without arrows and dots at its end, in small letters."""
    named = node.attributes.get("aria-label", "").strip() or node.text
    return named.strip(" .…›»→>").lower()


def _is_told(node: Node) -> bool:
    """Whether the link's title, description, or what stands around it says more than the link."""
    attributes = node.attributes
    if any(attributes.get(name) for name in ("title", "aria-labelledby", "aria-describedby")):
        return True
    if any(image.attributes.get("alt", "").strip() for image in node.find("img")):
        return True
    around = node.parent
    while around is not None and around.tag not in _WHOLE:
        if any(True for _ in around.find(*HEADINGS)) or _says_more(around):
            return True
        # In a table the row and the column's header count; both lie in the table.
        around = around.parent
    return False


def _says_more(around: Node) -> bool:
    """Whether an element has words that are not those of vague links."""
    of_links = [_words(link) for link in around.find("a")]
    links = sum(len(_WORD.findall(words)) for words in of_links)
    return len(_WORD.findall(around.text)) - links >= TELLING_WORDS or any(
        not _VAGUE.fullmatch(words) for words in of_links if words
    )
