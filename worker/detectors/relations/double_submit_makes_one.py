"""Finds forms that make two of a thing when their button is clicked twice in a hurry, or once more after a failure."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, place, shown, template_pattern
from worker.observation.experiments.network import SentAgain
from worker.observation.experiments.rows import DoubleSubmit
from worker.observation.observation import Observation

META = Meta(
    id="double_submit_makes_one",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Double click that makes two",
    why="The button stays active while the first sending is under way, and the receiver takes the second one for new.",
    fix="Disable the button until the answer is there, and give each form a key by which a repeated sending is known.",
    tags=("cwe-837",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when one click made one row, and a double click more than one."""
    for result in observation.experiments:
        if isinstance(result, SentAgain) and 0 < 2 * result.usually <= result.now:
            yield _of_retry(observation, result)
        if isinstance(result, DoubleSubmit) and result.by_one == 1 and result.by_two > 1:
            button = shown(result.button, 30) or "the button"
            does = "adds twice" if result.adds else f"makes {result.by_two} entries"
            yield finding(
                META,
                observation,
                subject=f"{result.button} on {template_pattern(result.page)}",
                title=f"A double click on “{button}” {does} on {place(result.page, 25)}",
                description=f"One click on “{button}” adds what was typed once; a double click on it added it "
                f"{result.by_two} times. Expected: one sending counts once."
                if result.adds
                else f"One click on “{button}” makes one entry; a double click on it, with another text, made "
                f"{result.by_two}. Expected: one sending makes one.",
                page=result.page,
                details={"by_one": result.by_one, "by_two": result.by_two},
            )


def _of_retry(observation: Observation, result: SentAgain) -> Finding:
    control = shown(result.control, 30) or "the button"
    return finding(
        META,
        observation,
        subject=f"{mask(result.request)} again",
        title=f"“{control}” makes two when it is tried again, on {place(result.page, 25)}",
        description=f"{result.request} failed once. All was well again, the same was done once more and worked; after "
        f"a reload it stands there {result.now} times, where it is {result.usually} when nothing fails. Expected: it "
        "is there once.",
        page=result.page,
        cause="What failed is kept and sent again by the page, beside what the person sends again.",
        details={"usually": result.usually, "now": result.now},
    )
