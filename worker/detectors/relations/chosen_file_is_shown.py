"""Finds pages that show another file than the one that was chosen last: the name of the one before, or another size.

Applies where the page itself shows names or sizes of chosen files in words; a name that is shortened tells nothing, and
a size is right by thousands as well as by 1024, however it is rounded.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, place, shown, template_pattern
from worker.observation.experiments.forms import Chosen, ChosenFiles
from worker.observation.observation import Observation

META = Meta(
    id="chosen_file_is_shown",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Page that shows another file than was chosen",
    why="The page writes name and size once, or from another file than the one it will send.",
    fix="Draw name, size and preview anew whenever the field changes, from the file that the field holds.",
)

_SIZE = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)?)\s*(bytes?|octets?|b|ki?b|mi?b|gi?b|ko|mo)(?![\w])", re.IGNORECASE)
_LIMIT = re.compile(r"max|limit|up to|at most|höchst|bis zu|máx|hasta|jusqu|حداکثر", re.IGNORECASE)
_POWERS = {"b": 0, "o": 0, "k": 1, "m": 2, "g": 3}


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each field whose page tells something else than what was chosen in it."""
    for trial in observation.experiments:
        if not isinstance(trial, ChosenFiles):
            continue
        wrong = _former_name(trial) or _wrong_size(trial.first) or _wrong_size(trial.second)
        if not wrong:
            continue
        label = shown(trial.label, 30) or "a field without a label"
        element = observation.screen.element(trial.field)
        what = "another name" if wrong == _former_name(trial) else "another size"
        yield finding(
            META,
            observation,
            page=trial.page,
            subject=f"{template_pattern(trial.page)} / {element_pattern(trial.field)} / {what}",
            title=f"{what} is shown than that of the file in “{label}”",
            description=f"In “{label}” on {place(trial.page)} “{trial.first.name}” was chosen, and then "
            f"“{trial.second.name}” in its place{_of_size(trial.second)}. The page shows “{shown(wrong, 80)}”. "
            "Expected: name and size of the file that is chosen.",
            boxes=(element.box,) if element else (),
            element=element_pattern(trial.field),
            details={"shown": wrong[:200], "size": trial.second.size},
        )


def _former_name(trial: ChosenFiles) -> str:
    """The line in which the first file's name still stands although the second took its place; "" where none does."""
    showed = any(trial.first.name in line for line in trial.first.lines)
    shows = any(trial.second.name in line for line in trial.second.lines)
    return next((line for line in trial.second.lines if trial.first.name in line), "") if showed and not shows else ""


def _wrong_size(file: Chosen) -> str:
    """The line that gives a file another size than it has; "" where none does, or more than one size is given."""
    told = [line for line in file.lines if file.name in line or _SIZE.fullmatch(line.strip("() "))]
    sizes = [(line, found) for line in told for found in _SIZE.finditer(line.replace(file.name, ""))]
    if file.size is None or len(sizes) != 1 or _LIMIT.search(sizes[0][0]):
        return ""
    line, found = sizes[0]
    return "" if _is_size(found[1].replace(",", "."), found[2].lower(), file.size) else line


def _is_size(written: str, unit: str, size: int) -> bool:
    rounded = 10.0 ** -len(written.partition(".")[2])
    power = _POWERS[unit[0]]
    return any(abs(float(written) - size / base**power) <= rounded for base in (1000, 1024))


def _of_size(file: Chosen) -> str:
    return f" ({file.size} bytes)" if file.size is not None else ""
