"""Finds pages of a signed-in visitor that may be kept by caches on the way and shown to others."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.sessions import keeps_session
from worker.detectors.subjects import mask, place
from worker.detectors.traffic import header, is_page
from worker.observation.observation import Observation

META = Meta(
    id="cacheable_private_page",
    category=Category.SECURITY,
    severity=Severity.MEDIUM,
    title="Private page that shared caches may keep",
    why="The page is answered with headers that were meant for public files.",
    fix="Answer pages of a session with Cache-Control: private, no-store.",
    tags=("cwe-524", "cwe-525", "owasp-a04-2021"),
    references=("https://www.rfc-editor.org/rfc/rfc9111#section-3",),
)
# Only whoever is signed in is offered this.
_SIGN_OUT = re.compile(
    r"log ?-?out|log ?off|sign ?-?out|abmelden|ausloggen|cerrar sesi[óo]n|se d[ée]connecter|d[ée]connexion|خروج",
    re.IGNORECASE,
)
_FORBIDDING = ("private", "no-store", "no-cache", "max-age=0", "s-maxage=0")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of page of a session that offers to sign out, and yet says outright that shared caches
    may keep it (RFC 9111, section 3): without such words, caches leave it alone, or nobody can tell.
    """
    document = observation.document
    if document is None or not is_page(document):
        return
    rules = header(document, "cache-control").lower().replace(" ", "")
    public = "public" in rules.split(",") or "s-maxage=" in rules
    if not public or any(word in rules for word in _FORBIDDING) or "cookie" in header(document, "vary").lower():
        return
    if not any(keeps_session(cookie.name) for cookie in observation.cookies):
        return  # without a session nobody is signed in, whatever a sample page offers
    screen = observation.screen
    names = (*(element.name for element in screen.elements if element.visible), *(link.text for link in screen.links))
    if any(_SIGN_OUT.fullmatch(name.strip()) for name in names):
        yield finding(
            META,
            observation,
            subject=mask(rules),
            title=f"Caches may keep what {place(document.url, 35)} shows a signed-in visitor",
            description=f"{document.url} is a signed-in visitor's page and says “Cache-Control: {rules[:60]}”: "
            "a cache on the way may show it to the next one. Expected: private, no-store.",
            details={"address": document.url, "cache-control": rules[:200]},
        )
