"""Finds passwords, or what is stored of them, in the data that a server hands out.

Judged by a field's name and its value together: the very password that was typed, or the look of a hash. Labels of
forms in many languages have such names too, and words as values.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place
from worker.detectors.traffic import answers
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange

META = Meta(
    id="password_in_answer",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="Password in the data of an answer",
    why="The whole record of a user is sent, with every column that is stored.",
    fix="Choose the fields that an answer carries one by one, and store passwords only as a slow, salted hash "
    "(Argon2id, bcrypt) that never leaves the server.",
    tags=("cwe-200", "cwe-256", "owasp-a01-2021"),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",),
)

_FIELD = re.compile(r'"(\w*(?:passw|pwd|pass_?hash|contrase)\w*)"\s*:\s*"((?:[^"\\]|\\.){4,300})"', re.IGNORECASE)
# Hashes as the usual libraries write them; MD5 to SHA-512 in hex; long ones in base 64.
_HASH = re.compile(
    r"\$(?:2[abxy]?|argon2\w*|pbkdf2[\w-]*|scrypt|[156y])\$\S{10,}|(?:pbkdf2|scrypt|bcrypt|argon2|sha)\w*[:$]\S{20,}|"
    r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}|[\w+/]{43,}={1,2}",
    re.IGNORECASE,
)
_MASKED = re.compile(r"•+")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of answer."""
    for answer in answers(observation):
        if not (answer.same_site and "json" in answer.response_headers.get("content-type", "")):
            continue
        if told := _told(answer):
            field, readable = told
            what = "the password as it was typed" if readable else "what is stored of a password"
            yield finding(
                META,
                observation,
                subject=f"{field.lower()} from {path_pattern(answer.url)}",
                severity=Severity.CRITICAL if readable else META.severity,
                title=f"{place(answer.url, 40)} hands out {'passwords' if readable else 'hashes of passwords'}",
                description=f"The answer to {answer.method} {place(answer.url, 60)} holds {what}, in the field "
                f"“{field[:30]}” (value left out). Expected: answers carry nothing of a password.",
                cause="Passwords are stored so that they can be read." if readable else META.why,
                details={"address": answer.url, "field": field},
            )


def _told(answer: Exchange) -> tuple[str, bool] | None:
    """The first field that holds one, and whether it can be read as it is."""
    for name, value in _FIELD.findall(answer.body):
        if answer.repeats_secret and _MASKED.fullmatch(value):
            return name, True
        if _HASH.fullmatch(value):
            return name, False
    return None
