"""Finds offers to undo that bring nothing back, neither at once nor when the page is opened anew, or only until it is.

Where the deed itself took nothing from the page that could be told, or undoing asks first, nothing is said.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.experiments.returns import UndoneDeed
from worker.observation.experiments.rows import RemovedRow
from worker.observation.observation import Observation

META = Meta(
    id="undo_brings_back",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Undo that does not bring back what was there",
    why="What was there is thrown away before the time to undo is over, or undoing restores another state.",
    fix="Keep what was removed until it can no longer be undone, and put it back where it was.",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when undoing was offered, taken, and the row is still gone."""
    for result in observation.experiments:
        if isinstance(result, UndoneDeed) and not result.asked:
            if result.back and not result.stored:
                yield _not_stored(observation, result)
            elif result.lost and not (result.back or result.after_undo or result.after_opening):
                yield _of_deed(observation, result)
            elif lost := _lost_of_row(result):
                yield _in_part(observation, result, lost)
        if isinstance(result, RemovedRow) and result.gone and result.undo_brings_back is False:
            yield finding(
                META,
                observation,
                subject=_subject(result.page),
                title=f"Undo on {place(result.page, 40)} does not bring the row back",
                description=f"A row was removed by “{shown(result.control, 30)}”, the page offered to undo that, and "
                "after the click on it the row is still gone. Expected: the row is there again.",
                page=result.page,
            )


def _lost_of_row(result: UndoneDeed) -> str:
    """What a row said that is there again and says it no more, "" when nothing is missing or nobody can tell."""
    is_back = set(result.after_undo) & set(result.after_opening) & set(result.of_row)
    there = {*result.after_undo, *result.after_opening}
    return next((line for line in result.of_row if is_back and line in result.lost and line not in there), "")


def _subject(page: str) -> str:
    """By the page alone: a control's name holds the words of its row."""
    return f"undo on {template_pattern(page)}"


def _of_deed(observation: Observation, result: UndoneDeed) -> Finding:
    return finding(
        META,
        observation,
        subject=_subject(result.page),
        title=f"“{shown(result.undo, 20)}” after “{shown(result.control, 25)}” brings nothing back",
        description=f"“{shown(result.control, 40)}” on {place(result.page)} took “{shown(result.lost[0], 60)}” away "
        f"and offered “{shown(result.undo, 30)}”. After the click on that, and when the page is opened anew, it is "
        "still not there. Expected: the page as it was before.",
        page=result.page,
        details={"lost": list(result.lost[:10])},
    )


def _in_part(observation: Observation, result: UndoneDeed, lost: str) -> Finding:
    return finding(
        META,
        observation,
        subject=f"{_subject(result.page)} in part",
        title=f"“{shown(result.undo, 20)}” after “{shown(result.control, 25)}” brings back a part",
        description=f"“{shown(result.control, 40)}” on {place(result.page)} took a row away, and a click on "
        f"“{shown(result.undo, 30)}” brought it back without “{shown(lost, 60)}”, which it said before. Expected: the "
        "row as it was.",
        cause="Undoing makes a new entry from a part of the old one.",
        page=result.page,
        details={"lost": [lost]},
    )


def _not_stored(observation: Observation, result: UndoneDeed) -> Finding:
    return finding(
        META,
        observation,
        subject=f"{_subject(result.page)} until a reload",
        title=f"“{shown(result.undo, 20)}” after “{shown(result.control, 25)}” is lost by a reload",
        description=f"“{shown(result.control, 40)}” on {place(result.page)} took “{shown(result.back[0], 60)}” away, "
        f"and a click on “{shown(result.undo, 30)}” brought it back on the screen. When the page is loaded anew, it is "
        "gone. Expected: what was undone stays undone.",
        cause="Undoing puts it back on the screen only; the server, which was told of the deed, is not told of this.",
        page=result.page,
        details={"lost": list(result.back[:10])},
    )
