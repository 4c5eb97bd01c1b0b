"""Picks two days from a calendar and notes what its field says then; turns the calendar over once and back.

Only a calendar of which it is known what month it shows is tried, and only days after the twelfth are picked, which
cannot be taken for months.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.forms import day_of, target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.days import PickedDays, TurnedMonths
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind, Target
from worker.surfaces.calendars import Calendar
from worker.surfaces.surroundings import Surroundings

PLAN = Plan("picked_day", share=1.2, most=4, seconds=11.0)

ZONES = ("America/Los_Angeles", "Europe/Berlin")
_MOST_ON_A_PAGE = 2
_LAST_MONTH = 12
_NATIVE = frozenset(("date", "datetime-local", "month", "week", "time"))


@dataclass(frozen=True, slots=True)
class PickDays:
    """Whether the day that is picked is the one that is shown; `opener` is the key of what opens the calendar.

    The items are time zones: a day that is made in one and written in another is right at Greenwich alone.
    """

    way: tuple[Deed, ...]
    opener: str
    items: frozenset[str] = frozenset(ZONES)

    @property
    def words(self) -> tuple[str, ...]:
        """Where it is done."""
        return tuple(f"Set the time zone to {item} and open the page anew" for item in sorted(self.items))

    def with_items(self, items: frozenset[str]) -> Request:
        """The same in these time zones only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """In each time zone: turn the calendar over, then pick each day on the page opened anew."""
        for zone in sorted(self.items):
            await walk.visitor.live_in(Surroundings(time_zone=zone))
            await walk.go(self.way)
            opener = walk.screen.element(self.opener) if walk.screen else None
            if opener is None:
                return
            first, following = await self._turn(walk, opener, zone)
            picks: list[tuple[date, str]] = []
            for day in _telling_days(following) or _telling_days(first):
                await walk.go(self.way)
                if said := await _picked(walk, self.opener, day):
                    picks.append((day, said))
            if len(picks) < 2:
                return
            await walk.conclude(
                self.with_items(frozenset((zone,))), PickedDays(walk.url, opener.name, zone, tuple(picks))
            )

    async def _turn(self, walk: Walk, opener: Element, zone: str) -> tuple[Calendar | None, Calendar | None]:
        """What the calendar shows at first, and after it was turned forward."""
        await walk.perform(Action(ActionKind.CLICK, target_of(opener)))
        first = await _dated(walk)
        following = await _turned(walk, first.forward) if first else None
        returned = await _turned(walk, following.back) if following else None
        if first and following and returned and first.shown == following.shown == returned.shown == 1:
            months = tuple((one.year, one.month) for one in (first, following, returned))
            turned = TurnedMonths(walk.url, opener.name, (months[0], months[1], months[2]))
            await walk.conclude(self.with_items(frozenset((zone,))), turned)
        return first, following


def propose(scene: Scene) -> Iterator[Proposal]:
    """What may open a calendar, by what it is for."""
    if not scene.new_state:
        return
    openers = [one for one in scene.screen.elements if _may_open(scene.screen, one)]
    for one in openers[:_MOST_ON_A_PAGE]:
        yield Proposal(PickDays(scene.way, one.key), f"{url_pattern(scene.screen.url)} {one.key}")


def _may_open(screen: Screen, element: Element) -> bool:
    if not element.visible or not element.enabled or not {"click", "key"} & set(element.gestures):
        return False
    is_field = element.tag == "input" and element.input_type not in _NATIVE
    is_button = element.tag == "button" and element.role in ("button", "combobox") and element.input_type != "submit"
    return (is_field or is_button) and bool(day_of(screen, element))


def _telling_days(calendar: Calendar | None) -> tuple[date, ...]:
    """Two days of it that can be had, on different weekdays; () where there are no two after the twelfth."""
    late = [day for day in calendar.days if day > _LAST_MONTH] if calendar else []
    chosen = (late[len(late) // 2], late[-1]) if len(late) > 1 else ()
    return tuple(date(calendar.year, calendar.month, day) for day in chosen) if calendar else ()


async def _dated(walk: Walk) -> Calendar | None:
    calendar = await walk.visitor.calendar()
    return calendar if calendar and calendar.is_dated else None


async def _turned(walk: Walk, arrow: Target | None) -> Calendar | None:
    if arrow is None:
        return None
    await walk.perform(Action(ActionKind.CLICK, arrow))
    return await _dated(walk)


async def _picked(walk: Walk, key: str, day: date) -> str:
    """What the field says after this day was picked, "" where nobody can tell which field took it."""
    before = walk.screen
    opener = before.element(key) if before else None
    if before is None or opener is None:
        return ""
    after = (await walk.perform(Action(ActionKind.PICK, target_of(opener), day.isoformat()))).screen
    here = next((one for one in after.elements if one.selector == opener.selector), None)
    if here is not None and here.value and here.value != opener.value:
        return here.value
    values = {one.selector: one.value for one in before.elements if one.tag == "input"}
    changed = [one for one in after.elements if one.tag == "input" and one.value != values.get(one.selector, one.value)]
    if changed:
        return changed[0].value if len(changed) == 1 else ""
    return here.name if here is not None and here.name != opener.name else ""
