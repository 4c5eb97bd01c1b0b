"""Finds scripts and stylesheets that the browser refuses because they are not what the page's integrity attribute says.

Either the file was changed since the page was written or somebody else changed it on the way; the page does without.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import address_pattern, place
from worker.observation.observation import Observation

META = Meta(
    id="resource_integrity",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="File that does not match its integrity value",
    why="The file's content has another hash than the page's integrity attribute says, so the browser does not use it.",
    fix="If the file is the right one, write its present hash into the integrity attribute; let the build do it, and "
    "name a fixed version of files from other servers. If not, find out who changed it.",
    tags=("cwe-353",),
    references=("https://www.w3.org/TR/SRI/",),
)

_REFUSED = re.compile(r"^Failed to find a valid digest in the 'integrity' attribute for resource '([^']+)'")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each file."""
    for message in observation.console:
        if refused := _REFUSED.search(message.text):
            url = refused.group(1)
            yield finding(
                META,
                observation,
                subject=address_pattern(url, observation.screen.url),
                title=f"Integrity value does not match: {place(url)}",
                description=f"The browser does not use {place(url, 80)}, because its content has another hash than the "
                "page's integrity attribute says. Expected: the file and the attribute match.",
                details={"address": url, "message": message.text[:500]},
            )
