"""Opens a page with dates or amounts as people in other time zones and with other languages do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.detectors.amounts import amounts
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.forms import new_token
from worker.explorer.graph import Deed
from worker.explorer.newcomers import by_somebody_new
from worker.explorer.state import url_pattern
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.places import Elsewhere
from worker.observation.observation import Observation
from worker.surfaces.surroundings import Surroundings

PLAN = Plan("other_place", share=1.2, most=5, seconds=3.0)

# The first to see a day begin, and nearly the last to see it end.
ZONES = ("Pacific/Kiritimati", "America/Los_Angeles")
LOCALES = ("de-DE", "fa-IR", "ar-EG")
_HOME = Surroundings(time_zone="UTC")
_DATE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}\b|"
    r"\b\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|"
    r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{4}-\d\d-\d\d\b",
    re.IGNORECASE,
)
# Only what is written in the browser can depend on where that is.
_WRITES = re.compile(r"\bnew Date\b|\bIntl\.|\.toLocale|\bmoment\b|\bdayjs\b|\bluxon\b|date-fns")
_DAY = re.compile(r"(?<![\d-])((?:19|20)\d\d-[01]\d-[0-3]\d)(?:T00:00(?::00(?:\.0+)?)?Z?)?(?![\dT:-])")
_HOUR = re.compile(r"(?<![\d-])((?:19|20)\d\d-[01]\d-[0-3]\d)[T ](?!00:00(?::00(?:\.0+)?)?(?:Z|\b))\d\d:\d\d")
_MOST_PAIRS = 60


@dataclass(frozen=True, slots=True)
class LiveElsewhere:
    """One page in several places (the items), compared with the same in English and UTC, twice."""

    way: tuple[Deed, ...]
    page: str
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """The place, as a person would choose it."""
        return tuple(
            f"Set the time zone to {item} and reload" if item in ZONES else f"Set the browser's language to {item}"
            for item in sorted(self.items)
        )

    def with_items(self, items: frozenset[str]) -> Request:
        """The same page in these places only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Look at home twice, then in each place, and conclude each."""
        await walk.visitor.live_in(_HOME)
        with walk.unwatched():
            await walk.go(by_somebody_new(self.way, new_token()))
            first, second = await walk.open(self.page), await walk.open(self.page)
            if second.screen.truncated:
                return
            for place in (*ZONES, *LOCALES):
                if place not in self.items:
                    continue
                there = Surroundings(time_zone=place) if place in ZONES else replace(_HOME, locale=place)
                await walk.visitor.live_in(there)
                result = _compared(place, first, second, await walk.open(self.page))
                await walk.conclude(self.with_items(frozenset((place,))), result)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every make of page that shows dates or amounts and has scripts that write such things."""
    if not scene.new_state:
        return
    screen = scene.screen
    dates, prices = _DATE.search(screen.text), amounts(screen.text)
    if not dates and not prices:
        return
    if not _WRITES.search(screen.markup) and not any(_WRITES.search(one.body) for one in scene.observation.scripts):
        return
    items = frozenset((*ZONES, *LOCALES) if dates else LOCALES)
    yield Proposal(LiveElsewhere(scene.way, screen.url, items), url_pattern(screen.url))


def _compared(place: str, first: Observation, second: Observation, there: Observation) -> Elsewhere:
    home, again, elsewhere = (_lines(seen) for seen in (first, second, there))
    steady = set(home) & set(again)
    pairs = zip(again, elsewhere, strict=True) if len(again) == len(elsewhere) else ()
    words = {line for line in again if not any(letter.isdigit() for letter in line)}
    source = "\n".join((second.screen.markup, *(one.body for one in (*second.exchanges, *second.scripts))))
    days = set(_DAY.findall(source)) - set(_HOUR.findall(source))
    return Elsewhere(
        place=place,
        is_zone=place in ZONES,
        changed=tuple((one, other) for one, other in pairs if one != other and one in steady)[:_MOST_PAIRS],
        new=tuple(line for line in elsewhere if line not in set(home) | set(again))[:_MOST_PAIRS],
        days=tuple(sorted(days))[: 10 * _MOST_PAIRS],
        translated=len(words & set(elsewhere)) * 2 < len(words),
    )


def _lines(seen: Observation) -> list[str]:
    return [" ".join(line.split()) for line in seen.screen.text.splitlines() if line.strip()]
