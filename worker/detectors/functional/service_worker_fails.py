"""Finds service workers that cannot be installed: what they are for (offline use, notifications) does not work.

Told by the browser in the console, whether the page handles the failure or not.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, path_pattern, place, shown
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange

META = Meta(
    id="service_worker_fails",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Service worker cannot be installed",
    why="The browser refuses the service worker's script, so the app works without it or in an old version.",
    fix="Put the script where it is registered from, send it as text/javascript from the folder of its scope (or with "
    "Service-Worker-Allowed), and let it run without errors.",
    references=("https://www.w3.org/TR/service-workers/#register-algorithm",),
)

_REGISTERS = re.compile(
    r"Failed to (?:register|update) a ServiceWorker for scope \('[^']*'\) with script \('([^']*)'\): (.*)"
)
_REASONS = (
    (re.compile(r"bad HTTP response code \((\d+)\)"), "the server answers with status {} when asked for its script"),
    (re.compile(r"script has an unsupported MIME type \('([^']*)'\)"), "its script is sent as {}"),
    (
        re.compile(r"provided scope \('([^']*)'\) is not under the max scope"),
        "its script lies too deep for the scope {}",
    ),
    (re.compile(r"script evaluation failed|threw an exception during script evaluation"), "its script throws an error"),
    (re.compile(r"behind a redirect, which is disallowed"), "its script's address redirects"),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each reason."""
    said = [message.text for message in observation.console] + [error.message for error in observation.exceptions]
    script = next((one.url for one in observation.exchanges if is_service_worker(one)), "")
    for text in said:
        told = _REGISTERS.search(text)
        if told is None and not text.startswith(("A bad HTTP", "The script has an", "The path of the provided")):
            continue
        words = told.group(2) if told else text
        reason = next(
            (why.format(*found.groups()) for pattern, why in _REASONS if (found := pattern.search(words))), ""
        )
        if not reason:
            continue
        address = (told.group(1) if told else "") or script
        named = f" {place(address)}" if address else ""
        yield finding(
            META,
            observation,
            subject=mask(reason),
            title=f"Service worker is not installed: {shown(reason, 58)}",
            description=f"The page registers the service worker{named}, and the browser refuses it, because {reason}. "
            "Expected: it is installed.",
            cause=f"It cannot be installed because {reason}.",
            details={"script": path_pattern(address) if address else "", "message": text[:500]},
        )


def is_service_worker(exchange: Exchange) -> bool:
    """Whether it asks for a service worker's script."""
    return any(name.lower() == "service-worker" for name in exchange.request_headers)
