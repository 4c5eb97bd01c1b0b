"""The tables of a page: their columns by name, for rules about what stands in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.detectors.markup import Node, tree
from worker.observation.screen import Screen

FEWEST_ROWS = 4
_ARROWS = re.compile(r"[▲▼△▽↑↓⇅⇵↕▴▾^]|\s(?:asc|desc)(?:ending)?$", re.IGNORECASE)
_SUM = re.compile(r"(?:sub)?total|sum\b|summe|gesamt|suma|somme|جمع", re.IGNORECASE)
# What tells a script by what a cell is sorted, when it is not by its text.
_OWN_KEY = re.compile(r"^data-(?:sort|order|value|sort-value|timestamp|raw)$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table with a header: its name, its cells from the top, and how the header says it is sorted
    (aria-sort, "" when it says nothing). `keyed` when its cells are sorted by something else than their text.
    """

    name: str
    cells: tuple[str, ...]
    sorted: str = ""
    keyed: bool = False


def columns(screen: Screen, fewest: int = FEWEST_ROWS) -> Iterator[Column]:
    """The columns of all tables that have one header, one body of so many rows and no merged cells."""
    for table in tree(screen.markup).find("table"):
        headers = [row for row in table.find("tr") if any(cell.tag == "th" for cell in row.elements)]
        rows = [row.elements for row in table.find("tr") if row.elements and not row.inside("tfoot")]
        body = [row for row in rows if any(cell.tag == "td" for cell in row) and not _SUM.match(row[0].text)]
        if not headers or len(body) < fewest or any(True for _ in _nested(table)):
            continue
        names = headers[0].elements
        if any(len(row) != len(names) or any("colspan" in cell.attributes for cell in row) for row in body):
            continue
        for place, header in enumerate(names):
            cells = [row[place] for row in body]
            yield Column(
                plain_name(header.text),
                tuple(cell.text for cell in cells),
                header.attributes.get("aria-sort", ""),
                any(_OWN_KEY.match(name) for cell in cells for name in cell.attributes),
            )


def plain_name(header: str) -> str:
    """A header's words without the arrows that show how it is sorted."""
    return " ".join(_ARROWS.sub(" ", header).split())


def _nested(table: Node) -> Iterator[Node]:
    return (one for one in table.find("table") if one is not table)
