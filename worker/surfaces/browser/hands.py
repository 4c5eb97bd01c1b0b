"""Does to the page what a person would do, with real input events."""

import contextlib
import math
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.async_api import ElementHandle, Frame

from worker.observation.screen import Viewport
from worker.surfaces.actions import Action, ActionKind, Target
from worker.surfaces.browser import calendars
from worker.surfaces.browser.frames import find_frame
from worker.surfaces.browser.samples import sample
from worker.surfaces.browser.scripts import EYE
from worker.surfaces.browser.secrets import Secrets
from worker.surfaces.browser.tab import DocumentLeft, PageRefused, Tab
from worker.surfaces.calendars import Calendar
from worker.surfaces.files import file_names
from worker.surfaces.interface import ActionImpossible

# How long a target may keep moving or stay covered. ms.
AIM_MS = 900
NAVIGATE_MS = 9_000
# A page that keeps going elsewhere is told this often where we want to go.
JOURNEYS_BEGUN = 3
INPUT_SECONDS = 5.0
# "data" is a page that an address carries itself: one of nobody's, from where another site can be played.
OPENABLE = {"http", "https", "about", "chrome", "data"}
SMALLEST, LARGEST = 200, 4000
DRAG_STEPS = 12
# What moves less is a click to most. px.
DRAG_BEGINS = 10.0
# How long a calendar may take to open, and to be turned over. ms.
CALENDAR_MS, TURNING_MS = 700, 500
DAY = re.compile(r"\d{1,4}\D{1,2}\d{1,2}\D{1,2}\d{1,4}")
# Nobody turns farther: a day that is farther away is taken from the month that was reached.
MOST_TURNS = 24
POINTED = frozenset(
    (
        ActionKind.CLICK,
        ActionKind.DOUBLE_CLICK,
        ActionKind.RIGHT_CLICK,
        ActionKind.TAP,
        ActionKind.DRAG,
        ActionKind.PICK,
        ActionKind.CHECK,
        ActionKind.HOVER,
        ActionKind.SCROLL,
    )
)
# At phone widths a person has fingers.
TOUCH_WIDTH = 500


@dataclass(frozen=True, slots=True)
class Held:
    """What an action is meant for: the element and the frame it stands in."""

    element: ElementHandle
    frame: Frame
    called: str


class Hands:
    """A visitor's hands on one tab."""

    def __init__(self, tab: Tab, secrets: Secrets, viewport: Viewport) -> None:
        self._tab = tab
        self._secrets = secrets
        self.viewport = viewport
        self._held: Held | None = None
        self._point: tuple[float, float] | None = None

    @property
    def frame(self) -> Frame | None:
        """The frame of what was touched last; None for the page as a whole."""
        return self._held.frame if self._held else None

    async def reach_for(self, action: Action) -> None:
        """Find what the action needs, bring it into view and point at it; the page has not been touched yet.

        Raises ActionImpossible.
        """
        await self._let_go()
        if action.target is None:
            return
        is_brought = action.kind in (ActionKind.TYPE, ActionKind.CHOOSE, ActionKind.PRESS)
        self._held = await self._find(action.target, is_brought=is_brought)
        if action.kind in POINTED:
            self._point = await self._aim(self._held)
            if action.kind not in (ActionKind.HOVER, ActionKind.TAP):
                await self._tab.bounded(self._tab.page.mouse.move(*self._point), INPUT_SECONDS)

    async def _let_go(self) -> None:
        """Hold nothing any more: what is held stays in the page's memory, even where the page has thrown it away."""
        held, self._held, self._point = self._held, None, None
        if held is not None:
            await self._forget(held.element)

    async def _forget(self, element: ElementHandle) -> None:
        with contextlib.suppress(DocumentLeft, PageRefused):
            await self._tab.bounded(element.dispose())

    async def do(self, action: Action) -> None:
        """The deed itself, on what `reach_for` found."""
        if action.skip_browser_validation and self._held is not None:
            await self._ask(self._held, "eye.skipValidation(element)")
        match action.kind:
            case ActionKind.NAVIGATE:
                await self._navigate(action.value)
            case ActionKind.BACK:
                await self._back()
            case ActionKind.FORWARD:
                await self._travel(lambda: self._tab.page.go_forward(wait_until="commit", timeout=NAVIGATE_MS))
            case ActionKind.RELOAD:
                await self._travel(lambda: self._tab.page.reload(wait_until="commit", timeout=NAVIGATE_MS))
            case ActionKind.CLICK:
                await self._press_mouse()
            case ActionKind.DOUBLE_CLICK:
                await self._press_mouse(times=2)
            case ActionKind.RIGHT_CLICK:
                await self._press_mouse(button="right")
            case ActionKind.TAP:
                await self._tap()
            case ActionKind.DRAG:
                await self._drag(action)
            case ActionKind.CHECK:
                await self._check(action)
            case ActionKind.HOVER:
                if self._point is not None:
                    await self._tab.bounded(self._tab.page.mouse.move(*self._point), INPUT_SECONDS)
            case ActionKind.TYPE:
                await self._type(action)
            case ActionKind.CHOOSE:
                await self._choose(action)
            case ActionKind.PICK:
                await self._pick(action)
            case ActionKind.PRESS:
                await self._press_key(action)
            case ActionKind.SCROLL:
                await self._scroll(action)
            case ActionKind.RESIZE:
                await self.resize(_size(action.value))
            case ActionKind.UPLOAD:
                await self._upload(action)

    async def resize(self, viewport: Viewport) -> None:
        """Change the window's size; a phone's width comes with a touch screen."""
        await self._tab.bounded(self._tab.page.set_viewport_size({"width": viewport.width, "height": viewport.height}))
        await self._tab.devtools(
            "Emulation.setTouchEmulationEnabled",
            {"enabled": viewport.touch, "maxTouchPoints": 5 if viewport.touch else 1},
        )
        self.viewport = viewport

    async def _find(self, target: Target, *, is_brought: bool) -> Held:
        frame = find_frame(self._tab.page, target.frame)
        called = f"'{target.name}'" if target.name else f"the {target.role}"
        if frame is None:
            raise ActionImpossible(f"the frame with {called} is not on the page")
        wanted = {
            "selector": target.selector,
            "role": target.role,
            "name": target.name,
            "key": target.key.removeprefix(f"{target.frame}:"),
            "brought": is_brought,
        }
        source = f"(target) => window['{EYE}']?.reach(target)"
        try:
            handle = await self._tab.bounded(frame.evaluate_handle(source, wanted))
        except (DocumentLeft, PageRefused) as error:
            raise ActionImpossible(f"the page changed before {called} could be touched") from error
        element = handle.as_element()
        if element is None:
            raise ActionImpossible(f"{called} is not on the page")
        return Held(element, frame, called)

    async def _ask(self, held: Held, expression: str, argument: Any = None) -> Any:
        """Ask our eye about the held element; ActionImpossible when the page has changed under our hands."""
        source = f"(element, argument) => {{ const eye = window['{EYE}']; return {expression}; }}"
        try:
            return await self._tab.bounded(held.element.evaluate(source, argument))
        except (DocumentLeft, PageRefused) as error:
            raise ActionImpossible(f"the page changed before {held.called} could be touched") from error

    async def _aim(self, held: Held) -> tuple[float, float]:
        place = await self._ask(held, f"eye.aim(element, {AIM_MS})")
        if "problem" in place:
            raise ActionImpossible(f"{held.called} cannot be touched: {place['problem']}")
        x, y = await self._corner(held.frame)
        return x + place["x"], y + place["y"]

    async def _corner(self, frame: Frame) -> tuple[float, float]:
        """Where a frame's own top left corner stands in the viewport, px; a frame outside it is scrolled to."""
        if frame.parent_frame is None:
            return 0.0, 0.0
        holder = await self._tab.bounded(frame.frame_element())
        with contextlib.suppress(PageRefused):
            await self._tab.bounded(holder.scroll_into_view_if_needed(timeout=AIM_MS))
        box = await self._tab.bounded(holder.bounding_box())
        if box is None:
            raise ActionImpossible("the frame is not visible")
        border = await self._tab.bounded(holder.evaluate("(frame) => ({ x: frame.clientLeft, y: frame.clientTop })"))
        return box["x"] + border["x"], box["y"] + border["y"]

    async def _press_mouse(self, button: Literal["left", "right"] = "left", times: int = 1) -> None:
        if self._point is None:
            raise ActionImpossible("there is nothing to click")
        mouse = self._tab.page.mouse
        # The press may take the page away; then the release has nowhere to go.
        with contextlib.suppress(DocumentLeft, PageRefused):
            for click in range(1, times + 1):
                await self._tab.bounded(mouse.down(button=button, click_count=click), INPUT_SECONDS)
                await self._tab.bounded(mouse.up(button=button, click_count=click), INPUT_SECONDS)

    async def _tap(self) -> None:
        """One finger, also where the window is no phone's."""
        if self._point is None:
            raise ActionImpossible("there is nothing to tap")
        x, y = self._point
        with contextlib.suppress(DocumentLeft, PageRefused):
            points = [{"x": x, "y": y}]
            await self._tab.devtools("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
            await self._tab.devtools("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    async def _drag(self, action: Action) -> None:
        """Take it and let it go where it can be dropped; raises ActionImpossible where there is no such place."""
        held = self._required(action)
        source = f"(element, where) => window['{EYE}'].dropPlace(element, where)"
        try:
            place = (await self._tab.bounded(held.element.evaluate_handle(source, action.value))).as_element()
        except (DocumentLeft, PageRefused) as error:
            raise ActionImpossible(f"the page changed before {held.called} could be dragged") from error
        if place is None:
            raise ActionImpossible(f"there is nowhere to drop {held.called}")
        await self._aim(Held(place, held.frame, f"the place to drop {held.called}"))
        start = await self._aim(held)
        point = await self._ask(held, "eye.dropPoint(element, argument)", place)
        corner = await self._corner(held.frame)
        await self._carry(start, (corner[0] + point["x"], corner[1] + point["y"]))
        await self._forget(place)

    async def _carry(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press, move a little, so that it is no click, then all the way, hold still and let go."""
        mouse = self._tab.page.mouse
        way = max(1.0, math.dist(start, end))
        begun = tuple(one + (other - one) * min(1.0, DRAG_BEGINS / way) for one, other in zip(start, end, strict=True))
        with contextlib.suppress(DocumentLeft, PageRefused):
            await self._tab.bounded(mouse.move(*start), INPUT_SECONDS)
            await self._tab.bounded(mouse.down(), INPUT_SECONDS)
            await self._tab.bounded(mouse.move(*begun, steps=2), INPUT_SECONDS)
            await self._tab.bounded(mouse.move(*end, steps=DRAG_STEPS), INPUT_SECONDS)
            await self._tab.bounded(mouse.move(*end), INPUT_SECONDS)
            await self._tab.bounded(mouse.up(), INPUT_SECONDS)

    async def _check(self, action: Action) -> None:
        if self._held is None:
            raise ActionImpossible("there is nothing to tick")
        wanted = action.value == "on"
        if await self._ask(self._held, "eye.isChecked(element)") != wanted:
            await self._press_mouse()

    async def _type(self, action: Action) -> None:
        held = self._required(action)
        if action.secret:
            self._secrets.add(action.value)
        ready = await self._ask(held, "eye.prepareTyping(element, argument)", action.value)
        if "problem" in ready:
            raise ActionImpossible(f"cannot type into {held.called}: {ready['problem']}")
        if ready["hidden"]:
            # A password typed into a password field is masked even when nobody called it a secret.
            self._secrets.add(action.value)
        with contextlib.suppress(DocumentLeft, ActionImpossible):  # typing may lead away
            if ready["by"] == "keys":
                await self._press_letters(held, action.value)
            await self._ask(held, "eye.finishTyping(element)")

    async def _press_letters(self, held: Held, text: str) -> None:
        keyboard = self._tab.page.keyboard
        if not text:
            await self._tab.bounded(keyboard.press("Delete"), INPUT_SECONDS)
            return
        await self._tab.bounded(keyboard.insert_text(text), INPUT_SECONDS)
        await self._ask(held, "eye.lastKey(element)")
        if DAY.fullmatch(text) and await calendars.read(self._tab, held.frame, ""):
            # It goes as a person leaves the field by Tab; else the next click would only close it.
            await self._tab.bounded(keyboard.press("Tab"), INPUT_SECONDS)

    async def _choose(self, action: Action) -> None:
        held = self._required(action)
        if not action.value:
            await self._choose_any(held)
            return
        problem = await self._ask(held, "eye.choose(element, argument)", action.value)
        if problem:
            raise ActionImpossible(f"cannot choose in {held.called}: {problem}")

    async def _choose_any(self, held: Held) -> None:
        """Open the list that a script draws and touch its first entry; one in which something is chosen is closed."""
        await self._press_at(held)
        await self._tab.call(f"eye.quiet(40, {TURNING_MS})", frame=held.frame)
        with contextlib.suppress(DocumentLeft, PageRefused):  # an entry may lead away
            source = f"(element) => window['{EYE}'].entryToChoose(element)"
            entry = (await self._tab.bounded(held.element.evaluate_handle(source))).as_element()
            if entry is None:
                await self._tab.bounded(self._tab.page.keyboard.press("Escape"), INPUT_SECONDS)
            else:
                await self._press_at(Held(entry, held.frame, f"an entry of {held.called}"))
                await self._forget(entry)
            await self._tab.call(f"eye.quiet(40, {TURNING_MS})", frame=held.frame)

    async def _press_at(self, held: Held) -> None:
        self._point = await self._aim(held)
        await self._tab.bounded(self._tab.page.mouse.move(*self._point), INPUT_SECONDS)
        await self._press_mouse()

    async def _pick(self, action: Action) -> None:
        """Open the calendar, turn it over to the month and touch the day; where none opens, leave all as it is."""
        held = self._required(action)
        try:
            wanted = date.fromisoformat(action.value)
        except ValueError as error:
            raise ActionImpossible(f"'{action.value}' is no day such as 2026-11-29") from error
        await self._press_mouse()
        calendar = await self._calendar(held.frame)
        for turn in range(MOST_TURNS + 1):
            step = calendars.next_step(calendar, wanted) if calendar else None
            if step is None:
                return
            await self._touch_calendar(held, step)
            if not isinstance(step, str) or turn == MOST_TURNS:
                break
            calendar = await self._calendar(held.frame)
        await self._touch_calendar(held, "confirm")

    async def _calendar(self, frame: Frame) -> Calendar | None:
        return await calendars.read(self._tab, frame, "", patience_ms=CALENDAR_MS)

    async def _touch_calendar(self, held: Held, part: int | str) -> None:
        """Touch a day, an arrow, or what takes the day over where there is such a thing, and wait until that shows."""
        source = f"(element, part) => window['{EYE}'].calendarPart(part)"
        with contextlib.suppress(DocumentLeft, PageRefused):  # a day may lead away
            found = (await self._tab.bounded(held.element.evaluate_handle(source, part))).as_element()
            if found is not None:
                await self._press_at(Held(found, held.frame, f"{part} in the calendar of {held.called}"))
                await self._forget(found)
                await self._tab.call(f"eye.quiet(40, {TURNING_MS})", frame=held.frame)

    async def _press_key(self, action: Action) -> None:
        try:
            if self._held is not None:
                await self._ask(self._held, "element.focus({ preventScroll: true })")
            await self._tab.bounded(self._tab.page.keyboard.press(action.value), INPUT_SECONDS)
        except PageRefused as error:
            raise ActionImpossible(f"the key '{action.value}' cannot be pressed") from error
        except DocumentLeft:
            return

    async def _scroll(self, action: Action) -> None:
        try:
            distance = int(float(action.value or self.viewport.height))
        except ValueError as error:
            raise ActionImpossible(f"'{action.value}' is no distance in px") from error
        page = self._tab.page
        place = self._point or (self.viewport.width / 2, self.viewport.height / 2)
        with contextlib.suppress(DocumentLeft):
            await self._tab.bounded(page.mouse.move(*place), INPUT_SECONDS)
            await self._tab.bounded(page.mouse.wheel(0, distance), INPUT_SECONDS)
            # The wheel goes through the compositor, and a page that cannot scroll gives no event.
            await self._tab.call("eye.stir(150)")

    async def _upload(self, action: Action) -> None:
        held = self._required(action)
        try:
            files = [sample(name) for name in file_names(action.value)]
            await self._tab.bounded(held.element.set_input_files(files, timeout=NAVIGATE_MS), INPUT_SECONDS)
        except (PageRefused, DocumentLeft) as error:
            raise ActionImpossible(f"no file can be chosen in {held.called}") from error

    async def _navigate(self, url: str) -> None:
        if urlsplit(url).scheme not in OPENABLE:
            raise ActionImpossible(f"'{url}' is no address to open")
        await self._travel(lambda: self._tab.page.goto(url, wait_until="commit", timeout=NAVIGATE_MS))

    async def _back(self) -> None:
        if not await self._tab.call("history.length > 1"):
            raise ActionImpossible("there is nothing to go back to")
        await self._travel(lambda: self._tab.page.go_back(wait_until="commit", timeout=NAVIGATE_MS))

    async def _travel(self, journey: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        """Go somewhere.

        An address that does not answer, offers a file or has no content leaves its mark in the exchanges, not here.
        """
        for _ in range(JOURNEYS_BEGUN):
            try:
                await self._tab.bounded(journey(), NAVIGATE_MS / 1000 + 3)
            except PageRefused as refusal:
                if "interrupted by another navigation" in str(refusal):
                    continue  # the page went somewhere by itself just then
                if "Timeout" in str(refusal) and not await self._tab.stop_loading():
                    raise await self._tab.give_up("the page cannot be left") from refusal
            except DocumentLeft:
                pass
            return

    def _required(self, action: Action) -> Held:
        if self._held is None:
            raise ActionImpossible(f"{action.kind} needs something to act on")
        return self._held


def _size(value: str) -> Viewport:
    width, _, height = value.partition("x")
    try:
        size = (int(width), int(height))
    except ValueError as error:
        raise ActionImpossible(f"'{value}' is no size such as 375x812") from error
    if not all(SMALLEST <= side <= LARGEST for side in size):
        raise ActionImpossible(f"'{value}' is outside {SMALLEST} to {LARGEST} px")
    return Viewport(*size, touch=size[0] <= TOUCH_WIDTH)
