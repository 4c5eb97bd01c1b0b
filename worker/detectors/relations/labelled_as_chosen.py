"""Finds lists narrowed to one label (a category, a tag) that show rows labelled otherwise.

Only where the address says what was chosen, and the label of such a row is another of the choices beside it: a label
below the chosen one (a part of a category) is none.
"""

from collections.abc import Iterator, Sequence

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.counts import without_count
from worker.detectors.deeds import last
from worker.detectors.markup import Node
from worker.detectors.row_labels import LONGEST_LABEL, choices_beside, is_label, is_said
from worker.detectors.rows import Row, lists, make_of, template_of
from worker.detectors.subjects import place, shown
from worker.observation.observation import Observation
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


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when most rows bear the label that was chosen, and others that of a choice beside it."""
    before, screen, action = observation.before, observation.screen, last(observation)
    if before is None or action is None or action.kind not in _CHOOSES:
        return
    chosen = _chosen(action)
    if not 1 < len(chosen) <= LONGEST_LABEL or not is_said(chosen, screen.url) or is_said(chosen, before.url):
        return
    others = choices_beside(before, chosen)
    for rows in lists(screen, FEWEST):
        labelled = {id(row): labels for row in rows if (labels := _labels(row, chosen))}
        if len(labelled) < 2 or len(labelled) * 2 < len(rows):
            continue
        makes = {(node.tag, make_of(node)) for labels in labelled.values() for node in labels}
        for row in rows:
            if id(row) in labelled:
                continue
            wrong = [node.text for node in row.node.walk() if (node.tag, make_of(node)) in makes and is_label(node)]
            if any(text.casefold() in others for text in wrong):
                yield _found(observation, chosen, rows, row, wrong)
                return


def _chosen(action: Action) -> str:
    words = action.value if action.kind is ActionKind.CHOOSE else action.target.name if action.target else ""
    return " ".join(without_count(words).split())


def _labels(row: Row, chosen: str) -> list[Node]:
    return [node for node in row.node.walk() if is_label(node) and node.text.casefold() == chosen.casefold()]


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
