"""What to write into fields whose meaning no rule can tell."""

import re
from collections.abc import Iterable

from pydantic import BaseModel, Field, JsonValue

from worker.explorer.brain.questions import Question
from worker.explorer.brain.redaction import Redaction
from worker.explorer.destructive import is_destructive
from worker.explorer.forms import meaning_of
from worker.observation.screen import Element, Screen

_MOST_FIELDS = 10
_LONGEST_VALUE = 80
# Letters, numbers and the signs of everyday values; nothing of which code, addresses or mail could be made.
_EVERYDAY = re.compile(r"[\w .,:/+#%€$£°'’-]+")
_LEADS_SOMEWHERE = re.compile(r"//|www\.|--|\.\.|[\w-]\.[a-z]{2,}\b", re.IGNORECASE)

_TASK = (
    "The data describes form fields of one screen. For each field whose purpose you understand, give one realistic, "
    "harmless, made-up value that the form should accept, in the language of the page. Never use a real person's data, "
    "an e-mail address, a web address, or code."
)

Facts = tuple[str | int | None, ...]


class FieldValue(BaseModel):
    """One value for one field."""

    id: str
    value: str = Field(max_length=200)


class FieldValues(BaseModel):
    """Values for the fields, by their ids."""

    values: list[FieldValue] = Field(max_length=2 * _MOST_FIELDS)


class Values:
    """Values for fields, each checked against what its field says of itself."""

    def __init__(self, redaction: Redaction) -> None:
        self._redaction = redaction
        self._asked: set[Facts] = set()
        self._known: dict[Facts, str] = {}

    def value_for(self, element: Element) -> str | None:
        """What to write, if anybody knows."""
        return self._known.get(_facts(element)) if self._known else None

    def question(self, screen: Screen) -> Question[FieldValues] | None:
        """What to ask about a screen; None when every field is understood, or was asked about."""
        unclear = {_facts(element): element for element in screen.elements if _unclear(element)}
        fresh = [element for facts, element in unclear.items() if facts not in self._asked][:_MOST_FIELDS]
        if not fresh:
            return None
        self._asked.update(map(_facts, fresh))
        named = {f"f{number}": element for number, element in enumerate(fresh, 1)}
        fields: list[JsonValue] = [self._described(name, element) for name, element in named.items()]
        material: dict[str, JsonValue] = {
            "title": self._redaction.text(screen.title, 120),
            "language": screen.language[:20],
            "headings": [*self._redaction.texts(screen.headings, 100, 6)],
            "fields": fields,
        }

        def take(answer: FieldValues) -> None:
            self._take((named[one.id], one.value.strip()) for one in answer.values if one.id in named)

        return Question("unclear fields", _TASK, material, FieldValues, take, share=0.1)

    def _take(self, values: Iterable[tuple[Element, str]]) -> None:
        for element, value in values:
            if _is_harmless(value) and _fits(element, value):
                self._known.setdefault(_facts(element), value)

    def _described(self, name: str, element: Element) -> JsonValue:
        described: dict[str, JsonValue] = {
            "id": name,
            "name": self._redaction.text(element.field_name, 60),
            "label": self._redaction.text(element.label or element.name, 100),
            "placeholder": self._redaction.text(element.placeholder, 100),
            "pattern": element.pattern[:100],
            "min_length": element.min_length,
            "max_length": element.max_length,
        }
        return {fact: value for fact, value in described.items() if value not in ("", None)}


def _unclear(element: Element) -> bool:
    typed = element.tag == "textarea" or (element.tag == "input" and element.input_type in ("", "text"))
    usable = element.visible and element.enabled and not element.read_only and not element.options
    says_something = bool(element.label or element.name or element.placeholder or element.field_name)
    return typed and usable and says_something and meaning_of(element) == ""


def _facts(element: Element) -> Facts:
    """What a field says of itself: the same field wherever it stands."""
    return (
        element.field_name,
        element.label,
        element.name,
        element.placeholder,
        element.pattern,
        element.min_length,
        element.max_length,
    )


def _is_harmless(value: str) -> bool:
    everyday = 0 < len(value) <= _LONGEST_VALUE and _EVERYDAY.fullmatch(value) is not None
    return everyday and _LEADS_SOMEWHERE.search(value) is None and not is_destructive(value)


def _fits(element: Element, value: str) -> bool:
    if element.max_length is not None and 0 <= element.max_length < len(value):
        return False
    if element.min_length is not None and len(value) < element.min_length:
        return False
    try:
        return not element.pattern or re.fullmatch(element.pattern, value) is not None
    except re.error:
        return False
