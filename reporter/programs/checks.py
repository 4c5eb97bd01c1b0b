"""What a program can look for by itself at the end: a text that must not stand on the page."""

from dataclasses import dataclass

from deffatest.masking import MASK
from deffatest.run_record import Bug

# The rules that tell of a text that nobody should read, by what they call it.
_TEXTS = {"error_text": "text", "leaked_placeholder": "text", "impossible_number": "line"}
_LEAST, _MOST = 4, 200


@dataclass(frozen=True, slots=True)
class Check:
    """The text that stands on the page as long as the bug is there, in one line."""

    text: str


def check_of(bug: Bug) -> Check | None:
    """What to look for, None where only a person can tell whether the bug is there."""
    text = bug.details.get(_TEXTS.get(bug.rule, ""))
    line = " ".join(text.split()) if isinstance(text, str) else ""
    return Check(line[:_MOST]) if len(line) >= _LEAST and MASK not in line else None
