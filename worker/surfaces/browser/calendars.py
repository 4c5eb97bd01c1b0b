"""Calendars that pages draw to choose a day from: what they show, and what to touch next to come to a day."""

from datetime import date
from typing import Any

from playwright.async_api import Frame

from worker.surfaces.actions import Target
from worker.surfaces.browser.tab import Tab
from worker.surfaces.calendars import Calendar


async def read(tab: Tab, frame: Frame, name: str, *, patience_ms: int = 0) -> Calendar | None:
    """The calendar that lies open in a frame; `name` is what the frame is called. Raises DocumentLeft."""
    seen = await tab.call("eye.calendar(argument)", patience_ms, frame=frame)
    if seen is None:
        return None
    forward, back = (_target(seen[way], name) for way in ("forward", "back"))
    return Calendar(seen["year"], seen["month"], tuple(seen["days"]), seen["shown"], forward, back)


def next_step(calendar: Calendar, wanted: date) -> int | str | None:
    """What to touch next: "forward" or "back" to come nearer to the month, else the nearest day that can be had.

    None when there is nothing to choose and nowhere to go.
    """
    away = (wanted.year - calendar.year) * 12 + wanted.month - calendar.month if calendar.is_dated else 0
    if away > 0 and calendar.forward:
        return "forward"
    if away < 0 and calendar.back:
        return "back"
    if calendar.days:
        return min(calendar.days, key=lambda day: (abs(day - wanted.day), -day))
    return "forward" if calendar.forward else None


def _target(arrow: dict[str, Any] | None, frame: str) -> Target | None:
    if arrow is None:
        return None
    key = f"{frame}:{arrow['key']}" if frame else arrow["key"]
    return Target(key, arrow["selector"], frame, arrow["role"], arrow["name"])
