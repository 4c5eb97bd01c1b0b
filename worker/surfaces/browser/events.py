"""Collects what one visitor's pages say and do between two looks: console, exceptions, traffic, dialogs, downloads."""

import asyncio
import contextlib
import re
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from playwright.async_api import (
    BrowserContext,
    Download,
    Page,
    Request,
    Response,
    WebError,
)
from playwright.async_api import (
    ConsoleMessage as PlaywrightMessage,
)
from playwright.async_api import Dialog as PlaywrightDialog
from playwright.async_api import Error as PlaywrightError

from worker.observation.runtime import (
    CARRIES_MESSAGES,
    CHANGING_METHODS,
    ConsoleMessage,
    Dialog,
    Exchange,
    Socket,
    UncaughtException,
)
from worker.observation.sites import same_site
from worker.surfaces.browser.clock import Clock
from worker.surfaces.browser.egress import Egress, Obstacle
from worker.surfaces.browser.scripts import SOURCE_NAME
from worker.surfaces.browser.secrets import Secrets
from worker.surfaces.browser.tokens import Tokens
from worker.surfaces.browser.traces import Traces

# What one look may bring; a page that floods its console is not worth more memory than that.
KEPT_MESSAGES = 300
KEPT_EXCHANGES = 600
KEPT_TEXT = 4000
KEPT_SCRIPT = 1_500_000
KEPT_BODY = 300_000
KEPT_REQUEST_BODY = 20_000
POPUPS_FOLLOWED = 3
POPUP_SECONDS = 2.0
# Popups, bodies and answers to dialogs end within this.
WORK_SECONDS = 5.0
BODY_SECONDS = 2.0
# This many dialogs without an action of ours in between never end.
DIALOGS_IN_A_ROW = 12

LEVELS = {"error": "error", "assert": "error", "warning": "warning", "debug": "debug", "trace": "debug"}
# Open for as long as the page lives, or sent without anybody waiting for an answer.
NEVER_WAITED_FOR = {
    "eventsource",
    "websocket",
    "media",
    "ping",
    "beacon",
    "cspviolationreport",
    "preflight",
    "texttrack",
    "manifest",
}
OWN_PATIENCE_MS = 5000
DOCUMENT_PATIENCE_MS = 9_000
FOREIGN_PATIENCE_MS = 1500
# A proxy can only hang up; these are the texts Chromium has for that.
HUNG_UP = re.compile(
    r"net::ERR_(EMPTY_RESPONSE|TUNNEL_CONNECTION_FAILED|PROXY_CONNECTION_FAILED|CONNECTION_CLOSED|CONNECTION_RESET)"
)
TEXT_TYPES = re.compile(
    r"^(text/|application/(json|javascript|x-javascript|ecmascript|xml|xhtml|ld\+json|problem\+json|manifest\+json|graphql)|.*\+(json|xml))",
    re.IGNORECASE,
)


@dataclass
class Happened:
    """What was collected since the last look."""

    console: list[ConsoleMessage] = field(default_factory=list[ConsoleMessage])
    exceptions: list[UncaughtException] = field(default_factory=list[UncaughtException])
    exchanges: list[Exchange] = field(default_factory=list[Exchange])
    dialogs: list[Dialog] = field(default_factory=list[Dialog])
    popups: list[str] = field(default_factory=list[str])
    downloads: list[str] = field(default_factory=list[str])
    sockets: list[Socket] = field(default_factory=list[Socket])


@dataclass(eq=False)
class Draft:
    """A request that has not ended."""

    at_ms: int
    page: str
    patience_ms: int
    response: Response | None = None
    navigations: int = 0
    overdue: bool = False
    provoked: bool = False


class Journal:
    """Listens to what concerns one tab in a browser context; `main` tells which page is the tab's own.

    `tabs` are the journals of all tabs of the person, which tell each other's pages from popups. What belongs to no tab
    (a popup, a service worker) is told of the one that acts, else of the first.
    """

    def __init__(
        self, context: BrowserContext, clock: Clock, egress: Egress, secrets: Secrets, tabs: "list[Journal]"
    ) -> None:
        self._context = context
        self._tabs = tabs
        tabs.append(self)
        self._clock = clock
        self._egress = egress
        self._secrets = secrets
        self._happened = Happened()
        self.traces = Traces(clock, self._socket_ended)
        self.tokens = Tokens()
        self._drafts: dict[Request, Draft] = {}
        self._provoked: set[Request] = set()
        self._work: set[asyncio.Task[None]] = set()
        self._navigations = 0
        self._dialogs_in_a_row = 0
        self._idle_requests: Counter[str] = Counter()
        self._scripts: OrderedDict[str, Exchange] = OrderedDict()
        self._spoken: OrderedDict[str, None] = OrderedDict()
        self.acting = False
        self.agrees = False
        self.requests = 0
        self.main: Page | None = None
        self.document: Exchange | None = None
        self.changed = asyncio.Event()
        self.on_endless_dialogs: Callable[[], None] = lambda: None
        self.on_writing: Callable[[], None] = lambda: None
        self._listeners: dict[str, Callable[..., None]] = {
            "console": self._console,
            "weberror": self._exception,
            "request": self._request,
            "response": self._response,
            "requestfinished": self._finished,
            "requestfailed": self._failed,
            "dialog": self._dialog,
            "page": self._page,
        }
        for event, listener in self._listeners.items():
            context.on(event, listener)  # pyright: ignore[reportArgumentType, reportCallIssue]

    @property
    def scripts(self) -> tuple[Exchange, ...]:
        """The same-site scripts of the current document, with their bodies."""
        return tuple(self._scripts.values())

    def said(self, text: str) -> bool:
        """Whether the page wrote exactly this to its console or showed it in a dialog lately."""
        return text in self._spoken

    @property
    def answered(self) -> bool:
        """Whether the action has led to anything outside the document."""
        return bool(self.requests or self._dialogs_in_a_row or self._happened.popups or self._happened.downloads)

    @property
    def documents(self) -> int:
        """How many documents the visitor's page has shown."""
        return self._navigations

    def begin(self) -> None:
        """An action starts: what begins from now on may be its doing."""
        self.acting = True
        self.requests = 0
        self._dialogs_in_a_row = 0

    def provoke(self, request: Request, *, held: bool) -> None:
        """What becomes of this request is our own doing; nobody waits for one that is held."""
        self._provoked.add(request)
        if held and (draft := self._drafts.get(request)):
            draft.patience_ms = 0
        self.changed.set()

    def navigated(self) -> None:
        """The visitor's page shows another document from now on; what the old one still waited for was cut short."""
        self._navigations += 1
        self._scripts.clear()
        self.traces.begin_document()

    def forget_open(self) -> None:
        """The page was replaced: nothing it asked for will be answered."""
        self._drafts.clear()
        self._navigations += 1
        self.document = None
        self._scripts.clear()
        self.changed.set()

    @property
    def arriving(self) -> bool:
        """Whether a new main document was asked for and has not come."""
        return bool(self._arriving_drafts())

    async def wait_for_open(self, seconds: float) -> bool:
        """Until what is open now has ended or is no longer worth waiting for; False when nothing was open."""
        open_now = [draft for draft in self._drafts.values() if self._patience(draft) > 0]
        work = set(self._work)
        if not open_now and not work:
            return False
        until = asyncio.get_running_loop().time() + seconds
        while True:
            still = [self._patience(draft) for draft in self._drafts.values() if draft in open_now]
            left = min(until - asyncio.get_running_loop().time(), max([0, *still]) / 1000 or WORK_SECONDS)
            if left <= 0 or not (any(patience > 0 for patience in still) or work & self._work):
                return True
            await self.wait_for_change(left)

    async def wait_for_answers(self, seconds: float) -> None:
        """Until the app's own server has answered everything, or the time is over; nobody's patience ends before."""
        until = asyncio.get_running_loop().time() + seconds
        while any(draft.patience_ms >= OWN_PATIENCE_MS for draft in self._drafts.values()):
            left = until - asyncio.get_running_loop().time()
            if left <= 0:
                return
            await self.wait_for_change(left)

    async def wait_for_document(self, seconds: float) -> None:
        """Until the new main document begins to come, or is late, or the time is over."""
        until = asyncio.get_running_loop().time() + seconds
        while drafts := self._arriving_drafts():
            patience = max(self._patience(draft) for draft in drafts) / 1000
            left = min(until - asyncio.get_running_loop().time(), patience)
            if left <= 0:
                return
            await self.wait_for_change(left)

    @property
    def document_is_late(self) -> bool:
        """Whether a main document is on its way for longer than anybody waits."""
        return any(self._patience(draft) <= 0 for draft in self._arriving_drafts())

    def give_up_on_document(self) -> bool:
        """Whatever main document is on its way will have timed out; False when none is."""
        drafts = self._arriving_drafts()
        for draft in drafts:
            draft.overdue = True
        return bool(drafts)

    def _arriving_drafts(self) -> list["Draft"]:
        return [
            draft
            for request, draft in self._drafts.items()
            if draft.response is None and _is_main_document(request, self.main)
        ]

    def _patience(self, draft: "Draft") -> int:
        return draft.at_ms + draft.patience_ms - self._clock.ms() if draft.patience_ms else 0

    async def wait_for_change(self, seconds: float) -> None:
        """Until a request, popup or body ended, or the time is over."""
        self.changed.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.changed.wait(), seconds)

    def take(self) -> Happened:
        """Everything since the last time."""
        taken, self._happened = self._happened, Happened()
        taken.exchanges.sort(key=lambda exchange: exchange.at_ms)
        self.acting = False
        return taken

    async def close(self) -> None:
        """Listen no more, and stop what is still being read."""
        for event, listener in self._listeners.items():
            self._context.remove_listener(event, listener)
        if self in self._tabs:
            self._tabs.remove(self)
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)

    def _start(self, work: asyncio.Task[None]) -> None:
        self._work.add(work)
        work.add_done_callback(self._ended)

    def _ended(self, work: asyncio.Task[None]) -> None:
        self._work.discard(work)
        self.changed.set()

    def _concerns(self, page: Page | None) -> bool:
        """Whether what happens in this page is told of this tab."""
        if len(self._tabs) < 2:
            return True
        own = [journal for journal in self._tabs if page is not None and journal.main is page]
        acting = [journal for journal in self._tabs if journal.acting]
        return (own or acting or self._tabs)[0] is self

    def _remember_spoken(self, text: str) -> None:
        self._spoken[text[:200]] = None
        if len(self._spoken) > KEPT_MESSAGES:
            self._spoken.popitem(last=False)

    def _console(self, message: PlaywrightMessage) -> None:
        if not self._concerns(message.page):
            return
        self._remember_spoken(message.text)
        if len(self._happened.console) >= KEPT_MESSAGES:
            return
        place = message.location
        text = message.text
        obstacle = self._egress.obstacle(place["url"]) if HUNG_UP.search(text) else None
        if obstacle is not None:
            text = HUNG_UP.sub(obstacle.value, text)
        level = LEVELS.get(message.type, "info")
        text = self._secrets.mask(text[:KEPT_TEXT])
        self._happened.console.append(ConsoleMessage(self._clock.ms(), level, text, place["url"], place["lineNumber"]))

    def _exception(self, error: WebError) -> None:
        if len(self._happened.exceptions) >= KEPT_MESSAGES or not self._concerns(error.page):
            return
        thrown = error.error
        stack = "\n".join(line for line in (thrown.stack or "").splitlines() if SOURCE_NAME not in line)
        page = error.page.url if error.page else ""
        message = self._secrets.mask(thrown.message[:KEPT_TEXT])
        self._happened.exceptions.append(
            UncaughtException(
                self._clock.ms(), thrown.name or "Error", message, self._secrets.mask(stack[:KEPT_TEXT]), page
            )
        )

    def _dialog(self, dialog: PlaywrightDialog) -> None:
        if not self._concerns(dialog.page):
            return
        self._remember_spoken(dialog.message)
        if len(self._happened.dialogs) < KEPT_MESSAGES:
            self._happened.dialogs.append(
                Dialog(self._clock.ms(), dialog.type, self._secrets.mask(dialog.message[:KEPT_TEXT]))
            )
        self._dialogs_in_a_row += 1
        if self._dialogs_in_a_row > DIALOGS_IN_A_ROW and dialog.type != "beforeunload":
            self.on_endless_dialogs()
            return
        self._start(asyncio.ensure_future(_answer(dialog, agree=self.agrees)))

    def _page(self, page: Page) -> None:
        # While a tab of the person's opens, the new page is that.
        if any(journal.main is None or journal.main is page for journal in self._tabs) or not self._concerns(page):
            return
        page.on("download", self.download)
        # A dialog in a popup blocks it; the context's listener answers it.
        follow = len(self._happened.popups) < POPUPS_FOLLOWED
        self._start(asyncio.ensure_future(self._follow(page, follow=follow)))

    async def _follow(self, page: Page, *, follow: bool) -> None:
        at = len(self._happened.popups)
        popups = self._happened.popups
        popups.append(page.url)
        with contextlib.suppress(PlaywrightError, TimeoutError):
            if follow:
                async with asyncio.timeout(POPUP_SECONDS):
                    await page.wait_for_load_state("domcontentloaded")
        with contextlib.suppress(PlaywrightError, TimeoutError):
            popups[at] = page.url
            async with asyncio.timeout(POPUP_SECONDS):
                await page.close()

    def download(self, download: Download) -> None:
        """A page offered a file."""
        if len(self._happened.downloads) < KEPT_MESSAGES:
            self._happened.downloads.append(download.url)
        self._start(asyncio.ensure_future(_cancel(download)))

    def _socket_ended(self, socket: Socket) -> None:
        if len(self._happened.sockets) < KEPT_MESSAGES:
            self._happened.sockets.append(replace(socket, url=self._secrets.mask(socket.url)))

    def _request(self, request: Request) -> None:
        if not self._concerns(_page_of(request)):
            return
        page = _asking_page(request)
        own = same_site(request.url, page) or request.is_navigation_request()
        kind = request.resource_type
        patience = 0
        if kind not in NEVER_WAITED_FOR and request.url.startswith("http"):
            patience = (
                DOCUMENT_PATIENCE_MS
                if _is_main_document(request, self.main)
                else OWN_PATIENCE_MS
                if own
                else FOREIGN_PATIENCE_MS
            )
        if self.acting and kind not in NEVER_WAITED_FOR and (own or kind in ("fetch", "xhr")):
            # What the page asks for by itself again and again is not the action's doing.
            if self._idle_requests[request.url] < 2:
                self.requests += 1
        elif not self.acting:
            self._idle_requests[request.url] += 1
        self.tokens.note(request.url, request.headers, self._navigations)
        self._drafts[request] = Draft(self._clock.ms(), page, patience, navigations=self._navigations)
        self.changed.set()
        if own and _may_change_something(request):
            self.on_writing()

    def _response(self, response: Response) -> None:
        draft = self._drafts.get(response.request)
        if draft is not None:
            draft.response = response
            self.changed.set()
        if draft is not None and response.request in self._provoked:
            # An answer of our own whose body nobody reads is never said to have ended.
            self._finished(response.request)
        if _is_main_document(response.request, self.main):
            # Known before the page commits to it, so that a slow body does not hide it.
            self.document = self._exchange(response.request, draft or Draft(self._clock.ms(), "", 0), response, "")

    def _finished(self, request: Request) -> None:
        draft = self._drafts.pop(request, None)
        self.changed.set()
        if draft is None:
            return
        if same_site(request.url, draft.page) and _may_change_something(request):
            self.on_writing()
        draft.provoked = self._was_provoked(request)
        response = draft.response
        if response is not None and not draft.provoked and self._worth_reading(request, response, draft):
            self._start(asyncio.ensure_future(self._read(request, draft, response)))
        else:
            self._add(request, self._exchange(request, draft, response, ""))

    def _failed(self, request: Request) -> None:
        draft = self._drafts.pop(request, None)
        self.changed.set()
        if draft is None:
            return
        failure = request.failure or "net::ERR_FAILED"
        # Nothing but our own doing takes a visitor off the network: there is a proxy on this machine.
        draft.provoked = self._was_provoked(request) or failure == "net::ERR_INTERNET_DISCONNECTED"
        if draft.response is not None and draft.response.status >= 400 and failure == "net::ERR_ABORTED":
            # The browser refuses the error page as what was asked for (a stylesheet, a module); the answer came.
            self._add(request, self._exchange(request, draft, draft.response, ""))
            return
        if draft.overdue:
            failure = "net::ERR_TIMED_OUT"
        obstacle = self._egress.obstacle(request.url) if HUNG_UP.search(failure) else None
        if obstacle is not None:
            failure = obstacle.value
        cut_short = failure == "net::ERR_ABORTED" and (
            draft.navigations != self._navigations or request.is_navigation_request() or self.arriving
        )
        exchange = self._exchange(
            request, draft, draft.response, "", failure, by_us=cut_short or obstacle is Obstacle.PRIVATE_ADDRESS
        )
        if _is_main_document(request, self.main) and not cut_short:
            self.document = exchange
        self._add(request, exchange)

    def _was_provoked(self, request: Request) -> bool:
        struck = request in self._provoked
        self._provoked.discard(request)
        return struck

    def _worth_reading(self, request: Request, response: Response, draft: Draft) -> bool:
        kind = request.resource_type
        if kind not in ("document", "script", "fetch", "xhr", "stylesheet") or not same_site(
            request.url, draft.page if draft.page.startswith("http") else request.url
        ):
            return False
        if request.method == "HEAD" or response.status in (204, 304) or 300 <= response.status < 400:
            return False
        length = _length(response)
        if length is not None and length > KEPT_SCRIPT:
            return False
        return bool(TEXT_TYPES.match(response.headers.get("content-type", "text/plain")))

    async def _read(self, request: Request, draft: Draft, response: Response) -> None:
        body = ""
        with contextlib.suppress(PlaywrightError, TimeoutError, UnicodeDecodeError):
            # The browser drops bodies of documents it has left; then there is none.
            async with asyncio.timeout(BODY_SECONDS):
                body = (await response.body()).decode("utf-8", "replace")
        limit = KEPT_SCRIPT if request.resource_type == "script" else KEPT_BODY
        kept = body[:limit]
        masked = self._secrets.mask(kept)
        exchange = self._exchange(request, draft, response, masked)
        self._add(request, replace(exchange, repeats_secret=masked != kept))

    def _add(self, request: Request, exchange: Exchange) -> None:
        if len(self._happened.exchanges) < KEPT_EXCHANGES:
            self._happened.exchanges.append(exchange)
        if _is_main_document(request, self.main) and exchange.status is not None and not exchange.aborted_by_us:
            self.document = exchange
        if exchange.kind == "script" and exchange.same_site and exchange.body:
            self._scripts[exchange.url] = exchange

    def _exchange(
        self,
        request: Request,
        draft: Draft,
        response: Response | None,
        body: str,
        failure: str = "",
        *,
        by_us: bool = False,
    ) -> Exchange:
        timing = request.timing
        elapsed = timing["responseEnd"] if timing["responseEnd"] > 0 else self._clock.ms() - draft.at_ms
        before = request.redirected_from
        page = draft.page if draft.page.startswith("http") else request.url
        return Exchange(
            at_ms=draft.at_ms,
            method=request.method,
            url=self._secrets.mask(request.url),
            kind=request.resource_type,
            page=page,
            status=response.status if response is not None and not failure else None,
            failure=failure,
            duration_ms=round(elapsed),
            size=(_length(response) if response is not None else None) or len(body),
            same_site=same_site(request.url, page),
            aborted_by_us=by_us,
            provoked=draft.provoked,
            redirected_from=before.url if before else "",
            initiator=self._secrets.mask(self.traces.initiator(request.method, request.url)),
            request_headers=self._secrets.mask_headers(request.headers),
            response_headers=self._secrets.mask_headers(response.headers) if response is not None else {},
            request_body=self._secrets.mask_body(_posted(request)),
            body=body,
        )


async def _answer(dialog: PlaywrightDialog, *, agree: bool) -> None:
    """As a careful person would: read an alert, leave when asked, give a prompt some text, confirm what is meant."""
    with contextlib.suppress(PlaywrightError):  # the page may have gone meanwhile
        if dialog.type == "confirm" and not agree:
            await dialog.dismiss()
        else:
            await dialog.accept("text" if dialog.type == "prompt" else None)


async def _cancel(download: Download) -> None:
    with contextlib.suppress(PlaywrightError, TimeoutError):
        async with asyncio.timeout(POPUP_SECONDS):
            await download.cancel()


def _page_of(request: Request) -> Page | None:
    try:
        return request.frame.page
    except PlaywrightError:
        return None  # a service worker's request, or a frame that is not there yet


def _asking_page(request: Request) -> str:
    page = _page_of(request)
    return page.url if page is not None else request.headers.get("referer", request.url)


def _may_change_something(request: Request) -> bool:
    """Whether it asks a server to change what others may see, too; GraphQL reads by POST as well."""
    if request.method not in CHANGING_METHODS or request.resource_type in NEVER_WAITED_FOR:
        return False
    if CARRIES_MESSAGES.search(request.url):
        return False
    return "/graphql" not in request.url or "mutation" in (request.post_data_buffer or b"").decode(errors="replace")


def _is_main_document(request: Request, main: Page | None) -> bool:
    if main is None or not request.is_navigation_request():
        return False
    try:
        return request.frame == main.main_frame
    except PlaywrightError:
        return False


def _length(response: Response) -> int | None:
    declared = response.headers.get("content-length", "")
    return int(declared) if declared.isdigit() else None


def _posted(request: Request) -> str:
    try:
        return (request.post_data or "")[:KEPT_REQUEST_BODY]
    except (PlaywrightError, UnicodeDecodeError):
        return "(binary data)"
