"""Which words on a page are said of which field: its label, its example, its description, and what stands with it."""

from dataclasses import dataclass

from worker.explorer.forms.meanings import words_beside
from worker.observation.screen import Element, Screen, TextRun

_FIELDS = frozenset(("input", "select", "textarea"))
# Lines of a hint stand no farther below their field, and no farther beside it, px.
_BELOW = 140.0
_BESIDE = 240.0
_LABEL_ABOVE = 60.0
# Lines that touch each other still are two.
_TOUCHING = 3.0


@dataclass(frozen=True, slots=True)
class _Place:
    """A field, or a button, from where its label begins."""

    key: str
    left: float
    right: float
    top: float
    bottom: float


def hints_of(screen: Screen) -> dict[str, tuple[str, ...]]:
    """What is said of each field, by the fields' keys.

    A text belongs to the field whose label stands above it, else to the one that it stands under: what comes between
    two fields is about the second only where the second's label comes first. What stands under a button is about none.
    """
    fields = [one for one in screen.elements if one.visible and one.tag in _FIELDS]
    said = {one.key: [one.label, one.placeholder, one.description, one.mark] for one in fields}
    runs = [run for run in screen.texts if not run.covered and run.text.strip()]
    places = [_place(one, words_beside(screen, one), runs) for one in fields]
    places += [_place(one, "", []) for one in screen.elements if one.visible and one.role == "button"]
    for run in runs if fields else ():
        owner = min(((far, place.key) for place in places if (far := _distance(run, place)) is not None), default=None)
        if owner is not None and owner[1] in said:
            said[owner[1]].append(run.text)
    return {key: tuple(dict.fromkeys(text for text in texts if text)) for key, texts in said.items()}


def _place(element: Element, beside: str, runs: list[TextRun]) -> _Place:
    box, called = element.box, element.label or beside
    labels = [
        run.box
        for run in runs
        if called and run.text.strip() in called
        if -_TOUCHING <= box.y - (run.box.y + run.box.height) <= _LABEL_ABOVE and run.box.x < box.x + box.width
    ]
    top = min((one.y for one in labels), default=box.y)
    return _Place(element.key, box.x, box.x + box.width, top, box.y + box.height)


def _distance(run: TextRun, place: _Place) -> tuple[int, float] | None:
    """How far a text is from a field that it may be about: first what stands in its lines, then what stands below."""
    box = run.box
    aside = max(place.left - (box.x + box.width), box.x - place.right, 0.0)
    if place.top - _TOUCHING <= box.y + box.height / 2 <= place.bottom + _TOUCHING:
        return (0, aside) if aside <= _BESIDE else None
    below = box.y - place.bottom
    return (1, below) if -_TOUCHING <= below <= _BELOW and aside == 0.0 else None
