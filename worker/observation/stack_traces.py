"""Knows the inner errors of servers by how they are written."""

import re

_TRACES = re.compile(
    r"Traceback \(most recent call last\)|"
    r"\bat [\w$.<>]+\((?:[\w$]+\.(?:java|kt|scala|groovy):\d+|Native Method)\)|"
    r"\bat (?:[\w.<>\[\] ]+ )?\(?(?:file://)?/[\w@/.-]+\.(?:[cm]?js|ts):\d+:\d+\)?|"
    r"\b(?:Fatal error|Warning|Notice|Parse error)</?b?>?:\s.{3,200} in <?b?>?/[\w/.-]+\.php|"
    r"\bin /[\w/.-]+\.php(?:</b>)? on line (?:<b>)?\d+|"
    r"^\s*at [\w.`<>]+\(.*\) in [A-Z]:\\.*:line \d+|"
    r"\[[\w.]+Exception(?:: [^\]]{1,200})?\]|"
    r"^/[\w/.-]+\.rb:\d+:in [`'][\w<> ]+'|"
    r"goroutine \d+ \[running\]:",
    re.MULTILINE,
)


def trace_in(text: str) -> str:
    """The first sign of a stack trace, "" where there is none."""
    found = _TRACES.search(text)
    return found.group()[:120] if found else ""
