"""Finds scripts of other sites that are put in without a hash: whoever changes them there, changes this page.

Only files that are named with their version and so never change: a hash would break what is meant to change.
"""

import re
from collections.abc import Iterator

from worker.detectors.addresses import is_local, is_tracker
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, place
from worker.observation.observation import Observation
from worker.observation.sites import host, same_site

META = Meta(
    id="missing_integrity",
    category=Category.SECURITY,
    severity=Severity.LOW,
    title="Foreign script without a hash",
    why="The file comes from another site's delivery network, and the page does not say what must be in it.",
    fix='Add integrity="sha384-..." and crossorigin="anonymous" to the element, or serve the file yourself.',
    tags=("cwe-353", "cwe-829", "owasp-a08-2021"),
    references=("https://developer.mozilla.org/docs/Web/Security/Subresource_Integrity",),
)
_ELEMENT = re.compile(r"<script\b[^>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_FIXED = re.compile(r"[@/-]v?\d+\.\d+\.\d+[/.-]|[.-][0-9a-f]{12,}\.")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each foreign host."""
    page = observation.screen.url
    hosts: dict[str, list[str]] = {}
    for element in _ELEMENT.findall(observation.screen.markup):
        source = _SOURCE.search(element)
        url = source.group(1) if source else ""
        url = f"https:{url}" if url.startswith("//") else url
        foreign = url.startswith(("http://", "https://")) and not same_site(url, page) and not is_local(url)
        if foreign and not is_tracker(url) and _FIXED.search(url) and "integrity=" not in element.lower():
            hosts.setdefault(mask(host(url)), []).append(url)
    for name, urls in hosts.items():
        yield finding(
            META,
            observation,
            subject=name,
            title=f"{'A script' if len(urls) == 1 else 'Scripts'} from {name[:30]} {'is' if len(urls) == 1 else 'are'} "
            "not checked by a hash",
            description=f"{place(page)} takes {urls[0]} from another site without an integrity attribute. Expected: a "
            "hash, so that a changed file is refused.",
            details={"address": urls[0], "scripts": list(urls[:10])},
        )
