"""Finds readers of XML that fetch what a document tells them to (external entities)."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity
from worker.detectors.injections import injected
from worker.observation.observation import Observation

META = Meta(
    id="xml_external_entity",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="XML can make the server read files and addresses",
    why="The XML reader resolves entities, as many do by default.",
    fix="Switch document types and external entities off in the XML reader.",
    tags=("cwe-611", "owasp-a05-2021"),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/XML_External_Entity_Prevention_Cheat_Sheet.html",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each place of a request."""
    yield from injected(
        META, observation, ("xml",), "XML in {} is read with its entities", "entities are not resolved."
    )
