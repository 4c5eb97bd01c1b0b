"""Finds what was just written and stands there with a day that is still to come, or with the day beside the chosen one.

Today is what the server says it is (the header Date). What is due, or begins, on a day may well lie ahead; so may
what a day was typed for, and what was booked on a page that named its day. A day in the page's address was chosen.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_plus

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.days import days_named, names_day_of_month
from worker.detectors.deeds import typed
from worker.detectors.markup import Node, tree
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.observation import Observation
from worker.observation.screen import Screen

META = Meta(
    id="fresh_entry_is_of_today",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="New entry with another day than its own",
    why="A month is counted from one where the code counts from nought, or a time is read in the wrong time zone or "
    "format.",
    fix="Build the day from the stored time with a library that knows months and time zones, not from its parts.",
)

# Where it is tomorrow already, somewhere on earth.
_ELSEWHERE = timedelta(days=1)
_WRITES = frozenset(("POST", "PUT", "PATCH"))
_SHORTEST = 6
_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
# By what is known of the day it should have: what was done then, and what was expected.
_DAYS = {
    "today": ("was written on", "the day on which it was written"),
    "chosen": ("was sent for", "the day that was chosen"),
}
_MOST_LEVELS = 5
_LONGEST = 600
_AHEAD = re.compile(
    r"\b(?:due|until|till|expire\w*|expiry|valid|deadline|start\w*|begin\w*|ends?|deliver\w*|arriv\w*|return\w*|"
    r"schedul\w*|remind\w*|next|renew\w*|fällig|bis|gültig|ab|beginn\w*|ende?t?|liefer\w*|vence|hasta|válido|entrega|"
    r"échéance|jusqu|valable|livraison)\b|تا|سررسید|تحویل",
    re.IGNORECASE,
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the first text that stands in an entry with a day that cannot be its own.

    Where several entries hold the text, any of them may be the new one: each must have such a day.
    """
    before, screen, today = observation.before, observation.screen, _today(observation)
    if before is None or today is None or any(map(days_named, typed(observation))) or not _was_kept(observation):
        return
    chosen = _day_chosen(before.url)
    for text in _written(observation, before):
        if screen.text.count(text) <= before.text.count(text):
            continue
        told = [found for node in tree(screen.markup).walk() if _holds(node, text) and (found := _day_beside(node))]
        if not told or any(_may_be_its_own(day, words, before, today, chosen) for day, words in told):
            continue
        which, known = ("today", today) if chosen is None else ("chosen", chosen)
        yield _found(observation, text, which, known, told[0][1])
        return


def _holds(node: Node, text: str) -> bool:
    return not node.elements and text in node.text and not node.inside("textarea", "option")


def _may_be_its_own(day: date, words: str, before: Screen, today: date, chosen: date | None) -> bool:
    """Whether an entry may well have this day: one that the page before named, one that is not ahead, or the chosen one
    or another one altogether.
    """
    if words in before.text or names_day_of_month(before.text, day):
        return True
    return day <= today + _ELSEWHERE if chosen is None else day == chosen or abs(day - chosen) > _ELSEWHERE


def _was_kept(observation: Observation) -> bool:
    """Whether something was sent to be kept, or put into the browser's own store."""
    asked = (*observation.exchanges, *filter(None, (observation.document,)))
    stored = observation.effect is not None and observation.effect.storage_changed
    return stored or any(one.same_site and one.method in _WRITES for one in asked)


def _written(observation: Observation, before: Screen) -> Iterator[str]:
    """The texts that were typed to be kept, not to look for something."""
    address = unquote_plus(observation.screen.url).casefold()
    fields = {one.value: before.element(one.target.key) for one in observation.cause if one.target}
    for text in typed(observation):
        field = fields.get(text)
        looks_for = field is not None and (field.role == "searchbox" or field.region == "search")
        if len(text) >= _SHORTEST and not looks_for and text.casefold() not in address:
            yield text


def _found(observation: Observation, text: str, which: str, day: date, words: str) -> Finding:
    url = observation.screen.url
    done, expected = _DAYS[which]
    return finding(
        META,
        observation,
        subject=template_pattern(url),
        title=f"What was just written on {place(url, 30)} is dated “{shown(words, 24)}”"[:90],
        description=f"“{shown(text, 50)}” {done} {day.isoformat()}, and stands there with “{shown(words, 40)}”. "
        f"Expected: {expected}.",
        details={which: day.isoformat(), "shown": words},
    )


def _day_chosen(url: str) -> date | None:
    """The one day that an address names."""
    days = set(_DAY.findall(url))
    try:
        return date.fromisoformat(days.pop()) if len(days) == 1 else None
    except ValueError:
        return None


def _today(observation: Observation) -> date | None:
    """The day by the clock of whoever answered last."""
    for exchange in reversed(observation.exchanges):
        if exchange.same_site and (said := exchange.response_headers.get("date")):
            try:
                return parsedate_to_datetime(said).date()
            except ValueError:
                return None
    return None


def _day_beside(node: Node) -> tuple[date, str] | None:
    """The one day that the entry around a text names, with its words; None where there is none, several, or one that
    may lie ahead.
    """
    for level, around in enumerate(node.ancestors()):
        if level >= _MOST_LEVELS or len(around.text) > _LONGEST or around.tag in ("body", "main"):
            return None
        days = [(days, one.text) for one in around.walk() if not one.elements and (days := days_named(one.text))]
        if days:
            meant, words = days[0]
            may_lie_ahead = _AHEAD.search(around.text.replace(node.text, " ")) is not None
            return None if len(days) > 1 or may_lie_ahead else (min(meant), words)
    return None
