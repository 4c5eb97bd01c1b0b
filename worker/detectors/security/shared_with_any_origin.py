"""Finds answers that scripts of any other site may read in the visitor's name (CORS)."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.injections import told
from worker.detectors.subjects import mask, place
from worker.observation.experiments.attacks import SharedAnswer
from worker.observation.observation import Observation
from worker.observation.sites import host

META = Meta(
    id="shared_with_any_origin",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="Any site may read answers in the visitor's name",
    why="The server copies the request's Origin into Access-Control-Allow-Origin and allows credentials.",
    fix="Allow credentials only for origins from a list that are compared as a whole, and never for null.",
    tags=("cwe-942", "owasp-a05-2021"),
    references=("https://developer.mozilla.org/docs/Web/HTTP/CORS",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for a server: such answers come from one setting."""
    for trial in observation.experiments:
        if isinstance(trial, SharedAnswer):
            yield finding(
                META,
                observation,
                subject=f"credentials for {'null' if trial.origin == 'null' else 'any origin'} at {_whose(trial.url)}",
                page=trial.url,
                title=f"Scripts of any site may read {place(trial.url, 30)} in the visitor's name",
                description=f"Asked with “Origin: {trial.origin}”, {trial.url} allows that origin to read the answer "
                "with the visitor's cookies. Expected: only origins that are known. A page elsewhere can read what a "
                "signed-in visitor would see here.",
                details=told(trial.sent),
            )


def _whose(url: str) -> str:
    return mask(host(url)) if host(url) not in ("localhost", "127.0.0.1") else "this machine"
