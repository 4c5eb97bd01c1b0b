"""Finds places where a long word, as an address or the name of a file is one, runs over the edge or is cut off."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, place, shown
from worker.observation.experiments.forms import LongWord
from worker.observation.observation import Observation

META = Meta(
    id="long_word_breaks_out",
    category=Category.VISUAL,
    severity=Severity.MEDIUM,
    title="Long word that leaves its place",
    why="Browsers break lines between words alone, unless a style says otherwise.",
    fix="Give texts that people write overflow-wrap: anywhere (and min-width: 0 to items of a flex or grid box).",
    references=("https://developer.mozilla.org/docs/Web/CSS/overflow-wrap",),
)

# px; less comes from rounding and borders.
WIDER_BY = 8
# Texts are kept up to a length; so much of the word tells it.
_TOLD = 40


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for a page that scrolls sideways because of the word, or hides its end."""
    for result in observation.experiments:
        if not isinstance(result, LongWord) or max(result.wider, result.cut) < WIDER_BY:
            continue
        where = place(result.page, 30)
        label = shown(result.field_label, 25)
        happens = (
            (f"makes {where} scroll sideways", f"reaches {result.wider:.0f} px past the edge of the window")
            if result.wider >= WIDER_BY
            else (f"is cut off on {where}", f"is cut off, {result.cut:.0f} px of it cannot be seen")
        )
        yield finding(
            META,
            observation,
            subject=f"{mask(result.form)} / {result.field_label}",
            title=f"A long word in “{label}” {happens[0]}"[:90],
            description=f"A word of {len(result.typed)} letters, as long as many an address, was sent with “{label}”. "
            f"On {place(result.page, 60)} it {happens[1]}. Expected: it goes on in the next line.",
            boxes=tuple(run.box for run in observation.screen.texts if result.typed[:_TOLD] in run.text)[:1],
            page=result.page,
            details={"letters": len(result.typed), "wider_px": round(result.wider), "cut_px": round(result.cut)},
        )
