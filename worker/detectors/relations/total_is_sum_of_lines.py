"""Finds carts, orders and invoices whose total is not the sum of their lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from worker.detectors.amounts import amounts
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.markup import Node, tree
from worker.detectors.rows import Row, is_remover, lists
from worker.detectors.subjects import path_pattern, place
from worker.observation.observation import Observation
from worker.observation.screen import Screen

META = Meta(
    id="total_is_sum_of_lines",
    category=Category.FUNCTIONAL,
    severity=Severity.CRITICAL,
    title="Total that is not the sum of its lines",
    why="The total leaves out quantities or lines, or is not computed anew when the lines change.",
    fix="Compute the total from the lines that are shown, in whole cents, on the server, after every change.",
)

_TOTAL = re.compile(
    r"^\W*((grand|order|cart|basket|estimated)\s+)?(total|sum|gesamt(summe|betrag)?|summe|insgesamt|importe "
    r"total|totale?|جمع کل|مجموع)\b",
    re.IGNORECASE,
)
_SUBTOTAL = re.compile(
    r"^\W*(sub-?\s?total|items?|products?|goods|merchandise|zwischensumme|warenwert|sous-total|produits|articles)\b",
    re.IGNORECASE,
)
_EXTRA = re.compile(
    r"\W*(?:\d+\s?%\s*)?(?:shipping|delivery|(?:sales )?tax(?:es)?|vat|net|discount|coupon|voucher|versand\w*|mwst"
    r"|mehrwertsteuer|umsatzsteuer|ust|netto\w*|rabatt\w*|gutschein\w*|livraison|tva|remise|env[ií]o|iva|neto"
    r"|base imponible|descuento|cup[oó]n)\b",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"(?:^|[\s(])(?:qty|quantity|menge|anzahl|quantité|cantidad)\W{0,3}(\d{1,3})\b|(?:^|\s)(\d{1,3})\s?[×x]\s|"
    r"[×x]\s?(\d{1,3})(?:\s|$)",
    re.IGNORECASE,
)
_QUANTITY_FIELD = re.compile(r"qty|quantity|quantit|menge|anzahl|cantidad|amount", re.IGNORECASE)
# What is bought by the form that a quantity stands in, does not lie in the cart yet.
_BUYS = re.compile(
    r"\b(?:add|buy|put in)\b|hinzufügen|in den (?:waren|einkaufs)?(?:korb|wagen)|\bkaufen|\bajouter|\bacheter|\bañadir|"
    r"\bagregar|\bcomprar|افزودن|خرید",
    re.IGNORECASE,
)
# Cents may be lost by rounding each line.
TOLERANCE = Decimal("0.02")
MOST_EXTRAS = 6
# What holds more amounts is no line of a cart but a part of the page with several things for sale.
MOST_AMOUNTS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its amounts in order and how many pieces, None when not told."""

    amounts: tuple[Decimal, ...]
    quantity: int | None


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when no reading of the lines gives the total (or subtotal) that is shown."""
    screen = observation.screen
    # Asked first because it is quick, and most pages show no money.
    if not re.search(r"total|sum|gesamt|insgesamt|جمع", screen.text, re.IGNORECASE) or not amounts(screen.text):
        return
    if _is_being_edited(screen):
        return
    lines = _lines(screen)
    pairs = _pairs(screen, lines)
    totals = {value for label, value in pairs if _TOTAL.match(label)}
    subtotals = {value for label, value in pairs if _SUBTOTAL.match(label) and not _TOTAL.match(label)}
    extras = [value for label, value in pairs if not _TOTAL.match(label) and not _SUBTOTAL.match(label)]
    if not lines or len(totals) != 1 or len(subtotals) > 1 or len(extras) > MOST_EXTRAS:
        return
    sums = _sums([line for _, line in lines])
    total = next(iter(totals))
    goal = next(iter(subtotals), total)
    possible = {goal} if subtotals else {total - given for given in _combinations(extras)}
    if not sums or any(abs(one - other) <= TOLERANCE for one in sums for other in possible):
        return
    expected = min(sums, key=lambda one: abs(one - goal))
    yield finding(
        META,
        observation,
        subject=path_pattern(screen.url),
        title=f"The total on {place(screen.url, 40)} is not the sum of its lines",
        description=f"{len(lines)} {'line adds' if len(lines) == 1 else 'lines add'} up to {expected}, but the page "
        f"says {goal}. "
        "Expected: the same amount.",
        cause="The total leaves out the quantities."
        if _without_quantities([line for _, line in lines]) == goal
        else META.why,
        boxes=tuple(run.box for run in screen.texts if goal in amounts(run.text))[-1:],
        details={
            "lines": [[str(amount) for amount in line.amounts] for _, line in lines],
            "said": str(goal),
            "sum": str(expected),
        },
    )


def _is_being_edited(screen: Screen) -> bool:
    """Whether a quantity was typed and not sent: the total then rightly holds the old one."""
    shown = sorted(one.value for one in screen.elements if one.input_type == "number")
    marked = sorted(
        node.attributes.get("value", "")
        for node in tree(screen.markup).find("input")
        if node.attributes.get("type") == "number"
    )
    return shown != marked[: len(shown)] and shown != marked


def _lines(screen: Screen) -> list[tuple[Node, Line]]:
    """The lines of a cart (rows with a quantity or a remover), else the longest list whose every row has an amount."""
    rows: dict[int, Node] = {}
    for control in tree(screen.markup).find("input", "select", "button", "a"):
        if (_is_quantity(control) and not _is_for_sale(control)) or (
            control.tag in ("button", "a") and is_remover(control)
        ):
            row = _row_around(control)
            if row is not None:
                rows.setdefault(id(row), row)
    found = [Row(node, screen.url) for node in rows.values()]
    if not found:
        found = list(next((group for group in lists(screen) if _are_lines(group)), ()))
    return [
        (row.node, Line(row_amounts, _quantity(row)))
        for row in found
        if (row_amounts := amounts(row.text)) and not _is_summary(row)
    ]


def _are_lines(group: Sequence[Row]) -> bool:
    """Whether these are the lines of an order: rows of one table or list with the total in the same table or right
    after.
    """
    lines = [row for row in group if not _is_summary(row)]
    return len(lines) >= 2 and all(amounts(row.text) for row in lines) and group[0].node.tag == "tr"


def _is_summary(row: Row) -> bool:
    return bool(_TOTAL.match(row.text) or _SUBTOTAL.match(row.text) or _EXTRA.match(row.text))


def _is_quantity(node: Node) -> bool:
    words = " ".join(node.attributes.get(name, "") for name in ("name", "id", "aria-label", "class"))
    return (
        node.tag in ("input", "select")
        and (node.attributes.get("type") == "number" or node.tag == "select")
        and _QUANTITY_FIELD.search(words) is not None
    )


def _is_for_sale(field: Node) -> bool:
    """Whether its form puts something into the cart."""
    form = next((node for node in field.ancestors() if node.tag == "form"), None)
    return form is not None and any(
        _BUYS.search(f"{button.text} {button.attributes.get('value', '')}") for button in form.find("button", "input")
    )


def _row_around(control: Node) -> Node | None:
    """The smallest part around a control that holds an amount, widened to its list item or table row."""
    node = control.parent
    while node is not None and not amounts(node.text):
        node = node.parent
    row = node
    while row is not None and row.tag not in ("li", "tr", "article") and row.tag != "#document":
        row = row.parent
    best = row if row is not None and row.tag != "#document" else node
    if best is None or best.tag in ("body", "main", "html", "#document") or _holds_total(best):
        return None
    return best if len(amounts(best.text)) <= MOST_AMOUNTS else None


def _holds_total(node: Node) -> bool:
    return any(
        _TOTAL.match(one.text)
        for one in node.find("dt", "th", "td", "span", "p", "strong", "div")
        if len(one.text) < 40
    )


def _quantity(row: Row) -> int | None:
    for field in row.node.find("input", "select"):
        if _is_quantity(field):
            value = field.attributes.get("value", "")
            if field.tag == "select":
                value = next((option.text for option in field.find("option") if "selected" in option.attributes), "")
            return int(value) if re.fullmatch(r"-?\d{1,4}", value) else None
    found = _QUANTITY.search(row.text)
    if found:
        return int(next(group for group in found.groups() if group))
    cells = [cell.text for cell in row.node.find("td") if re.fullmatch(r"\d{1,3}", cell.text)]
    return int(cells[0]) if len(cells) == 1 else None


def _pairs(screen: Screen, lines: Sequence[tuple[Node, Line]]) -> list[tuple[str, Decimal]]:
    """Labels with one amount each, outside of the lines: dt and dd, rows of two cells, "Total: 12.00". A header may
    hold a cart of its own, with its own lines and total.
    """
    inside = {id(node) for row, _ in lines for node in row.walk()}
    on_top = bool(lines) and lines[0][0].inside("header", "nav")
    found: list[tuple[str, Decimal]] = []
    for node in tree(screen.markup).walk():
        if id(node) in inside or node.tag in ("body", "html", "main") or node.inside("header", "nav") != on_top:
            continue
        if node.tag == "dt":
            siblings = node.parent.elements if node.parent else []
            after = siblings[siblings.index(node) + 1 :]
            value = next((one.text for one in after if one.tag == "dd"), "")
            label = node.text
        elif node.tag not in ("dd", "dl") and len(node.text) < 60 and amounts(node.text) and not _narrower(node):
            label = re.split(r"[\d$€£¥₹]", node.text, maxsplit=1)[0]
            value = node.text[len(label) :]
        else:
            continue
        values = amounts(value)
        if len(values) == 1 and re.search(r"[^\W\d_]{2}", label):
            found.append((" ".join(label.split()), values[0]))
    return found


def _narrower(node: Node) -> bool:
    """Whether a part of it says the label and the amount alone already."""
    return any(amounts(child.text) and re.match(r"\W*[^\W\d_]{2}", child.text) for child in node.elements)


def _sums(lines: Sequence[Line]) -> set[Decimal]:
    """What the lines may add up to: the last or largest amount of each, or price times quantity."""
    sums = {sum((line.amounts[-1] for line in lines), Decimal()), sum((max(line.amounts) for line in lines), Decimal())}
    if all(line.quantity is not None for line in lines):
        sums.add(sum((line.amounts[0] * (line.quantity or 0) for line in lines), Decimal()))
        sums.add(sum((min(line.amounts) * (line.quantity or 0) for line in lines), Decimal()))
    return sums


def _without_quantities(lines: Sequence[Line]) -> Decimal:
    return sum((line.amounts[0] for line in lines), Decimal())


def _combinations(extras: Sequence[Decimal]) -> set[Decimal]:
    """Every sum of some of the extras (delivery, tax that may be included already), each added, left out or taken
    off.
    """
    return {
        sum((value * sign for value, sign in zip(extras, signs, strict=True)), Decimal())
        for signs in product((0, 1, -1), repeat=len(extras))
    }
