"""Finds pages that a server tells to reload or to leave after a while, by the `Refresh` header.

The same in the markup (`<meta http-equiv="refresh">`) is told by axe; what stands in a header it cannot see.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.observation import Observation

META = Meta(
    id="timed_refresh",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Page that reloads or leaves by itself",
    why="The server sends a Refresh header with a delay.",
    fix="Redirect at once with a 3xx status, or let the person say when to go on.",
    tags=("wcag-2.2.1", "wcag-3.2.5"),
    references=(
        "https://www.w3.org/WAI/standards-guidelines/act/rules/bc659a/",
        "https://www.w3.org/WAI/WCAG22/Techniques/failures/F40",
    ),
)

_DELAY = re.compile(r"\s*(\d+)(?:\.\d*)?\s*(?:[;,]\s*(?:url\s*=\s*)?(.*))?", re.IGNORECASE | re.DOTALL)
# WCAG 2.2.1 excepts limits of more than 20 hours.
LONGEST = 20 * 60 * 60


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each such page."""
    if observation.document is None:
        return
    headers = observation.document.response_headers
    header = next((value for name, value in headers.items() if name.lower() == "refresh"), "")
    told = _DELAY.fullmatch(header)
    if told is None or not 0 < int(told.group(1)) <= LONGEST:
        return
    screen, seconds = observation.screen, int(told.group(1))
    does = "is left" if told.group(2) else "reloads"
    yield finding(
        META,
        observation,
        subject=path_pattern(screen.url),
        title=f"{place(screen.url, 40)} {does} by itself after {seconds} seconds"[:90],
        description=f"The server answers with “Refresh: {shown(header, 80)}”: whoever reads slowly or is typing loses "
        "the place. Expected: nothing happens until the person says so.",
        details={"header": header[:300]},
    )
