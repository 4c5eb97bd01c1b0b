"""Finds content security policies that allow what they are there to forbid: any inline script, any host's scripts.

A page without a policy is told by missing_security_headers. What only reports is left out; what a nonce, a hash or
'strict-dynamic' makes void is not counted (CSP Level 3, "Does a source list allow all inline behavior").
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.traffic import header, is_page
from worker.observation.observation import Observation

META = Meta(
    id="weak_content_policy",
    category=Category.SECURITY,
    severity=Severity.MEDIUM,
    title="Content security policy with a gap",
    why="The policy was loosened until everything worked.",
    fix="Allow scripts by a nonce or a hash with 'strict-dynamic', and add object-src 'none'; base-uri 'none'.",
    tags=("cwe-1021", "cwe-79", "owasp-a05-2021"),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Content_Security_Policy_Cheat_Sheet.html",),
)

_ANY_HOST = frozenset(("*", "http:", "https:", "http://*", "https://*"))


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for a policy, naming all its gaps; policies are set for a whole site."""
    document = observation.document
    if document is None or not is_page(document):
        return
    policy = _directives(header(document, "content-security-policy"))
    gaps = _gaps(policy)
    if policy and gaps:
        grave = any(severe for _, severe in gaps)
        named = "; ".join(words for words, _ in gaps)
        yield finding(
            META,
            observation,
            subject=", ".join(sorted(words for words, _ in gaps)),
            severity=META.severity if grave else Severity.LOW,
            title="The Content-Security-Policy " + ("lets injected scripts run" if grave else "has a gap"),
            description=f"The policy of {document.url} has these gaps: {named}. Expected: scripts only by a nonce, a "
            "hash, or from the site itself.",
            details={"policy": header(document, "content-security-policy")[:1000], "gaps": named},
        )


def _gaps(policy: dict[str, list[str]]) -> list[tuple[str, bool]]:
    """What is wrong, and whether an injected script would run for it. A policy that says nothing of scripts has another
    purpose.
    """
    scripts = policy.get("script-src", policy.get("default-src"))
    if scripts is None:
        return []
    guarded = any(one.startswith(("'nonce-", "'sha256-", "'sha384-", "'sha512-")) for one in scripts)
    strict = "'strict-dynamic'" in scripts and guarded
    gaps: list[tuple[str, bool]] = []
    if "'unsafe-inline'" in scripts and not guarded and "'strict-dynamic'" not in scripts:
        gaps.append(("'unsafe-inline' lets any script within the page run", True))
    if not strict and any(one in _ANY_HOST for one in scripts):
        gaps.append(("scripts may come from any host", True))
    if not strict and "data:" in scripts:
        gaps.append(("data: addresses may be scripts", True))
    if "object-src" not in policy and "default-src" not in policy:
        gaps.append(("object-src is missing", False))
    if guarded and "base-uri" not in policy:
        gaps.append(("base-uri is missing, so that relative scripts can be led elsewhere", False))
    return gaps


def _directives(text: str) -> dict[str, list[str]]:
    """The directives of one policy; of several the first counts, and a second can only forbid more: then nothing is
    said.
    """
    if "," in text or "\n" in text:
        return {}
    found: dict[str, list[str]] = {}
    for part in text.lower().split(";"):
        words = part.split()
        if words:
            found.setdefault(words[0], words[1:])
    return found
