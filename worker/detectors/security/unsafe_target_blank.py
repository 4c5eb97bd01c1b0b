"""Finds links that open another site in a new tab and let it reach back to this one.

Browsers of today keep that door shut unless rel says "opener"; older ones open it for every target=_blank without
rel=noopener.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, mask, shown
from worker.observation.observation import Observation
from worker.observation.sites import host, same_site

META = Meta(
    id="unsafe_target_blank",
    category=Category.SECURITY,
    severity=Severity.LOW,
    title="New tab that can control this one",
    why="The link has target=_blank to another site without rel=noopener.",
    fix='Add rel="noopener" (or noreferrer) to links that open another site in a new tab.',
    tags=("cwe-1022",),
    references=("https://html.spec.whatwg.org/multipage/links.html#link-type-noopener",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each other site that is opened so; several links to it are one."""
    seen: set[str] = set()
    for link in observation.screen.links:
        kinds = link.rel.lower().split()
        other = link.url.startswith(("http://", "https://")) and not same_site(link.url, observation.screen.url)
        safe = "noopener" in kinds or "noreferrer" in kinds
        site = mask(host(link.url))
        if link.target.lower() != "_blank" or not other or safe or site in seen:
            continue
        seen.add(site)
        element = observation.screen.element(link.key)
        opener = "opener" in kinds
        yield finding(
            META,
            observation,
            subject=f"{site}{' opener' if opener else ''}",
            severity=Severity.MEDIUM if opener else META.severity,
            title=f"The link “{shown(link.text, 25)}” lets {shown(host(link.url), 25)} reach back to this tab",
            description=f"The link opens {link.url} in a new tab without rel=noopener"
            f"{', and rel=opener even asks for it' if opener else ' (old browsers only)'}: that site can then "
            f"replace this page by a copy "
            "that asks for a password. Expected: rel=noopener.",
            boxes=(element.box,) if element else (),
            element=element_pattern(link.key),
            details={"address": link.url},
        )
