"""A surface without a browser: an app held in memory, for tests of what explores and proves it.

The app is two plain functions: what a page shows to a person with this session, and where an action leads. It has no
layout, network or time of its own; what only a real browser can show is tested in tests/e2e.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from PIL import Image

from worker.explorer.walk import Sight, Walk
from worker.explorer.windows import DESKTOP
from worker.observation.appearance import Appearance
from worker.observation.code_use import CodeUse
from worker.observation.focus import FocusStop
from worker.observation.motion import Motion
from worker.observation.observation import Observation
from worker.observation.runtime import AccessibilityViolation, ConsoleMessage, Effect, Exchange
from worker.observation.screen import Box, Screen, Viewport
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.calendars import Calendar
from worker.surfaces.interface import ActionImpossible, Belongings, Frame, MemorySample, Visitor
from worker.surfaces.surroundings import Surroundings
from worker.surfaces.trouble import Trouble

Session = dict[str, str]


@dataclass
class MemoryApp:
    """`show` gives the screen of an address; `act` what an action does to the session, and the address it leads to.

    Addresses change within one document where the app is `routed`.
    """

    start: str
    show: Callable[[Session, str], Screen]
    act: Callable[[Session, Action, str], str] = lambda _session, _action, url: url
    console: Callable[[Session, Action, str], str] = lambda _session, _action, _url: ""
    statuses: dict[str, int] = field(default_factory=dict[str, int])
    routed: bool = False


class MemorySurface:
    """See `Surface`. `performed` holds what every visitor did, in order."""

    def __init__(self, app: MemoryApp) -> None:
        self.app = app
        self.numbers = count(1)
        self.performed: list[tuple[str, Action]] = []
        self.visitors = 0
        self.troubles: dict[str, tuple[Trouble, ...]] = {}
        self.surroundings: dict[str, Surroundings] = {}

    @property
    def description(self) -> str:
        return "an app in memory"

    async def reach(self, url: str) -> str:
        return url

    async def visitor(self, name: str, viewport: Viewport) -> Visitor:
        self.visitors += 1
        return MemoryVisitor(self, name, viewport)

    async def close(self) -> None:
        pass


class MemoryVisitor:
    """See `Visitor`."""

    def __init__(self, surface: MemorySurface, name: str, viewport: Viewport) -> None:
        self._surface = surface
        self._name = name
        self._viewport = viewport
        self._session: Session = {}
        self._url = ""
        self._history: list[str] = []
        self._future: list[str] = []
        self._screen: Screen | None = None
        self._on_frame: Callable[[Frame], None] | None = None
        self._frames = 0

    @property
    def name(self) -> str:
        return self._name

    @property
    def viewport(self) -> Viewport:
        return self._viewport

    async def perform(self, *actions: Action) -> Observation:
        before, url = self._screen, self._url
        said: list[str] = []
        for action in actions:
            self._surface.performed.append((self._name, action))
            self._one(action)
            said.append(self._surface.app.console(self._session, action, self._url))
        observation = await self.look()
        by_address = actions[0].kind in (ActionKind.NAVIGATE, ActionKind.RELOAD)
        moved = by_address or (self._url != url and not self._surface.app.routed)
        changed = before is None or before.elements != observation.screen.elements
        self._draw()
        return replace(
            observation,
            before=before,
            cause=actions,
            console=tuple(ConsoleMessage(0, "error", text, self._url) for text in said if text),
            effect=Effect(url_changed=self._url != url, document_changed=moved, mutations=int(changed and not moved)),
        )

    async def look(self) -> Observation:
        self._screen = replace(self._surface.app.show(self._session, self._url), viewport=self._viewport)
        return Observation(next(self._surface.numbers), self._name, 0, self._screen)

    async def wait_for_answers(self, seconds: float) -> None:
        del seconds

    async def audit_accessibility(self) -> tuple[AccessibilityViolation, ...]:
        return ()

    async def focus(self) -> FocusStop | None:
        return None

    async def tab_through(self, most: int, *, backwards: bool = False) -> tuple[FocusStop | None, ...]:
        del most, backwards
        return ()

    async def calendar(self) -> Calendar | None:
        return None

    async def motions(self) -> tuple[Motion, ...]:
        return ()

    async def focus_shows(self, stop: FocusStop) -> bool | None:
        del stop
        return None

    async def study_appearance(self) -> Appearance:
        return Appearance()

    async def screenshot(self, outlined: tuple[Box, ...] = (), *, full_page: bool = False) -> bytes:
        del outlined, full_page
        return _picture("PNG")

    async def measure_memory(self) -> MemorySample:
        return MemorySample(1_000_000, 100, 10)

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
        del headers, body, cookies, token, follow_redirects, body_limit
        return Exchange(0, method, url, "fetch", self._url, self._surface.app.statuses.get(url, 200))

    async def marker_ran(self, marker: str) -> bool:
        del marker
        return False

    async def upset(self, *troubles: Trouble) -> None:
        self._surface.troubles[self._name] = troubles

    async def another_tab(self) -> Visitor:
        """The same person, so the same session."""
        tab = MemoryVisitor(self._surface, f"{self._name}-tab", self._viewport)
        tab._session = self._session
        return tab

    async def belongings(self) -> Belongings:
        return Belongings((), "", dict(self._session), {}, frozenset())

    async def take_over(self, belongings: Belongings) -> None:
        self._session.update(belongings.stored)

    async def live_in(self, surroundings: Surroundings) -> None:
        self._surface.surroundings[self._name] = surroundings

    async def count_code_use(self) -> None:
        pass

    @property
    def code_use(self) -> CodeUse:
        return CodeUse()

    async def start_recording(self, on_frame: Callable[[Frame], None], *, seconds_between: float = 0.25) -> None:
        del seconds_between
        self._on_frame = on_frame

    async def stop_recording(self) -> None:
        self._on_frame = None

    async def close(self) -> None:
        pass

    def _one(self, action: Action) -> None:
        if action.target is not None and (self._screen is None or self._screen.element(action.target.key) is None):
            raise ActionImpossible(f"{action.target.name} is not there")
        if action.kind is ActionKind.RESIZE:
            width, _, height = action.value.partition("x")
            self._viewport = Viewport(int(width), int(height))
        elif action.kind is ActionKind.NAVIGATE:
            self._history.append(self._url)
            self._url = action.value
        elif action.kind is ActionKind.BACK:
            if self._history and self._history[-1]:
                self._future.append(self._url)
                self._url = self._history.pop()
        elif action.kind is ActionKind.FORWARD:
            if self._future:
                self._history.append(self._url)
                self._url = self._future.pop()
        else:
            old, self._url = self._url, self._surface.app.act(self._session, action, self._url)
            if old != self._url:
                self._history.append(old)

    def _draw(self) -> None:
        if self._on_frame is not None:
            self._frames += 1
            self._on_frame(Frame(_picture("JPEG"), 250 * self._frames, 320, 200))


def _picture(kind: str) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (320, 200), (90, 140, 200)).save(written, kind)
    return written.getvalue()


async def walk_in(app: MemoryApp) -> Walk:
    """Somebody in front of the app, of whose sights nobody is told."""
    surface = MemorySurface(app)

    async def unseen(_: Sight) -> None:
        pass

    async def somebody() -> Visitor:
        return await surface.visitor("visitor-1", DESKTOP)

    return Walk(await somebody(), unseen, somebody)
