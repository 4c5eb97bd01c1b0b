"""Finds values that become part of a search in a directory (LDAP injection)."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity
from worker.detectors.injections import injected
from worker.observation.observation import Observation

META = Meta(
    id="ldap_injection",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="A value becomes part of a directory search",
    why="The value is pasted into the text of the search filter.",
    fix="Escape values for filters (RFC 4515) with the library's own function.",
    tags=("cwe-90", "owasp-a03-2021"),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/LDAP_Injection_Prevention_Cheat_Sheet.html",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each place of a request."""
    yield from injected(
        META, observation, ("ldap",), "{} becomes part of a directory search", "it is compared as the text that it is."
    )
