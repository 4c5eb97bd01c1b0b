"""Finds protections that the server could ask browsers for with one header and does not.

Headers are set for a whole site, so each missing protection is one bug, not one a page.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from worker.detectors.addresses import is_local
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.traffic import header, is_page
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange
from worker.observation.screen import Screen

META = Meta(
    id="missing_security_headers",
    category=Category.SECURITY,
    severity=Severity.LOW,
    title="Browser protection not asked for",
    why="The server or the proxy before it is not configured to send the header.",
    fix="Add the header to every HTML answer, at the server, the proxy or the framework.",
    tags=("owasp-a05-2021",),
    references=("https://owasp.org/www-project-secure-headers/",),
)


@dataclass(frozen=True, slots=True)
class Protection:
    """One protection: whether an answer has it, and what is lost without it."""

    name: str
    missing: Callable[[Exchange, Screen], bool]
    severity: Severity
    title: str
    risk: str
    fix: str
    tag: str


def _policy(document: Exchange, screen: Screen) -> str:
    """The content security policy, from the header or the page's own meta element."""
    in_page = re.findall(r"<meta[^>]+content-security-policy[\"'][^>]*>", screen.markup[:20000], re.IGNORECASE)
    return f"{header(document, 'content-security-policy')} {' '.join(in_page)}".strip().lower()


def _frames_unguarded(document: Exchange, screen: Screen) -> bool:
    """Only where a click can change something: a form that sends. (A meta element cannot forbid framing.)"""
    if not any(form.method.lower() == "post" for form in screen.forms):
        return False
    guarded = "frame-ancestors" in header(document, "content-security-policy").lower()
    return not guarded and header(document, "x-frame-options").strip().lower() not in ("deny", "sameorigin")


def _plain_possible(document: Exchange, screen: Screen) -> bool:  # noqa: ARG001
    return (
        document.url.startswith("https://")
        and not is_local(document.url)
        and not header(document, "strict-transport-security")
    )


PROTECTIONS = (
    Protection(
        "content-security-policy",
        lambda document, screen: not _policy(document, screen),
        Severity.MEDIUM,
        "No Content-Security-Policy limits what scripts may run",
        "When a script is smuggled into a page, nothing stops it.",
        "Send Content-Security-Policy, at first in report-only form, e.g. default-src 'self'; object-src 'none'; "
        "base-uri 'self'.",
        "cwe-1021",
    ),
    Protection(
        "clickjacking",
        _frames_unguarded,
        Severity.MEDIUM,
        "Any site may show these pages in a frame (clickjacking)",
        "Another site can lay its own buttons over these pages and have people click what they do not see.",
        "Send Content-Security-Policy: frame-ancestors 'self' (and X-Frame-Options: SAMEORIGIN for old browsers).",
        "cwe-1021",
    ),
    Protection(
        "x-content-type-options",
        lambda document, screen: header(document, "x-content-type-options").strip().lower() != "nosniff",  # noqa: ARG005
        Severity.LOW,
        "Browsers may guess the type of files (no X-Content-Type-Options)",
        "An uploaded file may be run as a script although it is declared as something else.",
        "Send X-Content-Type-Options: nosniff.",
        "cwe-693",
    ),
    Protection(
        "strict-transport-security",
        _plain_possible,
        Severity.MEDIUM,
        "The first visit may go over plain HTTP (no Strict-Transport-Security)",
        "Somebody on the way can keep a visitor on plain HTTP and read what they send.",
        "Send Strict-Transport-Security: max-age=31536000; includeSubDomains over HTTPS.",
        "cwe-319",
    ),
    Protection(
        "referrer-policy",
        lambda document, screen: (
            not header(document, "referrer-policy") and 'name="referrer"' not in screen.markup[:20000]
        ),
        Severity.LOW,
        "No Referrer-Policy says what other sites learn about the visit",
        "Old browsers tell other sites the full address of the page that a visitor comes from.",
        "Send Referrer-Policy: strict-origin-when-cross-origin.",
        "cwe-200",
    ),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each missing protection of the main document."""
    document = observation.document
    if document is None or not is_page(document) or not document.response_headers:
        return
    for protection in PROTECTIONS:
        if protection.missing(document, observation.screen):
            yield finding(
                META,
                observation,
                subject=protection.name,
                severity=protection.severity,
                title=protection.title,
                description=f"{protection.risk} Seen on {observation.screen.url}. Expected: the protection on every "
                f"page.",
                fix=protection.fix,
                tags=(protection.tag,),
                details={"header": protection.name},
            )
