"""Finds pictures whose printed words stand nowhere else: not in their alternative, nor in the page's own text.

What is printed is read from the picture. Drawings with many lines of text (charts, maps, pictures of a screen) are
essential as they are, and a word or two are on any photograph.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import address_pattern, element_pattern, place, shown
from worker.observation.appearance import PrintedText
from worker.observation.observation import Observation
from worker.observation.screen import Picture, Screen

META = Meta(
    id="words_only_in_picture",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Words that only the picture says",
    why="The text was drawn into the picture, and its alternative does not repeat it.",
    fix="Write the words as text over the picture; where they must be drawn, repeat them in its alternative.",
    tags=("wcag-1.1.1", "wcag-1.4.5"),
    references=("https://www.w3.org/WAI/WCAG22/Understanding/images-of-text.html",),
)

SURE = 0.9
_WORD = re.compile(r"[^\W\d_]{3,}")
_FEWEST_WORDS = 4
_MOST_LINES = 10
# Of the words, so many may be told elsewhere before they count as told; readers of print err.
_TOLD = 0.5
# Of the picture, what its lines of print take up where they are what it is for.
_LEAST_SHARE = 0.08
_MOST = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each such picture, the first few of a page."""
    screen = observation.screen
    lines: dict[str, list[PrintedText]] = {}
    for line in observation.printed:
        if line.confidence >= SURE:
            lines.setdefault(line.key, []).append(line)
    found: list[Picture] = []
    for picture in screen.pictures:
        printed = lines.get(picture.key, [])
        if len(found) == _MOST or not _is_text(picture, printed) or _is_told(picture, printed, screen):
            continue
        found.append(picture)
        words = " ".join(line.text for line in printed)
        told = f"its alternative is “{shown(picture.alternative, 40)}”" if picture.alternative else "it has none"
        yield finding(
            META,
            observation,
            subject=address_pattern(picture.url, screen.url),
            title=f"Only a picture says “{shown(words, 34)}” on {place(screen.url, 22)}",
            description=f"The picture {place(picture.url)} says “{shown(words, 120)}”. These words stand nowhere in "
            f"the page's text, and as alternative text {told}. Expected: who cannot see it is told them, too.",
            boxes=(picture.box,),
            element=element_pattern(picture.key),
            details={"printed": words[:300], "alternative": picture.alternative or ""},
        )


def _is_text(picture: Picture, printed: list[PrintedText]) -> bool:
    """Whether words are what the picture is for."""
    if not 0 < len(printed) <= _MOST_LINES or len(_words(printed)) < _FEWEST_WORDS:
        return False
    area = sum(line.box.width * line.box.height for line in printed)
    return area >= _LEAST_SHARE * picture.box.width * picture.box.height


def _is_told(picture: Picture, printed: list[PrintedText], screen: Screen) -> bool:
    elsewhere = f"{picture.alternative or ''} {screen.text}".casefold()
    words = _words(printed)
    return sum(word in elsewhere for word in words) >= _TOLD * len(words)


def _words(printed: list[PrintedText]) -> set[str]:
    return {word.casefold() for line in printed for word in _WORD.findall(line.text)}
