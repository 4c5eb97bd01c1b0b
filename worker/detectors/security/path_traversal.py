"""Finds values that lead to any file of the server."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity
from worker.detectors.injections import injected
from worker.observation.observation import Observation

META = Meta(
    id="path_traversal",
    category=Category.SECURITY,
    severity=Severity.CRITICAL,
    title="A value opens any file of the server",
    why="The value is used as part of a file's path without a look at where it leads.",
    fix="Let visitors choose from a list of names, and refuse whatever leads out of the folder.",
    tags=("cwe-22", "owasp-a01-2021"),
    references=("https://owasp.org/www-community/attacks/Path_Traversal",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each place of a request."""
    yield from injected(
        META, observation, ("path",), "{} opens any file of the server", "nothing outside its folder can be read."
    )
