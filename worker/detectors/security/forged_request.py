"""Finds requests that any other site can have a signed-in visitor's browser send (cross-site request forgery)."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.injections import told
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.attacks import ForgedRequest
from worker.observation.observation import Observation

META = Meta(
    id="forged_request",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="Other sites can act in the visitor's name",
    why="The request needs no token, the session's cookie comes along from another site, and nobody looks at where it "
    "comes from.",
    fix="Change things by POST alone, set SameSite=Lax on the session's cookie, and ask for a token of the session "
    "with every change.",
    tags=("cwe-352", "owasp-a01-2021"),
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html",
    ),
)
_WAYS = ("sent as another site would: with its Origin, without any token", "followed as a link of another site's page")
_BY_GET = (
    "An address alone changes something. Whatever leads a browser there does it too: a link or a redirect of another "
    "site, with which SameSite=Lax cookies are sent, a browser that reads ahead, a crawler."
)
_NOT_BY_GET = "Change things by POST alone, which SameSite=Lax protects, and ask for a token of the session with it."
_SAFE_METHODS = "https://www.rfc-editor.org/rfc/rfc9110.html#name-safe-methods"


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of request."""
    for trial in observation.experiments:
        if isinstance(trial, ForgedRequest):
            yield finding(
                META,
                observation,
                subject=f"{trial.method} {path_pattern(trial.url)}",
                title=f"Other sites can send {trial.method} {place(trial.url, 40)} in a visitor's name",
                description=f"{trial.method} {place(trial.url, 60)} was {_WAYS[trial.method == 'GET']}. "
                f"It took effect: “{shown(trial.witness, 80)}” shows afterwards. Expected: a refusal.",
                severity=META.severity if trial.chosen else Severity.MEDIUM,
                cause=_BY_GET if trial.method == "GET" else META.why,
                fix=_NOT_BY_GET if trial.method == "GET" else META.fix,
                references=(_SAFE_METHODS,) if trial.method == "GET" else (),
                details=told(trial.sent),
            )
