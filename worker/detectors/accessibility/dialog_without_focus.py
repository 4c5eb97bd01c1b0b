"""Finds dialogs that cover the page and leave the keyboard's focus behind: nobody without a mouse gets in, or out.

Only dialogs opened by keyboard, by a control that opens them by Enter. Of one that covers everything else in view
nothing is said when it is next in the Tab key's order, and so is reached at once. One that does not cover the rest may
leave the focus where it was, but then Escape has to close it.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, place, shown
from worker.observation.experiments.keyboard import DialogByKeyboard
from worker.observation.observation import Observation

META = Meta(
    id="dialog_without_focus",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Dialog that the keyboard does not get into",
    why="The dialog is drawn over the page, and the focus stays on the page behind it.",
    fix="Use <dialog> with showModal(); else move the focus into it, keep it there, and give it back at the end.",
    tags=("wcag-2.4.3", "wcag-2.1.1"),
    references=(
        "https://www.w3.org/WAI/ARIA/apg/patterns/dialog-modal/",
        "https://www.w3.org/WAI/WCAG22/Techniques/failures/F85",
    ),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each dialog: the focus stays outside, or it goes behind the dialog."""
    for trial in observation.experiments:
        if not isinstance(trial, DialogByKeyboard):
            continue
        name, where = shown(trial.opener_name, 30), place(observation.screen.url, 25)
        if not trial.modal:
            # One that leaves the page in reach may leave the focus there, too, as long as Escape takes it away.
            if not trial.entered and not trial.closed:
                yield finding(
                    META,
                    observation,
                    subject=f"beside: {element_pattern(trial.opener)}",
                    title=f"The dialog that “{name}” opens on {where} is out of a keyboard's reach",
                    description=f"Enter on “{name}” opens a dialog. The focus stays on the page, whose controls can "
                    "still be used, and Escape does not close the dialog. Expected: the focus is in the dialog as soon "
                    "as it opens, goes round in it, and Escape closes it.",
                    element=element_pattern(trial.opener),
                )
        elif not trial.entered and not trial.reached:
            yield finding(
                META,
                observation,
                subject=f"outside: {element_pattern(trial.opener)}",
                title=f"The dialog that “{name}” opens on {where} does not get the focus",
                description=f"Enter on “{name}” opens a dialog over the page. The focus stays behind it, and the Tab "
                "key goes on there. Expected: the focus is in the dialog as soon as it opens.",
                element=element_pattern(trial.opener),
            )
        elif trial.escaped:
            yield finding(
                META,
                observation,
                subject=f"behind: {element_pattern(trial.opener)}",
                severity=Severity.LOW,
                title=f"In the dialog of “{name}” the Tab key goes behind it ({where})",
                description=f"The dialog that “{name}” opens covers the page, and the Tab key leads from it to "
                f"{len(set(trial.escaped))} controls that it covers. "
                "Expected: the focus goes round in the dialog until it is closed.",
                element=element_pattern(trial.opener),
                details={"behind": [element_pattern(key) for key in trial.escaped[:5]]},
            )
