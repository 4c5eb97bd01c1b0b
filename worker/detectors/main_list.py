"""The one list that a page is about, and the same list on another page."""

from collections.abc import Iterable

from worker.detectors.markup import Node
from worker.detectors.rows import Row, lists, make_of
from worker.observation.screen import Screen


def main_list(screen: Screen) -> tuple[Row, ...]:
    """The list that is far larger than all others; () when there is none."""
    found = lists(screen, 1)
    return found[0] if found and (len(found) == 1 or len(found[1]) * 2 <= len(found[0])) else ()


def place_of_list(screens: Iterable[Screen]) -> str:
    """Where the list stands of which these screens show one part each, told by the screen with most of it."""
    rows = max(map(main_list, screens), key=len, default=())
    return place_of(rows[0].node) if rows else ""


def list_at(place: str, screen: Screen) -> tuple[Row, ...]:
    """The rows of the list that stands there, without a header."""
    found = (row for rows in lists(screen, 1) if rows and place_of(rows[0].node) == place for row in rows)
    return tuple(row for row in found if row.node.tag != "tr" or make_of(row.node) == "td")


def place_of(row: Node) -> str:
    """Where a row stands: the elements around a row, without their places among their neighbours."""
    names: list[str] = [row.tag]
    one = row.parent
    while one is not None and one.tag not in ("body", "#document"):
        kind = one.attributes.get("class", "").split()[:1]
        names.append(f"{one.tag}#{one.attributes.get('id', '')}.{''.join(kind)}")
        one = one.parent
    return " < ".join(names)
