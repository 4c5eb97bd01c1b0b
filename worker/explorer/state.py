"""When two screens are the same place: numbers, ids, list lengths and words typed by visitors do not make a new one."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from worker.explorer.nonsense import looks_for_nothing
from worker.observation.screen import Element, Screen

# From so many neighbours of one sort on, they are a list and stand for each other; more in menus, where each is a page.
LIST_LENGTH = 5
MENU_LENGTH = 20
# Links in these lead to pages of their own; elsewhere links into one collection are its items.
SIGNPOSTS = frozenset(("header", "nav", "footer"))
# The first part of an address that only says in which language the page is: "/en-gb/", "/de/".
_LANGUAGE = re.compile(
    r"(?<=[^/])/(?:[a-z]{2}[-_][a-z]{2}|ar|cs|da|de|el|en|es|fa|fi|fr|he|hu|it|ja|ko|nl|no|pl|pt|ro|ru|sv|tr|uk|zh)(?=/|$)",
    re.IGNORECASE,
)
# Below this width of the window apps lay themselves out for phones.
NARROW_PX = 600

_CHANGING = re.compile(
    r"^(?:\d+|[0-9a-f]{8,}|[0-9a-f]{8}-[0-9a-f-]{27}|(?=.*\d)[\w-]{12,}|\d{4}-\d\d(?:-\d\d)?|(?=.*\d)[\w]+[-_][\w-]+)$",
    re.IGNORECASE,
)
# An item of a list in a selector, with its place among its neighbours.
_ROW = re.compile(r"(^|> )(li|tr|article)(?::nth-of-type\(\d+\))?(?= >|$)")
# These are told apart by their names even where their markup is that of a list.
_NAMED_IN_ROWS = frozenset(("tab", "menuitem", "menuitemcheckbox", "menuitemradio", "option", "treeitem"))
# What is pressed or chosen here decides what else is shown.
_SWITCHES = frozenset(("button", "tab", "switch"))
# The name of something larger that listens for clicks is all that is written on it.
_LONGEST_LISTENER_NAME = 30
# Of the query these say in what order or part a list is shown, or who came from where: it is one place all the same.
_SAME_PLACE = re.compile(
    r"^(?:sort|order|orderby|sortby|dir|direction|page|p|offset|start|limit|per_?page|ref|referrer|utm_\w+|\w*session\w*|sid|"
    r"token|_|t|ts|time|timestamp|nonce|v|cache)$",
    re.IGNORECASE,
)
_ROUTE_PARAMETERS = frozenset(
    ("view", "page", "route", "p", "tab", "action", "section", "screen", "module", "option", "lang", "mode", "step")
)
# The last part of an address that says what is done there, and names no item: /tasks/new, /tasks/7/edit.
_DEED = re.compile(
    r"^(?:new|create|add|edit|update|modify|delete|remove|import|export|search|compose|upload|settings|archive|trash|"
    r"history|neu|anlegen|bearbeiten|löschen|nuev[ao]|crear|editar|borrar|nouveau|creer|ajouter|modifier)"
    r"(?:\.(?:html?|php|aspx?|jsp))?$",
    re.IGNORECASE,
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
    kinds = sorted(_kinds_of_place(screen))
    narrow = "narrow" if screen.viewport.width < NARROW_PX else "wide"
    make = build_of(screen) or "\n".join(kinds)
    # What one word has found is tried; what none could find is no way to it.
    searched = ["nothing"] if looks_for_nothing(screen.url) else []
    return State(
        key=_digest([_place_pattern(screen.url), narrow, *searched, *kinds]),
        template=_digest([collection, narrow, make]),
        collection=collection,
        url=screen.url,
        title=screen.title,
    )


def build_of(screen: Screen) -> str:
    """What a screen is built of, whatever its parts are called and wherever it is: what is wrong with the layout of one
    is wrong with all of the same build.
    """
    return re.sub(r'"[^"]*"', "", screen.structure)


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


def _kinds_of_place(screen: Screen) -> set[str]:
    """What kinds of things tell this place from others: as `kinds_of`, but a single row is a list already."""
    here = _place_pattern(screen.url).partition("?")[0]
    site = urlsplit(screen.url).netloc
    elements = [element for element in screen.elements if element.visible]
    families = Counter(_family(element) for element in elements)
    return {
        _kind_of_place(element, here, site, listed=families[_family(element)] >= _list_length(element))
        for element in elements
    }


def _kind_of_place(element: Element, here: str, site: str, *, listed: bool) -> str:
    if element.href:
        target = _place_pattern(element.href)
        if urlsplit(element.href).netloc != site:
            return f"{element.role}|{element.region}|{target.partition('/')[0]}"
        if target.partition("?")[0] == here:
            return f"{element.role}|{element.region}|here"
    in_row = _is_in_row(element)
    nameless = in_row or (element.role == "listener" and len(element.name) > _LONGEST_LISTENER_NAME)
    switched = element.checked is True and element.role in _SWITCHES and not in_row
    return f"{_kind(element, listed=listed or nameless)}|{'on' if switched else ''}"


def _is_in_row(element: Element) -> bool:
    """Whether it belongs to an item of a list, of which there may be many or one."""
    return (
        not element.href
        and element.region not in SIGNPOSTS
        and element.role not in _NAMED_IN_ROWS
        and _ROW.search(element.selector) is not None
    )


def _place_pattern(url: str) -> str:
    """An address pattern without what says nothing of the place: orders, pages, sessions, and what is only a number."""
    parts = urlsplit(url)
    told = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if _chooses_view(name, value) or not (_SAME_PLACE.match(name) or _CHANGING.match(value) or not value)
    ]
    return url_pattern(parts._replace(query=urlencode(told)).geturl())


def kind_of_place(url: str) -> str:
    """An address pattern without all of the query that chooses no view: a list is one place, however it is narrowed."""
    parts = urlsplit(url)
    told = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if _chooses_view(name, value)
    ]
    return url_pattern(parts._replace(query=urlencode(told)).geturl())


def without_numbers(text: str) -> str:
    """A text with its changing parts (digits, amounts) masked."""
    return re.sub(r"\d+(?:[.,:]\d+)*", "#", text).strip()


def collection_of(pattern: str) -> str:
    """An address pattern up to its last part when that may be an item of a collection.

    Top pages, in whatever language, are each their own, and so are places where something is done with a collection or
    an item.
    """
    address, mark, query = pattern.partition("?")
    head, _, tail = address.rpartition("/")
    depth = _LANGUAGE.sub("", head.rpartition("#")[2]).count("/")
    return f"{head}/*{mark}{query}" if depth >= 1 and tail and not _DEED.match(tail) else pattern


def _list_length(element: Element) -> int:
    return MENU_LENGTH if element.href and element.region in SIGNPOSTS else LIST_LENGTH


def _kind(element: Element, *, listed: bool) -> str:
    item = element.href and element.region not in SIGNPOSTS and "/*" in _family(element)
    name = "" if listed or item else without_numbers(element.name)[:60]
    return "|".join((_family(element), name, "open" if element.expanded else "", "" if element.enabled else "off"))


def _family(element: Element) -> str:
    """What neighbours in a list share: role, landmark, and where a link leads or where a control stands."""
    if element.href:
        return f"{element.role}|{element.region}|{collection_of(url_pattern(element.href))}"
    if element.form and element.field_name:
        return f"{element.role}|{element.region}|{element.input_type}|{without_numbers(element.field_name)}"
    return f"{element.role}|{element.region}|{element.input_type}|{_selector_of_all(element.selector)}"


def _selector_of_all(selector: str) -> str:
    """A selector for all like it: of a row it says what stands where in every row, elsewhere places do not count."""
    rows = list(_ROW.finditer(selector))
    end = rows[-1].end() if rows else len(selector)
    return re.sub(r"[0-9]+", "#", _ROW.sub(r"\1\2", selector[:end])) + selector[end:]


def _chooses_view(name: str, value: str) -> bool:
    return name.lower() in _ROUTE_PARAMETERS and bool(value) and not any(letter.isdigit() for letter in value)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
