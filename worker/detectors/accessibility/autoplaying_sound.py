"""Finds sound that plays by itself for more than three seconds, with nothing to stop it.

A screen reader cannot be heard over it. Silent films, short sounds and players with controls are fine; when it is not
known how long a film is or whether it has sound, nothing is said.
"""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import address_pattern, element_pattern, place
from worker.observation.observation import Observation
from worker.observation.screen import Medium, Screen

META = Meta(
    id="autoplaying_sound",
    category=Category.ACCESSIBILITY,
    severity=Severity.HIGH,
    title="Sound that plays by itself",
    why="An audio or video element has autoplay, is not muted and has no controls.",
    fix="Start it on a click, or mute it and offer a control for the sound.",
    tags=("wcag-1.4.2",),
    references=(
        "https://www.w3.org/WAI/standards-guidelines/act/rules/80f0bf/",
        "https://www.w3.org/WAI/WCAG22/Understanding/audio-control.html",
    ),
)

# WCAG 1.4.2, seconds.
LONGEST = 3.0
_PART = re.compile(r"(?:^|&)t=(?:npt:)?(\d+(?:\.\d+)?)?(?:,(\d+(?:\.\d+)?))?(?:&|$)")
_STOPS = re.compile(
    r"\b(pause|stop|mute|unmute|sound|audio|volume|music|play|player|ton|lautstärke|anhalten|stumm|couper|son|muet|"
    r"silenciar|sonido|música)\b|صدا|[⏸⏹🔇🔈🔊]",
    re.IGNORECASE,
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each sound."""
    screen = observation.screen
    if _can_be_stopped(screen):
        return
    for medium in screen.media:
        if not _is_heard(medium):
            continue
        lasts = "again and again" if medium.loop else f"for {medium.seconds:.0f} seconds"
        yield finding(
            META,
            observation,
            subject=address_pattern(medium.url, screen.url),
            title=f"{'A film with sound' if medium.kind == 'video' else 'A sound'} plays by itself on "
            f"{place(screen.url, 40)}",
            description=f"{place(medium.url, 60)} plays {lasts} as soon as the page opens, and nothing on the page "
            "stops it or turns it down. Expected: it starts when asked to, or a control stops it.",
            boxes=(medium.box,) if medium.box.width > 1 else (),
            element=element_pattern(medium.key),
            details={"address": medium.url[:300], "seconds": medium.seconds},
        )


def _is_heard(medium: Medium) -> bool:
    seconds = _played(medium)
    long = seconds is not None and (seconds > LONGEST or medium.loop)
    return medium.autoplay and medium.sound and long and not medium.muted and not medium.controls


def _played(medium: Medium) -> float | None:
    """How long it plays: the part that its address names (W3C Media Fragments), else all of it."""
    part = _PART.search(urldefrag(medium.url).fragment)
    if part is None or medium.seconds is None:
        return medium.seconds
    return float(part.group(2) or medium.seconds) - float(part.group(1) or 0)


def _can_be_stopped(screen: Screen) -> bool:
    """Whether something on the page speaks of stopping, or has no name that would tell."""
    return any(
        element.visible
        and (_STOPS.search(f"{element.name} {element.key}") or (element.role == "button" and not element.name))
        for element in screen.elements
    )
