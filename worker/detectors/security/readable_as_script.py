"""Finds answers for one account that any other site may read as a script (JSONP, cross-site script inclusion)."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.injections import told
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.attacks import ScriptedAnswer
from worker.observation.observation import Observation

META = Meta(
    id="readable_as_script",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="Any site may read an account's data as a script",
    why="A script is loaded with the visitor's cookies by any page, and tells it what it says.",
    fix="Answer with JSON only and call back no function; where other sites must read it, allow those by CORS. Set "
    "SameSite=Lax on the session's cookie, and Cross-Origin-Resource-Policy: same-site on the answer.",
    tags=("cwe-352", "cwe-200", "owasp-a01-2021"),
    references=(
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/"
        "11-Client-side_Testing/13-Testing_for_Cross_Site_Script_Inclusion",
    ),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of address."""
    for trial in observation.experiments:
        if isinstance(trial, ScriptedAnswer):
            yield finding(
                META,
                observation,
                subject=path_pattern(trial.url.partition("?")[0]),
                title=f"Any site may read {place(trial.url, 40)} as a script",
                description=f"A page of another site loaded {place(trial.sent.url, 80)} as a script, with the "
                f"visitor's cookies, and was told “{shown(trial.private, 40)}”, which a stranger is not. Expected: "
                "nothing that another site can read.",
                details=told(trial.sent),
            )
