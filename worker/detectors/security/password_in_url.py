"""Finds passwords in addresses, where history, logs and other sites get to see them."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.parameters import named
from worker.detectors.subjects import path_pattern, place
from worker.observation.observation import Observation

META = Meta(
    id="password_in_url",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="Password in an address",
    why="The password is passed as a parameter of the address instead of in the request's body.",
    fix="Send it in the body of a POST over HTTPS.",
    tags=("cwe-598", "owasp-a07-2021"),
    references=("https://owasp.org/www-community/vulnerabilities/Information_exposure_through_query_strings_in_url",),
)

_PASSWORD = re.compile(
    r"^(password|passwd|pwd|pass|user_?password|new_?password|kennwort|passwort|contraseña|mot_?de_?passe)$",
    re.IGNORECASE,
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each address and parameter, unless a form of the screen before put it there: insecure_form owns
    that.
    """
    for url, method, name in named(observation, _PASSWORD):
        if _from_form(observation, name):
            continue
        yield finding(
            META,
            observation,
            subject=f"{name.lower()} in {path_pattern(url)}",
            title=f"A password stands in the address of {place(url, 30)} (“{name[:20]}”)",
            description=f"{method} {place(url, 60)} carries a password as the parameter “{name}” (value left out). "
            "It is kept in the history and in logs, and told to other sites. Expected: not in an address.",
            details={"parameter": name},
        )


def _from_form(observation: Observation, name: str) -> bool:
    before = observation.before
    if before is None:
        return False
    return any(
        form.method.lower() == "get"
        and not form.scripted
        and field.field_name == name
        and field.input_type == "password"
        for form in before.forms
        for field in map(before.element, form.fields)
        if field is not None
    )
