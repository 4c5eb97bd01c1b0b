"""A light tree of a screen's markup, for rules that need its structure; as serialised by the browser, so its tags are
balanced.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
UNSEEN = frozenset(("script", "style", "template", "noscript", "head", "title", "svg"))
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What shows text as an example rather than saying it.
CODE = frozenset(("code", "pre", "samp", "kbd", "var", "textarea"))
_LIVE = frozenset(("alert", "status", "log"))
_WRITTEN = re.compile(r"<\s*[a-z]\w*\b")


@dataclass(slots=True, eq=False)
class Node:
    """An element: its tag, attributes, and children in order (elements and text).

    A tree does not change once it is made: what many rules ask of many nodes is found out once.
    """

    tag: str
    attributes: dict[str, str]
    children: "list[Node | str]" = field(default_factory=list["Node | str"])
    parent: "Node | None" = None
    _elements: "list[Node] | None" = field(default=None, init=False, repr=False)
    _hidden: bool | None = field(default=None, init=False, repr=False)
    _text: str | None = field(default=None, init=False, repr=False)
    _shown: "tuple[Node, ...] | None" = field(default=None, init=False, repr=False)
    _own_text: str | None = field(default=None, init=False, repr=False)
    _lineage: frozenset[str] | None = field(default=None, init=False, repr=False)

    @property
    def elements(self) -> "list[Node]":
        """The child elements."""
        if self._elements is None:
            self._elements = [child for child in self.children if isinstance(child, Node)]
        return self._elements

    @property
    def classes(self) -> frozenset[str]:
        """Its class names."""
        return frozenset(self.attributes.get("class", "").split())

    @property
    def hidden(self) -> bool:
        """Whether its own markup says that it is not shown."""
        if self._hidden is None:
            self._hidden = self._says_hidden()
        return self._hidden

    def _says_hidden(self) -> bool:
        style = self.attributes.get("style", "").replace(" ", "").lower()
        return (
            self.tag in UNSEEN
            or "hidden" in self.attributes
            or "display:none" in style
            or "visibility:hidden" in style
            or (self.tag == "input" and self.attributes.get("type") == "hidden")
            or (self.tag == "dialog" and "open" not in self.attributes)
        )

    def walk(self) -> "Iterator[Node]":
        """This element and all shown elements in it, in document order."""
        if self.parent is not None:
            return self._shown_elements()
        if self._shown is None:
            self._shown = tuple(self._shown_elements())
        return iter(self._shown)

    def _shown_elements(self) -> "Iterator[Node]":
        stack: list[Node] = [self]
        while stack:
            node = stack.pop()
            if node.hidden and node is not self:
                continue
            yield node
            stack.extend(reversed(node.elements))

    def find(self, *tags: str) -> "Iterator[Node]":
        """The shown elements of these tags in it."""
        return (node for node in self.walk() if node.tag in tags)

    @property
    def text(self) -> str:
        """What it shows, in one line; pieces of different elements are kept apart by a space."""
        if self._text is None:
            # From the innermost outwards, so that what an element says is put together once for all around it.
            for node in reversed(tuple(self._shown_elements())):
                if node._text is None:
                    node._text = " ".join(filter(None, map(_words, node.children)))
        return self._text or ""

    @property
    def own_text(self) -> str:
        """What stands in it itself and not in an element in it, in one line."""
        if self._own_text is None:
            self._own_text = " ".join("".join(piece for piece in self.children if isinstance(piece, str)).split())
        return self._own_text

    def pieces(self) -> Iterator[str]:
        """Its shown texts in document order."""
        stack: list[Node | str] = [self]
        while stack:
            part = stack.pop()
            if isinstance(part, str):
                yield part
            elif not part.hidden or part is self:
                stack.extend(reversed(part.children))

    def ancestors(self) -> "Iterator[Node]":
        """What it lies in, from its parent outwards."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def inside(self, *tags: str) -> bool:
        """Whether it is, or lies in, an element of these tags."""
        return not self._tags_around.isdisjoint(tags)

    @property
    def _tags_around(self) -> frozenset[str]:
        """Its tag and those of all that it lies in; most share them with what they lie in."""
        if self._lineage is None:
            around = self.parent._tags_around if self.parent is not None else frozenset[str]()
            self._lineage = around if self.tag in around else around | {self.tag}
        return self._lineage


def _words(part: "Node | str") -> str:
    """What a piece of text, or an element that knows its text, shows."""
    if isinstance(part, str):
        return " ".join(part.split())
    return "" if part.hidden else part.text


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#document", {})
        self._open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, parent=self._open)
        self._open.children.append(node)
        if tag not in VOID:
            self._open = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.children.append(Node(tag, {name: value or "" for name, value in attrs}, parent=self._open))

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self._open
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self._open = node.parent

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)


@lru_cache(maxsize=10)
def tree(markup: str) -> Node:
    """The document's tree; several rules look at one screen, so the last few are kept."""
    builder = _Builder()
    builder.feed(markup)
    builder.close()
    return builder.root


@lru_cache(maxsize=6)
def shows_how_to_write(markup: str) -> bool:
    """Whether the page shows in code how elements are written, as documentation does."""
    return any(_WRITTEN.search(node.text) for node in tree(markup).find(*CODE))


def code_text(markup: str) -> str:
    """What the document shows as code, in one line: texts that explain a fault rather than have it."""
    return " ".join(node.text for node in tree(markup).find(*CODE))


def is_announced(node: Node) -> bool:
    """Whether what stands in an element is read aloud when it changes (WAI-ARIA live regions)."""
    return node.attributes.get("role") in _LIVE or node.attributes.get("aria-live") in ("polite", "assertive")
