"""What a person could read on a screen, so that looks at different times and by different people can be compared."""

import re
from dataclasses import dataclass

from worker.observation.observation import Observation

_MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Appearance:
    """The visible lines, what was said in dialogs, the address, and the whole document as it is written."""

    lines: frozenset[str]
    said: frozenset[str]
    url: str
    document: str

    @classmethod
    def of(cls, seen: Observation, personal: str = "") -> "Appearance":
        """Of a look; what a person has for their own alone (`personal`, e.g. a made-up name) reads the same for all."""
        screen = seen.screen
        return cls(
            frozenset(neutral(line, personal) for line in screen.text.splitlines() if line.strip()),
            frozenset(neutral(dialog.message, personal) for dialog in seen.dialogs),
            screen.url,
            screen.markup,
        )

    def news(self, before: "Appearance") -> frozenset[str]:
        """Words that stand or were said here and did not before."""
        return (self.lines - before.lines) | self.said


def neutral(text: str, personal: str) -> str:
    """A line as it reads for everybody."""
    line = " ".join(text.split())
    return (re.sub(re.escape(personal), "{own}", line, flags=re.IGNORECASE) if personal else line)[:_MOST_LETTERS]
