"""Finds objects of a programming language in addresses and forms: whoever changes them may have the server run code.

Proved where the server was made to reckon by one; else only a hint, for nothing shows whether the server checks them
before it reads them.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.injections import injected
from worker.detectors.subjects import mask, path_pattern, place
from worker.detectors.traffic import answers
from worker.observation.observation import Observation

META = Meta(
    id="serialized_object",
    category=Category.SECURITY,
    severity=Severity.MEDIUM,
    title="Object of a programming language sent by the browser",
    why="The server writes an object into the page and reads it back from the request.",
    fix="Keep the object on the server under a random name, or send plain data (JSON) with a signature.",
    tags=("cwe-502", "owasp-a08-2021"),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Deserialization_Cheat_Sheet.html",),
)
# Java's stream header (in base64, in hex), PHP's classes, Python's pickle (protocols 2 to 5 in base64, 0 as text),
# .NET's BinaryFormatter, Ruby's Marshal.
_KINDS = {
    "Java": re.compile(r"^rO0AB[\w+/=-]{8,}|^aced0005[0-9a-f]{8,}", re.IGNORECASE),
    "PHP": re.compile(r"^[OC]:\d+:\"[\w\\\\]+\":\d+:\{"),
    "Python": re.compile(r"^gA[J-S][\w+/=-]{12,}$|^\(dp?\d|^c\w+\n\w+\n|^[\x80\ufffd][\x02-\x05]"),
    ".NET": re.compile(r"^AAEAAAD/////"),
    "Ruby": re.compile(r"^BAh[\w+/=-]{12,}"),
}


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each parameter."""
    yield from injected(
        replace(META, severity=Severity.CRITICAL),
        observation,
        ("object",),
        "An object in {} runs code as it is read",
        "plain data, or a signature that is checked first.",
    )
    seen: set[str] = set()
    sent = [(one.url, one.request_body) for one in answers(observation) if one.same_site]
    links = [(link.url, "") for link in observation.screen.links]
    for url, body in (*sent, *links):
        if not url.startswith(("http://", "https://")):
            continue
        for name, value in (*parse_qsl(urlsplit(url).query), *(parse_qsl(body) if "=" in body[:200] else ())):
            kind = next((kind for kind, pattern in _KINDS.items() if pattern.match(value)), "")
            subject = f"{kind} in {mask(name)} of {path_pattern(url)}"
            if not kind or subject in seen:
                continue
            seen.add(subject)
            yield finding(
                META,
                observation,
                subject=subject,
                title=f"The parameter “{name[:20]}” of {place(url, 25)} holds an object of {kind}",
                description=f"“{name}” begins like an object that {kind} has written ({value[:12]}…). Expected: plain "
                "data. If the server reads it without a check, whoever changes it can run code there.",
                certain=False,
                details={"address": url, "parameter": name, "language": kind},
            )
