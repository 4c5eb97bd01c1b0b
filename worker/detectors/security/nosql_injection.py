"""Finds values that are taken as operators of a document database (NoSQL injection)."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity
from worker.detectors.injections import injected
from worker.observation.observation import Observation

META = Meta(
    id="nosql_injection",
    category=Category.SECURITY,
    severity=Severity.CRITICAL,
    title="A value is taken as a database operator",
    why="An object is accepted where a text is meant, and handed to the database as it came.",
    fix="Check that each value is a text or a number before it is used in a query, and refuse objects.",
    tags=("cwe-943", "owasp-a03-2021"),
    references=(
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/07-Input_Validation_Testing/05.6-Testing_for_NoSQL_Injection",
    ),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each place of a request."""
    yield from injected(
        META, observation, ("nosql",), "{} is taken as a database operator", "only texts are accepted there."
    )
