"""Finds apps that spoil letters beyond English ones: "Zoë" comes back as "ZoÃ«", "Zo?" or "Zo&euml;", or the text ends
before an emoji.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, mask, place, shown
from worker.observation.experiments.forms import UnusualText
from worker.observation.observation import Observation

META = Meta(
    id="unicode_survives",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Text that comes back spoilt",
    why="Text is written in one encoding and read in another, escaped twice, or stored in a column that holds only "
    "some of Unicode.",
    fix="Use UTF-8 from the form to the database (utf8mb4 in MySQL), and escape once, when the page is written.",
    references=("https://www.w3.org/International/questions/qa-what-is-encoding",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each field whose text comes back otherwise than it was typed."""
    for trial in observation.experiments:
        if not isinstance(trial, UnusualText) or any(trial.typed in line for line in trial.shown):
            continue
        mark, _, text = trial.typed.partition(" ")
        spoilt = next(((line, how) for line in trial.shown if (how := _spoilt(line.partition(mark)[2], text))), None)
        if spoilt is None:
            continue
        line, how = spoilt
        label = shown(trial.field_label, 25) or "a field without a label"
        came = line.partition(mark)[2].strip()
        yield finding(
            META,
            observation,
            subject=f"{mask(trial.form)} / {element_pattern(trial.field)}",
            title=f"Text typed into “{label}” comes back {how} on {place(observation.screen.url, 25)}",
            description=f"“{text}” was typed into “{label}” and is shown as “{shown(came, 80) or 'nothing'}”. "
            "Expected: the same letters.",
            element=element_pattern(trial.field),
            details={"typed": trial.typed, "shown": line[:300]},
        )


def _spoilt(came: str, text: str) -> str:
    """How a text was spoilt, in few words; "" when it is whole, shortened, or changed in a way of its own."""
    first = next(letter for letter in text if ord(letter) > 0x7F)
    before = text.partition(first)[0]
    came = came.strip(" ”\"'»")
    if not came.startswith(before):
        return ""
    then = came[len(before) :]
    if any(then.startswith(first.encode().decode(wrong)) for wrong in ("cp1252", "latin-1")):
        return "in a wrong encoding"
    if then.startswith(("?", "\ufffd")) or "???" in came:
        return "without its letters"
    if then.startswith("&") and ";" in then[:10]:
        return "as code"
    beyond = next(letter for letter in text if ord(letter) > 0xFFFF)
    kept = text.partition(beyond)[0].strip()
    if came == kept:
        return "cut off"
    return "without its emoji" if came.startswith(f"{kept} ?") or came.startswith(f"{kept} \ufffd") else ""
