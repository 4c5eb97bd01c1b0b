"""Finds pages and resources that the server answers with an error status.

A 5xx answer is a fault of the server whatever was asked; a 4xx answer is judged only where the app itself asked for
something it should know to exist. Refusals that are part of normal life (not signed in, input not valid, too many
requests) are no bugs.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from worker.detectors.addresses import names_one_thing
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import in_words, last, only_moved, typed
from worker.detectors.subjects import asks_for_nothing, place, shown
from worker.detectors.traffic import (
    DATA,
    asked_in,
    is_picture_of,
    is_refused,
    link_to,
    pattern_of,
    request_line,
    resource,
)
from worker.observation.experiments.addresses import LinkCheck
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange
from worker.observation.sites import route_in
from worker.surfaces.actions import ActionKind

META = Meta(
    id="http_error",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Error answer from the server",
    why="The server answers with an error status.",
    fix="Read the server's log for this request, correct what fails, and show the user a page or message that says "
    "how to go on.",
    references=("https://www.rfc-editor.org/rfc/rfc9110#name-status-codes",),
)

# Answers that a working app gives: sign in first, not allowed, not valid, conflict, too large, too many, ...
_NORMAL_REFUSALS = frozenset(
    (400, 401, 402, 403, 405, 406, 407, 409, 411, 412, 413, 414, 415, 416, 417, 422, 423, 425, 428, 429, 431, 451, 499)
)
# 511 and 503 behind a proxy or a robot check are not the app; 501 is an honest answer to a method.
_NOT_THE_APP = frozenset((501, 511, 999))
_STATIC = frozenset(("script", "stylesheet", "font", "image", "media", "manifest", "texttrack"))
_GONE = frozenset((404, 410))


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each address that answers with an error."""
    for exchange in observation.exchanges:
        if is_refused(exchange) and _is_fault(exchange, observation):
            yield _found(observation, exchange)
    for check in observation.experiments:
        if (
            isinstance(check, LinkCheck)
            and check.same_site
            and check.status is not None
            and check.status >= 500
            and check.status not in _NOT_THE_APP
        ):
            yield _found(
                observation,
                Exchange(observation.at_ms, "GET", check.url, "document", observation.screen.url, check.status),
            )


def _found(observation: Observation, exchange: Exchange) -> Finding:
    status = exchange.status or 0
    kind = resource(exchange)
    page = exchange.page or observation.screen.url
    deed = in_words(observation)
    server = status >= 500
    body = shown(exchange.body, 120) if exchange.body and not exchange.body.lstrip().startswith("<") else ""
    return finding(
        META,
        observation,
        subject=f"{exchange.method} {pattern_of(exchange, page)} {status // 100}xx",
        severity=META.severity if server or exchange.kind in ("document", "script", "stylesheet") else Severity.MEDIUM,
        title=f"{kind.capitalize()} answers with error {status}: {place(exchange.url)}",
        description=f"{f'{deed}: ' if deed else ''}{request_line(exchange)} is answered with status {status}. "
        f"Expected: the {kind} is there{f'. The server says: {body}' if body else '.'}",
        cause=(
            "The server failed while it worked on this request."
            if server
            else f"The app asks for a {kind} that the server does not have."
        )
        + asked_in(exchange),
        fix=META.fix if server else f"Correct the address in the app, or put the {kind} where it is asked for.",
        details={"address": exchange.url, "status": status, "method": exchange.method, "kind": exchange.kind},
    )


def _is_fault(exchange: Exchange, observation: Observation) -> bool:
    status = exchange.status or 0
    if any(name.lower() == "service-worker" for name in exchange.request_headers):
        return False  # told of by the rule for service workers
    if status in _NOT_THE_APP or (not exchange.same_site and exchange.kind not in _STATIC):
        return False
    if exchange.kind == "image" and is_picture_of(observation, exchange.url):
        return False
    if status >= 500:
        return True
    if status in _GONE and asks_for_nothing(exchange.url):
        return False
    if exchange.kind in _STATIC:
        return status not in (401, 407, 429)
    if status in _NORMAL_REFUSALS:
        return False
    if exchange.kind in DATA:
        return status not in _GONE or not (typed(observation) or _by_old_address(exchange, observation))
    if exchange.kind == "document":
        return _is_lost_page(exchange, observation)
    return False


def _by_old_address(exchange: Exchange, observation: Observation) -> bool:
    """Whether the page was opened by its address, or tries again there, and asks for the very thing that this names,
    which may be gone, or for the number that it should name and does not.
    """
    stayed = observation.effect is not None and not observation.effect.url_changed and exchange.method == "GET"
    if last(observation) is None or not (stayed or only_moved(observation)):
        return False
    asked = urlsplit(exchange.url).path.rpartition("/")[2]
    here = urlsplit(observation.screen.url)
    named = {*here.path.split("/"), *route_in(here.fragment).partition("?")[0].split("/")}
    return (asked in named and names_one_thing(asked)) or (asked == "NaN" and not any(map(str.isdecimal, named)))


def _is_lost_page(exchange: Exchange, observation: Observation) -> bool:
    """A page that is not there, where the app led us: not by a link (broken_link owns that), not by an address we
    opened ourselves.
    """
    action, before = last(observation), observation.before
    if action is None or before is None or link_to(observation, exchange.url) is not None:
        return False
    if action.kind is ActionKind.RELOAD:
        return before.url == observation.screen.url and before.title != observation.screen.title
    return not only_moved(observation) and not typed(observation)
