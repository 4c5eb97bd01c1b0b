"""Finds lists narrowed to one label (a category, a tag) that show rows labelled otherwise.

Only where the address says what was chosen, and the label of such a row is another of the choices beside it: a label
below the chosen one (a part of a category) is none.
"""

from collections.abc import Iterator, Sequence

from worker.detectors.addresses import as_words, routed
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.counts import without_count
from worker.detectors.deeds import last
from worker.detectors.markup import Node, tree
from worker.detectors.rows import Row, lists, make_of, template_of
from worker.detectors.subjects import place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

META = Meta(
    id="labelled_as_chosen",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="List that shows what is labelled otherwise than chosen",
    why="The filter compares part of the label, or another field than the one that is shown.",
    fix="Compare the whole label, by its identifier, with the one that was chosen.",
)

FEWEST = 3
_CHOOSES = frozenset((ActionKind.CLICK, ActionKind.CHECK, ActionKind.CHOOSE))
_LONGEST = 30
_MOST_CHOICES = 60
# What is written on a control in a row says what it does, not what the row is.
_CONTROLS = frozenset(("button", "input", "select", "option", "label"))


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when most rows bear the label that was chosen, and others that of a choice beside it."""
    before, screen, action = observation.before, observation.screen, last(observation)
    if before is None or action is None or action.kind not in _CHOOSES:
        return
    chosen = _chosen(action)
    if not 1 < len(chosen) <= _LONGEST or not _is_said(chosen, screen.url) or _is_said(chosen, before.url):
        return
    others = _choices_beside(before, chosen)
    for rows in lists(screen, FEWEST):
        labelled = {id(row): labels for row in rows if (labels := _labels(row, chosen))}
        if len(labelled) < 2 or len(labelled) * 2 < len(rows):
            continue
        makes = {(node.tag, make_of(node)) for labels in labelled.values() for node in labels}
        for row in rows:
            if id(row) in labelled:
                continue
            wrong = [node.text for node in row.node.walk() if (node.tag, make_of(node)) in makes and _is_label(node)]
            if any(text.casefold() in others for text in wrong):
                yield _found(observation, chosen, rows, row, wrong)
                return


def _chosen(action: Action) -> str:
    words = action.value if action.kind is ActionKind.CHOOSE else action.target.name if action.target else ""
    return " ".join(without_count(words).split())


def _is_said(chosen: str, url: str) -> bool:
    """Whether the address names it."""
    parts = routed(url)
    said = f" {as_words(parts.path)} {as_words(parts.query)} ".casefold()
    return f" {as_words(chosen).strip().casefold()} " in said


def _choices_beside(before: Screen, chosen: str) -> set[str]:
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
            found.update(text for text in texts if len(text) <= _LONGEST)
    return {text.casefold() for text in found} - {chosen.casefold(), ""}


def _labels(row: Row, chosen: str) -> list[Node]:
    return [node for node in row.node.walk() if _is_label(node) and node.text.casefold() == chosen.casefold()]


def _is_label(node: Node) -> bool:
    return not node.elements and not node.inside(*_CONTROLS) and 1 < len(node.text) <= _LONGEST


def _found(observation: Observation, chosen: str, rows: Sequence[Row], wrong: Row, labels: Sequence[str]) -> Finding:
    url = observation.screen.url
    return finding(
        META,
        observation,
        subject=f"labels in {template_of(rows)}",
        title=f"The list for “{shown(chosen, 20)}” on {place(url, 20)} shows “{shown(labels[0], 20)}”"[:90],
        description=f"“{shown(chosen, 30)}” was chosen, and most of the {len(rows)} rows are labelled so. "
        f"“{shown(wrong.name, 50)}” is not: it bears “{'”, “'.join(shown(label, 30) for label in labels[:4])}”. "
        "Expected: only rows with the label that was chosen.",
        details={"chosen": chosen, "row": wrong.name, "labels": list(labels[:10])},
    )
