"""The row of a list that shows a text, and the controls in it, found in a screen's markup."""

import re
from collections.abc import Iterator

from worker.detectors.markup import UNSEEN, Node, tree
from worker.explorer.purposes import Purpose, is_named, serves
from worker.observation.screen import Element, Screen

_ROW_ROLES = frozenset(("listitem", "row", "option", "article", "treeitem"))
_NO_TEXT = frozenset(("textarea", "option", "button", "input"))
_NTH = re.compile(r"^(.*?)(?::nth-of-type\((\d+)\))?$")
_OPERATED = frozenset(("button", "link", "clickable", "listener", "menuitem", "img"))


def rows_showing(screen: Screen, text: str) -> list[Node]:
    """The rows whose words contain a text; a text that stands in no row of a list has none."""
    found: dict[int, Node] = {}
    for node in tree(screen.markup).walk():
        if text in node.own_text and node.tag not in _NO_TEXT and not node.inside("button"):
            row = row_around(node)
            if row is not None:
                found.setdefault(id(row), row)
    return list(found.values())


def row_around(node: Node) -> Node | None:
    """The list item, table row or card around a node; None when it stands in no list."""
    one: Node | None = node
    while one is not None and one.tag not in ("body", "main", "#document", "header", "footer", "nav"):
        if one.tag in ("li", "tr", "article") or one.attributes.get("role") in _ROW_ROLES:
            return one
        if one.tag == "div" and one.classes and len(siblings_of(one)) > 1:
            return one
        one = one.parent
    return None


def siblings_of(row: Node) -> list[Node]:
    """The rows of its list, itself included: neighbours of one tag, with its first class where it is a div."""
    if row.parent is None:
        return [row]
    alike = [one for one in row.parent.elements if one.tag == row.tag and not one.hidden]
    kind = row.attributes.get("class", "").split()[:1]
    return [one for one in alike if row.tag != "div" or one.attributes.get("class", "").split()[:1] == kind]


def node_of(screen: Screen, element: Element) -> Node | None:
    """Where an element stands in the markup; None within frames and shadow trees."""
    if element.frame or ">>>" in element.selector:
        return None
    node = tree(screen.markup)
    for step in element.selector.split(" > "):
        found = _by_id(node, step[1:].replace("\\", "")) if step.startswith("#") else _child(node, step)
        if found is None:
            return None
        node = found
    return node


def elements_in(screen: Screen, row: Node) -> Iterator[Element]:
    """What can be touched in a row, seen or not."""
    for element in screen.elements:
        if _lies_in(node_of(screen, element), row):
            yield element


def control_in(screen: Screen, row: Node, purpose: Purpose) -> Element | None:
    """The row's own control for this, if it has one; it may be hidden until one points at the row."""
    for element in elements_in(screen, row):
        if element.role not in _OPERATED and element.tag not in ("button", "a"):
            continue
        if serves(purpose, element.name, *element.drawn):
            return element
        node = node_of(screen, element)
        if node is not None and not element.name and _is_called(node, purpose):
            return element
    return None


def holds_control(row: Node, purpose: Purpose) -> bool:
    """Whether a row's markup has a control for this, shown or not: some show themselves when one points at the row."""
    stack = [row]
    while stack:
        node = stack.pop()
        if node.tag in ("button", "a") and (
            serves(purpose, node.text, node.attributes.get("aria-label", ""), node.attributes.get("title", ""))
            or (not node.text and _is_called(node, purpose))
        ):
            return True
        stack.extend(node.elements)
    return False


def _is_called(node: Node, purpose: Purpose) -> bool:
    """By its class, id or test id, or by those of the icon in it."""
    return any(
        is_named(
            purpose,
            *one.attributes.get("class", "").split(),
            one.attributes.get("id", ""),
            one.attributes.get("data-testid", ""),
        )
        for one in (node, *node.elements)
    )


def _lies_in(node: Node | None, row: Node) -> bool:
    while node is not None:
        if node is row:
            return True
        node = node.parent
    return False


def _child(node: Node, step: str) -> Node | None:
    match = _NTH.match(step)
    if match is None:
        return None
    tag, nth = match.group(1).replace("\\", ""), int(match.group(2) or 1)
    alike = [one for one in node.elements if one.tag == tag]
    return alike[nth - 1] if len(alike) >= nth else None


def _by_id(root: Node, name: str) -> Node | None:
    stack = [root]
    while stack:
        node = stack.pop()
        if node.attributes.get("id") == name:
            return node
        if node.tag not in UNSEEN:
            stack.extend(node.elements)
    return None
