"""Finds requests that any other site can have a signed-in visitor's browser send (cross-site request forgery)."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.injections import told
from worker.detectors.subjects import path_pattern, place
from worker.observation.experiments.attacks import ForgedRequest
from worker.observation.observation import Observation

META = Meta(
    id="forged_request",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="Other sites can act in the visitor's name",
    why="The request needs no token, the session's cookie comes along from everywhere, and nobody looks at the Origin.",
    fix="Set SameSite=Lax on the session's cookie, and ask for a token of the session with every change.",
    tags=("cwe-352", "owasp-a01-2021"),
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html",
    ),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of request."""
    for trial in observation.experiments:
        if isinstance(trial, ForgedRequest):
            yield finding(
                META,
                observation,
                subject=f"{trial.method} {path_pattern(trial.url)}",
                title=f"Other sites can send {trial.method} {place(trial.url, 40)} in a visitor's name",
                description=f"{trial.method} {place(trial.url, 60)} was sent as another site would: with its "
                f"Origin, without any token. It took effect: “{trial.witness}” shows afterwards. Expected: a refusal.",
                details=told(trial.sent),
            )
