"""The kinds of trouble that requests of an app are brought into, and what is seen of it alike wherever that is done."""

import re

from worker.detectors.regret import says_regret
from worker.explorer.experiments.appearance import Appearance
from worker.explorer.walk import Walk
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange
from worker.observation.screen import Element, Screen
from worker.surfaces.trouble import Fault, Trouble

SERVER_ERROR, TOO_MANY, OFFLINE, SLOW = "server error", "too many requests", "offline", "slow"
NO_ANSWER, GARBLED = "no answer", "garbled answer"
TROUBLES = {
    SERVER_ERROR: Trouble(Fault.STATUS, status=500),
    TOO_MANY: Trouble(Fault.STATUS, status=429, seconds=30),
    OFFLINE: Trouble(Fault.OFFLINE),
    SLOW: Trouble(Fault.SLOW, seconds=40),
    NO_ANSWER: Trouble(Fault.DROPPED),
    GARBLED: Trouble(Fault.GARBLED),
}
WAITING = re.compile(
    r"^\W*(loading|please wait|one moment|saving|sending|submitting|processing|searching|fetching|adding|updating|"
    r"wird geladen|lädt|laden|bitte warten|wird gespeichert|wird gesendet|chargement|veuillez patienter|envoi en cours|"
    r"cargando|espere|enviando|guardando|در حال)\b[^.!?:]{0,30}\W*$",
    re.IGNORECASE,
)
_RETRY = re.compile(
    r"\b(re-?try|try again|reload|refresh|again|erneut|nochmal|wiederholen|neu laden|réessayer|recharger|reintentar|"
    r"volver a intentar|recargar)\b|دوباره",
    re.IGNORECASE,
)
_DATA = frozenset(("xhr", "fetch"))
# What is sent for the operator's sake and not for the visitor's.
_MEASURES = re.compile(
    r"(?<![a-z])(collect|track(ing|er)?|analytics|telemetry|metrics?|beacons?|events?|logs?|logging|stats|ping|"
    r"vitals|rum|sentry|envelope|heartbeat|csp|report(s|ing)?|impressions?|pageviews?)(?![a-z])",
    re.IGNORECASE,
)
_CHANGING_PART = re.compile(r"\d|^[0-9a-f-]{12,}$")
# For toasts that come late, and for the first of a library's own retries (usually after a second).
_TELL_SECONDS = 2.5
_PART_OF_IT = 0.5
# Who retries with pauses that grow has given up by then, or is too patient to be judged.
_RETRY_SECONDS = 7.0


def asks_for_data(exchange: Exchange, method: str, part: str) -> bool:
    """Whether a script asked for this."""
    return exchange.kind in _DATA and exchange.method == method and part in exchange.url


def measures(path: str) -> bool:
    """Whether the words of a path say that somebody is counted there, and not served."""
    return _MEASURES.search(path) is not None


def steady_part(path: str) -> str:
    """The beginning of a path up to what may be another one for another person."""
    parts = path.split("/")
    changing = next((at for at, part in enumerate(parts) if _CHANGING_PART.search(part)), None)
    return path if changing is None or changing < 2 else "/".join(parts[:changing]) + "/"


def is_fine(exchange: Exchange) -> bool:
    """Whether it was answered well, and not by us."""
    return exchange.status is not None and exchange.status < 400 and not exchange.provoked


def is_empty(screen: Screen) -> bool:
    """Whether nothing at all stands there."""
    shows = screen.text.strip() or screen.pictures or any(element.visible for element in screen.elements)
    return not shows and not re.search(r"<(canvas|video|iframe|svg|object|embed)\b", screen.markup, re.IGNORECASE)


async def wait(walk: Walk, seconds: float) -> Observation:
    """What stands there after a while."""
    await walk.linger(seconds)
    assert walk.last is not None
    return walk.last


async def time_to_tell(walk: Walk, first: Observation, before: frozenset[str]) -> list[Observation]:
    """The looks until the page says that something did not work, or had the time for it."""
    looks = [first]
    while not tells(looks, before) and len(looks) * _PART_OF_IT <= _TELL_SECONDS:
        looks.append(await wait(walk, _PART_OF_IT))
    return looks


async def all_time_to_tell(walk: Walk) -> Observation:
    """The look after all of that time, whatever is said."""
    return await wait(walk, _TELL_SECONDS)


async def time_to_try_again(walk: Walk) -> Observation:
    """The look after the pauses of who tries again by itself."""
    return await wait(walk, _RETRY_SECONDS)


def tells(looks: list[Observation], before: frozenset[str]) -> bool:
    """Whether words of regret stand there, or were said, that were not there before."""
    return any(
        says_regret(line)
        for look in looks
        for appearance in (Appearance.of(look),)
        for line in (appearance.lines - before) | appearance.said
    )


def retry_control(screen: Screen) -> Element | None:
    """What offers to try again."""
    return next(
        (
            one
            for one in screen.elements
            if one.visible and one.enabled and one.role in ("button", "link") and _RETRY.search(one.name)
        ),
        None,
    )


def says_it_loads(screen: Screen) -> str:
    """The words by which a page says that something is still to come, "" when it says nothing."""
    return next((line.strip() for line in screen.text.splitlines() if WAITING.match(line)), "")
