"""Where an outsider's value enters the app: a request that was seen, and the places in it that hold a value."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import parse_qsl, quote, unquote, urldefrag, urlencode, urljoin, urlsplit, urlunsplit

from pydantic import JsonValue

from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.planning import Scene
from worker.explorer.forms import new_token
from worker.observation.runtime import Exchange
from worker.observation.screen import Element, Form, Screen
from worker.observation.sites import same_site

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
# What stands in an observed request in place of a secret, and what is sent instead.
_MASKED = re.compile("•{4,}")
_SAMPLE = "Sunny-Day7"
_ID = re.compile(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12,}", re.IGNORECASE)
# Made by the site for each visit; whoever changes them is refused before anything else is read.
_OWN_TOKEN = re.compile(r"csrf|xsrf|token|nonce|__viewstate|__event|authenticity|captcha|signature", re.IGNORECASE)
_FILE = re.compile(r"\.(?:js|mjs|css|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|mp4|pdf)$", re.IGNORECASE)
_NOT_TYPED = ("hidden", "submit", "button", "image", "reset", "file", "checkbox", "radio")
_MOST_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Sending:
    """A request that can be sent again; `page` is where a visitor would send it from.

    It is sent `by_token` where the page's script says by a header who asks.
    """

    method: str
    url: str
    page: str
    content_type: str = ""
    body: str = ""
    logs_in: bool = False
    by_token: bool = False

    @property
    def changes(self) -> bool:
        """Whether it may leave something behind."""
        return self.method not in ("GET", "HEAD")

    @property
    def headers(self) -> dict[str, str]:
        """What is sent with it."""
        return {"content-type": self.content_type} if self.body else {}


@dataclass(frozen=True, slots=True)
class Entry:
    """One value in a request: `place` is "query", "path", "form" or "json"; `name` says which."""

    place: str
    name: str
    value: str

    @property
    def key(self) -> str:
        """The same on every visit."""
        return f"{self.place} {self.name}"

    def holding(self, sending: Sending, value: str) -> Sending:
        """The request with this value in this place."""
        match self.place:
            case "query":
                return replace(sending, url=_with_query(sending.url, _changed(_query(sending.url), self.name, value)))
            case "path":
                return replace(sending, url=_with_segment(sending.url, int(self.name), value))
            case "form":
                return replace(sending, body=_encoded(_changed(_pairs(sending.body), self.name, value)))
            case _:
                content = cast(JsonValue, json.loads(sending.body))
                return replace(sending, body=json.dumps(_put(content, self.name.split("."), value)))

    def holding_object(self, sending: Sending, value: JsonValue) -> Sending | None:
        """The request with an object in its place; None where no object can stand."""
        if self.place != "json":
            return None
        content = cast(JsonValue, json.loads(sending.body))
        return replace(sending, body=json.dumps(_put(content, self.name.split("."), value)))

    def renamed(self, sending: Sending, suffix: str, value: str) -> Sending | None:
        """The request with a member of an object in its place, as parsers of addresses read it; None elsewhere."""
        if self.place == "query":
            pairs = [
                (f"{name}{suffix}", value) if name == self.name else (name, old) for name, old in _query(sending.url)
            ]
            return replace(sending, url=_with_query(sending.url, pairs))
        if self.place == "form":
            pairs = [
                (f"{name}{suffix}", value) if name == self.name else (name, old) for name, old in _pairs(sending.body)
            ]
            return replace(sending, body=_encoded(pairs))
        return None


def entries_of(sending: Sending) -> tuple[Entry, ...]:
    """The places of a request that hold a value of the visitor's."""
    found = [Entry("query", name, value) for name, value in _query(sending.url)]
    segments = urlsplit(sending.url).path.split("/")
    found += [Entry("path", str(at), one) for at, one in enumerate(segments) if _ID.fullmatch(one)]
    if sending.body and sending.content_type.startswith(FORM):
        found += [Entry("form", name, value) for name, value in _pairs(sending.body)]
    if sending.body and "json" in sending.content_type:
        found += _members(cast(JsonValue, json.loads(sending.body)), "", 0)
    distinct = {entry.key: entry for entry in found if not _OWN_TOKEN.search(entry.name) and len(entry.value) < 400}
    return tuple(distinct.values())


def shape_of(sending: Sending) -> str:
    """Names the kind of request: what differs in values alone is the same."""
    path = "/".join("{}" if _ID.fullmatch(one) else one for one in urlsplit(sending.url).path.split("/"))
    names = sorted({entry.key for entry in entries_of(sending) if entry.place != "path"})
    return f"{sending.method} {urlsplit(sending.url).netloc}{path} {' '.join(names)}"


def sendings_of(scene: Scene) -> Iterator[Sending]:
    """Requests of this site that were seen, or that the screen offers, and that lose nothing when they are sent."""
    screen = scene.screen
    for exchange in scene.observation.exchanges:
        if (sending := _seen(exchange, screen)) and entries_of(sending):
            yield sending
    addresses = [screen.url] if scene.new_state else []
    addresses += [link.url for link in screen.links if same_site(link.url, screen.url)] if scene.new_state else []
    for url in addresses:
        if _harmless(url) and urlsplit(url).query:
            yield Sending("GET", urldefrag(url).url, screen.url)
    if scene.new_state:
        for form in screen.forms:
            if sending := _offered(screen, form):
                yield sending


def typed_fields(scene: Scene) -> frozenset[str]:
    """The names of what visitors type here, and have just typed."""
    fields = (screen.element(key) for screen in _screens(scene) for form in screen.forms for key in form.fields)
    return frozenset(field.field_name for field in fields if field is not None and _is_typed(field)) - {""}


def names_of_buttons(scene: Scene) -> frozenset[str]:
    """What buttons send along to say which of them was clicked; their values are no visitor's."""
    buttons = (screen.element(form.submit) for screen in _screens(scene) for form in screen.forms)
    return frozenset(button.field_name for button in buttons if button is not None) - {""}


def _screens(scene: Scene) -> tuple[Screen, ...]:
    before = scene.observation.before
    return (scene.screen,) if before is None else (scene.screen, before)


def _is_typed(field: Element) -> bool:
    return field.tag == "textarea" or (field.tag == "input" and field.input_type not in _NOT_TYPED)


def seen_requests(scene: Scene) -> Iterator[Sending]:
    """All requests of this site that were seen, with values or without."""
    for exchange in scene.observation.exchanges:
        if sending := _seen(exchange, scene.screen):
            yield sending


def without_own_tokens(sending: Sending) -> Sending:
    """What another site knows of a request: everything but the tokens that the site made for this visitor."""
    url = _with_query(sending.url, [pair for pair in _query(sending.url) if not _OWN_TOKEN.search(pair[0])])
    body = sending.body
    if sending.content_type.startswith(FORM):
        body = _encoded([pair for pair in _pairs(body) if not _OWN_TOKEN.search(pair[0])])
    elif body:
        content = cast(dict[str, JsonValue], json.loads(body))
        body = json.dumps({name: value for name, value in content.items() if not _OWN_TOKEN.search(name)})
    return replace(sending, url=url, body=body)


def fresh_token() -> str:
    """A mark that stands nowhere else."""
    return new_token()


def _seen(exchange: Exchange, screen: Screen) -> Sending | None:
    if not exchange.same_site or exchange.kind not in ("document", "xhr", "fetch") or not exchange.status:
        return None
    if exchange.status >= 400 or exchange.aborted_by_us or not _harmless(exchange.url):
        return None
    if exchange.method not in ("GET", "POST", "PUT", "PATCH"):
        return None
    kind = next((value for name, value in exchange.request_headers.items() if name.lower() == "content-type"), "")
    body = exchange.request_body if exchange.method != "GET" else ""
    if exchange.method != "GET" and not _readable(body, kind):
        return None
    url = urldefrag(exchange.url).url
    logs_in = bool(_MASKED.search(body) or _MASKED.search(unquote(url)))
    body = _MASKED.sub(_SAMPLE, body)
    if logs_in:
        url = _with_query(url, [(name, _MASKED.sub(_SAMPLE, value)) for name, value in _query(url)])
    page = exchange.page if exchange.page.startswith(("http://", "https://")) else screen.url
    by_token = any(name.lower() == "authorization" for name in exchange.request_headers)
    return Sending(exchange.method, url, page, kind.partition(";")[0], body, logs_in, by_token)


def _offered(screen: Screen, form: Form) -> Sending | None:
    """A form that is sent as an address; what its fields are called is part of it."""
    fields = [field for field in map(screen.element, form.fields) if field is not None and field.field_name]
    button = screen.element(form.submit)
    if form.method.lower() != "get" or not fields or is_destructive(button.name if button else "", form.action):
        return None
    texts = ("text", "search", "number", "url", "email", "tel", "hidden", "password", "")
    if not any(field.tag in ("select", "textarea") or field.input_type in texts for field in fields):
        return None
    action = urldefrag(urljoin(screen.url, form.action)).url
    if not same_site(action, screen.url):
        return None
    pairs = [(field.field_name, field.value or ("1" if field.input_type == "number" else "a")) for field in fields]
    if button is not None and button.field_name:
        # Many servers look for the button first.
        pairs.append((button.field_name, button.value))
    return Sending(
        "GET", _with_query(action, pairs), screen.url, logs_in=any(f.input_type == "password" for f in fields)
    )


def _harmless(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and not is_destructive(url) and not _FILE.search(parts.path)


def _readable(body: str, kind: str) -> bool:
    if kind.startswith(FORM):
        return bool(_pairs(body))
    if "json" not in kind:
        return False
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False


def _members(content: JsonValue, path: str, depth: int) -> Iterator[Entry]:
    """Texts and numbers in an object, by the names that lead to them."""
    if not isinstance(content, dict) or depth > _MOST_DEPTH:
        return
    for name, value in content.items():
        if "." in name:
            continue
        where = f"{path}.{name}" if path else name
        if isinstance(value, str) or (isinstance(value, int | float) and not isinstance(value, bool)):
            yield Entry("json", where, str(value))
        else:
            yield from _members(value, where, depth + 1)


def _put(content: JsonValue, path: list[str], value: JsonValue) -> JsonValue:
    if not path or not isinstance(content, dict):
        return value
    return {**content, path[0]: _put(content.get(path[0]), path[1:], value)}


def _query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)


def _pairs(body: str) -> list[tuple[str, str]]:
    return parse_qsl(body, keep_blank_values=True)


def _changed(pairs: Iterable[tuple[str, str]], name: str, value: str) -> list[tuple[str, str]]:
    return [(one, value if one == name else old) for one, old in pairs]


def _encoded(pairs: list[tuple[str, str]]) -> str:
    # Spaces as %20, which every server reads.
    return urlencode(pairs, quote_via=quote)


def _with_query(url: str, pairs: list[tuple[str, str]]) -> str:
    return urlunsplit(urlsplit(url)._replace(query=_encoded(pairs), fragment=""))


def _with_segment(url: str, at: int, value: str) -> str:
    parts = urlsplit(url)
    segments = parts.path.split("/")
    segments[at] = quote(value, safe="")
    return urlunsplit(parts._replace(path="/".join(segments)))
