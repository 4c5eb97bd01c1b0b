"""Finds JavaScript errors and promise rejections that nobody caught.

What should have happened after the error did not: a button that does nothing, a part of the page that stays empty.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from worker.detectors.addresses import is_tracker, without_fragment
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import in_words
from worker.detectors.subjects import message_pattern, path_pattern, place, shown
from worker.observation.observation import Observation
from worker.observation.runtime import UncaughtException
from worker.observation.sites import same_site, site

META = Meta(
    id="uncaught_exception",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="JavaScript error that nobody catches",
    why="An error in the page's code is not handled, so whatever should have followed does not happen.",
    fix="Open the place named in the stack, handle the missing or unexpected value there, and show the user what "
    "went wrong.",
    tags=("cwe-248",),
    references=("https://developer.mozilla.org/docs/Web/API/Window/error_event",),
)

# Not faults: browsers report them for things that went well or that our own moving on cut short.
_HARMLESS = re.compile(
    r"ResizeObserver loop|AbortError|operation was aborted|user aborted|play\(\) "
    r"(request|failed)|NotAllowedError|clipboard|^Script error\.?$|Extension context invalidated",
    re.IGNORECASE,
)
_NETWORK = re.compile(
    r"failed to fetch|load failed|networkerror|network error|loading (css )?chunk|dynamically imported module",
    re.IGNORECASE,
)
_FOREIGN = ("chrome-extension://", "moz-extension://", "safari-extension://")
_SCRIPT_SOURCE = re.compile(r"<script\b[^>]*?\bsrc=[\"']?([^\"'\s>]+)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s)]+?(?=:\d+:\d+|[\s)]|$)")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each error with a message of its own."""
    # What a script in the page itself throws is one cause on however many pages the template is.
    pages = {without_fragment(url) for url in (observation.screen.url, *(one.page for one in observation.exceptions))}
    for exception in observation.exceptions:
        if _is_noise(exception, observation):
            continue
        said = _said(exception)
        script = next(iter(_ADDRESS.findall(exception.stack)), "")
        inline = without_fragment(script) in pages
        # A name that is missing is missed by every script that uses it.
        where = "" if inline or "is not defined" in said else path_pattern(script)
        deed = in_words(observation)
        yield finding(
            META,
            observation,
            subject=f"{message_pattern(said)} @ {where}",
            severity=Severity.LOW if _is_of_others(script, exception, observation) else META.severity,
            title=f"{'Promise rejected' if exception.rejected else 'JavaScript error'}: {shown(said, 70)}",
            description=f"{f'{deed}: the' if deed else 'The'} page "
            f"{'rejects a promise with' if exception.rejected else 'throws'} \u201c{shown(said, 200)}\u201d and nobody "
            f"{'handles' if exception.rejected else 'catches'} it. "
            "Expected: no error, or one that is handled and told to the user.",
            cause=f"{_reason(exception)}{f' It is thrown in {place(script)}.' if script else ''}",
            certain=not _may_follow_from_silence(exception, observation),
            details={"message": said[:500], "stack": exception.stack[:2000]},
        )


def _said(exception: UncaughtException) -> str:
    message = exception.message.removeprefix("Uncaught ").strip()
    if exception.name and not message.startswith(exception.name):
        return f"{exception.name}: {message}" if message else exception.name
    return message or "an error without a message"


def _is_noise(exception: UncaughtException, observation: Observation) -> bool:
    said = _said(exception)
    if "a ServiceWorker for scope" in said or any(exchange.provoked for exchange in observation.exchanges):
        return True
    if (
        _HARMLESS.search(said)
        or _HARMLESS.search(exception.message)
        or any(scheme in exception.stack for scheme in _FOREIGN)
    ):
        return True
    if _NETWORK.search(said) and any(exchange.aborted_by_us for exchange in observation.exchanges):
        return True
    scripts = _ADDRESS.findall(exception.stack)
    return bool(scripts) and is_tracker(scripts[0]) and not same_site(scripts[0], observation.screen.url)


def _is_of_others(script: str, exception: UncaughtException, observation: Observation) -> bool:
    """Whether only scripts of another site take part, one that does not serve the page's scripts in general: then the
    page mostly does without.
    """
    page = observation.screen.url
    if not script or any(same_site(one, page) for one in _ADDRESS.findall(exception.stack)):
        return False
    hosts = [site(urljoin(page, one)) for one in _SCRIPT_SOURCE.findall(observation.screen.markup)]
    return hosts.count(site(script)) * 2 <= len(hosts) and bool(observation.screen.text.strip())


def _may_follow_from_silence(exception: UncaughtException, observation: Observation) -> bool:
    """Whether another site did not answer, perhaps us alone, and the error can come of that: a name is missing, or
    nothing of the app's own took part.
    """
    lost = any(
        not exchange.same_site and exchange.status is None and not exchange.aborted_by_us
        for exchange in observation.exchanges
    )
    return lost and ("is not defined" in exception.message or exception.rejected or not exception.stack.strip())


def _reason(exception: UncaughtException) -> str:
    said = _said(exception)
    if re.search(
        r"(undefined|null) \(reading|(undefined|null) is not an object|of (undefined|null)|properties of "
        r"(undefined|null)",
        said,
    ):
        return (
            "The code reads from a value that is not there: data is missing, came later than expected, or an "
            "element was not found."
        )
    if "is not a function" in said:
        return (
            "The code calls something that is no function: a misspelt name, a wrong import, or data of another shape."
        )
    if "is not defined" in said:
        return "The code uses a name that does not exist: a script did not load, or the name is misspelt."
    if re.search(r"JSON|Unexpected (token|end)", said):
        return "The code reads an answer as JSON that is none, often an error page."
    if _NETWORK.search(said):
        return "A request failed and the code does not handle that."
    return META.why
