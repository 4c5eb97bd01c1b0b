"""Finds servers that serve methods nobody needs: TRACE, which echoes, and PUT, which keeps files."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.injections import told
from worker.observation.experiments.attacks import OpenMethod
from worker.observation.observation import Observation

META = Meta(
    id="open_method",
    category=Category.SECURITY,
    severity=Severity.MEDIUM,
    title="A method that nobody needs is open",
    why="The server's configuration allows more methods than the app uses.",
    fix="Allow GET, HEAD and POST, and others only where the app needs them and has checked who asks.",
    tags=("cwe-650", "owasp-a05-2021"),
    references=(
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/"
        "02-Configuration_and_Deployment_Management_Testing/06-Test_HTTP_Methods",
    ),
)
_WHAT = {
    "TRACE": ("The server echoes requests (TRACE)", Severity.LOW, "sends back what it was sent, headers included"),
    "PUT": ("Anyone can put files on the server (PUT)", Severity.CRITICAL, "kept a small text file of ours"),
}


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each method."""
    for trial in observation.experiments:
        if isinstance(trial, OpenMethod):
            title, severity, what = _WHAT[trial.method]
            yield finding(
                META,
                observation,
                subject=trial.method,
                page=trial.url if trial.method == "TRACE" else "",
                severity=severity,
                title=title,
                description=f"{trial.method} was served: the server {what}. Expected: status 405.",
                details=told(trial.sent),
            )
