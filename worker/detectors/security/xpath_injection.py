"""Finds values that become part of a search in an XML document (XPath injection)."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity
from worker.detectors.injections import injected
from worker.observation.observation import Observation

META = Meta(
    id="xpath_injection",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="A value becomes part of an XPath search",
    why="The value is pasted into the text of the XPath expression.",
    fix="Pass values as XPath variables, or refuse everything but letters and digits.",
    tags=("cwe-643", "owasp-a03-2021"),
    references=("https://owasp.org/www-community/attacks/XPATH_Injection",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each place of a request."""
    yield from injected(
        META, observation, ("xpath",), "{} becomes part of an XPath search", "it is compared as the text that it is."
    )
