"""Fields of a form that take any text."""

from worker.explorer.forms import fields_of, meaning_of
from worker.observation.screen import Element, Form, Screen

_FREE = frozenset(("", "name", "given-name", "subject", "message", "company"))


def free_field(screen: Screen, form: Form, *, room: int) -> Element | None:
    """The first field that takes any text and has room for so many letters."""
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
