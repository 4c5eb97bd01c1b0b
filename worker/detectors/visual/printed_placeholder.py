"""Finds values that were never filled in, drawn on a canvas or into a picture, where no text of the page tells them.

Only forms that nobody draws on purpose, read with confidence; pictures of code say such words rightly.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, mask, place, shown
from worker.observation.appearance import PrintedText
from worker.observation.observation import Observation

META = Meta(
    id="printed_placeholder",
    category=Category.VISUAL,
    severity=Severity.MEDIUM,
    title="Placeholder drawn instead of a value",
    why="A value is missing where a chart, canvas or generated picture is drawn.",
    fix="Find where this is drawn, pass the value it needs, and say what to draw when there is none.",
    references=("https://developer.mozilla.org/docs/Web/API/CanvasRenderingContext2D/fillText",),
)

# A whole line, or a value after a label: in a sentence these are words like others.
_LEAK = re.compile(
    r"\[object \w+\]|\{\{\s*[\w.]+\s*\}\}|\$\{[\w.]+\}|\bInvalid Date\b|"
    r"^\W*(undefined|NaN|null)\s*%?\W*$|[:=$€£]\s?(undefined|NaN|null)\b|\b(undefined|NaN)\s?(%|€|\$|items?\b)"
)
# Several lines that look like code are a picture of code.
_CODE = re.compile(r"[;{}]\s*$|^\s*(const|let|var|def|return|import|function|if|for)\b|=>|==|\(\)")
SURE = 0.9
MOST = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each picture or canvas."""
    told: set[str] = set()
    for line in observation.printed:
        leak = _LEAK.search(line.text)
        if leak is None or line.confidence < SURE or line.key in told or _shows_code(line.key, observation.printed):
            continue
        told.add(line.key)
        yield finding(
            META,
            observation,
            subject=f"{mask(leak.group())} in {element_pattern(line.key)}",
            title=f"“{shown(leak.group(), 24)}” is drawn in a picture on {place(observation.screen.url, 24)}",
            description=f"The picture or canvas shows “{shown(line.text, 80)}”. "
            "Expected: the value that belongs there.",
            boxes=(line.box,),
            element=element_pattern(line.key),
            details={"text": line.text[:200], "confidence": line.confidence},
        )
        if len(told) == MOST:
            return


def _shows_code(key: str, lines: tuple[PrintedText, ...]) -> bool:
    return sum(line.key == key and bool(_CODE.search(line.text)) for line in lines) >= 2
