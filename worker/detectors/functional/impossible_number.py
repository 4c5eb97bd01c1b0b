"""Finds numbers that cannot be: fewer than no things, more stars than there are."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import is_echo
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.observation import Observation

META = Meta(
    id="impossible_number",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Number that cannot be",
    why="A count is taken down without a floor, or a value is shown on another scale than it was measured on.",
    fix="Do not let a count fall below zero, and convert a value to the scale that is shown.",
)

_THINGS = (
    r"items?|products?|results?|reviews?|ratings?|comments?|replies|messages|notifications|tickets|seats|places|"
    r"in stock|left|available|remaining|unread|Artikel|Produkte|Treffer|Bewertungen|Kommentare|verfügbar|"
    r"articles?|avis|commentaires|disponibles?|artículos|reseñas|comentarios"
)
# A minus after a number or a word with a dash is a range or a name.
_FEWER_THAN_NONE = re.compile(rf"(?:^|[(:]\s*|[^\W\d_]\s)([-−]\s?[1-9]\d*)\s+(?:{_THINGS})\b", re.IGNORECASE)
_STARS = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[.,]\d+)?)\s*(?:/|out of|of|von|sur|de)\s*(5|10)\s*"
    r"(?:stars?|sterne\w*|étoiles?|estrellas?|★)",
    re.IGNORECASE,
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of impossible number on the screen."""
    url = observation.screen.url
    for line in observation.screen.text.splitlines():
        if is_echo(observation, line.strip()):
            continue
        if negative := _FEWER_THAN_NONE.search(line):
            yield finding(
                META,
                observation,
                subject=f"fewer than none on {template_pattern(url)}",
                title=f"{place(url, 30)} counts “{shown(negative.group(0).strip(' (:'), 30)}”",
                description=f"The page says “{shown(line.strip(), 80)}”. Expected: a count is never below zero.",
                details={"line": line.strip()[:200]},
            )
        for stars in _STARS.finditer(line):
            if float(stars.group(1).replace(",", ".")) > float(stars.group(2)):
                yield finding(
                    META,
                    observation,
                    subject=f"more than the scale on {template_pattern(url)}",
                    title=f"A rating of “{stars.group(0)}” on {place(url, 30)}",
                    description=f"The page says “{shown(line.strip(), 80)}”. "
                    f"Expected: at most {stars.group(2)} of {stars.group(2)}.",
                    details={"line": line.strip()[:200]},
                )
