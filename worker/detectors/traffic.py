"""Which requests tell something about the app, and which are noise."""

from collections.abc import Iterator

from worker.detectors.addresses import is_tracker, path, without_fragment
from worker.detectors.subjects import address_pattern, data_pattern, place
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange
from worker.observation.screen import Link

# Asked for by the browser or by tools, never by the app itself.
_UNASKED = frozenset(("/favicon.ico", "/apple-touch-icon.png", "/apple-touch-icon-precomposed.png", "/robots.txt"))
_UNASKED_PARTS = ("/.well-known/", "/cdn-cgi/")
DATA = frozenset(("fetch", "xhr"))
_OUR_SCHEMES = ("http://", "https://")
# Failures that our side causes: we went on, we blocked it, our own network changed.
_OURS = frozenset(
    (
        "net::ERR_ABORTED",
        "net::ERR_BLOCKED_BY_CLIENT",
        "net::ERR_BLOCKED_BY_ADMINISTRATOR",
        "net::ERR_ACCESS_DENIED",
        "net::ERR_INTERNET_DISCONNECTED",
        "net::ERR_NETWORK_CHANGED",
        "net::ERR_NETWORK_IO_SUSPENDED",
        "net::ERR_INSUFFICIENT_RESOURCES",
        "net::ERR_PROXY_CONNECTION_FAILED",
        "net::ERR_TUNNEL_CONNECTION_FAILED",
        "net::ERR_CACHE_MISS",
    )
)
# Reasons that cannot be told from a worker without a way to the internet.
UNCERTAIN_ELSEWHERE = (
    "ERR_NAME_NOT_RESOLVED",
    "ERR_CONNECTION",
    "ERR_ADDRESS_UNREACHABLE",
    "ERR_TIMED_OUT",
    "ERR_FAILED",
)


def is_noise(exchange: Exchange) -> bool:
    """Whether this request's fate says nothing about the app."""
    return (
        exchange.aborted_by_us
        or exchange.provoked
        or exchange.failure in _OURS
        or not exchange.url.startswith(_OUR_SCHEMES)
        or path(exchange.url) in _UNASKED
        or any(part in exchange.url for part in _UNASKED_PARTS)
        or "favicon" in path(exchange.url).rpartition("/")[2]
        or (not exchange.same_site and is_tracker(exchange.url))
    )


def is_failed(exchange: Exchange) -> bool:
    """Whether no answer came, for a reason that is the app's."""
    return exchange.status is None and bool(exchange.failure) and not is_noise(exchange)


def is_refused(exchange: Exchange) -> bool:
    """Whether an answer came that is an error."""
    return exchange.status is not None and exchange.status >= 400 and not is_noise(exchange)


def is_picture_of(observation: Observation, url: str) -> bool:
    """Whether an image element of the page shows this address: then the picture's rule owns what is wrong with it."""
    if any(picture.url == url for picture in observation.screen.pictures):
        return True
    return f'src="{path(url)}' in observation.screen.markup or f'src="{url}' in observation.screen.markup


def link_to(observation: Observation, url: str) -> Link | None:
    """The link to this address on the screen before, None where it had none."""
    links, wanted = observation.before.links if observation.before else (), without_fragment(url)
    return next((link for link in links if without_fragment(link.url) == wanted), None)


def content_type(exchange: Exchange) -> str:
    """The media type of the answer without parameters, in lower case."""
    return header(exchange, "content-type").partition(";")[0].strip().lower()


def header(exchange: Exchange, name: str) -> str:
    """A response header's value, whatever the case of its name."""
    wanted = name.lower()
    return next((value for key, value in exchange.response_headers.items() if key.lower() == wanted), "")


def is_page(exchange: Exchange | None) -> bool:
    """Whether it is an HTML document that came over the network and was answered well."""
    return (
        exchange is not None
        and exchange.url.startswith(_OUR_SCHEMES)
        and exchange.status is not None
        and exchange.status < 400
        and content_type(exchange) in ("text/html", "application/xhtml+xml", "")
    )


def is_error_page(exchange: Exchange | None) -> bool:
    """Whether it is the server's own failure that is shown in place of a page."""
    return exchange is not None and exchange.status is not None and exchange.status >= 500


def answers(observation: Observation) -> Iterator[Exchange]:
    """The main document and everything asked for since the last look, each once."""
    document = observation.document
    if document is not None and document not in observation.exchanges:
        yield document
    yield from observation.exchanges


def resource(exchange: Exchange) -> str:
    """What kind of thing was asked for, in a person's words."""
    return {
        "document": "page",
        "stylesheet": "stylesheet",
        "script": "script",
        "image": "image",
        "font": "font",
        "media": "media file",
        "fetch": "request",
        "xhr": "request",
    }.get(exchange.kind, "file")


def asked_in(exchange: Exchange) -> str:
    """A sentence, with a space before it, that says which line of code asked; "" when that is not known."""
    script, _, line = exchange.initiator.rpartition(":")
    return f" It is asked for in {place(script, 60)}, line {line}." if script and exchange.kind != "document" else ""


def request_line(exchange: Exchange) -> str:
    """Method and place, e.g. "POST /api/orders"."""
    where = place(exchange.url, 60)
    return f"{exchange.method} {'/' if where == 'the start page' else where}"


def pattern_of(exchange: Exchange, page: str) -> str:
    """The same for what is asked for on this page again and again: of data, one thing of a kind is like the next."""
    return data_pattern(exchange.url, page) if exchange.kind in DATA else address_pattern(exchange.url, page)
