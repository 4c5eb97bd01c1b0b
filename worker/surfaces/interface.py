"""The one door between the agent and an app: browser and Android are two surfaces behind it.

A *surface* holds the running browser or device. A *visitor* is one person in front of it with a clean profile of
their own: nothing of one visitor (cookies, storage, cache) is seen by another, so a replay starts as a new person
would.

    SurfaceError
    ├── TargetUnreachable     the app cannot be opened at all; carries a sentence for the user and a code
    ├── ActionImpossible      the thing to touch is not there (any more) or cannot be touched
    ├── PageUnresponsive      the page no longer answers (endless script, endless dialogs); the visitor is still usable
    ├── PageCrashed           the page's renderer died; the visitor is still usable
    ├── SurfaceReplaced       the browser or device was lost and replaced; the visitor is a new person and still usable
    └── SurfaceLost           the browser or device is gone and cannot be replaced; nothing can go on
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from worker.observation.appearance import Appearance
from worker.observation.code_use import CodeUse
from worker.observation.focus import FocusStop
from worker.observation.motion import Motion
from worker.observation.observation import Observation
from worker.observation.runtime import AccessibilityViolation, Exchange
from worker.observation.screen import Box, Viewport
from worker.surfaces.actions import Action
from worker.surfaces.calendars import Calendar
from worker.surfaces.surroundings import Surroundings
from worker.surfaces.trouble import Trouble


class SurfaceError(Exception):
    """Something about the app or its surface stopped us."""


class TargetUnreachable(SurfaceError):
    """The app cannot be opened: `reason` is for the user, `code` for an operator (e.g. target_host_unknown)."""

    def __init__(self, reason: str, code: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


class ActionImpossible(SurfaceError):
    """What should be touched is not there or cannot be touched."""


class PageUnresponsive(SurfaceError):
    """The page stopped answering and was replaced; the visitor can navigate again."""


class PageCrashed(SurfaceError):
    """The page's process died and was replaced; the visitor can navigate again."""


class SurfaceReplaced(SurfaceError):
    """The browser or device was lost, which is no fault of the app's; the visitor stands in front of a fresh one, with
    a clean profile, and can navigate again."""


class SurfaceLost(SurfaceError):
    """The browser or device is gone, and there is no other."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a recording: JPEG bytes, and ms since the start of the run."""

    jpeg: bytes
    at_ms: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class MemorySample:
    """Memory of the page after garbage collection."""

    heap_bytes: int
    nodes: int
    listeners: int


@dataclass(frozen=True, slots=True, repr=False)
class Belongings:
    """By what an app knows a person again; secret, so it is never logged.

    `cookies` as the browser keeps them; `stored` and `stored_in_tab` what pages of the `origin` have put away; `hidden`
    are the secrets that were typed, which are not to be shown.
    """

    cookies: tuple[Mapping[str, Any], ...]
    origin: str
    stored: Mapping[str, str]
    stored_in_tab: Mapping[str, str]
    hidden: frozenset[str]


class Visitor(Protocol):
    """One person in front of the app, with a profile of their own.

    Every method may raise the errors above, and ends within its own time limit whatever the page does.
    """

    @property
    def name(self) -> str:
        """E.g. "visitor-1"; names the recording."""
        ...

    @property
    def viewport(self) -> Viewport:
        """The present size."""
        ...

    async def perform(self, *actions: Action) -> Observation:
        """Do these one after another, wait until the app is quiet, and look."""
        ...

    async def look(self) -> Observation:
        """See what is there and what happened since the last look, doing nothing."""
        ...

    async def wait_for_answers(self, seconds: float) -> None:
        """Wait until the app has answered all that its page still asks of it, for so long at most."""
        ...

    async def audit_accessibility(self) -> tuple[AccessibilityViolation, ...]:
        """Run axe-core on the present screen."""
        ...

    async def focus(self) -> FocusStop | None:
        """What has the keyboard's focus, None when the page as a whole has it."""
        ...

    async def tab_through(self, most: int, *, backwards: bool = False) -> tuple[FocusStop | None, ...]:
        """Press Tab (Shift+Tab when `backwards`) up to so many times; what has the focus after each.

        Begins where the focus is, and ends with None once it has left the page, as it does after the last control.
        """
        ...

    async def calendar(self) -> Calendar | None:
        """The calendar to choose a day from that lies open in front, None where there is none."""
        ...

    async def motions(self) -> tuple[Motion, ...]:
        """What in view moves or flashes by itself without an end."""
        ...

    async def focus_shows(self, stop: FocusStop) -> bool | None:
        """Whether the screen looks any different when this has the focus and when nothing has; None when nobody can
        tell, because the screen changes by itself or the element has gone.
        """
        ...

    async def study_appearance(self) -> Appearance:
        """Measure the present screen's layout, and take a picture in which can be read."""
        ...

    async def screenshot(self, outlined: tuple[Box, ...] = (), *, full_page: bool = False) -> bytes:
        """A PNG of the screen; outlined boxes are scrolled into view and drawn around; the page is left as it was."""
        ...

    async def measure_memory(self) -> MemorySample:
        """Collect garbage, then measure."""
        ...

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
        """Ask for an address without opening it: as this visitor, or without `cookies` as a stranger.

        With `token`, headers by which the page's scripts say who somebody is go along as well, and what it makes of
        each token (JSON web tokens in cookies, too) is sent in its place. Cookies named in `headers` take the place of
        the visitor's own of the same name. At most 10 redirects are followed; headers and body are for the first
        origin alone. All headers of the answer are there, in lower case.
        """
        ...

    async def marker_ran(self, marker: str) -> bool:
        """Whether a harmless probe of ours, carrying this marker, was executed as script in the present page."""
        ...

    async def upset(self, *troubles: Trouble) -> None:
        """From now on these troubles, and no others, come between this visitor and the servers; with none, all is well.

        The first that strikes a request decides what becomes of it. Only this visitor is affected (OFFLINE: all tabs of
        the person). Looks do not wait for requests that are struck, and their exchanges are marked as `provoked`.
        """
        ...

    async def another_tab(self) -> "Visitor":
        """A second tab of the same person: same cookies and storage, its own page, size and story.

        Each tab sees what happens in itself alone. Closing it leaves the others; closing the first closes all.
        """
        ...

    async def belongings(self) -> Belongings:
        """By what the app knows this person again, as of now."""
        ...

    async def take_over(self, belongings: Belongings) -> None:
        """Be known as the person that these were taken from, from the next page on; for who has opened nothing yet."""
        ...

    async def live_in(self, surroundings: Surroundings) -> None:
        """Live there from now on, in every page opened from here; the default brings back what was at first.

        What stands on the screen may need a reload to follow. Tabs of one person share locale and time zone, so set
        them in one tab only.
        """
        ...

    async def count_code_use(self) -> None:
        """From now on, count which parts of the app's scripts and styles are used."""
        ...

    @property
    def code_use(self) -> CodeUse:
        """What was counted so far."""
        ...

    async def start_recording(self, on_frame: Callable[[Frame], None], *, seconds_between: float = 0.25) -> None:
        """Send pictures from now on, only when something changed; pages that follow are included."""
        ...

    async def stop_recording(self) -> None:
        """Send one last picture and no more."""
        ...

    async def close(self) -> None:
        """Leave; the profile is thrown away."""
        ...


class Surface(Protocol):
    """A running browser or device on which visitors look at one app."""

    @property
    def description(self) -> str:
        """Product and version, e.g. "Chromium 156.0.8078.73"."""
        ...

    async def reach(self, url: str) -> str:
        """Check that the app answers and may be tested; return the address it settles on after redirects.

        Raises TargetUnreachable with a sentence for the user otherwise.
        """
        ...

    async def visitor(self, name: str, viewport: Viewport) -> Visitor:
        """A new person with a clean profile."""
        ...

    async def close(self) -> None:
        """End the browser or device and everything it started."""
        ...
