"""Finds values that add headers to an answer (response splitting)."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity
from worker.detectors.injections import injected
from worker.observation.observation import Observation

META = Meta(
    id="header_injection",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="A value adds headers to the answer",
    why="Line breaks in the value are copied into a header.",
    fix="Refuse line breaks in whatever goes into a header.",
    tags=("cwe-113", "owasp-a03-2021"),
    references=("https://owasp.org/www-community/attacks/HTTP_Response_Splitting",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each place of a request."""
    yield from injected(
        META, observation, ("header",), "{} adds headers to the answer", "line breaks in it are refused or encoded."
    )
