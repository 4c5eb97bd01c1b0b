"""Finds forms that ask for the current password before they set a new one, and take any."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.forms import WrongCurrentPassword
from worker.observation.observation import Observation

META = Meta(
    id="unverified_password_change",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="Password changed without the current one",
    why="The form asks for it, and the server does not compare it with what is stored.",
    fix="Check the current password on the server before a new one is stored, limit how often it may be tried, and end "
    "the other sessions.",
    tags=("cwe-620", "owasp-a07-2021"),
    references=(
        "https://cwe.mitre.org/data/definitions/620.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html",
    ),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each form."""
    for result in observation.experiments:
        if not isinstance(result, WrongCurrentPassword):
            continue
        where, label = place(result.page, 30), shown(result.label, 30)
        yield finding(
            META,
            observation,
            subject=path_pattern(result.page),
            title=f"A wrong “{label}” changes the password on {where}",
            description=f"On {where} a new password was set, once with the right “{label}” and once with a wrong one. "
            f"Both were answered alike (“{shown(result.said, 60)}”). Expected: the wrong one is refused; whoever finds "
            "a signed-in device could take over the account.",
            page=result.page,
            details={"field": result.label},
        )
