"""What axe-core found, as a surface hands it over."""

from dataclasses import replace

from tests.unit.detectors.building import observation, screen
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.observation import Observation
from worker.observation.runtime import AccessibilityNode, AccessibilityViolation

CARDS = tuple(
    AccessibilityNode(
        f"p|{words}|p|main",
        f'<p class="card-line">{words}</p>',
        "Fix any of the following:\n  Element has insufficient color contrast",
    )
    for words in ("A generous mug", "A soap", "A clock")
)
PALE = AccessibilityViolation(
    rule="color-contrast",
    impact="serious",
    help="Elements must meet minimum color contrast ratio thresholds",
    description="Ensure the contrast between foreground and background colors meets WCAG 2 AA minimum contrast "
    "ratio thresholds",
    help_url="https://dequeuniversity.com/rules/axe/4.12/color-contrast",
    tags=("cat.color", "wcag2aa", "wcag143"),
    nodes=CARDS,
)
INSIDE = AccessibilityNode("link|Open|a|main", "<a>Open</a>", "")
NOTE = AccessibilityNode("p|New here? Open|p|main", '<p class="note">New here? <a>Open</a></p>', "")


def audited(*violations: AccessibilityViolation) -> Observation:
    return observation(accessibility=violations)


CASES: tuple[Case, ...] = (
    bad("axe", "three pale texts of one template, as one bug", audited(PALE)),
    bad("axe", "two kinds of pale text, as two bugs", audited(replace(PALE, nodes=(*CARDS, NOTE))), finds=2),
    bad("axe", "a link in a paragraph with the same fault, as one bug", audited(replace(PALE, nodes=(NOTE, INSIDE)))),
    bad("axe", "a rule that is not known here", audited(replace(PALE, rule="new-rule", help="Things must be so"))),
    good("axe", "a page without violations", audited()),
    good("axe", "a page that was not audited", observation()),
    good("axe", "a rule that geometry judges better", audited(replace(PALE, rule="target-size"))),
    good("axe", "an empty page, which blank_page owns", observation(screen(body="<div></div>"), accessibility=(PALE,))),
)
