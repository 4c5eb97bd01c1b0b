"""Finds secret keys in pages and scripts, which everyone can read.

Only formats that are known to be secret, or values named as secrets that are too random to be words. Keys made to be
public (publishable, anon, site keys, browser keys, those of searches and error collectors) are left out.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.json_web_tokens import decoded
from worker.detectors.subjects import path_pattern, place
from worker.detectors.traffic import answers
from worker.observation.observation import Observation

META = Meta(
    id="exposed_secret",
    category=Category.SECURITY,
    severity=Severity.CRITICAL,
    title="Secret key in a public file",
    why="A key that belongs on the server was put into code or a page that is sent to every visitor.",
    fix="Revoke the key now and make a new one, keep it on the server, and let the browser ask the server instead.",
    tags=("cwe-798", "cwe-200", "owasp-a07-2021"),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",),
)


@dataclass(frozen=True, slots=True)
class Secret:
    """A kind of key and how to know it; a text without any of its `marks` holds none, which is known much sooner."""

    name: str
    marks: tuple[str, ...]
    pattern: re.Pattern[str]
    severity: Severity = Severity.CRITICAL


KINDS = (
    Secret("AWS access key", ("AKIA", "ASIA"), re.compile(r"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])")),
    Secret("Stripe secret key", ("k_live_",), re.compile(r"\b[sr]k_live_[0-9A-Za-z]{16,}")),
    Secret("Stripe test secret key", ("k_test_",), re.compile(r"\b[sr]k_test_[0-9A-Za-z]{16,}"), Severity.HIGH),
    Secret(
        "GitHub token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        re.compile(r"\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{60,})"),
    ),
    Secret("GitLab token", ("glpat-",), re.compile(r"\bglpat-[0-9A-Za-z_-]{20,}")),
    Secret("Slack token", ("xox",), re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{10,}")),
    Secret(
        "Slack webhook",
        ("hooks.slack.com",),
        re.compile(r"https://hooks\.slack\.com/services/T\w+/B\w+/\w{16,}"),
        Severity.HIGH,
    ),
    Secret(
        "private key",
        ("PRIVATE KEY",),
        re.compile(
            r"-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED |PGP )?PRIVATE KEY(?: "
            r"BLOCK)?-----\s*(?:\\n|\s)*[A-Za-z0-9+/=]{16,}"
        ),
    ),
    Secret(
        "OpenAI key",
        ("sk-",),
        re.compile(r"\bsk-(?:proj-|svcacct-)[0-9A-Za-z_-]{20,}|\bsk-[0-9A-Za-z]{20}T3BlbkFJ[0-9A-Za-z]{20}"),
    ),
    Secret("Anthropic key", ("sk-ant-",), re.compile(r"\bsk-ant-[0-9A-Za-z_-]{20,}")),
    Secret("SendGrid key", ("SG.",), re.compile(r"\bSG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{30,}")),
    Secret("Mailgun key", ("key-",), re.compile(r"\bkey-[0-9a-f]{32}\b")),
    Secret("Twilio key", ("SK",), re.compile(r"\bSK[0-9a-f]{32}\b")),
    Secret("npm token", ("npm_",), re.compile(r"\bnpm_[0-9A-Za-z]{36}\b")),
    Secret("Supabase secret key", ("sb_secret_",), re.compile(r"\bsb_secret_[0-9A-Za-z_-]{16,}")),
    Secret("Google client secret", ("GOCSPX-",), re.compile(r"\bGOCSPX-[0-9A-Za-z_-]{20,}")),
    Secret(
        "Google service account",
        ("service_account",),
        re.compile(r"\"type\"\s*:\s*\"service_account\"[\s\S]{0,400}\"private_key\""),
    ),
    Secret(
        "database address with a password",
        ("postgres", "mysql:", "mongodb", "redis", "amqp:"),
        re.compile(
            r"\b(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqp)://[^\s:/@\"'<>]+:[^\s:/@\"'<>${}]{4,}@[\w.-]+"
        ),
    ),
)
# Google's browser keys are public by design when limited to a site (maps, Firebase); which this is cannot be seen
# from outside.
_GOOGLE = re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b")
_JWT = re.compile(r"\beyJ[0-9A-Za-z_-]{8,}\.(eyJ[0-9A-Za-z_-]{10,})\.[0-9A-Za-z_-]{10,}")
# What a secret is called in code, its words joined or with a mark between them.
_NAMES = (
    "api secret",
    "secret key",
    "secret token",
    "client secret",
    "private key",
    "private token",
    "api key",
    "access key",
    "access token",
    "auth token",
    "db password",
    "admin password",
    "passwd",
)
_NAMED = re.compile(
    rf"(?P<name>\b\w*(?:{'|'.join(name.replace(' ', '[-_]?') for name in _NAMES)})\w*)[\"']?\s*[:=]\s*"
    r"[\"'`](?P<value>[^\s\"'`<>]{12,120})[\"'`]",
    re.IGNORECASE,
)
# A text without any of these, in lower case, names none; looking for them takes a hundredth of the time.
_MARKS_OF_NAMES = tuple(name.replace(" ", mark) for name in _NAMES for mark in ("", "-", "_"))
_PUBLIC_NAME = re.compile(
    r"public|publish|anon|site|client_?id|search|maps|firebase|pk|csrf|xsrf|storage|cookie|header|param|field|"
    r"name$|measurement",
    re.IGNORECASE,
)
_PUBLIC_VALUE = re.compile(
    r"^(pk[_.]|sb_publishable|AIza|6L[\w-]{38}$|eyJ|https?:|/|\.|#|\$|%|\{|<|G-|UA-|GTM-|phc_)|example|placeholder|changeme|your|"
    r"xxxx|\*\*\*|1234|test|dummy|localhost",
    re.IGNORECASE,
)
# Services whose keys are for pages: what stands around such a key names them, or what only their calls have.
_PUBLIC_SERVICE = re.compile(
    r"docsearch|algolia|typesense|indexName|inputSelector|bugsnag|rollbar|sentry|amplitude|mixpanel|posthog|logrocket|"
    r"datadog|mapbox|recaptcha|hcaptcha|turnstile|firebase|authDomain|supabase",
    re.IGNORECASE,
)
_AROUND = 200
# Bits a character: words stay under 3.2, random letters and digits of this length are above 3.5.
_RANDOM_BITS = 3.5
_LONGEST = 600_000


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of secret in each file."""
    sources = [(observation.screen.url, observation.screen.markup)]
    sources += [(script.url, script.body) for script in observation.scripts]
    sources += [
        (one.url, one.body)
        for one in answers(observation)
        if one.same_site and one.kind in ("script", "fetch", "xhr", "document")
    ]
    pages = {observation.screen.url, *(one.url for one in answers(observation) if one.kind == "document")}
    seen: set[tuple[str, str]] = set()
    for url, body in sources:
        for name, severity, witness in secrets_in(body[:_LONGEST]):
            # What stands in pages comes from a template that many of them share.
            where = "pages" if url in pages else path_pattern(url)
            if (name, witness) in seen:
                continue
            seen.add((name, witness))
            yield finding(
                META,
                observation,
                subject=f"{name} in {where}",
                severity=severity,
                title=f"{name[0].upper()}{name[1:]} can be read by everyone in {place(url)}",
                description=f"{url} contains what looks like a {name} ({_masked(witness)}). Expected: secrets stay "
                f"on the server.",
                details={"address": url, "kind": name, "beginning": _masked(witness)},
            )


@lru_cache(maxsize=128)
def secrets_in(body: str) -> tuple[tuple[str, Severity, str], ...]:
    """The secrets in a text: kind, severity, the text itself."""
    found: list[tuple[str, Severity, str]] = []
    for kind in KINDS:
        if any(mark in body for mark in kind.marks):
            found.extend(
                (kind.name, kind.severity, match.group())
                for match in kind.pattern.finditer(body)
                if not _is_example(match.group())
            )
    for match in _JWT.finditer(body) if "eyJ" in body else ():
        if _role(match.group(1)) == "service_role":
            found.append(("service role key", Severity.CRITICAL, match.group()))
    known = {witness for _, _, witness in found}
    lowered = body.lower()
    named = _NAMED.finditer(body) if any(mark in lowered for mark in _MARKS_OF_NAMES) else ()
    for match in named:
        name, value = match.group("name"), match.group("value")
        part_of_known = any(value in one or one in value for one in known)
        around = body[max(0, match.start() - _AROUND) : match.end() + _AROUND]
        public = _PUBLIC_NAME.search(name) or _PUBLIC_VALUE.search(value) or _GOOGLE.search(value)
        if not part_of_known and not public and _is_random(value) and not _is_for_pages(name, around):
            found.append((f"secret named {name[:30]}", Severity.HIGH, value))
    return tuple(found)


def _is_for_pages(name: str, around: str) -> bool:
    """Whether it is the key that a service gives out for pages; a secret of the same service is called one."""
    return "secret" not in name.lower() and "private" not in name.lower() and bool(_PUBLIC_SERVICE.search(around))


def _role(payload: str) -> str:
    try:
        words = decoded(payload).decode("utf-8", "replace")
    except ValueError:
        return ""
    found = re.search(r"\"role\"\s*:\s*\"(\w+)\"", words)
    return found.group(1) if found else ""


def _is_random(value: str) -> bool:
    counts = Counter(value)
    bits = -sum(count / len(value) * math.log2(count / len(value)) for count in counts.values())
    mixed = any(letter.isdigit() for letter in value) and any(letter.isalpha() for letter in value)
    return mixed and bits >= _RANDOM_BITS and len(value) >= 16


def _is_example(value: str) -> bool:
    return (
        re.search(r"EXAMPLE|example|placeholder|your[-_]|xxxxx|<|\*{3}|(?:localhost|127\.0\.0\.1)", value) is not None
        and "PRIVATE KEY" not in value
    )


def _masked(witness: str) -> str:
    """The beginning only: a report must not spread the secret further."""
    return f"{witness[:6]}…, {len(witness)} characters"
