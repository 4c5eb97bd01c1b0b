"""The tables of a page: their columns by name, for rules about what stands in them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from worker.detectors.markup import Node, tree
from worker.detectors.named_orders import order_named
from worker.detectors.rows import make_of
from worker.observation.screen import Screen

FEWEST_ROWS = 4
_ARROWS = re.compile(r"[▲▼△▽↑↓⇅⇵↕▴▾^]|\s(?:asc|desc)(?:ending)?$", re.IGNORECASE)
_SUM = re.compile(r"(?:sub)?total|sum\b|summe|gesamt|suma|somme|جمع", re.IGNORECASE)
# What tells a script by what a cell is sorted, when it is not by its text.
_OWN_KEY = re.compile(r"^data-(?:sort|order|value|sort-value|timestamp|raw)$")


_GRIDS = frozenset(("table", "grid", "treegrid"))
_CELLS = frozenset(("cell", "gridcell", "rowheader"))
_LONGEST_HEADER = 30
_FEWEST_CELLS = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table with a header: its name, its cells from the top, and how the header says it is sorted
    (aria-sort, "" when it says nothing; the arrows on it). `keyed` when its cells are sorted by something else than
    their text. `leading` is what stands first in the cells, before labels and the like, where all have such a part.
    """

    name: str
    cells: tuple[str, ...]
    sorted: str = ""
    keyed: bool = False
    arrows: str = ""
    leading: tuple[str, ...] = ()


def columns(screen: Screen, fewest: int = FEWEST_ROWS) -> Iterator[Column]:
    """The columns of all tables that have one header, one body of so many rows and no merged cells."""
    for table in tree(screen.markup).find("table"):
        headers = [row for row in table.find("tr") if any(cell.tag == "th" for cell in row.elements)]
        rows = [row.elements for row in table.find("tr") if row.elements and not row.inside("tfoot")]
        body = [row for row in rows if any(cell.tag == "td" for cell in row) and not _SUM.match(row[0].text)]
        if headers and len(body) >= fewest and not any(True for _ in _nested(table)):
            yield from _columns(headers[0].elements, body)


def drawn_columns(screen: Screen) -> Iterator[Column]:
    """The columns of what is a table by its roles or its looks alone; only a part of its rows may stand there."""
    for header, body in _drawn(screen):
        yield from _columns(header, body)


def drawn_headers(screen: Screen) -> list[Node]:
    """The headers of such tables."""
    return [cell for header, _ in _drawn(screen) for cell in header]


def plain_name(header: str) -> str:
    """A header's words without the arrows that show how it is sorted."""
    return " ".join(_ARROWS.sub(" ", header).split())


def _columns(header: Sequence[Node], body: Sequence[Sequence[Node]]) -> Iterator[Column]:
    if any(len(row) != len(header) or any("colspan" in cell.attributes for cell in row) for row in body):
        return
    for place, one in enumerate(header):
        cells = [row[place] for row in body]
        yield Column(
            plain_name(one.text),
            tuple(cell.text for cell in cells),
            one.attributes.get("aria-sort", ""),
            any(_OWN_KEY.match(name) for cell in cells for name in cell.attributes),
            "".join(_ARROWS.findall(one.text)),
            _leading(cells),
        )


def _leading(cells: Sequence[Node]) -> tuple[str, ...]:
    """The texts of the links, or else the first parts, that the cells begin with; () where not all have one."""
    firsts = [next(cell.find("a", "strong", "b"), next(iter(cell.elements), None)) for cell in cells]
    texts = tuple(one.text for one in firsts if one is not None and one.text)
    return texts if len(texts) == len(cells) else ()


def _drawn(screen: Screen) -> Iterator[tuple[Sequence[Node], Sequence[Sequence[Node]]]]:
    """The header and the rows, each with its cells."""
    for node in tree(screen.markup).walk():
        if node.tag != "table" and node.attributes.get("role") in _GRIDS:
            yield from _by_roles(node)
        elif len(node.elements) >= FEWEST_ROWS and "role" not in node.attributes and not node.inside("table", "nav"):
            yield from _by_looks(node)


def _by_roles(grid: Node) -> Iterator[tuple[Sequence[Node], Sequence[Sequence[Node]]]]:
    rows = [one for one in grid.walk() if one.attributes.get("role") == "row"]
    cells = [(row, [one for one in row.walk() if one.attributes.get("role") in _CELLS]) for row in rows]
    body = [(row, found) for row, found in cells if found]
    header = [one for one in grid.walk() if one.attributes.get("role") == "columnheader"]
    if len(body) < FEWEST_ROWS or not header:
        return
    # What is scrolled by a script may stand in the markup in another order than on the screen.
    indices = [row.attributes.get("aria-rowindex", "") for row, _ in body]
    if all(one.isdigit() for one in indices):
        body = [body[place] for place in sorted(range(len(body)), key=lambda place: int(indices[place]))]
    yield header, [found for _, found in body]


def _by_looks(parent: Node) -> Iterator[tuple[Sequence[Node], Sequence[Sequence[Node]]]]:
    """Neighbours of one make below one row of as many words, beside them or above what holds them."""
    beside = [one for one in parent.elements if not one.hidden]
    [(make, number)] = Counter((one.tag, make_of(one)) for one in beside).most_common(1) or [(("", ""), 0)]
    if make[0] not in ("div", "li", "a") or number < FEWEST_ROWS:
        return
    rows = [one for one in beside if (one.tag, make_of(one)) == make]
    above = _before(rows[0]) or _before(parent)
    if above is None or above.tag not in (make[0], "div"):
        return
    width = len(rows[0].elements)
    names = [plain_name(one.text) for one in above.elements]
    told = all(0 < len(name) <= _LONGEST_HEADER and not any(map(str.isdigit, name)) for name in names)
    # A row of choices above a list may be as wide as its rows by chance.
    ways = any(order.rising is not None for order in map(order_named, names) if order)
    if width >= _FEWEST_CELLS and len(names) == len(set(names)) == width and told and not ways:
        yield above.elements, [row.elements for row in rows]


def _before(node: Node) -> Node | None:
    beside = node.parent.elements if node.parent else []
    place = next((place for place, one in enumerate(beside) if one is node), 0)
    return beside[place - 1] if place else None


def _nested(table: Node) -> Iterator[Node]:
    return (one for one in table.find("table") if one is not table)
