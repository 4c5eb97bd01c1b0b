"""Finds lists in which one and the same kind of date is written in several ways: "2024-03-01" beside "03/01/2024".

Only texts that are nothing but a date count, and only those at the same place of each row.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.markup import Node
from worker.detectors.rows import Row, lists
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.observation import Observation

META = Meta(
    id="dates_written_alike",
    category=Category.FUNCTIONAL,
    severity=Severity.LOW,
    title="Dates of one list that are written in different ways",
    why="Some dates are formatted and others are shown as they are stored, or two places format them differently.",
    fix="Format every date in one place, by the page's language (e.g. Intl.DateTimeFormat).",
)

FEWEST_ROWS = 4
# So many of one way make it the rule.
FEWEST_ALIKE = 3
_TIME = r"(?:[T,]?\s*(?:at\s+)?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:[ap]m|Z|UTC|Uhr)?)?"
_DAY = re.compile(
    r"^(?:\w{2,10}\.?,?\s)?(?:"
    r"(?P<year_first>\d{4}(?P<mark>[-/.])\d{1,2}(?P=mark)\d{1,2})|"
    r"(?P<first>\d{1,2})(?P<sign>[-/.])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})|"
    r"(?P<day_first>\d{1,2}(?:st|nd|rd|th|\.|º)?\s(?:de\s)?[^\W\d_]{3,12}\.?,?\s(?:de\s)?\d{4})|"
    r"(?P<month_first>[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4})"
    rf"){_TIME}$",
    re.IGNORECASE,
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the largest list with mixed dates."""
    screen = observation.screen
    for rows in lists(screen, FEWEST_ROWS):
        for dates in _dates(rows):
            ways = _ways(dates)
            if len(ways) < 2 or ways.most_common(1)[0][1] < FEWEST_ALIKE:
                continue
            usual = ways.most_common(1)[0][0]
            right = next(date for date in dates if way_of(date) == usual)
            wrong = next(date for date in dates if way_of(date) not in (usual, ""))
            yield finding(
                META,
                observation,
                subject=f"dates on {template_pattern(screen.url)}",
                title=f"The list on {place(screen.url, 25)} writes dates as “{shown(right, 18)}” and as "
                f"“{shown(wrong, 18)}”"[:90],
                description=f"Of {len(dates)} dates at the same place of each row, {ways[usual]} are written as "
                f"“{shown(right, 30)}” and others as “{shown(wrong, 30)}”, so that day and month cannot be told for "
                "certain. Expected: all in one way.",
                details={"dates": list[JsonValue](dates[:20])},
            )
            return


def way_of(text: str) -> str:
    """How a date is written, "" when the text is none: year, day or month first, and with which mark.

    A day up to 12 leaves open which of two numbers it is ("?").
    """
    found = _DAY.match(text.strip())
    if found is None:
        return ""
    if found["year_first"]:
        return f"year{found['mark']}"
    if found["day_first"]:
        return "day word"
    if found["month_first"]:
        return "word day"
    first, second = int(found["first"]), int(found["second"])
    order = "day" if first > 12 else "month" if second > 12 else "?"
    return f"{order}{found['sign']}{len(found['year'])}"


def _ways(dates: Sequence[str]) -> Counter[str]:
    """How often each way occurs; where day and month could be either, they are taken as those that cannot."""
    ways = Counter(way_of(date) for date in dates)
    for open_way in [way for way in ways if way.startswith("?")]:
        certain = [way for way in ways if way[-2:] == open_way[-2:] and way.startswith(("day", "month"))]
        if certain:
            ways[max(certain, key=lambda way: ways[way])] += ways.pop(open_way)
    return ways


def _dates(rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """The dates of the rows, by their place in them; only places where most rows have one."""
    places: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in rows:
        for node in row.node.walk():
            if not node.elements and way_of(node.text):
                places[_place(node, row.node)].append(node.text)
    yield from (tuple(dates) for dates in places.values() if 2 * len(dates) > len(rows) >= FEWEST_ROWS)


def _place(node: Node, row: Node) -> tuple[str, ...]:
    """Where a node stands in its row: tags, first classes, and which of its neighbours it is in a table's row."""
    parts: list[str] = []
    while node is not row and node.parent is not None:
        neighbours = [one for one in node.parent.elements if one.tag == node.tag]
        number = str(next(index for index, one in enumerate(neighbours) if one is node)) if node.tag == "td" else ""
        parts.append(f"{node.tag}.{next(iter(sorted(node.classes)), '')}{number}")
        node = node.parent
    return tuple(parts)
