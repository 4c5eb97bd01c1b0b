"""Finds pages that work only when the device is held one way: turned round by their styles, or a notice in place of
the page.
"""

import math
import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import address_pattern, path_pattern, place, shown
from worker.observation.observation import Observation

META = Meta(
    id="locked_orientation",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Page that forces the device to be turned",
    why="The layout was made for one orientation, and the other is turned round or refused.",
    fix="Lay the page out for both orientations; people whose device is mounted cannot turn it.",
    tags=("wcag-1.3.4",),
    references=(
        "https://www.w3.org/WAI/standards-guidelines/act/rules/b33eff/",
        "https://www.w3.org/WAI/WCAG22/Understanding/orientation.html",
    ),
)

_QUERY = re.compile(r"@media([^{}]*\borientation\s*:\s*(portrait|landscape)[^{}]*)\{", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_INLINE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# A quarter turn, by any of the ways to write it; half a turn is upside down and no lock.
_TURN = re.compile(r"(?:rotate(?:z)?\(\s*|(?<![\w-])rotate\s*:\s*)(-?[\d.]+)(deg|rad|grad|turn)", re.IGNORECASE)
# The first column of a transformation's matrix holds the cosine and sine of its turn.
_MATRIX = re.compile(r"\bmatrix(?:3d)?\(\s*(-?[\d.e-]+)\s*,\s*(-?[\d.e-]+)", re.IGNORECASE)
_FULL_TURN = {"deg": 360.0, "rad": 6.283185, "grad": 400.0, "turn": 1.0}
# One degree.
_TOLERANCE = 1 / 360
_WHOLE_PAGE = re.compile(r"(html|body|:root|html\s*>?\s*body)(?![\w-])([.#:\[][\w.#:\[\]=\"'-]*)?", re.IGNORECASE)
_NOTICE = re.compile(
    r"\b(please )?(rotate|turn) (your|the) (device|phone|screen|tablet)\b|"
    r"\b(only|best) (works|available|viewed|supported) in (landscape|portrait)\b|"
    r"\bbitte (drehen|dreh) (sie )?(ihr|dein) (gerät|handy|smartphone)|\bveuillez (tourner|pivoter) votre|"
    r"\b(gira|gire) (tu|su) (dispositivo|teléfono)",
    re.IGNORECASE,
)
# A notice that stands in place of the page has hardly any words beside it.
NOTICE_WORDS = 30


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each stylesheet that turns the page, and one for a notice in place of the page."""
    yield from _turned(observation)
    screen = observation.screen
    notice = _NOTICE.search(screen.text)
    if notice is not None and len(screen.text.split()) <= NOTICE_WORDS:
        yield finding(
            META,
            observation,
            subject="notice in place of the page",
            severity=Severity.HIGH if screen.viewport.touch else META.severity,
            title=f"{place(screen.url, 30)} asks to turn the device in place of showing its content",
            description=f"At {screen.viewport} the page shows only “{shown(screen.text, 80)}”. "
            "Expected: its content, whichever way the device is held.",
            details={"viewport": str(screen.viewport)},
        )


def _turned(observation: Observation) -> Iterator[Finding]:
    for where, style in _styles(observation):
        for media in _QUERY.finditer(style):
            turned = next(
                (
                    rule
                    for rule in _RULE.finditer(_block(style, media.end()))
                    if _quarter_turn(rule.group(2)) and any(map(_is_page, rule.group(1).split(",")))
                ),
                None,
            )
            if turned is None or "not" in media.group(1).split():
                continue
            orientation = media.group(2).lower()
            yield finding(
                META,
                observation,
                subject=f"{where}: {orientation}",
                title=f"The page is turned on its side when the device is held in {orientation}",
                description=f"{where} has “{shown(turned.group(1), 40)} {{ {shown(turned.group(2), 60)} }}” for "
                f"{orientation} orientation, so that the content can be read only in the other one. "
                "Expected: the page follows the way the device is held.",
                details={"media": shown(media.group(1), 120), "stylesheet": where},
            )
            break


def _styles(observation: Observation) -> Iterator[tuple[str, str]]:
    """The styles of the page itself and those it loaded since the last look, without comments."""
    screen = observation.screen
    for style in _INLINE.findall(screen.markup):
        yield f"The style of {path_pattern(screen.url)}", _COMMENT.sub("", style)
    for exchange in observation.exchanges:
        if exchange.kind == "stylesheet" and exchange.same_site and exchange.body:
            yield address_pattern(exchange.url, screen.url), _COMMENT.sub("", exchange.body)


def _block(style: str, start: int) -> str:
    """What stands between the brace that opens before `start` and its counterpart."""
    depth = 1
    for at in range(start, len(style)):
        depth += {"{": 1, "}": -1}.get(style[at], 0)
        if depth == 0:
            return style[start:at]
    return style[start:]


def _quarter_turn(declarations: str) -> bool:
    turned = 0.0
    for turn in _TURN.finditer(declarations):
        try:
            turned += float(turn.group(1)) / _FULL_TURN[turn.group(2).lower()]
        except ValueError:
            return False
    for matrix in _MATRIX.finditer(declarations):
        try:
            turned += math.atan2(float(matrix.group(2)), float(matrix.group(1))) / math.tau
        except ValueError:
            return False
    return any(abs(turned % 1 - quarter) < _TOLERANCE for quarter in (0.25, 0.75))


def _is_page(selector: str) -> bool:
    return _WHOLE_PAGE.fullmatch(selector.strip()) is not None
