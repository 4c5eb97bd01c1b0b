"""Finds servers that build addresses from a header that anyone can set: links in mails may then lead elsewhere."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.injections import told
from worker.detectors.subjects import shown
from worker.observation.experiments.attacks import TrustedHeader
from worker.observation.observation import Observation

META = Meta(
    id="trusted_host_header",
    category=Category.SECURITY,
    severity=Severity.MEDIUM,
    title="The site's own address is taken from the request",
    why="Absolute addresses are built from a header that whoever asks can set.",
    fix="Build addresses from the set name of the site, and believe forwarding headers from your own proxy alone.",
    tags=("cwe-644", "owasp-a05-2021"),
    references=(
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/"
        "07-Input_Validation_Testing/17-Testing_for_Host_Header_Injection",
    ),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each header that is believed."""
    for trial in observation.experiments:
        if isinstance(trial, TrustedHeader):
            yield finding(
                META,
                observation,
                subject=trial.header.lower(),
                page=trial.url,
                title=f"Addresses on the page are built from the header {trial.header}",
                description=f"Asked with “{trial.header}: {trial.host}”, the answer has {shown(trial.context, 80)} in "
                "it. Expected: the site's own name, whatever the request says.",
                details=told(trial.sent),
            )
