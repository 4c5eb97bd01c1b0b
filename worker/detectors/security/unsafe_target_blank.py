"""Finds links that open another site in a new tab and let it reach back to this one.

Since 2021 every browser keeps that door shut unless rel says "opener", so only what asks for it is a bug. Links that
leave it to the browser are told once a site, for whoever still cares for older ones.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, mask, shown
from worker.observation.observation import Observation
from worker.observation.screen import Link
from worker.observation.sites import host, same_site

META = Meta(
    id="unsafe_target_blank",
    category=Category.SECURITY,
    severity=Severity.MEDIUM,
    title="New tab that can control this one",
    why="The link has target=_blank to another site and rel=opener.",
    fix='Take "opener" out of rel, or write rel="noopener", on links that open another site in a new tab.',
    tags=("cwe-1022",),
    references=("https://html.spec.whatwg.org/multipage/links.html#link-type-noopener",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each other site that is invited to reach back, one for all that only older browsers let."""
    told: set[str] = set()
    for link in observation.screen.links:
        kinds = link.rel.lower().split()
        other = link.url.startswith(("http://", "https://")) and not same_site(link.url, observation.screen.url)
        if link.target.lower() != "_blank" or not other or "noopener" in kinds or "noreferrer" in kinds:
            continue
        invited = "opener" in kinds
        subject = f"{mask(host(link.url))} opener" if invited else "older browsers"
        if subject not in told:
            told.add(subject)
            yield _found(observation, link, subject, invited=invited)


def _found(observation: Observation, link: Link, subject: str, *, invited: bool) -> Finding:
    element = observation.screen.element(link.key)
    how = "and asks by rel=opener" if invited else "without rel=noopener, which older browsers take as leave"
    return finding(
        META,
        observation,
        subject=subject,
        severity=META.severity if invited else Severity.LOW,
        title=f"The link “{shown(link.text, 25)}” lets {shown(host(link.url), 25)} reach back to this tab",
        description=f"The link opens {link.url} in a new tab {how} to let that site replace this page, perhaps by a "
        "copy that asks for a password. Expected: rel=noopener.",
        boxes=(element.box,) if element else (),
        element=element_pattern(link.key),
        certain=invited,
        details={"address": link.url},
    )
