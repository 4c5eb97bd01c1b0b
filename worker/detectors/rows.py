"""The lists of a page and what their rows say, for rules about sums, orders, counts and pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import takewhile
from urllib.parse import urljoin

from worker.detectors.addresses import within_site
from worker.detectors.amounts import amounts
from worker.detectors.markup import HEADINGS, Node, tree
from worker.detectors.subjects import mask
from worker.observation.screen import Screen

_ROW_TAGS = frozenset(("li", "tr", "article", "div", "section", "a"))
_AROUND = frozenset(("nav", "header", "footer", "select", "form", "dl", "svg"))
_NAVIGATION = re.compile(
    r"(^|[-_])(nav|navbar|sidenav|sidebar|navigation|breadcrumbs?|pagination)($|[-_])", re.IGNORECASE
)
_OLD_PRICE = re.compile(
    r"(^|[-_])(old|was|before|original|regular|strike|rrp|uvp|list-?price|compare|saving|discount|per-?unit|"
    r"each)($|[-_])",
    re.I,
)
_STATE = re.compile(
    r"^(?:is-|has-)|^(?:odd|even|first|last|alt|active|inactive|selected|current|checked|done|completed?|open|closed|"
    r"overdue|late|new|unread|read|highlight(?:ed)?|disabled)$",
    re.IGNORECASE,
)
_REMOVES = re.compile(
    r"\b(remove|delete|entfernen|löschen|supprimer|retirer|eliminar|quitar)\b|^[×✕✖🗑]$|حذف", re.IGNORECASE
)


@dataclass(frozen=True)
class Row:
    """One row of a page at the address `base`; most pages have far more rows than anybody asks about, so what a row
    says is found out when somebody does.
    """

    node: Node
    base: str

    @property
    def text(self) -> str:
        """Its words."""
        return self.node.text

    @cached_property
    def address(self) -> str:
        """Where it leads within its site, "" when it has no link."""
        return within_site(self.leads_to) if self.leads_to else ""

    @cached_property
    def leads_to(self) -> str:
        """The whole address where it leads, "" when it has no link; a card may name its author first, so what its
        heading leads to.
        """
        links = [one for one in self.node.find("a") if one.attributes.get("href", "").strip("#")]
        link = next((one for one in links if _is_heading(one, self.node)), links[0] if links else None)
        return urljoin(self.base, link.attributes["href"]) if link else ""

    @cached_property
    def amounts(self) -> tuple[Decimal, ...]:
        """Its amounts of money, without struck-out ones."""
        return amounts(" ".join(_current_texts(self.node)))

    @property
    def name(self) -> str:
        """Its heading, or its first link's words, or its first words."""
        for tags in (HEADINGS, ("a",), ("strong", "b", "td")):
            for node in self.node.find(*tags):
                if node.text:
                    return node.text
        return self.text[:60]

    @property
    def removable(self) -> bool:
        """Whether it has a control that removes it."""
        return any(is_remover(node) for node in self.node.find("button", "a", "input"))


def is_remover(node: Node) -> bool:
    """Whether a control says that it removes something."""
    words = (
        node.text,
        node.attributes.get("aria-label", ""),
        node.attributes.get("value", ""),
        node.attributes.get("title", ""),
    )
    return any(_REMOVES.search(word) for word in words) or "destroy" in node.classes


def lists(screen: Screen, fewest: int = 2) -> tuple[tuple[Row, ...], ...]:
    """The visible lists of content (not of navigation), largest first: rows are neighbours of one tag and class."""
    return tuple(rows for rows in _all_lists(screen.markup, screen.text, screen.url) if len(rows) >= fewest)


@lru_cache(maxsize=6)
def _all_lists(markup: str, text: str, url: str) -> tuple[tuple[Row, ...], ...]:
    """Several rules look at the lists of one screen, so those of the last few are kept."""
    visible = " ".join(text.split()).lower()
    found = [tuple(Row(node, url) for node in group if _shows(node, visible)) for group in _groups(markup)]
    return tuple(sorted(found, key=lambda rows: -len(rows)))


def _is_heading(link: Node, row: Node) -> bool:
    around = takewhile(lambda node: node is not row, link.ancestors())
    return any(True for _ in link.find(*HEADINGS)) or any(node.tag in HEADINGS for node in around)


def _current_texts(node: Node) -> Iterator[str]:
    """Its texts without struck-out and former prices; a price in pieces ("£" "9" ".50") is put together within its
    element.
    """
    if node.hidden or node.tag in ("del", "s", "strike") or any(_OLD_PRICE.search(name) for name in node.classes):
        return
    if not node.elements or (len(node.text) < 14 and amounts(node.text.replace(" ", ""))):
        yield node.text if not node.elements else node.text.replace(" ", "")
        return
    for child in node.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _current_texts(child)


@lru_cache(maxsize=6)
def _groups(markup: str) -> tuple[tuple[Node, ...], ...]:
    groups: list[tuple[Node, ...]] = []
    for parent in tree(markup).walk():
        if parent.inside(*_AROUND) or _is_navigation(parent):
            continue
        alike: dict[tuple[str, str], list[Node]] = {}
        for child in parent.elements:
            if child.tag in _ROW_TAGS and not child.hidden:
                alike.setdefault((child.tag, make_of(child)), []).append(child)
        for (tag, kind), nodes in alike.items():
            if (tag not in ("div", "section", "a") or kind) and all(any(True for _ in node.pieces()) for node in nodes):
                groups.append(tuple(nodes))
    return tuple(groups)


def _is_navigation(parent: Node) -> bool:
    """Whether it says that it leads about, by its role or its class."""
    role = parent.attributes.get("role")
    return role in ("navigation", "tablist", "menu", "listbox") or any(map(_NAVIGATION.search, parent.classes))


def make_of(row: Node) -> str:
    """What tells the makes of rows apart: in tables the kind of cells, else the first class that is not of a state."""
    if row.tag == "tr":
        return "th" if all(cell.tag == "th" for cell in row.elements) else "td"
    return next((name for name in row.attributes.get("class", "").split() if not _STATE.match(name)), "")


def template_of(rows: Sequence[Row]) -> str:
    """What tells the lists of a site apart that are made by different templates: the makes of their rows and of what
    holds them, the same on every page.
    """
    row = rows[0].node
    held = row.parent
    return mask(f"{held.tag}.{make_of(held)} > {row.tag}.{make_of(row)}" if held else f"{row.tag}.{make_of(row)}")


def _shows(node: Node, visible: str) -> bool:
    """Whether the row can be seen: a class may hide it, which the markup does not tell, but then its words are not on
    the screen.
    """
    words = next((piece for piece in (" ".join(piece.split()) for piece in node.pieces()) if len(piece) > 2), "")
    return bool(words) and words.lower() in visible


def removable_rows(screen: Screen) -> tuple[Row, ...]:
    """The rows that a person put there, so that each has a control that removes it."""
    found: dict[int, Row] = {}
    for control in tree(screen.markup).find("button", "a", "input"):
        if is_remover(control) and not control.inside("nav", "header", "footer"):
            node = _row_around(control)
            if node is not None and not _is_message(node):
                found.setdefault(id(node), Row(node, screen.url))
    return tuple(found.values())


def _is_message(node: Node) -> bool:
    """Whether it tells something that passes, and is only closed by its control."""
    return node.attributes.get("role") in ("alert", "status") or any(map(_MESSAGE.search, node.classes))


def _row_around(control: Node) -> Node | None:
    """The list item or table row around a control, else the part of which its neighbours are alike."""
    node = control.parent
    while node is not None and node.tag not in ("body", "main", "#document"):
        alike = (
            node.parent is not None
            and sum(one.tag == node.tag and one.classes == node.classes for one in node.parent.elements) > 1
        )
        if node.tag in ("li", "tr", "article") or (node.tag == "div" and alike and node.classes):
            return node
        node = node.parent
    return None


_MESSAGE = re.compile(r"(?:^|[-_])(?:alert|flash|snackbar|toast)s?(?:$|[-_])")
_MORE = re.compile(
    r"^(next|older|more|load more|show more|see more|view more|view all|see all|weiter|nächste|mehr|mehr "
    r"anzeigen|suivant|"
    r"plus|siguiente|más|›|»|→|>|>>|بعدی)( page)?\W*$",
    re.IGNORECASE,
)
_PAGES = re.compile(
    r"\b(?:page|seite|página|صفحه)\s+\d+|\d+\s*[-–—]\s*\d+\s+(?:of|von|sur|de|/)\s+\d+|\bshowing\b.*\bof\b",
    re.IGNORECASE,
)
# "Page 1 of 1", "1-5 of 5": all that there is stands here.
_ALL_HERE = re.compile(
    r"\b(?:page|seite|página|صفحه)\s+1\s*(?:of|von|sur|de|از|/)\s*1(?!\d)|"
    r"\b1\s*[-–—]\s*(\d+)\s+(?:of|von|sur|de|از|/)\s+\1(?!\d)",
    re.IGNORECASE,
)


_PAGE_NUMBER = re.compile(r"^(?:page |seite |página )?\d{1,4}$", re.IGNORECASE)
_PAGE_ADDRESS = re.compile(r"[?&/](?:page|paged|p|pg|seite|pagina|offset|start)[=/]\d+", re.IGNORECASE)


_STILL_LOADS = re.compile(
    r"^\W*(?:loading|wird geladen|lädt|chargement|cargando|در حال بارگذاری)\b[^.!?:\n]{0,30}\W*$",
    re.IGNORECASE | re.MULTILINE,
)


def has_more(screen: Screen) -> bool:
    """Whether the page says that a list goes on elsewhere, or will: pages, "load more", "1-12 of 40", "loading"."""
    if _STILL_LOADS.search(screen.text):
        return True
    for node in tree(screen.markup).find("a", "button", "link"):
        words = node.attributes.get("aria-label", "") or node.text
        if _MORE.match(words) or words.strip() in ("2", "Page 2") or node.attributes.get("rel") in ("next", "prev"):
            return True
        if _PAGE_NUMBER.match(words.strip()) and _PAGE_ADDRESS.search(node.attributes.get("href", "")):
            return True
    return _PAGES.search(_ALL_HERE.sub("", screen.text)) is not None
