"""Finds values that are run as commands of the server's shell."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity
from worker.detectors.injections import injected
from worker.observation.observation import Observation

META = Meta(
    id="command_injection",
    category=Category.SECURITY,
    severity=Severity.CRITICAL,
    title="A value is run as a command",
    why="The value is pasted into a command line that a shell reads.",
    fix="Start programs without a shell, with a list of arguments, or use a library instead.",
    tags=("cwe-78", "owasp-a03-2021"),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/OS_Command_Injection_Defense_Cheat_Sheet.html",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each place of a request."""
    yield from injected(
        META, observation, ("command",), "{} is run as a command on the server", "it is data and never a command."
    )
