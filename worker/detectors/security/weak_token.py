"""Finds JSON web tokens that protect little: unsigned, without an end, or with secrets in them.

A token's contents can be read by everyone who holds it; only its signature cannot be made by others (RFC 7519, RFC
8725).
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.json_web_tokens import read_part
from worker.detectors.subjects import path_pattern, place
from worker.detectors.traffic import answers
from worker.observation.observation import Observation

META = Meta(
    id="weak_token",
    category=Category.SECURITY,
    severity=Severity.MEDIUM,
    title="Token that protects little",
    why="The token was made without the claims or the algorithm that make it safe.",
    fix="Sign with a fixed algorithm, let tokens end within hours (exp), and put no secrets into them.",
    tags=("cwe-347", "cwe-613", "owasp-a07-2021"),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/JSON_Web_Token_for_Java_Cheat_Sheet.html",),
)
_TOKEN = re.compile(r"\b(eyJ[\w-]{8,})\.(eyJ[\w-]{8,})\.([\w-]*)")
_SECRET = re.compile(
    r"^(?:password|passwd|pwd|passwordHash|password_hash|secret|ssn|card_?number|cvv|credit_?card)$", re.I
)
_LONGEST = 300_000


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each fault of the tokens that one address gives out."""
    seen: set[str] = set()
    for exchange in answers(observation):
        if not exchange.same_site or exchange.kind not in ("document", "xhr", "fetch"):
            continue
        for head, body, signature in _TOKEN.findall(exchange.body[:_LONGEST]):
            for subject, title, expected in _faults(read_part(head), read_part(body), signature):
                if subject in seen:
                    continue
                seen.add(subject)
                yield finding(
                    META,
                    observation,
                    subject=f"{subject} from {path_pattern(exchange.url)}",
                    severity=Severity.HIGH if subject != "no end" else Severity.LOW,
                    title=f"A token from {place(exchange.url, 30)} {title}",
                    description=f"{exchange.method} {place(exchange.url, 60)} gives out a JSON web token that {title}. "
                    f"Expected: {expected}.",
                    details={"address": exchange.url, "fault": subject},
                )


def _faults(head: dict[str, object], body: dict[str, object], signature: str) -> Iterator[tuple[str, str, str]]:
    """Subject, what is wrong, what was expected."""
    if not head.get("alg") or not body:
        return
    if str(head["alg"]).lower() == "none" or not signature:
        yield "no signature", "is not signed, so anyone can make one", "a signature that the server checks"
    if secret := next((name for name, value in body.items() if _SECRET.match(name) and value), ""):
        yield "secret inside", f"holds “{secret}”, which everyone with it can read", "nothing secret in it"
    about_somebody = any(
        name in body for name in ("sub", "user", "user_id", "userId", "username", "email", "uid", "id")
    )
    if about_somebody and "exp" not in body:
        yield "no end", "never ends", "an end (exp) within hours"
