"""Finds parts of an HTTPS page that are asked for over plain HTTP: anyone on the way can read or change them."""

from collections.abc import Iterator

from worker.detectors.addresses import is_local
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import address_pattern, place
from worker.detectors.traffic import resource
from worker.observation.observation import Observation

META = Meta(
    id="mixed_content",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="Insecure part of a secure page",
    why="An address in the page begins with http:// although the page itself is served over HTTPS.",
    fix="Use https:// addresses, and send Content-Security-Policy: upgrade-insecure-requests while old ones remain.",
    tags=("cwe-319", "owasp-a02-2021"),
    references=("https://www.w3.org/TR/mixed-content/",),
)

# Browsers upgrade or merely show these; they cannot take the page over as scripts and frames can.
_PASSIVE = frozenset(("image", "media"))


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each address asked for over HTTP, and each form of a secure page sent over HTTP."""
    page = observation.screen.url
    if not page.startswith("https://"):
        return
    for exchange in observation.exchanges:
        if exchange.url.startswith("http://") and exchange.kind != "document" and not is_local(exchange.url):
            yield finding(
                META,
                observation,
                subject=address_pattern(exchange.url, page),
                severity=Severity.MEDIUM if exchange.kind in _PASSIVE else META.severity,
                title=f"A secure page loads a {resource(exchange)} over plain HTTP: {place(exchange.url, 30)}",
                description=f"{page} is served over HTTPS but asks for {exchange.url}. Expected: HTTPS for every part.",
                details={"address": exchange.url, "kind": exchange.kind},
            )
    for form in observation.screen.forms:
        if form.action.startswith("http://") and not is_local(form.action):
            yield finding(
                META,
                observation,
                subject=f"form to {address_pattern(form.action, page)}",
                title=f"A form on a secure page is sent over plain HTTP: {place(form.action, 30)}",
                description=f"What is typed into the form on {place(page)} travels unencrypted to {form.action}. "
                f"Expected: HTTPS.",
                details={"address": form.action},
            )
