"""What wider spacing took away, and what only seems so."""

from dataclasses import replace

from tests.unit.detectors.building import screen, text_run
from worker.explorer.experiments.lost_texts import lost
from worker.observation.screen import TextRun

MUG = text_run("Stoneware mug")
PRICE = text_run("£14 with postage", y=60)


def moved(run: TextRun, y: float) -> TextRun:
    """The same text at another height."""
    there = replace(run.box, y=y)
    return replace(run, box=there, lines=(there,))


def test_a_text_that_another_came_to_stand_on_is_lost() -> None:
    after = screen(texts=(MUG, moved(PRICE, 22)))
    assert [(one.text, one.over) for one in lost(screen(texts=(MUG, PRICE)), after)] == [
        ("Stoneware mug", "£14 with postage")
    ]


def test_what_stands_in_space_is_not_told_by_its_boxes() -> None:
    far = replace(PRICE, turned=True)
    assert lost(screen(texts=(MUG, far)), screen(texts=(MUG, moved(far, 22)))) == ()
