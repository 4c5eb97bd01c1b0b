"""One person with a clean profile in front of the app: acts, waits until the app has answered, says what it sees."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial, wraps
from itertools import count
from types import CoroutineType
from typing import Any, Concatenate, ParamSpec, TypeVar

from playwright.async_api import BrowserContext
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame as PageFrame

from worker.observation.appearance import Appearance
from worker.observation.code_use import CodeUse
from worker.observation.focus import FocusStop
from worker.observation.motion import Motion
from worker.observation.observation import Observation
from worker.observation.runtime import AccessibilityViolation, Cookie, Effect, Exchange, UncaughtException
from worker.observation.screen import Box, Screen, Viewport
from worker.pictures.reader import PictureReader
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.browser import accessibility, asking, calendars, handover, keyboard, pictures, reading
from worker.surfaces.browser.abode import Abode
from worker.surfaces.browser.appearance import study
from worker.surfaces.browser.clock import Clock
from worker.surfaces.browser.egress import Egress
from worker.surfaces.browser.events import Journal
from worker.surfaces.browser.frames import FRAMES_LOOKED_AT, named_frames
from worker.surfaces.browser.hands import Hands
from worker.surfaces.browser.quiet import settle, settle_after_answer, settle_after_arrival, settle_lightly
from worker.surfaces.browser.recording import Recording
from worker.surfaces.browser.running import OpenBrowser, RunningBrowser
from worker.surfaces.browser.scripts import eye
from worker.surfaces.browser.secrets import Secrets
from worker.surfaces.browser.tab import DocumentLeft, PageRefused, Tab
from worker.surfaces.browser.tokens import JSON_WEB_TOKEN
from worker.surfaces.browser.troubles import Troubles
from worker.surfaces.browser.usage import Usage
from worker.surfaces.browser.writings import Writings
from worker.surfaces.calendars import Calendar
from worker.surfaces.interface import (
    Belongings,
    Frame,
    MemorySample,
    SurfaceError,
    SurfaceLost,
    SurfaceReplaced,
    Visitor,
)
from worker.surfaces.surroundings import Surroundings
from worker.surfaces.trouble import Trouble

P = ParamSpec("P")
T = TypeVar("T")

CLOSE_SECONDS = 5.0
OPEN_SECONDS = 30.0
# A document that leaves itself while it is being looked at is asked again this often.
LOOKS = 8

# A page with more places that change by themselves cannot be compared by its pixels.
RESTLESS_PLACES = 20

# These answer with something; a click that changes nothing is worth a second look before it is called dead.
ANSWERED = {
    ActionKind.CLICK,
    ActionKind.DOUBLE_CLICK,
    ActionKind.RIGHT_CLICK,
    ActionKind.TAP,
    ActionKind.DRAG,
    ActionKind.PRESS,
    ActionKind.CHOOSE,
    ActionKind.PICK,
    ActionKind.UPLOAD,
}
# A calendar that is being turned over holds still after this long. ms.
CALENDAR_MS = 400
# Between these and the next action nothing needs to load.
LIGHT = {ActionKind.TYPE, ActionKind.CHECK, ActionKind.CHOOSE, ActionKind.PICK, ActionKind.HOVER}
# These bring another document, or the same anew.
ARRIVALS = {ActionKind.NAVIGATE, ActionKind.BACK, ActionKind.FORWARD, ActionKind.RELOAD}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the frames collected; `main` is None while the browser shows its own error page."""

    main: reading.Collected | None
    children: list[reading.Child]


def _outlives_browser(
    work: "Callable[Concatenate[BrowserVisitor, P], Awaitable[T]]",
) -> "Callable[Concatenate[BrowserVisitor, P], CoroutineType[Any, Any, T]]":
    """When the browser is lost meanwhile, the visitor comes back to a fresh one and SurfaceReplaced says so."""

    @wraps(work)
    async def surviving(visitor: "BrowserVisitor", /, *arguments: P.args, **options: P.kwargs) -> T:
        try:
            return await work(visitor, *arguments, **options)
        except (SurfaceLost, PlaywrightError) as lost:
            if visitor.closed or visitor.has_browser:
                raise
            await visitor.come_back()
            raise SurfaceReplaced("the browser was lost and replaced") from lost

    return surviving


class BrowserVisitor:
    """See `Visitor`."""

    def __init__(
        self,
        name: str,
        browser: RunningBrowser,
        egress: Egress,
        clock: Clock,
        numbers: "count[int]",
        reader: PictureReader,
        writings: Writings,
    ) -> None:
        self._name = name
        self._browser = browser
        self._egress = egress
        self._clock = clock
        self._numbers = numbers
        self._reader = reader
        self._writings = writings
        self._looked_at_ms = 0
        self._secrets = Secrets()
        self._recording: Recording | None = None
        self._screen: Screen | None = None
        self._state: dict[str, Any] = {}
        # Controls that were seen to do something need no pictures to prove it; each with where it last did.
        self._alive: dict[str, Any] = {}
        self._asker: asking.Asker | None = None
        self._usage: Usage | None = None
        self._used = CodeUse()
        self._journals: list[Journal] = []
        self._companions: list[BrowserVisitor] = []
        self._is_companion = False
        self.closed = False

    async def open(self, viewport: Viewport) -> None:
        """Come in; done once, by the surface. Raises SurfaceLost."""
        await self._browser.enter(partial(self._come_in, viewport))

    async def come_back(self) -> None:
        """Come in again as a new person, in front of the browser that took the lost one's place. Raises SurfaceLost."""
        await self._journal.close()
        self._screen, self._state = None, {}
        await self.open(self.viewport)
        if self._usage is not None:
            self._used.add(self._usage.so_far)
            await self.count_code_use()
        if self._recording is not None:
            await self._recording.move(self._tab)

    @property
    def has_browser(self) -> bool:
        """Whether the browser that the visitor stands in front of is there."""
        browser = self._context.browser
        return browser is not None and browser.is_connected() and self._tab.opens

    async def _come_in(self, viewport: Viewport, browser: OpenBrowser) -> None:
        async with asyncio.timeout(OPEN_SECONDS):
            context = await browser.context(
                viewport={"width": viewport.width, "height": viewport.height},
                has_touch=viewport.touch,
                accept_downloads=True,
                reduced_motion="no-preference",
                service_workers="allow",
            )
            await context.add_init_script(eye())
            self._journals, self._companions, self._is_companion = [], [], False
            await self._take_place(context, viewport)

    async def _take_place(self, context: BrowserContext, viewport: Viewport) -> None:
        """Sit down in front of a new tab of this profile."""
        journal = Journal(context, self._clock, self._egress, self._secrets, self._journals)
        journal.on_writing = self._note_writing
        tab = Tab(context, journal)
        tab.on_replaced.append(self._arrive)
        await tab.open()
        hands = Hands(tab, self._secrets, viewport)
        await tab.devtools("Performance.enable")
        self._context, self._journal, self._tab, self._hands = context, journal, tab, hands
        self._troubles, self._abode = Troubles(context, tab, journal), Abode(tab)
        self._handover = handover.Handover(context, tab)

    def _note_writing(self) -> None:
        self._writings.note(self._journals, self._clock.ms())

    @property
    def name(self) -> str:
        return self._name

    @property
    def viewport(self) -> Viewport:
        return self._hands.viewport

    @_outlives_browser
    async def perform(self, *actions: Action) -> Observation:
        before_state: dict[str, Any] | None = None
        glance: bytes | None = None
        for position, action in enumerate(actions):
            await self._hands.reach_for(action)
            if position == 0:
                if len(actions) == 1 and action.kind is ActionKind.CLICK and self._may_be_dead(action):
                    glance = await pictures.glance(self._tab)
                before_state = await self._begin()
            self._journal.agrees = action.agrees
            await self._hands.do(action)
            last = position == len(actions) - 1
            if not last:
                await (settle_lightly(self._tab) if action.kind in LIGHT else settle(self._tab, self._journal))
        if actions and actions[-1].kind in ANSWERED:
            await settle_after_answer(self._tab, self._journal, self._hands.frame)
        elif actions and actions[-1].kind in ARRIVALS:
            await settle_after_arrival(self._tab, self._journal)
        else:
            await settle(self._tab, self._journal)
        requests = self._journal.requests
        seen = await self._see(actions)
        await self._handover.end()
        if not actions:
            return seen
        effect = self._effect(before_state or {}, seen, requests)
        if glance is not None and not effect.any:
            after = await pictures.glance(self._tab)
            unsteady = self._unsteady(actions[0])
            if after is not None and unsteady is not None:
                effect = replace(effect, pixels_changed=pictures.differ(glance, after, unsteady))
        document = (before_state or {}).get("id")
        target = actions[-1].target
        known = target is not None and document is not None and self._alive.get(target.key) == document
        if effect.any:
            self._alive.update({action.target.key: document for action in actions if action.target})
        return replace(seen, effect=replace(effect, answered_before=known))

    @_outlives_browser
    async def look(self) -> Observation:
        return await self._see(())

    @_outlives_browser
    async def wait_for_answers(self, seconds: float) -> None:
        await self._journal.wait_for_answers(seconds)

    @_outlives_browser
    async def audit_accessibility(self) -> tuple[AccessibilityViolation, ...]:
        return await accessibility.audit(self._tab, self._secrets)

    @_outlives_browser
    async def focus(self) -> FocusStop | None:
        return await keyboard.focus(self._tab)

    @_outlives_browser
    async def tab_through(self, most: int, *, backwards: bool = False) -> tuple[FocusStop | None, ...]:
        return await keyboard.tab_through(self._tab, most, backwards=backwards)

    @_outlives_browser
    async def calendar(self) -> Calendar | None:
        frames = named_frames(self._tab.page)
        for name, frame in (("", self._tab.page.main_frame), *list(frames.items())[:FRAMES_LOOKED_AT]):
            with contextlib.suppress(DocumentLeft, PageRefused):
                if calendar := await calendars.read(self._tab, frame, name, patience_ms=CALENDAR_MS):
                    return calendar
        return None

    @_outlives_browser
    async def motions(self) -> tuple[Motion, ...]:
        return tuple(
            Motion(one["key"], Box(**one["box"]), one["text"], one["name"], one["share"], one["moves"], one["flashes"])
            for one in await self._tab.call("eye.motions()")
        )

    @_outlives_browser
    async def focus_shows(self, stop: FocusStop) -> bool | None:
        return await keyboard.focus_shows(self._tab, stop)

    @_outlives_browser
    async def study_appearance(self) -> Appearance:
        return await study(self._tab, self._secrets, self._reader)

    @_outlives_browser
    async def screenshot(self, outlined: tuple[Box, ...] = (), *, full_page: bool = False) -> bytes:
        return await pictures.screenshot(self._tab, outlined, full_page=full_page)

    @_outlives_browser
    async def measure_memory(self) -> MemorySample:
        # What the first collection only unlinks, the second frees.
        for _ in range(2):
            await self._tab.devtools("HeapProfiler.collectGarbage")
        metrics = await self._metrics()
        return MemorySample(
            int(metrics.get("JSHeapUsedSize", 0)), int(metrics.get("Nodes", 0)), int(metrics.get("JSEventListeners", 0))
        )

    @_outlives_browser
    async def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: str | bytes = "",
        cookies: bool = True,
        token: Callable[[str], str] | None = None,
        follow_redirects: bool = True,
        body_limit: int = 65536,
    ) -> Exchange:
        if self._asker is None:
            agent = await self._tab.bounded(self._tab.page.evaluate("navigator.userAgent"))
            self._asker = asking.Asker(self._egress, self._clock, agent)
        exchange = await self._asker.ask(
            url,
            method=method,
            headers={**(await self._own_tokens(url, token) if token else {}), **(headers or {})},
            body=body,
            body_limit=body_limit,
            page=self._tab.page.url,
            cookies=partial(self._cookie_header, token=token) if cookies else None,
            follow_redirects=follow_redirects,
        )
        return replace(
            exchange,
            request_headers=self._secrets.mask_headers(exchange.request_headers),
            request_body=self._secrets.mask_body(exchange.request_body),
            body=self._secrets.mask(exchange.body),
        )

    @_outlives_browser
    async def marker_ran(self, marker: str) -> bool:
        """See `Visitor`. A probe calls `__marked('<marker>')`, or shows or logs the bare marker."""
        if self._journal.said(marker):
            return True
        for frame in (self._tab.page.main_frame, *named_frames(self._tab.page).values()):
            with contextlib.suppress(DocumentLeft, PageRefused):
                if await self._tab.call("eye.ran(argument)", marker, frame=frame):
                    return True
        return False

    @_outlives_browser
    async def upset(self, *troubles: Trouble) -> None:
        await self._troubles.become(troubles)

    @_outlives_browser
    async def another_tab(self) -> Visitor:
        number = len(self._journals) + 1
        companion = BrowserVisitor(
            f"{self._name}-tab-{number}",
            *(self._browser, self._egress, self._clock, self._numbers, self._reader, self._writings),
        )
        companion._secrets, companion._journals, companion._is_companion = self._secrets, self._journals, True
        async with asyncio.timeout(OPEN_SECONDS):
            await companion._take_place(self._context, self.viewport)
        await companion._hands.resize(self.viewport)
        self._companions.append(companion)
        return companion

    @_outlives_browser
    async def belongings(self) -> Belongings:
        return await handover.taken(self._context, self._tab, self._secrets)

    @_outlives_browser
    async def take_over(self, belongings: Belongings) -> None:
        for secret in belongings.hidden:
            self._secrets.add(secret)
        await self._handover.give(belongings)

    @_outlives_browser
    async def live_in(self, surroundings: Surroundings) -> None:
        await self._abode.become(surroundings)

    @_outlives_browser
    async def count_code_use(self) -> None:
        self._usage = Usage(self._tab)
        await self._usage.start()

    @property
    def code_use(self) -> CodeUse:
        whole = CodeUse()
        whole.add(self._used)
        if self._usage is not None:
            whole.add(self._usage.so_far)
        return whole

    async def start_recording(self, on_frame: Callable[[Frame], None], *, seconds_between: float = 0.25) -> None:
        if self._recording is not None:
            await self._recording.stop()
        self._recording = Recording(self._tab, self._clock, on_frame, seconds_between)
        try:
            await self._recording.start()
        except (SurfaceLost, PlaywrightError):
            if self.has_browser:
                raise
            await self.come_back()  # which takes the recording along

    async def stop_recording(self) -> None:
        recording, self._recording = self._recording, None
        if recording is None:
            return
        try:
            await recording.stop()
        except (SurfaceLost, PlaywrightError):
            if self.has_browser:
                raise  # else there is nothing left to take a last picture of

    async def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        for companion in self._companions:
            await companion.close()
        await self._journal.close()
        if self._asker is not None:
            await self._asker.close()
        with contextlib.suppress(PlaywrightError, TimeoutError, SurfaceError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._troubles.become(())
                await (self._tab.page if self._is_companion else self._context).close()

    async def _arrive(self) -> None:
        """A fresh page has replaced another: it needs what the old one had."""
        self._screen = None
        self._state = {}
        with contextlib.suppress(DocumentLeft, PageRefused):
            await self._tab.devtools("Performance.enable")
            await self._hands.resize(self._hands.viewport)
            await self._abode.again()
            await self._troubles.again()
            if self._usage is not None:
                await self._usage.start()
            if self._recording is not None:
                await self._recording.start()

    async def _begin(self) -> dict[str, Any]:
        """Mark the moment before the deed in every frame; the main frame's state then, with the others' values."""
        self._journal.begin()
        frames = list(named_frames(self._tab.page).items())[:FRAMES_LOOKED_AT]
        try:
            state, *others = await asyncio.gather(
                self._tab.call("eye.begin()"), *(self._begin_frame(frame) for _, frame in frames)
            )
        except DocumentLeft:
            return {}
        state["frames"] = {name: other["values"] for (name, _), other in zip(frames, others, strict=True) if other}
        return state

    async def _begin_frame(self, frame: PageFrame) -> dict[str, Any]:
        try:
            return await self._tab.call("eye.begin()", frame=frame)
        except (DocumentLeft, PageRefused):
            return {}

    def _may_be_dead(self, action: Action) -> bool:
        target = action.target
        return (
            target is not None
            and target.key not in self._alive
            and target.role not in ("link", "textbox", "searchbox", "combobox")
        )

    def _unsteady(self, action: Action) -> list[Box] | None:
        """Where pixels change without the action's doing, in viewport px; None when they do nearly everywhere."""
        if self._screen is None or "restless" not in self._state or len(self._state["restless"]) > RESTLESS_PLACES:
            return None
        unsteady = [Box(**box) for box in self._state["restless"]]
        element = self._screen.element(action.target.key) if action.target else None
        # The pointer lights up what it touches, and the focus draws a ring; a canvas is touched to change.
        if element is not None and element.tag not in ("canvas", "video"):
            unsteady.append(replace(element.box, y=element.box.y - self._screen.scroll_y))
        return unsteady

    async def _see(self, actions: tuple[Action, ...]) -> Observation:
        """Collect the screen and hand over everything that happened since the last time."""
        last_ms, self._looked_at_ms = self._looked_at_ms, self._clock.ms()
        seen, cookies, metrics = await asyncio.gather(self._collect(), self._cookies(), self._metrics())
        happened = self._journal.take()
        before, known = self._screen, self._state.get("id")
        timings = None
        planned_ms = 0
        if seen.main is None:
            url = self._journal.document.url if self._journal.document else self._tab.page.url
            self._screen, self._state = reading.blank(url, self.viewport), {}
        else:
            self._screen = reading.screen(seen.main, seen.children, self.viewport)
            self._state = reading.state(seen.main, seen.children)
            timings = reading.timings(seen.main, metrics, new_document=self._state["id"] != known)
            planned_ms = int(seen.main["planned"])
            if self._usage is not None:
                await self._usage.read()
        return Observation(
            number=next(self._numbers),
            visitor=self._name,
            at_ms=self._clock.ms(),
            screen=self._screen,
            before=before,
            cause=actions,
            console=tuple(happened.console),
            exceptions=self._told_apart(happened.exceptions, seen.main),
            exchanges=tuple(happened.exchanges),
            dialogs=tuple(happened.dialogs),
            popups=tuple(happened.popups),
            downloads=tuple(happened.downloads),
            sockets=tuple(happened.sockets),
            document=self._journal.document,
            scripts=self._journal.scripts,
            cookies=cookies,
            timings=timings,
            planned_ms=planned_ms,
            crowded=self._writings.by_others(self._journals, last_ms),
        )

    def _told_apart(
        self, exceptions: list[UncaughtException], main: reading.Collected | None
    ) -> tuple[UncaughtException, ...]:
        """The exceptions, with what the document knows to be rejected promises marked as such."""
        rejections = {self._secrets.mask(words) for words in (main["rejections"] if main is not None else ())}
        return tuple(replace(one, rejected=one.message[:300] in rejections) for one in exceptions)

    async def _collect(self) -> "Seen":
        """Every frame's collection; a document that leaves meanwhile is asked again."""
        for _ in range(LOOKS):
            try:
                main, children = await asyncio.gather(self._collect_main(), self._collect_children())
            except DocumentLeft:
                await settle(self._tab, self._journal)
            else:
                return Seen(main, children)
        raise await self._tab.give_up("the page keeps navigating away by itself")

    async def _collect_main(self) -> reading.Collected | None:
        if self._tab.page.url.startswith("chrome-error:"):
            return None
        return reading.parse(await self._tab.call("eye.screen(true)"), self._secrets)

    async def _collect_children(self) -> list[reading.Child]:
        named = list(named_frames(self._tab.page).items())[:FRAMES_LOOKED_AT]
        collected = await asyncio.gather(*(self._collect_child(name, frame) for name, frame in named))
        return [child for child in collected if child is not None]

    async def _collect_child(self, name: str, frame: PageFrame) -> reading.Child | None:
        try:
            holder = await self._tab.bounded(frame.frame_element())
            place = await self._tab.bounded(holder.evaluate(PLACE_OF_FRAME))
            if place is None:
                return None
            return reading.Child(
                name,
                place["x"],
                place["y"],
                reading.parse(await self._tab.call("eye.screen(false)", frame=frame), self._secrets),
            )
        except (DocumentLeft, PageRefused):
            return None  # the frame has gone, or shows something (a PDF, an error) that is no document

    async def _cookies(self) -> tuple[Cookie, ...]:
        return tuple(
            Cookie(
                name=cookie.get("name", ""),
                domain=cookie.get("domain", ""),
                path=cookie.get("path", ""),
                secure=cookie.get("secure", False),
                http_only=cookie.get("httpOnly", False),
                same_site=cookie.get("sameSite", ""),
                session=cookie.get("expires", -1) == -1,
            )
            for cookie in await self._tab.bounded(self._context.cookies())
        )

    async def _cookie_header(self, url: str, token: Callable[[str], str] | None = None) -> str:
        cookies = await self._tab.bounded(self._context.cookies(url))
        header = "; ".join(f"{cookie.get('name', '')}={cookie.get('value', '')}" for cookie in cookies)
        return JSON_WEB_TOKEN.sub(lambda found: token(found[0]), header) if token else header

    async def _own_tokens(self, url: str, change: Callable[[str], str]) -> dict[str, str]:
        """The headers that the page would send there to say who somebody is, with their tokens changed."""
        stored = ""
        if sent := self._journal.tokens.of(url):
            with contextlib.suppress(DocumentLeft, PageRefused):
                stored = await self._tab.call("eye.stored()")
        return {
            one.header: one.changed(change)
            for one in sent
            if one.document == self._journal.documents or one.word in stored
        }

    async def _metrics(self) -> dict[str, float]:
        answer = await self._tab.devtools("Performance.getMetrics")
        return {metric["name"]: metric["value"] for metric in answer["metrics"]}

    def _effect(self, before: dict[str, Any], seen: Observation, requests: int) -> Effect:
        after = self._state
        same_document = bool(before) and before.get("id") == after.get("id")
        return Effect(
            url_changed=bool(before) and before.get("url") != after.get("url", seen.screen.url),
            document_changed=not same_document,
            mutations=after.get("mutations", 0) if same_document else 0,
            requests=requests,
            dialogs=len(seen.dialogs),
            popups=len(seen.popups),
            downloads=len(seen.downloads),
            scrolled=same_document and after["scrolls"] > 0,
            focus_moved=same_document and before["focus"] != after["focus"],
            value_changed=same_document and _values_differ(before, after),
            storage_changed=same_document and before["storage"] != after["storage"],
        )


# Where a frame's content begins, in px of the page around it; null when the frame is not shown.
PLACE_OF_FRAME = """(holder) => {
  const rect = holder.getBoundingClientRect();
  if (rect.width < 20 || rect.height < 20 || !holder.checkVisibility({ visibilityProperty: true })) return null;
  let [x, y] = [rect.left + holder.clientLeft, rect.top + holder.clientTop];
  let view = holder.ownerDocument.defaultView;
  while (view !== view.top) {
    let around = null;
    try { around = view.frameElement; } catch { return null; }
    if (!around) return null;
    const outer = around.getBoundingClientRect();
    x += outer.left + around.clientLeft;
    y += outer.top + around.clientTop;
    view = around.ownerDocument.defaultView;
  }
  return { x: x + view.scrollX, y: y + view.scrollY };
}"""


def _values_differ(before: dict[str, Any], after: dict[str, Any]) -> bool:
    frames = before["frames"].keys() & after["frames"].keys()
    return before["values"] != after["values"] or any(before["frames"][one] != after["frames"][one] for one in frames)
