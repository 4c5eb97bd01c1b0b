"""Whether a screen contradicts itself: told apart as something for a person to look at, never as a bug."""

from collections.abc import Callable

from pydantic import BaseModel, Field, JsonValue

from deffatest.run_record import Category, Severity
from worker.detectors.base import Finding
from worker.explorer.brain.plain_words import is_plain
from worker.explorer.brain.questions import Question
from worker.explorer.brain.redaction import Redaction
from worker.explorer.state import url_pattern
from worker.observation.screen import Screen

RULE = "screen_contradicts_itself"
_MOST_TEXT = 3000
_LEAST_TEXT = 80
_MOST_TOLD = 2

_TASK = (
    "The data is the visible text of one screen. If two passages of it cannot both be true (such as a total that is "
    "not the sum of its lines, a count that differs from the list beside it, an item both sold out and on sale), quote "
    "both exactly as they stand there, each at most 100 characters, and say in one sentence why. Advertising, opinions "
    "and different products are no contradiction. Most screens have none: then answer with an empty list."
)


class Contradiction(BaseModel):
    """Two passages that cannot both be true."""

    one: str = Field(max_length=200)
    other: str = Field(max_length=200)
    why: str = Field(max_length=300)


class Contradictions(BaseModel):
    """All contradictions of the screen; usually none."""

    contradictions: list[Contradiction] = Field(max_length=5)


def question(screen: Screen, redaction: Redaction, tell: Callable[[Finding], None]) -> Question[Contradictions] | None:
    """What to ask about a screen; None when it says too little. What is found is told when both quotes are there."""
    text = redaction.lines(screen.text, _MOST_TEXT)
    if len(text) < _LEAST_TEXT:
        return None
    material: dict[str, JsonValue] = {"title": redaction.text(screen.title, 120), "text": text}
    page = screen.url

    def take(answer: Contradictions) -> None:
        real = [one for one in answer.contradictions if _is_quoted(one, text)]
        for one in real[:_MOST_TOLD]:
            tell(_finding(one, text, page))

    return Question(
        "whether a screen contradicts itself", _TASK, material, Contradictions, take, share=0.4, lasting=True
    )


def _is_quoted(contradiction: Contradiction, text: str) -> bool:
    one, other = contradiction.one.strip(), contradiction.other.strip()
    there = len(one) > 2 and len(other) > 2 and one in text and other in text
    return there and one not in other and other not in one


def _finding(contradiction: Contradiction, text: str, page: str) -> Finding:
    one, other = " ".join(contradiction.one.split()), " ".join(contradiction.other.split())
    why = f" {contradiction.why.strip()}" if is_plain(contradiction.why, text) else ""
    return Finding(
        rule=RULE,
        subject=f"{url_pattern(page)}: {one} / {other}",
        category=Category.FUNCTIONAL,
        severity=Severity.LOW,
        title=f"The page may contradict itself: “{one[:40]}” and “{other[:40]}”",
        description=f"The same screen says “{one}” and “{other}”.{why} A language model noticed this and nothing has "
        "proved it. Expected: what a screen says fits together.",
        page=page,
        cause="Two parts of the page may take their data from different places, or from different moments.",
        fix="Look whether both can be true, and take both from one source if not.",
        certain=False,
    )
