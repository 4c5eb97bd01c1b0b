"""Finds debug pages, environment files, version-control folders and listings that everyone can open."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place
from worker.observation.experiments.addresses import PathProbe
from worker.observation.observation import Observation

META = Meta(
    id="exposed_debug_page",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="Internal page open to everyone",
    why="The page or file is meant for developers and is reachable because nothing keeps others out.",
    fix="Remove it from the deployed app, or let the server refuse it to everyone but administrators.",
    tags=("cwe-489", "owasp-a05-2021"),
    references=("https://cwe.mitre.org/data/definitions/489.html",),
)


@dataclass(frozen=True, slots=True)
class Sign:
    """What the content of such a page looks like; many servers answer 200 to anything, so the status says nothing."""

    what: str
    pattern: re.Pattern[str]
    severity: Severity
    tag: str


SIGNS = (
    Sign(
        "a Git folder",
        re.compile(r"\Aref: refs/|\A\[core\]\s|repositoryformatversion|\ADIRC"),
        Severity.CRITICAL,
        "cwe-527",
    ),
    Sign("a Subversion folder", re.compile(r"\A\d+\s*\n+dir\n|\ASQLite format 3"), Severity.HIGH, "cwe-527"),
    Sign(
        "an environment file",
        re.compile(r"\A(?!\s*<)(?:\s*#.*\n)*\s*(?:export )?[A-Z][A-Z0-9_]{2,}=[^\n]*(?:\n|\Z)", re.MULTILINE),
        Severity.CRITICAL,
        "cwe-538",
    ),
    Sign("PHP's information page", re.compile(r"phpinfo\(\)|<title>PHP \d|PHP Version \d"), Severity.HIGH, "cwe-200"),
    Sign(
        "a directory listing",
        re.compile(r"<title>Index of /|<h1>Index of /|Directory listing for /|\[To Parent Directory\]"),
        Severity.MEDIUM,
        "cwe-548",
    ),
    Sign(
        "the server's status page",
        re.compile(r"Apache Server Status|Server uptime:|Active connections: \d+"),
        Severity.MEDIUM,
        "cwe-200",
    ),
    Sign(
        "Spring's actuator",
        re.compile(r"\"_links\"\s*:\s*\{\s*\"self\"|\"activeProfiles\"|\"propertySources\""),
        Severity.HIGH,
        "cwe-200",
    ),
    Sign(
        "a debugger or profiler",
        re.compile(r"Werkzeug Debugger|Symfony Profiler|Laravel Telescope|Clockwork|Django Debug Toolbar|Xdebug"),
        Severity.HIGH,
        "cwe-489",
    ),
    Sign("a database console", re.compile(r"phpMyAdmin|Adminer|H2 Console|<title>pgAdmin"), Severity.HIGH, "cwe-489"),
    Sign(
        "a database dump or backup",
        re.compile(r"-- (?:MySQL|PostgreSQL|MariaDB) (?:database )?dump|\bCREATE TABLE\b.*\(|\bINSERT INTO\b"),
        Severity.CRITICAL,
        "cwe-530",
    ),
    Sign(
        "a configuration file",
        re.compile(r"\A<\?php|\"(?:password|secret|apiKey|privateKey)\"\s*:\s*\""),
        Severity.CRITICAL,
        "cwe-538",
    ),
    Sign("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"), Severity.CRITICAL, "cwe-538"),
    Sign("Go's profiler", re.compile(r"Types of profiles available|/debug/pprof/"), Severity.MEDIUM, "cwe-489"),
    Sign("measurements of the server", re.compile(r"\A# HELP \w+ .*\n# TYPE "), Severity.LOW, "cwe-200"),
    Sign(
        "a log file",
        re.compile(
            r"\A(?!\s*<)(?:.*\n){0,3}.*\b(?:ERROR|WARN(?:ING)?|INFO|DEBUG)\b.*\d{2}:\d{2}:\d{2}|"
            r"\A\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d.*\b(?:ERROR|INFO|DEBUG|WARN)"
        ),
        Severity.MEDIUM,
        "cwe-532",
    ),
)
# A page that says of itself that it is for debugging, where such a page was asked for.
_SAYS_DEBUG = re.compile(
    r"<(?:title|h1|h2)[^>]*>[^<]*\b(?:debug|diagnostics?|developer tools|dev "
    r"tools|profiler|environment|internals?|server info|configuration dump)\b|"
    r"\"(?:debug|env|environment|config|settings|secret_key|database_url)\"\s*:\s*[\[{\"]",
    re.IGNORECASE,
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each probed address whose content shows that it is what it should not be."""
    for probe in observation.experiments:
        if not isinstance(probe, PathProbe) or probe.status != 200:
            continue
        sign = _sign(probe)
        if sign is None:
            continue
        yield finding(
            META,
            observation,
            subject=path_pattern(probe.url).rstrip("/"),
            page=probe.url,
            severity=sign.severity,
            title=f"Everyone can open {sign.what}: {place(probe.url)}",
            description=f"{probe.url} is answered with status 200 and shows {sign.what}. Expected: 404, or a log-in.",
            tags=(sign.tag,),
            details={"address": probe.url, "purpose": probe.purpose},
        )


def _sign(probe: PathProbe) -> Sign | None:
    body = probe.body_start
    found = next((sign for sign in SIGNS if sign.pattern.search(body)), None)
    if found is None and "debug" in probe.purpose and _SAYS_DEBUG.search(body):
        return Sign("a debug page", _SAYS_DEBUG, META.severity, "cwe-489")
    return found
