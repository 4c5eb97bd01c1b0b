"""What a person would know a place by, taken from a screen."""

import re

from worker.detectors.markup import is_announced, tree
from worker.observation.experiments.returns import Look
from worker.observation.screen import Element, Screen

# What announces something and goes away again is no part of a place (WAI-ARIA live regions; how they are called).
_COMES_AND_GOES = frozenset(("timer", "tooltip", "progressbar"))
_PASSING = re.compile(
    r"(?:^|[-_])(?:toast|snackbar|notification|flash|tooltip|loading|spinner|skeleton)", re.IGNORECASE
)
# Times and running numbers are another at each look.
_RESTLESS = re.compile(r"\d{1,2}:\d\d|\b(?:ago|seconds?|vor \d|hace|il y a)\b|قبل|پیش", re.IGNORECASE)
_CHOSEN = frozenset(("combobox", "listbox", "radio", "checkbox", "switch", "tab", "option"))
_MOST_LINES = 400


def look_of(screen: Screen) -> Look:
    """The place that a screen shows."""
    passing = passing_lines(screen)
    lines = dict.fromkeys(" ".join(line.split()) for line in screen.text.splitlines())
    kept = tuple(line for line in lines if line and line not in passing and not _RESTLESS.search(line))
    choices = tuple(
        choice_in(one)
        for one in screen.elements
        if one.visible and one.role in _CHOSEN and one.region not in ("header", "footer", "nav")
    )
    return Look(
        screen.url,
        screen.title,
        tuple(" ".join(heading.split()) for heading in screen.headings),
        kept[:_MOST_LINES],
        choices,
        screen.scroll_y,
        screen.page_height,
        screen.language,
    )


def choice_in(field: Element) -> str:
    """What is chosen in a field, as it stands among the choices of a look."""
    return f"{field.label or field.name}: {field.value if field.checked is None else 'on' if field.checked else 'off'}"


def passing_lines(screen: Screen) -> set[str]:
    """What announces something and goes away again."""
    found: set[str] = set()
    for node in tree(screen.markup).walk():
        classes = node.attributes.get("class", "").split()
        passes = is_announced(node) or node.attributes.get("role") in _COMES_AND_GOES
        if passes or any(_PASSING.search(one) for one in classes):
            found.update(" ".join(piece.split()) for piece in node.pieces())
            found.add(node.text)
    return found
