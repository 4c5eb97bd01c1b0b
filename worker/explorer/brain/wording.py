"""Better words for proved bugs, and their likely cause; what happened and where is never taken from the model."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field, JsonValue

from deffatest.run_record import Bug, Category, Severity
from worker.detectors.telling_words import telling_words
from worker.explorer.brain.plain_words import is_plain
from worker.explorer.brain.questions import Question
from worker.explorer.brain.redaction import Redaction

MOST_AT_ONCE = 5
_TITLE = range(10, 111)
_DESCRIPTION = range(30, 601)
_CAUSE = range(10, 301)

_TASK = (
    "The data lists bugs that were proved, as a rule worded them. For each, write a title a colleague would give it "
    "(at most 90 characters: what is wrong, where), a description (at most 450 characters: what happens, what was "
    "expected, whom it hurts) and its likely technical cause (at most 250 characters). Use plain sentences without "
    "markup. Add no numbers, addresses, names or quotations that are not in the data; do not repeat steps."
)


class WordedBug(BaseModel):
    """One bug in better words."""

    id: str
    title: str = Field(max_length=300)
    description: str = Field(max_length=1500)
    likely_cause: str = Field(max_length=1000)


class WordedBugs(BaseModel):
    """The bugs in better words, by their ids."""

    bugs: list[WordedBug] = Field(max_length=2 * MOST_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Words:
    """What was accepted; None where it was not."""

    title: str | None
    description: str | None
    cause: str | None


class Wordings:
    """Words for bugs by their fingerprint."""

    def __init__(self, redaction: Redaction, model: str) -> None:
        self._redaction = redaction
        self._model = model
        self._words: dict[str, Words] = {}
        self._titles: set[str] = set()

    def asked_about(self, bug: Bug) -> bool:
        """Whether better words are worth their tokens: what most sites have is worded well enough by its rule."""
        return bug.category is Category.FUNCTIONAL or bug.severity in (Severity.HIGH, Severity.CRITICAL)

    def worded(self, bug: Bug) -> Bug:
        """The bug in the model's words where there are any; the rule's own stay in its details."""
        words = self._words.get(bug.fingerprint)
        if words is None:
            return bug
        details = {"worded_by": self._model, "title_by_rule": bug.title, "description_by_rule": bug.description}
        cause = f"{bug.cause} A language model's guess: {words.cause}".strip() if words.cause else bug.cause
        return bug.model_copy(
            update={
                "title": words.title or bug.title,
                # What was seen stays to be read, whatever the model makes of it.
                "description": f"{words.description} Observed: {bug.description}"
                if words.description
                else bug.description,
                "cause": cause,
                "details": {**bug.details, **details},
            }
        )

    def question(self, bugs: Sequence[Bug]) -> Question[WordedBugs]:
        """What to ask about some bugs."""
        named = {f"b{number}": (bug, self._told(bug)) for number, bug in enumerate(bugs, 1)}
        told: list[JsonValue] = [{"id": name, **told} for name, (_, told) in named.items()]

        def take(answer: WordedBugs) -> None:
            for one in answer.bugs:
                if one.id in named:
                    bug, told = named[one.id]
                    self._take(bug, one, "\n".join(str(value) for value in told.values()))

        return Question("words for bugs", _TASK, {"bugs": told}, WordedBugs, take, lasting=True)

    def _take(self, bug: Bug, one: WordedBug, told: str) -> None:
        title = _accepted(one.title, told, _TITLE)
        if title is None or title in self._titles or not telling_words(title) & telling_words(bug.title):
            title = None  # what fits several bugs, or shares no word with what was found, tells of none
        else:
            self._titles.add(title)
        words = Words(
            title,
            _accepted(one.description, told, _DESCRIPTION),
            _accepted(one.likely_cause, told, _CAUSE),
        )
        if words != Words(None, None, None):
            self._words.setdefault(bug.fingerprint, words)

    def _told(self, bug: Bug) -> dict[str, JsonValue]:
        errors = (line.text for line in bug.console if line.level == "error")
        return {
            "rule": bug.rule,
            "category": str(bug.category),
            "severity": str(bug.severity),
            "page": self._redaction.address(bug.page),
            "title": self._redaction.text(bug.title, 200),
            "description": self._redaction.text(bug.description, 800),
            "cause": self._redaction.text(bug.cause, 300),
            "fix": self._redaction.text(bug.fix, 300),
            "console": [*self._redaction.texts(errors, 200, 3)],
        }


def _accepted(text: str, told: str, lengths: range) -> str | None:
    text = " ".join(text.split())
    return text if len(text) in lengths and is_plain(text, told) else None
