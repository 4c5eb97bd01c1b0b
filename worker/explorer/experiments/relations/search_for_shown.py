"""Searches for things that a list shows: by their whole name, a word of it, in capitals, with spaces around it; and for
one with signs behind it that mean something in an address.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.detectors.rows import Row, lists
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import meaning_of, submit, target_of
from worker.explorer.graph import Deed
from worker.explorer.state import collection_of, url_pattern
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.lists import Found, SearchedSigns, SearchTrial
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("search_for_shown", share=2.0, most=4, seconds=8.0)

_FEWEST_LISTED = 3
# Where an address is put together by hand, it ends at these or means something else.
_SIGNS = " & 1+1 #2"
_WORD = re.compile(r"[^\W\d_]{4,}")
# Marks within a word, and letters beyond English.
_MORE_THAN_WORDS = re.compile(r"\w['’&+./-]\w|\w\+\+|[^\W\d_a-zA-Z]")
# What stands in a card beside its name.
_NO_NAME = re.compile(
    r"read|more|view|details|buy|add|cart|comment|share|edit|delete|mehr|weiter|ansehen|ver |leer|voir|lire|[$€£]\s?\d",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A thing of a list: what it is called, where it leads, and, where it leads nowhere, what its row says."""

    title: str
    address: str
    row: str = ""


@dataclass(frozen=True, slots=True)
class SearchForShown:
    """Whether a search finds a thing that a list shows; the items are the names of two of them."""

    way: tuple[Deed, ...]
    page: str
    field: str
    shown: tuple[Listed, ...]
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """Nothing beyond the visitor's own actions."""
        return ()

    def with_items(self, items: frozenset[str]) -> Request:
        """The same search for these only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Each in several ways, always from the page with the list."""
        await come(walk, self.way, lambda screen: screen.element(self.field) is not None)
        for one in sorted(self.shown, key=lambda one: one.title):
            if one.title not in self.items:
                continue
            answers: list[Found] = []
            for how, words in ways_to_ask(one.title):
                if answers:
                    await walk.open(self.page)
                field = walk.screen.element(self.field) if walk.screen else None
                if field is None:
                    break
                walk.tell_from_here()
                answers.append(Found(how, words, await _searched(walk, field, words)))
            if answers:
                trial = SearchTrial(one.title, one.address, tuple(answers), one.row)
                await walk.conclude(self.with_items(frozenset((one.title,))), trial)
                if one.title == min(listed.title for listed in self.shown):
                    await self._search_with_signs(walk, answers[0])

    async def _search_with_signs(self, walk: Walk, plain: Found) -> None:
        """What the field holds after a search, which should be what was searched for."""
        await walk.open(self.page)
        field = walk.screen.element(self.field) if walk.screen else None
        if field is None:
            return
        walk.tell_from_here()
        words = plain.words + _SIGNS
        after = await _searched(walk, field, words)
        held = [one.value if (one := seen.element(self.field)) else "" for seen in (plain.screen, after)]
        result = SearchedSigns(walk.url, (plain.words, held[0]), (words, held[1]))
        await walk.conclude(self.with_items(frozenset((plain.words,))), result)


async def _searched(walk: Walk, field: Element, words: str) -> Screen:
    """What a search for these words shows."""
    return (await walk.perform(Action(ActionKind.TYPE, target_of(field), words), _sent(walk.screen, field))).screen


def propose(scene: Scene) -> Iterator[Proposal]:
    """A page with a search field and a list of named things."""
    if not scene.new_state:
        return
    field = search_field(scene.screen)
    named = (_linked(scene.screen) or _rows(scene.screen)) if field is not None else []
    if field is not None and named:
        chosen = _telling(named)
        titles = frozenset(one.title for one in chosen)
        request = SearchForShown(scene.way, scene.screen.url, field.key, chosen, titles)
        kind = collection_of(url_pattern(named[0].address or scene.screen.url).partition("?")[0])
        yield Proposal(request, f"{field.form or field.key} {kind}")


def _telling(named: list[Listed]) -> tuple[Listed, Listed]:
    """The first, and one whose name is more than plain words (Catch-22, Café, O'Hara): searches stumble there."""
    others = named[1:] or named
    return named[0], next((one for one in others if _MORE_THAN_WORDS.search(one.title)), others[-1])


def ways_to_ask(title: str) -> Iterator[tuple[str, str]]:
    """How a person may ask for a thing of this name."""
    yield "as written", title
    longest = max(_WORD.findall(title), key=len, default="")
    if longest and longest != title:
        yield "a word of it", longest
    word = longest or title
    yield "in capitals", word.upper() if word != word.upper() else word.lower()
    yield "with spaces", f"  {word} "


def search_field(screen: Screen) -> Element | None:
    """The one field to search with; of several the one beside the list: one around every page may look elsewhere."""
    fields = [
        one
        for one in screen.elements
        if one.visible and one.enabled and one.tag == "input" and one.input_type in ("search", "text", "")
        if one.input_type == "search"
        or one.role == "searchbox"
        or meaning_of(one) == "search"
        or one.region == "search"
    ]
    inner = [one for one in fields if one.region in ("main", "")] if len(fields) > 1 else fields
    return inner[0] if len(inner) == 1 else None


def _linked(screen: Screen) -> list[Listed]:
    """The named links of the largest list: links of one collection outside of menus, each named once."""
    # The cells of a table stand on one line, with tabs between them.
    lines = {piece.strip() for line in screen.text.splitlines() for piece in line.split("\t")}
    lists: defaultdict[str, dict[str, Element]] = defaultdict(dict)
    for one in screen.elements:
        # A card's link may hold more than the name, which then is no line of its own.
        named = one.name in lines and _is_name(one.name)
        if one.role == "link" and one.href and one.region in ("main", "") and named and _collection(one).endswith("/*"):
            lists[_collection(one)].setdefault(one.name, one)
    largest = max(lists.values(), key=len) if lists else {}
    found = [Listed(one.name, one.href) for one in largest.values()]
    return found if len(found) >= _FEWEST_LISTED else []


def _rows(screen: Screen) -> list[Listed]:
    """The named rows of the largest list: cards whose link holds more than the name, rows that lead nowhere."""
    for rows in lists(screen, _FEWEST_LISTED):
        named = [(name, row) for row in rows if _is_name(name := _name(row))]
        if len({name for name, _ in named}) == len(rows):
            return [Listed(name, row.address, "" if row.address else row.text) for name, row in named]
    return []


def _name(row: Row) -> str:
    """What a row is called: where nothing in it stands out, its first words."""
    if row.name != row.text[:60]:
        return row.name
    return next((words for piece in row.node.pieces() if len(words := " ".join(piece.split())) > 1), "")


def _collection(link: Element) -> str:
    return collection_of(url_pattern(link.href).partition("?")[0])


def _is_name(text: str) -> bool:
    words = text.split()
    return 1 <= len(words) <= 6 and len(text) <= 60 and bool(_WORD.search(text)) and not _NO_NAME.search(text)


def _sent(screen: Screen | None, field: Element) -> Action:
    form = next((form for form in screen.forms if form.key == field.form and form.submit), None) if screen else None
    button = submit(screen, form) if screen and form else None
    return button or Action(ActionKind.PRESS, target_of(field), "Enter")
