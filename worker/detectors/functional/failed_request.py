"""Finds requests that got no answer at all: refused, unknown host, reset, blocked, timed out.

Something on the page then is missing or does not work, however well the rest of it looks.
"""

from collections.abc import Iterator

from worker.detectors.addresses import cannot_exist
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place
from worker.detectors.traffic import (
    DATA,
    UNCERTAIN_ELSEWHERE,
    asked_in,
    header,
    is_failed,
    is_picture_of,
    pattern_of,
    request_line,
    resource,
)
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange

META = Meta(
    id="failed_request",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Request that gets no answer",
    why="The browser could not get an answer: the address is wrong, the server is not there, or it closed the "
    "connection.",
    fix="Correct the address or make the server answer, and show the user a message with a way to try again when "
    "it does not.",
    references=("https://developer.mozilla.org/docs/Web/API/Fetch_API/Using_Fetch#checking_response_status",),
)

_NEEDED = frozenset(("document", "script", "stylesheet", "fetch", "xhr"))
_REASONS = {
    "ERR_NAME_NOT_RESOLVED": "no server of that name exists",
    "ERR_CONNECTION_REFUSED": "nothing listens at that address",
    "ERR_CONNECTION_RESET": "the server closed the connection before it answered",
    "ERR_CONNECTION_CLOSED": "the server closed the connection before it answered",
    "ERR_EMPTY_RESPONSE": "the server closed the connection without an answer",
    "ERR_TIMED_OUT": "the server did not answer in time",
    "ERR_CERT": "the server's certificate is not valid",
    "ERR_SSL": "no secure connection could be made",
    "ERR_TOO_MANY_REDIRECTS": "the server redirects in a circle",
    "ERR_CONTENT_LENGTH_MISMATCH": "the answer ended too early",
    "ERR_INCOMPLETE_CHUNKED_ENCODING": "the answer ended too early",
    "ERR_BLOCKED_BY_RESPONSE": "the answer's own headers forbid its use here",
}


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each address without an answer."""
    for exchange in observation.exchanges:
        if not is_failed(exchange) or exchange.kind in ("media", "ping", "websocket", "eventsource", "preflight"):
            continue
        if exchange.kind == "image" and is_picture_of(observation, exchange.url):
            continue
        blocked = _blocked_by_cors(exchange, observation)
        reason = (
            "the server does not allow this page's origin to read its answers (CORS)" if blocked else _reason(exchange)
        )
        yield finding(
            META,
            observation,
            subject=f"{exchange.method if exchange.kind in DATA else exchange.kind} "
            f"{pattern_of(exchange, exchange.page or observation.screen.url)}",
            severity=_severity(exchange, observation),
            title=f"{resource(exchange).capitalize()} gets no answer: {place(exchange.url)}",
            description=f"{request_line(exchange)} fails with {exchange.failure}: {reason}. Expected: an answer.",
            cause=f"The request fails because {reason}.{asked_in(exchange)}",
            certain=exchange.same_site or blocked or not _may_be_us(exchange, observation),
            details={"address": exchange.url, "failure": exchange.failure, "kind": exchange.kind},
        )


def _severity(exchange: Exchange, observation: Observation) -> Severity:
    """High for what pages need; low for another site's script that this page visibly does without."""
    if exchange.kind not in _NEEDED:
        return Severity.MEDIUM
    others = exchange.kind == "script" and not exchange.same_site
    does_without = not observation.exceptions and bool(observation.screen.text.strip())
    return Severity.LOW if others and does_without else META.severity


def _reason(exchange: Exchange) -> str:
    return next(
        (words for code, words in _REASONS.items() if code in exchange.failure), "the browser could not complete it"
    )


def _may_be_us(exchange: Exchange, observation: Observation) -> bool:
    """Whether a worker without a way to the internet would see the same: no other site answers, and the name could
    exist.
    """
    if not any(known in exchange.failure for known in UNCERTAIN_ELSEWHERE) or cannot_exist(exchange.url):
        return False
    return not any(map(_came_from_elsewhere, observation.exchanges))


def _came_from_elsewhere(exchange: Exchange) -> bool:
    """Whether another site answered, and not the browser itself, which sends on to https what it knows to want that."""
    by_browser = header(exchange, "non-authoritative-reason") != ""
    return not exchange.same_site and exchange.status is not None and not by_browser


def _blocked_by_cors(exchange: Exchange, observation: Observation) -> bool:
    return any("CORS policy" in message.text and exchange.url in message.text for message in observation.console)
