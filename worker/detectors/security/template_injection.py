"""Finds values that a template engine runs on the server."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity
from worker.detectors.injections import injected
from worker.observation.observation import Observation

META = Meta(
    id="template_injection",
    category=Category.SECURITY,
    severity=Severity.CRITICAL,
    title="A value is run as a template",
    why="The value is made part of the template instead of being handed to it.",
    fix="Keep templates fixed and hand values to them as variables.",
    tags=("cwe-1336", "owasp-a03-2021"),
    references=(
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/07-Input_Validation_Testing/18-Testing_for_Server-side_Template_Injection",
    ),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each place of a request."""
    yield from injected(
        META, observation, ("template",), "{} is run as a template", "it is shown as the text that it is."
    )
