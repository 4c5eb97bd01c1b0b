"""Names for what has a problem that are the same on the next run: no host or port of the tested site, no ids,
counters or random values.
"""

import re
from urllib.parse import unquote, urlsplit

from worker.observation.sites import host, route_in, same_site

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_HASH = re.compile(r"(?<![0-9A-Za-z])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{6,}(?![0-9A-Za-z])", re.IGNORECASE)
_LONG_HASH = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{16,}(?![0-9A-Za-z])", re.IGNORECASE)
# Twelve or more letters and digits mixed (bundler hashes, tokens, nano ids); words alone do not match.
_TOKEN = re.compile(r"(?<![0-9A-Za-z_])(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{12,}(?![0-9A-Za-z_])")
# What our own visitors call themselves is another name in every replay; in keys its digits are masked, and where a text
# is cut depends on how long it is.
_MADE_UP = re.compile(
    r"(?:[a-z]+[._]?)?df(?:[0-9a-f]{6}|(?=[a-f]{0,5}#)[a-f#]{1,6}|[0-9a-f]{2,5}(?=[|…]|$))(?:[^|]*…)?", re.IGNORECASE
)
_BUNDLE_HASH = re.compile(
    r"(?<=[.-])(?=[\w-]*[0-9A-Z])[\w-]{8,}(?=\.(?:js|mjs|css|map|png|jpe?g|gif|svg|webp|avif|woff2?)\b)"
)
_SHELF = re.compile(r"[0-9a-f]{1,4}")
_MOST_SHELVES = 3
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_URL = re.compile(r"\b(?:https?|wss?)://[^\s'\"<>)\]]+")
_FRAME = re.compile(r"\s+at\s+\S.*$|\s*\(?\S+\.(?:js|mjs|ts|tsx|jsx|html?):\d+(?::\d+)?\)?", re.MULTILINE)
_LONGEST = 160
# What an experiment of ours asks for in place of a number that there is.
NUMBER_OF_NOTHING = "987654321"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_LEAST_DEPTH = 2
# Below this, menus are folded, or should be. px.
_NARROW = 1000
# What is called by its own words wherever it stands.
_AROUND = frozenset(("header", "nav", "footer", "search"))
_CONTROLS = frozenset(
    ("button", "link", "clickable", "menuitem", "tab", "switch", "checkbox", "radio", "textbox", "searchbox")
)


def mask(text: str) -> str:
    """The text with ids, hashes and numbers replaced by {id} and {n}."""
    masked = _MADE_UP.sub("{id}", _without_long_hashes(_UUID.sub("{id}", text)))
    masked = _HASH.sub("{id}", masked)
    masked = _TOKEN.sub("{id}", masked)
    return _NUMBER.sub("{n}", masked)


def holds_made_up_name(text: str) -> bool:
    """Whether a name stands in it by which one of our own visitors calls itself."""
    return _MADE_UP.search(_without_long_hashes(text)) is not None


def _without_long_hashes(text: str) -> str:
    """In these our visitors' names would stand by chance."""
    return _LONG_HASH.sub("{id}", text)


def asks_for_nothing(url: str) -> bool:
    """Whether a visitor of ours made up what the address asks for, so that it is rightly answered with 404."""
    return NUMBER_OF_NOTHING in url or holds_made_up_name(url)


def path_pattern(url: str) -> str:
    """The path with its ids masked, without query: "/products/42?page=2" is "/products/{n}".

    A client router's path in the fragment is kept.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return mask(url)[:_LONGEST]
    route = route_in(parts.fragment).removeprefix("!")
    segments = _without_shelves([unquote(segment) for segment in (parts.path or "/").split("/")])
    pattern = "/".join(mask(_BUNDLE_HASH.sub("{id}", segment)) for segment in segments)
    if route:
        pattern += "#" + "/".join(mask(segment) for segment in route.partition("?")[0].split("/"))
    return pattern[:_LONGEST]


def _without_shelves(segments: list[str]) -> list[str]:
    """Files with made-up names are often stored on shelves by their first letters: "7d/a9/7da9e69f.jpg"."""
    *folders, file = segments
    for first in range(max(0, len(folders) - _MOST_SHELVES), len(folders)):
        shelves = folders[first:]
        if all(map(_SHELF.fullmatch, shelves)) and file.startswith("".join(shelves)):
            return [*folders[:first], *("{id}" for _ in shelves), file]
    return segments


def template_pattern(url: str) -> str:
    """The path pattern with its last part open where it lies deep: "/product/oak-board" is "/product/*".

    For what belongs to a page's template, so that one fault of it on many pages is one bug.
    """
    head, _, tail = path_pattern(url).rpartition("/")
    return f"{head}/*" if head and tail else f"{head}/{tail}"


def section_pattern(url: str) -> str:
    """The template's pattern without its open end: "/rooms/garden" and "/rooms" are both "/rooms".

    For what the one script of a section does on whichever of its pages.
    """
    return template_pattern(url).removesuffix("/*")


def address_pattern(url: str, page: str) -> str:
    """The path pattern; with the host in front when the address belongs to another site than the page."""
    return path_pattern(url) if same_site(url, page) else mask(host(url)) + path_pattern(url)


def data_pattern(url: str, page: str) -> str:
    """The address pattern of what a script asks for; what names one of many by several words is left open:
    "/api/stock/enamel-teapot" is "/api/stock/*".
    """
    head, _, tail = address_pattern(url, page).rpartition("/")
    return f"{head}/*" if head.count("/") >= _LEAST_DEPTH and _SLUG.fullmatch(tail) else f"{head}/{tail}"


def message_pattern(text: str) -> str:
    """A message without addresses' hosts, source places, ids and numbers, in one line."""
    first = _FRAME.sub("", _URL.sub(lambda found: path_pattern(found.group()), text))
    return " ".join(mask(first).split())[:_LONGEST]


def element_pattern(key: str) -> str:
    """An element's key without counters, so that the same template element on many pages is one."""
    return mask(key)


def words_of(key: str) -> str:
    """The words in an element's key: its name, or its role where it has none."""
    parts = key.split("|")
    return (parts[1] or parts[0]) if len(parts) > 1 else key


def kind_of(key: str) -> str:
    """An element's key without its words: role, tag and region, the same for a template's element on every page."""
    parts = key.split("|")
    return "|".join((parts[0], *parts[2:4])) if len(parts) > 2 else mask(key)


def region_of(key: str) -> str:
    """Which part of a page an element's key says that it stands in, "" where it says none."""
    return next(iter(key.split("|")[3:4]), "")


def part_of_page(key: str, url: str) -> str:
    """Which part of a page it is: a control by its name, wherever it stands; other things by their kind, on the pages
    of one template.
    """
    named = key.partition("|")[0] in _CONTROLS and words_of(key) != key.partition("|")[0]
    return element_pattern(key) if named else f"{kind_of(key)} on {template_pattern(url)}"


def is_around(key: str) -> bool:
    """Whether an element stands in what is the same around every page."""
    return region_of(key) in _AROUND


def around(width: float, *keys: str) -> str:
    """The part around every page in which all these stand, in a window of this width (px); "" where one does not. What
    has no room there is one bug, whatever it is called and whichever two of it meet.
    """
    if not all(map(is_around, keys)):
        return ""
    part = "footer" if any(region_of(key) == "footer" for key in keys) else "header"
    return f"{part} of a {'narrow' if width < _NARROW else 'wide'} window"


def kinds_on(url: str, width: float, *keys: str) -> str:
    """What kinds of things something is between, on the pages of one template, or around all pages."""
    kinds = " / ".join(sorted(map(kind_of, keys)))
    return around(width, *keys) or f"{kinds} on {template_pattern(url)}"


def shown(text: str, limit: int = 40) -> str:
    """Text as it stands in a title: one line, cut at a word with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    kept = line[:limit].rsplit(" ", 1)[0] if " " in line[:limit] else line[: limit - 1]
    return kept.rstrip(" ,.;:") + "…"


def place(url: str, limit: int = 40) -> str:
    """The address as a person would name it in a title: path only, "the start page" for the root."""
    parts = urlsplit(url)
    route = f"#{parts.fragment}" if parts.fragment.startswith(("/", "!/")) else ""
    where = unquote(parts.path or "/") + route
    if where in ("/", "/index.html", "#/", "/#/"):
        return "the start page"
    return where if len(where) <= limit else "…" + where[-(limit - 1) :]
