"""Finds values that become part of a question to the database (SQL injection)."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity
from worker.detectors.injections import injected
from worker.observation.observation import Observation

META = Meta(
    id="sql_injection",
    category=Category.SECURITY,
    severity=Severity.CRITICAL,
    title="A value becomes part of a database query",
    why="The value is pasted into the text of the query.",
    fix="Use prepared statements with bound parameters for every value.",
    tags=("cwe-89", "owasp-a03-2021"),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/SQL_Injection_Prevention_Cheat_Sheet.html",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each place of a request."""
    yield from injected(
        META, observation, ("sql",), "{} becomes part of a database query", "it is compared as the text that it is."
    )
