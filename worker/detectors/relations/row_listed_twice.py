"""Finds lists that show one and the same thing twice."""

import re
from collections import Counter
from collections.abc import Iterator

from pydantic import JsonValue

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.markup import HEADINGS, Node
from worker.detectors.rows import Row, lists
from worker.detectors.subjects import holds_made_up_name, place, shown, template_pattern
from worker.observation.observation import Observation

META = Meta(
    id="row_listed_twice",
    category=Category.FUNCTIONAL,
    severity=Severity.LOW,
    title="List that shows a thing twice",
    why="A join repeats rows, or a page that was loaded later repeats the end of the one before.",
    fix="Take each record once, and load further pages from a fixed point (a key, not a count) onwards.",
)

FEWEST = 4
# What tells what happened tells of one thing as often as something happened to it.
_TELLS = re.compile(
    r"activit|history|\blog\b|\bfeed\b|recent|timeline|notification|\bposts?\b|contribution|aktivität|verlauf|zuletzt|beiträge|"
    r"actividad|historial|aportaci|contribuci|historique|فعالیت|تاریخچه|نوشته",
    re.IGNORECASE,
)
_LEVELS = 4
# What turns round shows copies of its ends on purpose.
_TURNS = re.compile(r"carousel|slider|slide|slick|swiper|splide|marquee|ticker|clone|infinite", re.IGNORECASE)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the largest list with a repeated row."""
    screen = observation.screen
    for rows in lists(screen, FEWEST):
        if any(row.removable for row in rows) or _turns(rows[0].node) or _tells_what_happened(rows[0].node):
            continue
        told = Counter(map(_identity, filter(_names_something, rows)))
        twice = [row for row in rows if told[_identity(row)] > 1]
        if len({_identity(row)[:2] for row in rows}) * 2 <= len(rows):
            continue  # links that most rows share do not tell one thing from another
        # A list made of nothing but copies repeats by design: "read more" of one address, placeholders while it loads.
        if not twice or len(told) < FEWEST - 1:
            continue
        name = shown(twice[0].name, 40)
        yield finding(
            META,
            observation,
            subject=f"list on {template_pattern(screen.url)}",
            title=f"“{name}” is in the list on {place(screen.url, 25)} twice",
            description=f"The list of {len(rows)} rows shows “{name}” {told[_identity(twice[0])]} times, "
            "with the same words and the same link. Expected: each thing once.",
            details={"rows": len(rows), "repeated": list[JsonValue](sorted({row.name for row in twice})[:10])},
        )
        return


def _names_something(row: Row) -> bool:
    """Whether it leads somewhere and is called something: a sign such as § names nothing. What our own visitors put
    there may stand there twice because they sent it twice.
    """
    named = len(row.text) > 5 and any(letter.isalpha() for letter in row.name)
    return bool(row.address.strip("/")) and named and not holds_made_up_name(row.text)


def _identity(row: Row) -> tuple[str, tuple[str, ...], str]:
    """Where it leads, all of its links, and all of its words."""
    return row.address, tuple(link.attributes.get("href", "") for link in row.node.find("a")), row.text


def _tells_what_happened(row: Node) -> bool:
    """Whether what is around the row, or the heading above it, is called so."""
    for around in [*row.ancestors()][:_LEVELS]:
        if around.tag in ("main", "body"):
            return False
        called = (around.attributes.get(name, "") for name in ("class", "id", "aria-label"))
        headings = (one.text for one in around.elements if one.tag in HEADINGS)
        if any(map(_TELLS.search, (*called, *headings))):
            return True
    return False


def _turns(node: Node) -> bool:
    around: Node | None = node
    while around is not None:
        if any(_TURNS.search(name) for name in around.classes) or around.attributes.get("aria-roledescription"):
            return True
        around = around.parent
    return False
