"""Fields of a form that take any text."""

from collections.abc import Iterator

from worker.explorer.destructive import is_destructive
from worker.explorer.forms import fields_of, meaning_of
from worker.observation.screen import Element, Form, Screen

_FREE = frozenset(("", "name", "given-name", "subject", "message", "company"))


def forms_with_room(screen: Screen, room: int) -> Iterator[tuple[Form, Element]]:
    """The forms that lose nothing when they are sent, each with the first field that takes so many letters."""
    for form in screen.forms:
        button = screen.element(form.submit)
        field = _free_field(screen, form, room)
        if field is not None and not is_destructive(button.name if button else form.name, form.action):
            yield form, field


def _free_field(screen: Screen, form: Form, room: int) -> Element | None:
    return next(
        (
            field
            for field in fields_of(screen, form)
            if field.tag in ("input", "textarea") and field.input_type in ("text", "textarea", "")
            if not field.pattern and not field.options and meaning_of(field) in _FREE
            if field.max_length is None or field.max_length >= room
        ),
        None,
    )
