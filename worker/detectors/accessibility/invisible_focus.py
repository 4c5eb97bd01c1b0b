"""Finds controls that show nothing when the keyboard's focus is on them: nobody can tell where they are.

Certain: the screen was compared point by point with the focus on the control and with it nowhere. A ring, a border, a
label that lights up, a caret, anything at all will do.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import kind_of, place, shown
from worker.observation.experiments.keyboard import KeyboardJourney
from worker.observation.focus import FocusStop
from worker.observation.observation import Observation

META = Meta(
    id="invisible_focus",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Keyboard focus that cannot be seen",
    why="The outline was taken away in the style sheet (outline: none) and nothing was put in its place.",
    fix="Leave the browser's outline, or give :focus-visible one of your own with enough contrast.",
    tags=("wcag-2.4.7",),
    references=(
        "https://www.w3.org/WAI/standards-guidelines/act/rules/oj04fd/",
        "https://www.w3.org/WAI/WCAG22/Understanding/focus-visible.html",
        "https://www.w3.org/WAI/WCAG22/Techniques/failures/F78",
    ),
)

# When so many kinds of control show nothing, it is the page's style and one bug.
ALL_OF_THEM = 3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of control; one for the page where hardly any control shows it."""
    for journey in observation.experiments:
        if isinstance(journey, KeyboardJourney):
            kinds: dict[str, list[FocusStop]] = {}
            for stop in journey.unmarked:
                kinds.setdefault(f"{kind_of(stop.key)}|{'drawn' if stop.seen else 'not drawn'}", []).append(stop)
            if len(kinds) >= ALL_OF_THEM:
                kinds = {"controls of the site": list(journey.unmarked)}
            for kind, stops in kinds.items():
                yield _found(observation, kind, stops)


def _found(observation: Observation, kind: str, stops: list[FocusStop]) -> Finding:
    first, where = stops[0], place(observation.screen.url, 25)
    name = f"“{shown(first.name, 30)}”" if first.name else f"a <{first.tag}> without a name"
    others = f" and {len(stops) - 1} more" if len(stops) > 1 else ""
    hidden = "" if first.seen else " The control itself is not drawn, so the focus seems to be gone."
    return finding(
        META,
        observation,
        subject=kind,
        title=f"Nothing shows that the keyboard is at {name}{others} ({where})",
        description=f"When the Tab key brings the focus to {name}, not a single point of the screen changes.{hidden} "
        "Who works with the keyboard cannot tell what Enter would do. Expected: a ring, or another look, "
        "while the control has the focus.",
        boxes=tuple(stop.box for stop in stops[:4] if stop.seen),
        element=first.key,
        details={"controls": [stop.name for stop in stops[:10]], "seen": first.seen},
    )
