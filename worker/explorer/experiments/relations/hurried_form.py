"""Sends a form by a double click, and counts by the server's answers how many things that made, or how often what was
typed was added to a sum.

For apps that do not show at once, in a list, what was made (`double_submit` counts rows): the answers to what a script
sends name it.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import cast
from urllib.parse import urlsplit

from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.adding import Adding
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.forms import as_somebody_new, new_token
from worker.explorer.graph import Deed
from worker.explorer.newcomers import by_somebody_new
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.rows import DoubleSubmit
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("hurried_form", share=1.5, most=4, seconds=15.0)

_DATA = frozenset(("xhr", "fetch"))
_NAMES = ("id", "_id", "uuid", "key", "number", "slug")
_FOLLOWING_SECONDS = 0.5
_AMOUNT = re.compile(r"\d{1,7}(?:\.\d{1,2})?")
# Sums are kept as they are typed, or in cents.
_UNITS = (1, 100)


@dataclass(frozen=True, slots=True)
class SendHurriedly(Undivided):
    """Whether a double click on a form's button makes two; `way` leads to the form, `deed` fills and sends it."""

    way: tuple[Deed, ...]
    deed: Deed
    page: str
    path: str

    async def perform(self, walk: Walk) -> None:
        """Fill it as somebody new, and click twice in a hurry. Raises SurfaceError."""
        token = new_token()
        await walk.go(by_somebody_new(self.way, token))
        *filling, sending = as_somebody_new(self.deed, token)
        seen = await walk.perform(*filling, replace(sending, kind=ActionKind.DOUBLE_CLICK))
        await walk.linger(_FOLLOWING_SECONDS)
        looks = [seen, walk.last] if walk.last is not None and walk.last is not seen else [seen]
        made, added = len(_made(looks, self.path)), _times_added(looks, self.path, filling)
        button = sending.target.name if sending.target else ""
        await walk.conclude(self, DoubleSubmit(self.page, button, 1, max(1, made, added), adds=added > made))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Where a visitor has just sent a form by one click, and the answer named the one thing that it made."""
    observation, cause = scene.observation, scene.observation.cause
    before = observation.before
    if before is None or len(cause) < 2 or cause[-1].kind is not ActionKind.CLICK or cause[-1].target is None:
        return
    if any(action.secret for action in cause) or not any(action.kind is ActionKind.TYPE for action in cause):
        return
    form = next((form for form in before.forms if form.submit == cause[-1].target.key), None)
    if form is None or is_destructive(cause[-1].target.name) or Adding.of(scene) is not None:
        return
    for path in {urlsplit(exchange.url).path for exchange in observation.exchanges if _makes(exchange)}:
        if len(_made([observation], path)) == 1:
            request = SendHurriedly(scene.way_before, cause, before.url, path)
            yield Proposal(request, f"{url_pattern(before.url)} {form.key} {url_pattern(path)}")


def _makes(exchange: Exchange) -> bool:
    answered = exchange.status is not None and exchange.status < 300
    return exchange.method == "POST" and exchange.kind in _DATA and exchange.same_site and answered


def _sent(looks: Iterable[Observation], path: str) -> list[Exchange]:
    return [one for look in looks for one in look.exchanges if _makes(one) and urlsplit(one.url).path == path]


def _times_added(looks: Iterable[Observation], path: str, filling: Iterable[Action]) -> int:
    """How often a sum in the answers grew by a number that was typed, as told by one answer after the other."""
    typed = {float(one.value) for one in filling if one.kind is ActionKind.TYPE and _AMOUNT.fullmatch(one.value)}
    steps = {by * unit for by in typed for unit in _UNITS}
    sums = [dict(_numbers(_record(one), "")) for one in _sent(looks, path)]
    grown = [
        any(name in later and round(later[name] - earlier[name], 4) in steps for name in earlier)
        for earlier, later in pairwise(sums)
    ]
    return 1 + sum(grown) if sums else 0


def _numbers(value: object, name: str) -> Iterator[tuple[str, float]]:
    """All numbers of a record, by the names that lead to them."""
    if isinstance(value, dict):
        for key, inner in cast("dict[str, object]", value).items():
            yield from _numbers(inner, f"{name}.{key}")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield name, float(value)


def _made(looks: list[Observation], path: str) -> set[str]:
    """The names of what the answers say was made at this address."""
    return {name for one in _sent(looks, path) if (name := _name_of(one))}


def _name_of(exchange: Exchange) -> str:
    """How the answer calls what was made: its address, or its identifier; "" when it does not tell."""
    if location := exchange.response_headers.get("location"):
        return location
    record = _record(exchange)
    inner = [cast("dict[str, object]", value) for value in record.values() if isinstance(value, dict)]
    for one in (record, *inner):
        named = next((one[name] for name in _NAMES if isinstance(one.get(name), str | int)), None)
        if named is not None:
            return str(named)
    return ""


def _record(exchange: Exchange) -> dict[str, object]:
    """What the answer says, {} when that is no record."""
    try:
        told: object = json.loads(exchange.body)
    except ValueError:
        return {}
    return cast("dict[str, object]", told) if isinstance(told, dict) else {}
