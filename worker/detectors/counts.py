"""How many things a page says there are: "24 results", "1–12 of 40"."""

import re
from collections.abc import Iterator

from worker.detectors.markup import Node, tree
from worker.observation.screen import Screen

_RESULTS = (
    r"(\d{1,4})\s+(?:search )?(results?|products?|items?|articles?|matches|hits|entries|records|orders|"
    r"Treffer|Ergebnisse?|Produkte?|Artikel|résultats?|produits?|resultados?|productos?)"
)
_COUNT = re.compile(
    rf"^\W*(?:showing |found |we found |there are )?(?:all )?{_RESULTS}"
    r"(?: found| gefunden| trouvés?| encontrados?)?(?:\s+(?:for|für|pour|para)\s+.{1,40})?\W*$",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\s*[(\[]\s*\d+\s*[)\]]\s*$")
_ANY_COUNT = re.compile(_RESULTS, re.IGNORECASE)
_RANGE = re.compile(
    r"\b\d{1,4}\s*(?:[-–—]|to|bis|à|al?)\s*\d{1,4}\s+(?:of|von|sur|de|out of)\s+(\d{1,4})\b", re.IGNORECASE
)
# "14 articles, page 1 of 3": whatever they are called.
_OF_PAGES = re.compile(
    r"^\W*(\d{1,4})\s+[^\W\d]{3,30}\W{1,4}(?:page|seite|página|صفحه)\s+\d{1,3}\s+(?:of|von|sur|de|از)\s+\d{1,3}\W*$",
    re.IGNORECASE | re.MULTILINE,
)


def without_count(choice: str) -> str:
    """A choice without how many there are of it: "£10 to £20 (12)" is "£10 to £20"."""
    return _BESIDE.sub("", choice.strip())


def told_counts(screen: Screen) -> list[tuple[Node, int]]:
    """The innermost elements that tell a number of results, with the number."""
    if not _ANY_COUNT.search(screen.text):
        return []
    return [(node, count) for node in tree(screen.markup).walk() if (count := _told(node)) is not None]


def told_total(screen: Screen) -> int | None:
    """The one number of things in all that a page tells, None when it tells none or several."""
    told = {count for _, count in told_counts(screen)} | set(_of_ranges(screen)) | set(_of_what_it_is_about(screen))
    return told.pop() if len(told) == 1 else None


def _told(node: Node) -> int | None:
    """The number of results that this innermost element tells."""
    if (
        len(node.text) > 90
        or any(_COUNT.match(child.text) for child in node.elements)
        or node.inside("nav", "footer", "select")
    ):
        return None
    found = _COUNT.match(node.text)
    return int(found.group(1)) if found else None


def _of_ranges(screen: Screen) -> Iterator[int]:
    return (int(found[1]) for pattern in (_RANGE, _OF_PAGES) for found in pattern.finditer(screen.text))


def _of_what_it_is_about(screen: Screen) -> Iterator[int]:
    """The number at the beginning of a line, of what the page's heading names: "32 tasks" under "Tasks"."""
    words = screen.headings[0].split() if screen.headings else []
    if words and len(words[-1]) > 3 and words[-1].isalpha():
        line = re.compile(rf"^\W*(\d{{1,4}})\s+{re.escape(words[-1])}\b", re.IGNORECASE | re.MULTILINE)
        yield from (int(found[1]) for found in line.finditer(screen.text))
