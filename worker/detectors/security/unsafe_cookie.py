"""Finds cookies that hold a session and lack the marks that keep them from being stolen or misused."""

from collections.abc import Iterator

from worker.detectors.addresses import is_local
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.sessions import keeps_session
from worker.detectors.subjects import mask
from worker.observation.observation import Observation
from worker.observation.runtime import Cookie
from worker.observation.sites import host, same_site

META = Meta(
    id="unsafe_cookie",
    category=Category.SECURITY,
    severity=Severity.MEDIUM,
    title="Session cookie without protection",
    why="The cookie is set without the attributes that limit who can read and send it.",
    fix="Set it with HttpOnly; Secure; SameSite=Lax (or Strict).",
    tags=("owasp-a05-2021",),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#cookies",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each session cookie that lacks something, naming all that it lacks."""
    for cookie in observation.cookies:
        if not keeps_session(cookie.name) or not _is_own(cookie, observation):
            continue
        lacking = _lacking(cookie, observation.screen.url)
        if not lacking:
            continue
        names = " and ".join(lacking)
        yield finding(
            META,
            observation,
            subject=f"{mask(cookie.name)} without {names}",
            severity=META.severity if lacking != ("SameSite",) else Severity.LOW,
            title=f"The session cookie “{cookie.name[:30]}” lacks {names}",
            description=f"“{cookie.name}” looks like the key to a session. {_risk(lacking)} Expected: HttpOnly, "
            f"SameSite and, over HTTPS, Secure.",
            tags=tuple(_TAGS[one] for one in lacking),
            details={"cookie": cookie.name, "lacking": list(lacking)},
        )


_TAGS = {"HttpOnly": "cwe-1004", "Secure": "cwe-614", "SameSite": "cwe-1275"}
_RISKS = {
    "HttpOnly": "Any script on the page can read it and send it away.",
    "Secure": "It is also sent over plain HTTP, where anyone on the way can read it.",
    "SameSite": "Other sites can have the browser send it with requests of their own making.",
}


def _risk(lacking: tuple[str, ...]) -> str:
    return " ".join(_RISKS[one] for one in lacking)


def _lacking(cookie: Cookie, page: str) -> tuple[str, ...]:
    lacking: list[str] = []
    if not cookie.http_only:
        lacking.append("HttpOnly")
    if not cookie.secure and page.startswith("https://") and not is_local(page):
        lacking.append("Secure")
    # Browsers take a missing SameSite as Lax (with a gap of two minutes); "None" is sent from everywhere.
    if cookie.same_site.lower() in ("none", "no_restriction", "", "unspecified"):
        lacking.append("SameSite")
    return tuple(lacking)


def _is_own(cookie: Cookie, observation: Observation) -> bool:
    domain = cookie.domain.lstrip(".")
    return not domain or same_site(f"http://{domain}", f"http://{host(observation.screen.url)}")
