"""When two screens are the same place: numbers, ids, list lengths and words typed by visitors do not make a new one."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from worker.observation.screen import Element, Screen

# From so many neighbours of one sort on, they are a list and stand for each other; more in menus, where each is a page.
LIST_LENGTH = 5
MENU_LENGTH = 20
# Links in these lead to pages of their own; elsewhere links into one collection are its items.
_SIGNPOSTS = frozenset(("header", "nav", "footer"))
# Below this width of the window apps lay themselves out for phones.
NARROW_PX = 600

_CHANGING = re.compile(
    r"^(?:\d+|[0-9a-f]{8,}|[0-9a-f]{8}-[0-9a-f-]{27}|(?=.*\d)[\w-]{12,}|\d{4}-\d\d(?:-\d\d)?|(?=.*\d)[\w]+[-_][\w-]+)$",
    re.IGNORECASE,
)
_ROUTE_PARAMETERS = frozenset(
    ("view", "page", "route", "p", "tab", "action", "section", "screen", "module", "option", "lang", "mode", "step")
)


@dataclass(frozen=True, slots=True)
class State:
    """A place in the app.

    `key` tells places apart. `template` is the same for places of one make (all product pages), whatever they are
    called and however long their lists are. `collection` is the address up to the item.
    """

    key: str
    template: str
    collection: str
    url: str
    title: str


def state_of(screen: Screen) -> State:
    """The place that a screen shows."""
    pattern = url_pattern(screen.url)
    collection = collection_of(pattern.partition("?")[0])
    kinds = sorted(set(kinds_of(screen).values()))
    narrow = "narrow" if screen.viewport.width < NARROW_PX else "wide"
    make = re.sub(r'"[^"]*"', "", screen.structure) or "\n".join(kinds)
    return State(
        key=_digest([pattern, narrow, *kinds]),
        template=_digest([collection, narrow, make]),
        collection=collection,
        url=screen.url,
        title=screen.title,
    )


def url_pattern(url: str) -> str:
    """An address with ids and numbers masked, and values in the query unless they choose a view."""
    parts = urlsplit(url)
    path = (
        "/".join("{}" if _CHANGING.match(segment) else segment for segment in parts.path.split("/")).rstrip("/") or "/"
    )
    query = "&".join(
        sorted(
            {
                f"{name}={value}" if _chooses_view(name, value) else name
                for name, value in parse_qsl(parts.query, keep_blank_values=True)
            }
        )
    )
    route = f"#{url_pattern(parts.fragment.removeprefix('!'))}" if parts.fragment.startswith(("/", "!/")) else ""
    return f"{parts.netloc}{path}{'?' + query if query else ''}{route}"


def kinds_of(screen: Screen) -> dict[str, str]:
    """What kind of thing each visible element is, by its key: the cards of one list are one kind."""
    elements = [element for element in screen.elements if element.visible]
    families = Counter(_family(element) for element in elements)
    return {
        element.key: _kind(element, listed=families[_family(element)] >= _list_length(element)) for element in elements
    }


def without_numbers(text: str) -> str:
    """A text with its changing parts (digits, amounts) masked."""
    return re.sub(r"\d+(?:[.,:]\d+)*", "#", text).strip()


def collection_of(pattern: str) -> str:
    """An address pattern up to its last part when that may be an item of a collection; top pages are each their own."""
    address, mark, query = pattern.partition("?")
    head, _, tail = address.rpartition("/")
    return f"{head}/*{mark}{query}" if head.count("/") >= 1 and tail else pattern


def _list_length(element: Element) -> int:
    return MENU_LENGTH if element.href and element.region in _SIGNPOSTS else LIST_LENGTH


def _kind(element: Element, *, listed: bool) -> str:
    item = element.href and element.region not in _SIGNPOSTS and "/*" in _family(element)
    name = "" if listed or item else without_numbers(element.name)[:60]
    return "|".join((_family(element), name, "open" if element.expanded else "", "" if element.enabled else "off"))


def _family(element: Element) -> str:
    """What neighbours in a list share: role, landmark, and where a link leads or where a control stands."""
    if element.href:
        return f"{element.role}|{element.region}|{collection_of(url_pattern(element.href))}"
    if element.form and element.field_name:
        return f"{element.role}|{element.region}|{element.input_type}|{without_numbers(element.field_name)}"
    return f"{element.role}|{element.region}|{element.input_type}|{re.sub(r'[0-9]+', '#', element.selector)}"


def _chooses_view(name: str, value: str) -> bool:
    return name.lower() in _ROUTE_PARAMETERS and bool(value) and not any(letter.isdigit() for letter in value)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
