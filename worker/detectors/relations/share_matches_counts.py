"""Finds progress that is told twice and not alike: "8 of 9 lessons" beside "100 %".

Both stand in one small part of the page that speaks of progress and tells one count and one share; a share that is
rounded either way is right.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.markup import Node, tree
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.observation import Observation

META = Meta(
    id="share_matches_counts",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Share that does not fit the numbers beside it",
    why="The share is computed from other numbers than the ones that are shown, or divided by one too few.",
    fix="Compute the share from the two numbers that are shown, in one place.",
)

_COUNTED = re.compile(
    r"(?<![\d.,/])(\d{1,5})\s*(?:of|out of|von|de|sur|/|از)\s*(\d{1,5})(?![\d.,/%])(?!\s*%)", re.IGNORECASE
)
_SHARE = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d+)?)[\s\u00a0\u202f]?[%٪]")
_PROGRESS = re.compile(
    r"complet|\bdone\b|finish|progress|lesson|chapter|module|\btasks?\b|\bsteps?\b|solved|answered|erledigt|fertig|"
    r"abgeschlossen|fortschritt|lektion|kapitel|aufgabe|schritt|beantwortet|hech[oa]s?\b|progreso|leccion|tarea|\bpasos?\b|"
    r"termin[ée]|progression|leçon|tâche|étape|پیشرفت|انجام|درس|تکمیل",
    re.IGNORECASE,
)
# Who is at step 2 of 4 has done one.
_WHERE_ONE_IS = re.compile(
    r"\b(?:steps?|questions?|lesson|chapter|module|page|part|level|stage|round|schritt|frage|lektion|kapitel|seite|teil|"
    r"stufe|paso|pregunta|lección|capítulo|página|nivel|étape|leçon|chapitre|niveau|مرحله|سوال|درس|صفحه)\W*$",
    re.IGNORECASE,
)
_OF_SOMETHING_ELSE = re.compile(
    r"\boff\b|discount|sav(?:e|ing)|\bvat\b|\btax|rabatt|nachlass|mwst|descuento|\biva\b|remise|\btva\b|تخفیف|مالیات|"
    r"chance|grade|score|\brate\b|note\b|nota\b|battery|average|durchschnitt",
    re.IGNORECASE,
)
_LONGEST = 160
# Rounded up or down it differs by less.
_ROUNDED = Decimal("1.5")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the first part of the page that contradicts itself."""
    screen = observation.screen
    if not (_COUNTED.search(screen.text) and _SHARE.search(screen.text)):
        return
    for node in tree(screen.markup).walk():
        told = _contradicts(node)
        if told is None or node.hidden or any(_contradicts(one) for one in node.elements):
            continue
        count, share, right = told
        yield finding(
            META,
            observation,
            subject=f"share on {template_pattern(screen.url)}",
            title=f"“{count}” is told as {share} on {place(screen.url, 40)}",
            description=f"“{shown(node.text, 100)}” on {place(screen.url)} tells “{count}” and “{share}”. Expected: "
            f"{right:.0f} %, or other numbers.",
            details={"count": count, "share": share},
        )
        return


def _contradicts(node: Node) -> tuple[str, str, Decimal] | None:
    """The count, the share beside it and what that should be; None where they agree or nobody can tell."""
    text = node.text
    if len(text) > _LONGEST or not _PROGRESS.search(text) or _OF_SOMETHING_ELSE.search(text):
        return None
    counts, shares = list(_COUNTED.finditer(text)), list(_SHARE.finditer(text))
    if len(counts) != 1 or len(shares) != 1 or _WHERE_ONE_IS.search(text[: counts[0].start()]):
        return None
    part, whole = map(Decimal, counts[0].groups())
    if whole < 1 or part > whole:
        return None
    right, told = 100 * part / whole, Decimal(shares[0][1].replace(",", "."))
    return (counts[0].group(), shares[0].group(), right) if abs(right - told) >= _ROUNDED else None
