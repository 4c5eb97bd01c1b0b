"""Finds servers that tell their exact version: the first thing that a search for known holes needs."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import shown
from worker.detectors.traffic import answers, header
from worker.observation.observation import Observation

META = Meta(
    id="version_leak",
    category=Category.SECURITY,
    severity=Severity.LOW,
    title="Server tells its version",
    why="The server's default configuration names itself and its version in every answer.",
    fix="Switch the version off (server_tokens off, ServerTokens Prod, expose_php off) or remove the header at the "
    "proxy.",
    tags=("cwe-200", "owasp-a05-2021"),
    references=("https://owasp.org/www-project-secure-headers/#div-headers_remove",),
)

_HEADERS = ("server", "x-powered-by", "x-aspnet-version", "x-aspnetmvc-version", "x-generator")
_VERSION = re.compile(r"(?P<product>[A-Za-z][\w.+-]*)[/ ]v?(?P<version>\d+(?:\.\d+)+)|^(?P<bare>\d+(?:\.\d+)+)$")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each header and product."""
    seen: set[str] = set()
    for exchange in answers(observation):
        if not exchange.same_site:
            continue
        for name in _HEADERS:
            value = header(exchange, name)
            found = _VERSION.search(value)
            subject = f"{name} {found.group('product') or ''}".strip().lower() if found else ""
            if not subject or subject in seen:
                continue
            seen.add(subject)
            yield finding(
                META,
                observation,
                subject=subject,
                title=f"The server tells its version: {shown(value, 40)}",
                description=f"Answers carry “{name}: {shown(value, 80)}”. Expected: no version number.",
                details={"header": name, "value": value[:200]},
            )
