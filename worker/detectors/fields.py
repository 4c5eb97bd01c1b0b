"""What a page says of one thing, each value under its label: in a table's row, a list of terms, or a line of text."""

import re
from collections.abc import Iterator
from decimal import Decimal

from worker.detectors.amounts import number
from worker.detectors.markup import Node, tree
from worker.detectors.orders import day_of
from worker.detectors.tables import plain_name
from worker.observation.screen import Screen

_AROUND = ("nav", "header", "footer", "aside", "form")
_LINES = frozenset(("p", "li", "div", "span"))
_INLINE = frozenset(("b", "strong", "em", "i", "span", "time", "data", "small"))
_LABELLED = re.compile(r"^(?P<label>[^\W\d_][^:\d]{1,30}):\s*(?P<value>\S.{0,60})$")
_ONE_NUMBER = re.compile(
    r"^[^\d+−-]{0,4}(?P<sign>[−-]?)(?P<number>\d[\d.,'’ \u00a0\u202f]*)(?P<unit>\s?[^\W\d_]*\.?|\s?%)$"
)
# What is rounded or cut says less than the exact value.
_ROUNDED = re.compile(r"[~≈+<>]|\d\s?(?:k|m|mio|bn|mrd)\b", re.IGNORECASE)


def of_row(row: Node) -> dict[str, str]:
    """What a row of a table says under each column's name; {} when it is none, or its cells do not fit the header."""
    table = row
    while table.tag != "table" and table.parent is not None:
        table = table.parent
    header = next((one for one in table.find("tr") if any(cell.tag == "th" for cell in one.elements)), None)
    if row.tag != "tr" or table.tag != "table" or header is None or header is row:
        return {}
    names = [_label(cell.text) for cell in header.elements]
    if len(names) != len(row.elements) or any("colspan" in cell.attributes for cell in row.elements):
        return {}
    return {name: cell.text for name, cell in zip(names, row.elements, strict=True) if name and names.count(name) == 1}


def of_page(screen: Screen) -> dict[str, str]:
    """What the page itself says under each label; a label that stands there twice tells nothing."""
    told: dict[str, set[str]] = {}
    for label, value in _pairs(tree(screen.markup)):
        told.setdefault(_label(label), set()).add(value)
    return {label: next(iter(values)) for label, values in told.items() if label and len(values) == 1}


def contradicts(one: str, other: str) -> bool:
    """Whether two texts tell different numbers, or different days; other words, and other units, tell nothing."""
    if _ROUNDED.search(one) or _ROUNDED.search(other):
        return False
    first, second = _ONE_NUMBER.match(one.strip()), _ONE_NUMBER.match(other.strip())
    if first and second:
        units = {found["unit"].strip(" .").casefold() for found in (first, second)} - {""}
        return len(units) < 2 and _value(first) != _value(second)
    days = [
        (day_of(one.strip(), month_first=month_first), day_of(other.strip(), month_first=month_first))
        for month_first in (False, True)
    ]
    told = [(here[0], there[0]) for here, there in days if here and there]
    return bool(told) and all(here != there for here, there in told)


def _pairs(root: Node) -> Iterator[tuple[str, str]]:
    for node in root.walk():
        if node.inside(*_AROUND):
            continue
        if node.tag == "dt":
            yield node.text, _after(node, "dd")
        elif node.tag == "th":
            cells = node.parent.elements if node.parent else []
            if [cell.tag for cell in cells] == ["th", "td"]:
                yield node.text, cells[1].text
        elif node.tag in _LINES and all(child.tag in _INLINE for child in node.elements):
            found = _LABELLED.match(node.text)
            yield (found["label"], found["value"]) if found else ("", "")


def _after(node: Node, tag: str) -> str:
    siblings = node.parent.elements if node.parent else []
    after = siblings[siblings.index(node) + 1 : siblings.index(node) + 2]
    return after[0].text if after and after[0].tag == tag else ""


def _label(text: str) -> str:
    return plain_name(text).strip(" :").casefold()


def _value(found: re.Match[str]) -> Decimal:
    return number(found["number"].strip()) * (-1 if found["sign"] else 1)
