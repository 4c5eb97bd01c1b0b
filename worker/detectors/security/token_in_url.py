"""Finds session tokens in addresses, where history, logs and other sites get to see them."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.parameters import named
from worker.detectors.subjects import path_pattern, place
from worker.observation.observation import Observation

META = Meta(
    id="token_in_url",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="Session token in an address",
    why="The token is passed as a parameter of the address instead of in a header or a cookie.",
    fix="Send it in an Authorization header or in an HttpOnly cookie.",
    tags=("cwe-598", "owasp-a07-2021"),
    references=("https://owasp.org/www-community/vulnerabilities/Information_exposure_through_query_strings_in_url",),
)

_SESSION = re.compile(
    r"^(session_?(id|token)?|sid|jsessionid|phpsessid|access_?token|auth_?token|id_?token|refresh_?token|jwt)$",
    re.IGNORECASE,
)
_SHORTEST = 12


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each address and parameter."""
    for url, method, name in named(observation, _SESSION, _SHORTEST):
        yield finding(
            META,
            observation,
            subject=f"{name.lower()} in {path_pattern(url)}",
            title=f"A session token stands in the address of {place(url, 30)} (“{name[:20]}”)",
            description=f"{method} {place(url, 60)} carries a session token as the parameter “{name}” (value left "
            f"out). "
            "It is kept in the history and in logs, and told to other sites. Expected: not in an address.",
            details={"parameter": name},
        )
