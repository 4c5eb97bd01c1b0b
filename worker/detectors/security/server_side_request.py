"""Finds values that make the server ask for any address (server-side request forgery)."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity
from worker.detectors.injections import injected
from worker.observation.observation import Observation

META = Meta(
    id="server_side_request",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="A value makes the server ask for any address",
    why="The server fetches an address that the visitor names.",
    fix="Fetch from a list of known hosts alone, and never from private networks.",
    tags=("cwe-918", "owasp-a10-2021"),
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html",
    ),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each place of a request."""
    yield from injected(
        META,
        observation,
        ("address",),
        "{} makes the server fetch any address",
        "the server fetches only what it knows.",
    )
