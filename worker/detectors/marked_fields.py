"""The field of a form that was refused: where it stands in the markup, whether it is marked as wrong, and what stands
beside it.
"""

from collections.abc import Iterator

from worker.detectors.markup import Node, tree
from worker.observation.experiments.forms import ForbiddenInput
from worker.observation.observation import Observation
from worker.observation.screen import Box, Element, Screen

# A message stands beside a field when it is no farther from it than a line or two, px.
BESIDE = 40.0
_FOR_READERS = ("aria-invalid", "aria-errormessage")


def refused(observation: Observation) -> Iterator[tuple[ForbiddenInput, Element]]:
    """What forms refused that was wrong on purpose, with the field in which it stands, still seen."""
    for trial in observation.experiments:
        if isinstance(trial, ForbiddenInput) and trial.accepted is False:
            field = observation.screen.element(trial.field)
            if field is not None and field.visible:
                yield trial, field


def nodes_of(screen: Screen, field: Element) -> Iterator[Node]:
    """The elements that may be the field: those with its name, or its id where it has none."""
    return (node for node in tree(screen.markup).find("input", "select", "textarea") if _is_field(node, field))


def says_it_is_wrong(node: Node, *more: str) -> bool:
    """Whether a field says in its markup, by what screen readers know or by these attributes, that it is wrong."""
    return any(node.attributes.get(name, "false") not in ("false", "") for name in (*_FOR_READERS, *more))


def near(one: Box, other: Box) -> bool:
    """Whether two boxes have no more than a line or two between them."""
    across = max(one.x - other.x - other.width, other.x - one.x - one.width)
    down = max(one.y - other.y - other.height, other.y - one.y - one.height)
    return max(across, down) <= BESIDE


def _is_field(node: Node, field: Element) -> bool:
    if field.field_name:
        return node.attributes.get("name") == field.field_name
    return field.selector == f"#{node.attributes.get('id', '')}"
