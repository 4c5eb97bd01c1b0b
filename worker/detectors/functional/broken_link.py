"""Finds links that lead to a page that is not there.

People follow a link because it promises something; a "not found" breaks that promise and often ends the visit.
"""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from worker.detectors.addresses import without_fragment
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import address_pattern, element_pattern, place, shown
from worker.detectors.traffic import is_noise, link_to
from worker.observation.experiments.addresses import LinkCheck
from worker.observation.observation import Observation
from worker.observation.screen import Link

META = Meta(
    id="broken_link",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Link to a page that is not there",
    why="The page was moved, renamed or never made, or the link's address is misspelt.",
    fix="Correct the link's address, redirect the old address to the new one, or remove the link.",
    references=("https://www.w3.org/Provider/Style/URI",),
)

# Other 4xx answers to a robot's question (401, 403, 405, 429, 999) say nothing about what a person would see.
_GONE = frozenset((404, 410))


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each dead address, from links that were checked and from links that were followed."""
    for check in observation.experiments:
        if isinstance(check, LinkCheck) and _leads_back_to_nothing(observation, check.url):
            continue
        if isinstance(check, LinkCheck) and (
            check.status in _GONE or (check.status is None and check.failure and "ABORTED" not in check.failure)
        ):
            certain = check.status is not None or check.same_site
            yield _found(
                observation,
                check.url,
                check.text,
                check.key,
                check.status,
                check.failure,
                same_site=check.same_site,
                certain=certain,
            )
    for exchange in observation.exchanges:
        if (
            exchange.kind == "document"
            and exchange.status in _GONE
            and not is_noise(exchange)
            and (link := _followed(observation, exchange.url)) is not None
        ):
            yield _found(observation, exchange.url, link.text, link.key, exchange.status, same_site=exchange.same_site)


def _leads_back_to_nothing(observation: Observation, url: str) -> bool:
    """Whether the page itself is one that is not there, to which the link (to another language) only comes back."""
    document, here = observation.document, urlsplit(observation.screen.url).path
    return document is not None and document.status in _GONE and here in unquote(urlsplit(url).query)


def _followed(observation: Observation, url: str) -> Link | None:
    """The link to this address on the screen before; None where that was this very page, loaded again."""
    before = observation.before
    is_this_page = before is not None and without_fragment(before.url) == without_fragment(url)
    return None if is_this_page else link_to(observation, url)


def _found(
    observation: Observation,
    url: str,
    text: str,
    key: str,
    status: int | None,
    failure: str = "",
    *,
    same_site: bool,
    certain: bool = True,
) -> Finding:
    name = shown(text, 30) or "without text"
    outcome = f"status {status}" if status else f"no answer ({failure})"
    where = place(url) if same_site else shown(urlsplit(url).hostname or url)
    page = observation.screen if observation.screen.element(key) else observation.before or observation.screen
    element = page.element(key)
    return finding(
        META,
        observation,
        subject=address_pattern(url, observation.screen.url),
        severity=META.severity if same_site else Severity.LOW,
        title=f"The link \u201c{name}\u201d leads nowhere: {where}",
        description=f"The link \u201c{name}\u201d on {place(page.url)} leads to {url}, which gives {outcome}. "
        f"Expected: the page that the link promises.",
        boxes=(element.box,) if element and page is observation.screen else (),
        element=element_pattern(key),
        certain=certain,
        details={"address": url, "status": status, "failure": failure},
    )
