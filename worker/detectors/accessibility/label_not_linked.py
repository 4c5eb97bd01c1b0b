"""Finds labels that stand beside a field and belong to none: clicking them does nothing, and the field is called by its
placeholder, which is gone as soon as somebody types.

Fields without any name at all are axe's (axe_label).
"""

from collections.abc import Iterator
from itertools import islice

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.markup import Node, tree
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.observation import Observation

META = Meta(
    id="label_not_linked",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Label that belongs to no field",
    why="The label has no “for”, or one that names no field, and the field does not stand inside it.",
    fix="Give the field an id and the label that id as its “for”, or put the field into the label.",
    tags=("wcag-1.3.1", "wcag-3.3.2"),
    references=(
        "https://www.w3.org/WAI/WCAG22/Techniques/html/H44",
        "https://www.w3.org/WAI/WCAG22/Understanding/info-and-relationships.html",
    ),
)

_FIELDS = ("input", "textarea", "select")
_NO_FIELDS = frozenset(("hidden", "submit", "button", "reset", "image", "checkbox", "radio"))
_NAMES = ("aria-label", "aria-labelledby", "title")
# Beyond so many elements above a label, what lies there is not beside it.
_NEAR = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for a page's forms: they are written alike."""
    screen = observation.screen
    root = tree(screen.markup)
    ids = {node.attributes["id"]: node for node in root.walk() if node.attributes.get("id")}
    linked = {id(ids[name]) for node in root.find("label") if (name := node.attributes.get("for", "")) in ids}
    loose = [
        (label, field)
        for label in root.find("label")
        if label.text and _is_loose(label, ids) and (field := _beside(label, linked)) is not None
    ]
    if not loose:
        return
    label, field = loose[0]
    others = f" and {len(loose) - 1} more" if len(loose) > 1 else ""
    stands = next((one for one in screen.elements if one.placeholder == field.attributes["placeholder"]), None)
    yield finding(
        META,
        observation,
        subject=path_pattern(screen.url),
        title=f"The label “{shown(label.text, 24)}”{others} on {place(screen.url, 24)} belongs to no field",
        description=f"“{shown(label.text, 40)}” stands beside a field and is not linked to it, so a click on it does "
        "nothing, and assistive technology calls the field by its placeholder "
        f"“{shown(field.attributes['placeholder'], 40)}”. Expected: the label is the field's name.",
        boxes=(stands.box,) if stands else (),
        details={"labels": [one.text[:80] for one, _ in loose[:10]]},
    )


def _is_loose(label: Node, ids: dict[str, Node]) -> bool:
    """Whether it names no field and holds nothing that could be one; components may stand for fields."""
    if label.attributes.get("for", "") in ids or label.attributes.get("id"):
        return False
    return not any(node.tag in _FIELDS or "-" in node.tag or "role" in node.attributes for node in label.walk())


def _beside(label: Node, linked: set[int]) -> Node | None:
    """The one field that shares its surroundings, when only its placeholder names it."""
    for around in islice(label.ancestors(), _NEAR):
        fields = [one for one in around.find(*_FIELDS) if one.attributes.get("type", "text") not in _NO_FIELDS]
        if fields:
            field = fields[0] if len(fields) == 1 and sum(1 for _ in around.find("label")) == 1 else None
            return field if field is not None and _is_named_by_placeholder(field, linked) else None
    return None


def _is_named_by_placeholder(field: Node, linked: set[int]) -> bool:
    named = any(field.attributes.get(name) for name in _NAMES) or id(field) in linked
    return bool(field.attributes.get("placeholder")) and not named and not field.inside("label")
