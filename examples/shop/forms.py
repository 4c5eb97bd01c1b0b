"""Forms, declared once: the same fields are drawn by the templates and checked by the server."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# The pattern browsers use for type=email (HTML Standard, 4.10.5.1.5).
EMAIL = re.compile(
    r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$"
)


@dataclass(frozen=True)
class Field:
    """One field: what it is called, and what it allows."""

    name: str
    label: str
    kind: str = "text"
    """text, email, tel, password, number, area, choice, radio or tick"""
    required: bool = True
    min_length: int | None = None
    max_length: int | None = 120
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    """A regular expression for the whole value, the same for browser and server."""
    hint: str | None = None
    autocomplete: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    wide: bool = True

    def problem(self, value: str) -> str | None:
        """What is wrong with the value, said to the person who typed it; None when it is fine."""
        if not value:
            return self.missing() if self.required else None
        return self.wrong_length(value) or self.wrong_form(value)

    def missing(self) -> str:
        called = self.label.lower().removeprefix("your ")
        match self.kind:
            case "tick":
                return "Tick this box to go on."
            case "choice" | "radio":
                return f"Choose your {called}."
            case _:
                return f"Fill in your {called}."

    def wrong_length(self, value: str) -> str | None:
        if self.max_length is not None and len(value) > self.max_length:
            return f"Use at most {self.max_length} characters."
        if self.min_length is not None and len(value) < self.min_length:
            return f"Use at least {self.min_length} characters."
        return None

    def wrong_form(self, value: str) -> str | None:
        if self.kind == "email" and not EMAIL.match(value):
            return "Write an email address such as name@example.org."
        if self.kind == "number":
            return self.wrong_number(value)
        if self.options and value not in {option for option, _ in self.options}:
            return "Choose one of the options."
        if self.pattern and not re.fullmatch(self.pattern, value):
            return self.hint or "This does not look right."
        return None

    def wrong_number(self, value: str) -> str | None:
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", value):
            return "Write a whole number."
        if self.minimum is not None and int(value) < self.minimum:
            return f"The least is {self.minimum}."
        if self.maximum is not None and int(value) > self.maximum:
            return f"The most is {self.maximum}."
        return None


@dataclass
class Answers:
    """What somebody sent: the values by field, and what is wrong with them."""

    values: dict[str, str] = field(default_factory=dict[str, str])
    errors: dict[str, str] = field(default_factory=dict[str, str])

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    @property
    def fine(self) -> bool:
        return not self.errors


def read(fields: Iterable[Field], sent: Mapping[str, object]) -> Answers:
    """Takes the values of the fields from a form, and checks nothing."""
    return Answers({field.name: text(sent.get(field.name), strip=field.kind != "password") for field in fields})


def check(fields: Iterable[Field], sent: Mapping[str, object]) -> Answers:
    """Takes the values of the fields from a form, and says what is wrong with each."""
    fields = tuple(fields)
    answers = read(fields, sent)
    for declared in fields:
        if problem := declared.problem(answers[declared.name]):
            answers.errors[declared.name] = problem
    return answers


def text(value: object, *, strip: bool = True) -> str:
    """A sent value as text, its line ends counted as browsers count them (one character)."""
    if not isinstance(value, str):
        return ""
    value = value.replace("\r\n", "\n")
    return value.strip() if strip else value
