"""Finds errors that the page or the browser writes to the console.

Each is something the code itself says has gone wrong. Lines that repeat what another rule sees better (failed
resources, uncaught exceptions, mixed content) are left out.
"""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag

from worker.detectors.addresses import is_tracker
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import in_words
from worker.detectors.subjects import message_pattern, path_pattern, place, shown
from worker.detectors.traffic import is_failed, is_refused
from worker.observation.observation import Observation
from worker.observation.runtime import ConsoleMessage
from worker.observation.sites import same_site

META = Meta(
    id="console_error",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Error written to the console",
    why="The page's code or the browser noticed a fault and wrote it to the console, where no user sees it.",
    fix="Find the line that writes the message, remove the cause, and tell the user when something they asked for "
    "did not work.",
    references=("https://developer.mozilla.org/docs/Web/API/console/error_static",),
)

# Owned by other rules: failed_request and http_error, uncaught_exception, mixed_content, unsafe_cookie,
# missing_security_headers; then resource_integrity, blocked_by_own_policy, wrong_media_type, service_worker_fails,
# websocket_fails.
_OWNED = re.compile(
    r"^Failed to load resource|^Uncaught\b|^Mixed Content|^(GET|POST|PUT|DELETE|PATCH|HEAD) https?://|[Cc]ookie "
    r".*SameSite|"
    r"ERR_BLOCKED_BY_CLIENT|^Error with Permissions-Policy header|meta element is deprecated|"
    r"Content Security Policy directive 'frame-ancestors' is ignored|"
    r"^Failed to find a valid digest in the 'integrity' attribute|violates the following Content Security Policy|"
    r"because its MIME type|^Failed to load module script: |^A bad HTTP response code|"
    r"^The script has an unsupported MIME type|^The path of the provided scope|a ServiceWorker for scope|"
    r"^WebSocket connection to ",
)
_HARMLESS = re.compile(
    r"ResizeObserver loop|AbortError|operation was aborted|user aborted|Download the React DevTools|play\(\)|"
    # What a browser without a person in front of it is not allowed.
    r"NotAllowedError|clipboard|permission denied|notification permission|geolocation",
    re.IGNORECASE,
)
# A failed request told once more by the code that sent it.
_ABOUT_NETWORK = re.compile(
    r"fetch|network|http|status|load|request|respon|axios|\b[45]\d\d\b|timeout|unexpected token|json", re.IGNORECASE
)
# Every line of a stack trace names one, whatever the message is about.
_ADDRESS = re.compile(r"https?://\S+")
# Our form tests make the page log these; what the form does is judged by its own rule.
_FOREIGN = ("chrome-extension://", "moz-extension://")
# Advice of a framework's development build: real, but nobody using the app notices.
_ADVICE = re.compile(r"^Warning: |\[Vue warn\]|^%c|DevTools|deprecat", re.IGNORECASE)
_SOON_MS = 3000
# What stands around an error's own words when it is written as it is.
_PREFIX = re.compile(r"^(?:Uncaught )?\w*(?:Error|Exception):\s*")
_TRACE = re.compile(r"\s+at \S+ \(|\s+at https?://|\n")
_SHORTEST_TOLD = 8
# So many first words of a message are what the code says; the rest is what it says it of.
_WORDS_OF_A_MESSAGE = 3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each message of its own."""
    for message in observation.console:
        if message.level != "error" or not message.text.strip() or _is_noise(message, observation):
            continue
        deed = in_words(observation)
        text = " ".join(message.text.split())
        yield finding(
            META,
            observation,
            subject=_subject(message, text, observation.screen.url),
            severity=Severity.LOW if _ADVICE.search(text) else META.severity,
            title=f"Console error: {shown(text, 70)}",
            description=f"{f'{deed}: the' if deed else 'The'} page writes the error \u201c{shown(text, 240)}\u201d "
            f"to the console. Expected: an empty console.",
            cause=_reason(message),
            details={"message": text[:500], "source": f"{place(message.url)}:{message.line}" if message.url else ""},
        )


def _subject(message: ConsoleMessage, text: str, page: str) -> str:
    """Who wrote it and how it begins: what one line of code says of each thing in turn is one bug. What the browser
    says of a page as a whole is one, whichever page of its kind it stands on.
    """
    if not message.url or (not message.line and urldefrag(message.url).url == urldefrag(page).url):
        return message_pattern(text)
    beginning = " ".join(message_pattern(text).split()[:_WORDS_OF_A_MESSAGE])
    return f"{beginning} @ {path_pattern(message.url)}:{message.line}"


def _reason(message: ConsoleMessage) -> str:
    if "CORS" in message.text:
        return "A server on another origin does not allow this page to read its answer."
    if message.url:
        return f"{META.why} It was written by {place(message.url)}, line {message.line}."
    return META.why


def _is_noise(message: ConsoleMessage, observation: Observation) -> bool:
    text = message.text.strip()
    page = observation.screen.url
    if any(exchange.provoked for exchange in observation.exchanges):
        return True
    if (
        _OWNED.search(text)
        or _HARMLESS.search(text)
        or any(scheme in message.url or scheme in text for scheme in _FOREIGN)
    ):
        return True
    if message.url and (is_tracker(message.url) or not same_site(message.url, page)):
        return True
    if any(exception.message and exception.message in text for exception in observation.exceptions):
        return True
    return _repeats_a_failure(message, observation) or _is_told(text, observation)


def _is_told(text: str, observation: Observation) -> bool:
    """Whether the page tells its user the same, as it does of what a server refused."""
    said = _PREFIX.sub("", _TRACE.split(text, maxsplit=1)[0]).strip()
    return len(said) >= _SHORTEST_TOLD and said.casefold() in " ".join(observation.screen.text.split()).casefold()


def _repeats_a_failure(message: ConsoleMessage, observation: Observation) -> bool:
    about_network = _ABOUT_NETWORK.search(_ADDRESS.sub("", message.text)) is not None
    for exchange in observation.exchanges:
        failed = is_failed(exchange) or is_refused(exchange)
        if failed and exchange.url in message.text:
            return True
        soon = 0 <= message.at_ms - exchange.at_ms <= exchange.duration_ms + _SOON_MS
        if about_network and (exchange.aborted_by_us or (soon and failed)):
            return True
    return False
