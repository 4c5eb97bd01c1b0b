"""One look at the app: the screen, what led to it, and everything that happened on the way."""

from dataclasses import dataclass, field

from worker.observation.appearance import Blemish, Layout, PrintedText
from worker.observation.experiments.base import Experiment
from worker.observation.runtime import (
    AccessibilityViolation,
    ConsoleMessage,
    Cookie,
    Dialog,
    Effect,
    Exchange,
    Socket,
    Timings,
    UncaughtException,
)
from worker.observation.screen import Screen
from worker.surfaces.actions import Action


@dataclass(frozen=True, slots=True)
class Observation:
    """What a detector gets to judge.

    `at_ms` counts from the start of the run. `cause` are the actions since the look before (`before`); console,
    exceptions, exchanges, dialogs and sockets are those since then. `document` is the main document's own exchange,
    kept as long as it is the current one. `scripts` are the same-site scripts of the page with their bodies.
    `accessibility` is None when this screen was not audited. `effect` is None when nothing was done. `planned_ms` is
    how long until the last of what the page planned for later while it started (a banner, a request), 0 when there is
    nothing. `layout`, `picture` (a PNG of the viewport), `printed` (text read in pictures) and `blemishes` are there
    only where the screen was audited. It is `crowded` when another visitor has asked a server to change something since
    the look before: what is another here may be that one's doing.
    """

    number: int
    visitor: str
    at_ms: int
    screen: Screen
    before: Screen | None = None
    cause: tuple[Action, ...] = ()
    effect: Effect | None = None
    console: tuple[ConsoleMessage, ...] = ()
    exceptions: tuple[UncaughtException, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    dialogs: tuple[Dialog, ...] = ()
    popups: tuple[str, ...] = ()
    downloads: tuple[str, ...] = ()
    sockets: tuple[Socket, ...] = ()
    document: Exchange | None = None
    scripts: tuple[Exchange, ...] = ()
    cookies: tuple[Cookie, ...] = ()
    timings: Timings | None = None
    accessibility: tuple[AccessibilityViolation, ...] | None = None
    planned_ms: int = 0
    experiments: tuple[Experiment, ...] = field(default=())
    layout: Layout | None = None
    picture: bytes | None = None
    printed: tuple[PrintedText, ...] = ()
    blemishes: tuple[Blemish, ...] = ()
    crowded: bool = False
