"""Addresses that are known of: read ahead without a browser, so that what is new can be told from more of the same.

Reading a page takes a hundredth of the time of opening it. Whatever is linked or mentioned is read once, politely: one
address at a time, nothing whose words say that something would be lost, few of a collection whose pages are all of one
make, and no more guesses when guessing does not help. Pages of a make that nobody has opened are worth opening.
What is closed to guests waits for a reader who is signed in.
"""

import asyncio
import heapq
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urldefrag, urljoin, urlsplit

from worker.detectors.addresses import as_words
from worker.detectors.sessions import is_log_out
from worker.explorer.destructive import is_destructive
from worker.explorer.makes import is_part_of_page, make_of
from worker.explorer.mentions import Certainty, Mention, all_mentions
from worker.explorer.nonsense import looks_for_nothing
from worker.explorer.route_tables import address_of, routes_in
from worker.explorer.scope import Scope
from worker.explorer.state import collection_of, kind_of_place, url_pattern
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange
from worker.observation.sites import route_in
from worker.surfaces.interface import SurfaceReplaced, Visitor

_WELL_KNOWN = ("/robots.txt", "/sitemap.xml", "/manifest.webmanifest", "/.well-known/security.txt")
_MOST_READ = 600
_MOST_GUESSES = 200
# So many guesses in a row that led nowhere, and guessing ends.
_VAIN_GUESSES = 60
# Of a collection, so many pages in a row of makes that are known already, and its other pages are believed to be alike.
_ALIKE = 20
_MOST_OF_COLLECTION = 40
# A collection of more is a list of things, of which a few stand for all; of one with less each may be another page.
_MOST_OF_FEW = 12
_FEW_OF_MANY = 3
# So many addresses that answer alike to the letter are routes of a single-page app: its script makes what one sees.
_ALIKE_TO_THE_LETTER = 3
_INDEX = re.compile(r"/index\.\w+$")
# Such routes are told apart only by opening them.
_MOST_ROUTES = 16
_BODY_LIMIT = 200_000
_NOT_ALLOWED = frozenset((401, 403))
_ASKS_FOR_PASSWORD = re.compile(r"<input\b[^>]*\btype\s*=\s*[\"']?password", re.IGNORECASE)
# From so many closed pages on, a site may be one that has little for guests.
_FEW_CLOSED = 3
_MOST_TEXTS_WAITING = 60
# Answers by which a server asks for patience (RFC 6585, RFC 9110).
_BUSY = frozenset((429, 503))
_BUSY_SECONDS = 3.0
_MOST_BUSY = 3
_BINARY = re.compile(
    r"\.(?:png|jpe?g|gif|webp|avif|ico|bmp|woff2?|ttf|otf|eot|mp[34]|m4[av]|webm|og[gv]|wav|zip|gz|tgz|rar|7z|exe|dmg|apk|iso)$",
    re.IGNORECASE,
)


@dataclass(order=True, slots=True)
class _Waiting:
    """An address; `place` is which of its collection it is, so that all collections are read side by side."""

    certainty: Certainty
    place: int
    number: int
    url: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Text:
    """Something a visitor's browser was given while it showed a page, to be searched when there is time."""

    body: str
    kind: str
    headers: dict[str, str]
    url: str
    page: str


@dataclass(slots=True)
class Atlas:
    """What is known of the site's addresses.

    `may_go_on` tells whether there is time; `on_news` is called when there is a new page to open.
    """

    start: str
    scope: Scope
    may_go_on: Callable[[], bool] = lambda: True
    on_news: Callable[[], None] = lambda: None
    read: int = 0
    _known: set[str] = field(default_factory=set[str])
    _numbers: "count[int]" = field(default_factory=count)
    _to_read: list[_Waiting] = field(default_factory=list[_Waiting])
    _to_open: list[_Waiting] = field(default_factory=list[_Waiting])
    _closed: list[_Waiting] = field(default_factory=list[_Waiting])
    _closed_at: dict[str, bool] = field(default_factory=dict[str, bool])
    _given_at: dict[str, str] = field(default_factory=dict[str, str])
    """The make of what guests were given, by path."""
    _patterns_of_guests: set[str] = field(default_factory=set[str])
    _found_inside: set[str] = field(default_factory=set[str])
    _routes_told: dict[str, None] = field(default_factory=dict[str, None])
    _routes_linked: dict[str, str] = field(default_factory=dict[str, str])
    _routes_tried: set[tuple[str, bool]] = field(default_factory=set[tuple[str, bool]])
    _texts: list[_Text] = field(default_factory=list[_Text])
    _texts_seen: set[int] = field(default_factory=set[int])
    _make_at: dict[str, str] = field(default_factory=dict[str, str])
    _makes_opened: Counter[str] = field(default_factory=Counter[str])
    _makes_read: Counter[str] = field(default_factory=Counter[str])
    _noted: Counter[str] = field(default_factory=Counter[str])
    _alike: Counter[str] = field(default_factory=Counter[str])
    _of_collection: Counter[str] = field(default_factory=Counter[str])
    _addresses_of: dict[int, set[str]] = field(default_factory=dict[int, set[str]])
    _shells: set[str] = field(default_factory=set[str])
    _opened: set[str] = field(default_factory=set[str])
    _opened_of: Counter[str] = field(default_factory=Counter[str])
    _patterns_opened: set[str] = field(default_factory=set[str])
    _places_opened: set[str] = field(default_factory=set[str])
    _guesses: int = 0
    _vain: Counter[bool] = field(default_factory=Counter[bool])
    _routes: int = 0
    _busy: int = 0
    _nothing_here: dict[bool, str] = field(default_factory=dict[bool, str])
    """The make of what answers for no page, to guests (False) and to those who are signed in (True)."""
    _were_closed: int = 0
    _were_open: int = 0
    _attended: bool = False

    def plan_for_site(self) -> None:
        """What every site may have."""
        self._note(Mention(urljoin(self.start, path), Certainty.NAMED) for path in _WELL_KNOWN)

    def see(self, observation: Observation, *, new_state: bool) -> None:
        """Take what a visitor's browser was given; it is searched for mentions later."""
        page = observation.screen.url
        url = urldefrag(page).url
        self._note_opened(url)
        self._patterns_opened.add(url_pattern(page))
        if make := self._make_at.get(url):
            self._makes_opened[make] += 1
        self._note_linked_routes(observation)
        self._note(Mention(urldefrag(popup).url, Certainty.NAMED) for popup in observation.popups)
        for given in (observation.document, *observation.exchanges, *observation.scripts):
            if given is not None and given.same_site and given.status is not None:
                kind = given.response_headers.get("content-type", "text/html" if given.kind == "document" else "")
                self._keep(_Text(given.body, kind.lower(), dict(given.response_headers), given.url, page))
        if new_state and observation.screen.markup:
            self._keep(_Text(observation.screen.markup, "text/html", {}, page, page))

    def next_to_open(self, seen: set[str], *, inside: bool = False) -> str | None:
        """The address of a page whose make nobody has opened, or None; it is not given out again.

        What only those see who are signed in is kept for one who is `inside`.
        """
        for waiting in sorted(self._to_open, key=lambda one: (not self.is_news(one.url), one)):
            url = waiting.url
            if url in self._found_inside and not inside:
                continue
            self._to_open.remove(waiting)
            make = self._telling_make(url)
            if url in seen or url in self._opened or self._makes_opened[make]:
                continue
            if not make and url_pattern(url) in self._patterns_opened:
                continue  # a route of a known kind, for another thing
            self._note_opened(url)
            self._makes_opened[make] += bool(make)
            return url
        return self._next_route(inside=inside)

    def has_news(self, *, inside: bool) -> bool:
        """Whether a new kind of place waits that may be opened by this visitor."""
        return any(self.is_news(one.url) for one in self._to_open if inside or one.url not in self._found_inside)

    def is_news(self, url: str) -> bool:
        """Whether it is known that the page there is of a make, and at a place, that nobody has opened. What is listed
        and narrowed in another way is no other place, and of a large collection a few stand for all.
        """
        make = self._telling_make(url)
        if not make or self._makes_opened[make] or url in self._opened or kind_of_place(url) in self._places_opened:
            return False
        collection = _collection(url)
        return self._noted[collection] <= _MOST_OF_FEW or self._opened_of[collection] < _FEW_OF_MANY

    def _next_route(self, *, inside: bool) -> str | None:
        """A place that a router's table names, or one of a kind that is linked, to which nobody has come. It may be
        closed to guests, who are then led elsewhere: who is `inside` tries again.
        """
        for url in (*self._routes_told, *self._unseen_linked_routes()):
            tried = (url, inside)
            if tried not in self._routes_tried and url_pattern(url) not in self._patterns_opened:
                self._routes_tried.add(tried)
                return url
        return None

    def _unseen_linked_routes(self) -> list[str]:
        opened = set(map(collection_of, self._patterns_opened))
        return [url for collection, url in self._routes_linked.items() if collection not in opened]

    def novelty(self, url: str) -> float | None:
        """How new a page promises to be: 1 of a make that nobody opened, less the more were; None when not read."""
        make = self._telling_make(url)
        return 1 / (1 + self._makes_opened[make]) if make else None

    @property
    def busy(self) -> bool:
        """Whether somebody reads ahead and has not come to the end."""
        return self._attended and self.may_go_on() and bool(self._to_read or self._texts)

    @property
    def has_closed_pages(self) -> bool:
        """Whether pages that guests may not see wait for somebody who is signed in."""
        return bool(self._closed)

    @property
    def mostly_closed(self) -> bool:
        """Whether most pages are not for guests."""
        return self._were_closed >= _FEW_CLOSED and self._were_closed > self._were_open

    def places_called(self, words: re.Pattern[str]) -> list[str]:
        """Addresses that somebody mentions and whose last part reads so: a router's first, then the shortest."""
        known = {*self._routes_told, *self._known}
        found = (url for url in known if words.search(as_words(url.rstrip("/").rpartition("/")[2])))
        return sorted(found, key=lambda url: (url not in self._routes_told, len(url), url))

    def is_closed(self, path: str) -> bool | None:
        """Whether what is there is not for guests; None where nobody has asked as one, or was given the same as for
        every address, of which only a script makes a page, and no guest was seen at a place of the kind.
        """
        closed = self._closed_at.get(path)
        if closed or self._given_at.get(path) not in {*self._shells, self._nothing_here.get(False)}:
            return closed
        return False if url_pattern(urljoin(self.start, path)) in self._patterns_of_guests else None

    @property
    def is_drawn_by_scripts(self) -> bool:
        """Whether many addresses are answered alike, so that nobody can tell from an answer what stands there."""
        return bool(self._shells)

    def note_guest(self, url: str) -> None:
        """Learn that somebody who is not signed in stands there, and is not asked to."""
        self._patterns_of_guests.add(url_pattern(urljoin(url, urlsplit(url).path)))

    async def read_next(self, visitor: Visitor, *, inside: bool = False) -> bool:
        """Search what was collected, then read one address as this visitor; False when nothing waits.

        Who is `inside`, signed in, reads what guests were not shown.
        """
        self._attended = True
        if not self.may_go_on():
            return False
        if self._texts and not inside:
            text = self._texts.pop(0)
            self._note(all_mentions(text.body, text.kind, text.headers, text.url))
            self._note_routes(text)
            return True
        waits = self._closed if inside else self._to_read
        try:
            if inside not in self._nothing_here:
                nothing = await visitor.fetch(urljoin(self.start, f"/{secrets.token_hex(8)}"), body_limit=_BODY_LIMIT)
                self._nothing_here[inside] = _make(nothing)
            while waits:
                waiting = heapq.heappop(waits)
                if self._worth_reading(waiting, inside=inside):
                    await self._read(visitor, waiting, inside=inside)
                    return True
        except SurfaceReplaced:
            return True  # the one address is lost, the next is asked as somebody new
        return False

    def _note_opened(self, url: str) -> None:
        if url not in self._opened:
            self._opened_of[_collection(url)] += 1
        self._opened.add(url)
        self._patterns_opened.add(url_pattern(url))
        self._places_opened.add(kind_of_place(url))

    def _telling_make(self, url: str) -> str:
        """The make of the page there; "" where it was not read, or its script alone makes what one sees."""
        make = self._make_at.get(url, "")
        return "" if make in self._shells else make

    def _keep(self, text: _Text) -> None:
        mark = hash((text.url, text.body, tuple(text.headers.items())))
        if mark not in self._texts_seen and len(self._texts) < _MOST_TEXTS_WAITING:
            self._texts_seen.add(mark)
            self._texts.append(text)

    def _note(self, mentions: Iterable[Mention]) -> None:
        for mention in mentions:
            url = mention.url
            if url in self._known or not self.scope.includes(url) or is_destructive(url) or looks_for_nothing(url):
                continue
            self._known.add(url)
            if _BINARY.search(urlsplit(url).path):
                continue  # nothing in it leads anywhere
            collection = _collection(url)
            self._noted[collection] += 1
            heapq.heappush(
                self._to_read, _Waiting(mention.certainty, self._noted[collection], next(self._numbers), url)
            )

    def _note_linked_routes(self, observation: Observation) -> None:
        """The first link to each kind of place that a router keeps in the fragment: nobody can read these ahead."""
        for link in observation.screen.links:
            if not route_in(urldefrag(link.url).fragment) or not self.scope.includes(link.url):
                continue
            if is_destructive(link.text, link.url) or is_log_out(link.text) or is_log_out(link.url):
                continue
            self._routes_linked.setdefault(collection_of(url_pattern(link.url)), link.url)

    def _note_routes(self, text: _Text) -> None:
        if "script" not in text.kind and "html" not in text.kind:
            return
        addresses = [address_of(route, text.page) for route in routes_in(text.body)]
        news = [url for url in addresses if self.scope.includes(url) and not is_destructive(url)]
        self._routes_told.update(dict.fromkeys(news))
        if news:
            self.on_news()

    def _worth_reading(self, waiting: _Waiting, *, inside: bool) -> bool:
        if self.read >= _MOST_READ or self._busy > _MOST_BUSY:
            return False
        guesses_end = self._guesses >= _MOST_GUESSES or self._vain[inside] >= _VAIN_GUESSES
        if waiting.certainty is Certainty.GUESS and guesses_end:
            return False
        collection = _collection(waiting.url)
        return self._alike[collection] < _ALIKE and self._of_collection[collection] < _MOST_OF_COLLECTION

    async def _read(self, visitor: Visitor, waiting: _Waiting, *, inside: bool) -> None:
        self.read += 1
        answer = await visitor.fetch(waiting.url, body_limit=_BODY_LIMIT)
        if answer.status in _BUSY:
            self._busy += 1
            await asyncio.sleep(_BUSY_SECONDS)
            return
        guessed = waiting.certainty is Certainty.GUESS
        there = answer.status is not None and answer.status < 400
        closed = _is_closed(waiting.url, answer)
        if not inside:
            path = urlsplit(waiting.url).path or "/"
            self._closed_at[path], self._given_at[path] = closed, _make(answer)
        self._of_collection[_collection(waiting.url)] += not closed
        if guessed:
            self._guesses += 1
            self._vain[inside] = 0 if there and not closed else self._vain[inside] + 1
        elif not inside:
            self._were_closed += closed
            self._were_open += there and not closed
        if closed:
            if not inside:
                heapq.heappush(self._closed, waiting)
        elif there and self.scope.includes(answer.url):
            self._take_in(waiting, answer, inside=inside)

    def _take_in(self, waiting: _Waiting, answer: Exchange, *, inside: bool) -> None:
        kind = answer.response_headers.get("content-type", "").lower()
        self._note(all_mentions(answer.body, kind, answer.response_headers, answer.url))
        if "html" not in kind or is_part_of_page(answer.body):
            return
        make = _make(answer)
        collection = _collection(waiting.url)
        self._alike[collection] = self._alike[collection] + 1 if self._makes_read[make] else 0
        self._makes_read[make] += 1
        addresses = self._addresses_of.setdefault(hash(answer.body), set())
        addresses.add(_INDEX.sub("", urlsplit(answer.url).path).rstrip("/"))
        if len(addresses) >= _ALIKE_TO_THE_LETTER:
            self._shells.add(make)
        if make == self._nothing_here[inside] or make in self._shells:
            is_file = "." in urlsplit(waiting.url).path.rpartition("/")[2]
            if waiting.certainty is Certainty.GUESS or is_file or self._routes >= _MOST_ROUTES:
                return
            self._routes += 1
        else:
            self._make_at[urldefrag(answer.url).url] = make
            if not _is_led_elsewhere(waiting.url, answer):
                self._make_at[waiting.url] = make
            if waiting.url in self._opened or answer.url in self._opened:
                self._makes_opened[make] += 1
            if self._makes_opened[make] or self._makes_read[make] > 1:
                return
        url = urldefrag(answer.url).url
        if inside:
            self._found_inside.add(url)
        self._to_open.append(_Waiting(waiting.certainty, waiting.place, waiting.number, url))
        self.on_news()


def _collection(url: str) -> str:
    return collection_of(url_pattern(url).partition("?")[0])


def _is_closed(asked: str, answer: Exchange) -> bool:
    """Whether the answer says that one has to sign in first: as a refusal, or by leading to where that is done."""
    if answer.status in _NOT_ALLOWED:
        return True
    return _is_led_elsewhere(asked, answer) and _ASKS_FOR_PASSWORD.search(answer.body) is not None


def _is_led_elsewhere(asked: str, answer: Exchange) -> bool:
    """Whether another page was given than was asked for: who has more (a session, something in a cart) may get it."""
    return urlsplit(answer.url).path.rstrip("/") != urlsplit(asked).path.rstrip("/")


def _make(answer: Exchange) -> str:
    return make_of(answer.body) if "html" in answer.response_headers.get("content-type", "").lower() else ""
