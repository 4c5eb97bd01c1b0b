"""What the page said and did while nobody looked: console, exceptions, network, dialogs, timings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ConsoleMessage:
    """A line of the browser's console; `level` is error, warning, info or debug; `at_ms` counts from the start of the
    run.
    """

    at_ms: int
    level: str
    text: str
    url: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class UncaughtException:
    """An error that nobody caught, or the reason of a promise that was `rejected` and not handled by anybody."""

    at_ms: int
    name: str
    message: str
    stack: str
    page: str
    rejected: bool = False


# Methods that ask a server to change something (RFC 9110, section 9.2.1: those that are not safe).
CHANGING_METHODS = frozenset(("POST", "PUT", "PATCH", "DELETE"))
# What stands in for a socket is sent all the time, whatever a visitor does: Engine.IO, SockJS, SignalR.
CARRIES_MESSAGES = re.compile(r"[?&]transport=polling\b|/(?:xhr|xhr_send|xhr_streaming)$|/negotiate\b")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came of it.

    `status` is None and `failure` says why when no answer came (net::ERR_... text). `kind` is Playwright's resource
    type (document, script, stylesheet, image, font, fetch, xhr, ...). `body` is kept for same-site text up to a
    limit. `page` asked for it. `aborted_by_us` marks requests that our own navigation cut short, `provoked` those that
    fared as they did because we made trouble on purpose. `initiator` is the place in the code that asked for it
    ("https://shop.example/app.js:12"), "" when it is not known. `repeats_secret` when the body held a secret that had
    been typed, which is masked there.
    """

    at_ms: int
    method: str
    url: str
    kind: str
    page: str
    status: int | None
    failure: str = ""
    duration_ms: int = 0
    size: int = 0
    same_site: bool = True
    aborted_by_us: bool = False
    provoked: bool = False
    redirected_from: str = ""
    initiator: str = ""
    request_headers: Mapping[str, str] = field(default_factory=dict[str, str])
    response_headers: Mapping[str, str] = field(default_factory=dict[str, str])
    request_body: str = ""
    body: str = ""
    repeats_secret: bool = False


@dataclass(frozen=True, slots=True)
class Socket:
    """A websocket that has ended: whether it was `opened`, how long it lived, how many messages came over it, and how
    many to this address the document has had so far.
    """

    url: str
    opened: bool
    lived_ms: int
    received: int
    times: int
    error: str = ""


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie as the browser stores it; its value never leaves the surface."""

    name: str
    domain: str
    path: str
    secure: bool
    http_only: bool
    same_site: str
    session: bool


@dataclass(frozen=True, slots=True)
class Dialog:
    """An alert, confirm, prompt or beforeunload that the page opened and we answered."""

    at_ms: int
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class LongTask:
    """Work that blocked the main thread for 50 ms or more, by its longest script, while `url` was the page's address.

    `script` is its address, `called` the function it began in; `forced_layout_ms` is the part of it in which the
    browser had to compute styles and layout at once because the script asked for what it had just changed.
    """

    start_ms: float
    duration_ms: float
    script: str = ""
    called: str = ""
    forced_layout_ms: float = 0.0
    url: str = ""


@dataclass(frozen=True, slots=True)
class LayoutShift:
    """An unexpected movement: its score, what moved (element keys), and whether anybody had operated the page before
    it.
    """

    score: float
    sources: tuple[str, ...]
    after_input: bool = False


@dataclass(frozen=True, slots=True)
class Interaction:
    """The delay from an input to the next paint (INP's unit), on what, and while `url` was the page's address.

    A document tells all that it knows at every look; `told` when it told this one before.
    """

    kind: str
    key: str
    duration_ms: float
    url: str = ""
    told: bool = False


@dataclass(frozen=True, slots=True)
class Timings:
    """Web vitals of the current document, as far as it has lived; ms unless said."""

    new_document: bool
    time_to_first_byte: float | None = None
    first_contentful_paint: float | None = None
    largest_contentful_paint: float | None = None
    largest_element: str = ""
    load: float | None = None
    cumulative_layout_shift: float = 0.0
    shifts: tuple[LayoutShift, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    long_tasks: tuple[LongTask, ...] = ()
    heap_bytes: int | None = None
    nodes: int | None = None
    listeners: int | None = None


@dataclass(frozen=True, slots=True)
class AccessibilityNode:
    """One element that breaks an axe-core rule."""

    key: str
    markup: str
    summary: str


@dataclass(frozen=True, slots=True)
class AccessibilityViolation:
    """One axe-core rule broken on this screen; impact is minor, moderate, serious or critical.

    `act_rules` are the ids of the W3C's ACT rules that it tests.
    """

    rule: str
    impact: str
    help: str
    description: str
    help_url: str
    tags: tuple[str, ...]
    nodes: tuple[AccessibilityNode, ...]
    act_rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """What an action changed, so that a control that changes nothing can be told.

    `answered_before` when the same control did something earlier in the same document.
    """

    url_changed: bool = False
    document_changed: bool = False
    mutations: int = 0
    pixels_changed: bool = False
    requests: int = 0
    dialogs: int = 0
    popups: int = 0
    downloads: int = 0
    scrolled: bool = False
    focus_moved: bool = False
    value_changed: bool = False
    storage_changed: bool = False
    answered_before: bool = False

    @property
    def any(self) -> bool:
        """Whether a person or the program could notice that something happened (moving focus alone does not count)."""
        return bool(
            self.url_changed
            or self.document_changed
            or self.mutations
            or self.pixels_changed
            or self.requests
            or self.dialogs
            or self.popups
            or self.downloads
            or self.scrolled
            or self.value_changed
            or self.storage_changed
        )
