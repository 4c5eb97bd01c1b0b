"""What the rows of a list are labelled: by one of several choices beside each other, such as a category or a status."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from worker.detectors.addresses import as_words, routed
from worker.detectors.counts import without_count
from worker.detectors.markup import Node, tree
from worker.detectors.rows import Row, make_of
from worker.observation.screen import Screen

LONGEST_LABEL = 30
_MOST_CHOICES = 60
_FEWEST = 3
_SHARE = 0.8
# What is written on a control in a row says what it does, not what the row is.
_CONTROLS = frozenset(("button", "input", "select", "option", "label"))


def is_label(node: Node) -> bool:
    """Whether an element in a row is nothing but a short text, and no control."""
    return not node.elements and not node.inside(*_CONTROLS) and 1 < len(node.text) <= LONGEST_LABEL


def is_said(chosen: str, url: str) -> bool:
    """Whether an address names it."""
    parts = routed(url)
    said = f" {as_words(parts.path)} {as_words(parts.query)} ".casefold()
    return f" {as_words(chosen).strip().casefold()} " in said


def choices_beside(before: Screen, chosen: str) -> set[str]:
    """The other choices of the group in which it stands: of its field, or its neighbours of the same make."""
    found: set[str] = set()
    for element in before.elements:
        if chosen in element.options:
            found.update(element.options)
    for node in tree(before.markup).walk():
        if without_count(node.text) != chosen or node.parent is None:
            continue
        for group in (node.parent, node.parent.parent):
            if group is None or len(group.elements) > _MOST_CHOICES:
                continue
            texts = [without_count(one.text) for one in group.elements]
            found.update(text for text in texts if len(text) <= LONGEST_LABEL)
    return {text.casefold() for text in found} - {chosen.casefold(), ""}


def labels_of(rows: Sequence[Row], chosen: str, others: Collection[str]) -> dict[int, str]:
    """The one label of each row (by the row's id, in lower case) at the place where nearly all bear one of these
    choices; none where there is no such place, or several.
    """
    known = {chosen.casefold(), *others}
    places: defaultdict[tuple[str, str], dict[int, list[str]]] = defaultdict(dict)
    rows = list({id(row): row for row in rows}.values())
    for row in rows:
        for node in row.node.walk():
            if is_label(node):
                places[node.tag, make_of(node)].setdefault(id(row), []).append(node.text.casefold())
    told = [
        {row: texts[0] for row, texts in labels.items()}
        for labels in places.values()
        if len(labels) >= max(_FEWEST, _SHARE * len(rows)) and all(len(texts) == 1 for texts in labels.values())
    ]
    told = [labels for labels in told if known.issuperset(labels.values()) and len(set(labels.values())) > 1]
    return told[0] if len(told) == 1 else {}
