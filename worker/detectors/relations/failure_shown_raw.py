"""Finds pages that show the raw remains of a failed request: "undefined", "NaN", "[object Object]", or the error of a
program as it was thrown.

The failure is made on purpose; what also stands there when all is well does not count.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.functional.leaked_placeholder import LEAKS
from worker.detectors.subjects import mask, place, shown
from worker.observation.experiments.network import FailedLoad, InTrouble
from worker.observation.observation import Observation

META = Meta(
    id="failure_shown_raw",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Failure that shows the insides of the program",
    why="The page goes on with an answer that holds nothing, or puts what was thrown into its message as it is.",
    fix="Look whether the answer is what was asked for before it is shown, and say in plain words what did not work.",
    tags=("cwe-209", "cwe-252"),
    references=("https://www.nngroup.com/articles/error-message-guidelines/",),
)

_MISSING = ("undefined", "NaN", "[object Object]", "Invalid Date")
_VALUES = tuple(leak.pattern for leak in LEAKS if leak.name in _MISSING)
_THROWN = re.compile(
    r"\b(?:Syntax|Type|Reference|Range)Error\b|Unexpected (?:token|end of|non-whitespace|character)|is not valid JSON|"
    r"in JSON at position|"
    r"\bJSON\.parse\b|Cannot read propert|\b(?:is|are) not (?:a function|iterable)\b|Failed to execute '"
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each request whose failure shows something raw."""
    for seen in observation.experiments:
        if not isinstance(seen, InTrouble | FailedLoad) or not seen.sent or not (raw := _raw(seen)):
            continue
        is_error = _THROWN.search(raw) is not None
        yield finding(
            META,
            observation,
            subject=mask(seen.request),
            title=f"“{shown(raw, 30)}” is shown when {mask(seen.request)[:30]} fails, on "
            f"{place(observation.screen.url, 20)}"[:90],
            description=f"{seen.request} fails ({seen.fault}), and the page shows “{shown(raw, 120)}”. "
            "Expected: a message in plain words, and nothing in place of what could not be loaded.",
            severity=Severity.LOW if is_error else META.severity,
            details={"request": seen.request, "fault": seen.fault, "shown": raw[:200]},
        )


def _raw(seen: InTrouble | FailedLoad) -> str:
    """The line with something raw in it, "" when there is none."""
    new = [line for line in seen.shown if line not in seen.usual]
    return next((line for line in new if _THROWN.search(line) or any(one.search(line) for one in _VALUES)), "")
