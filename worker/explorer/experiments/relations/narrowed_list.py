"""Narrows a list by a filter, by a second one on top of it, takes both off again, and sets the first where a later page
of the list stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.detectors.rows import lists
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.relations.every_page import next_page
from worker.explorer.experiments.settings_of_lists import applied_at_once, choose, tick, unless_as_before
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern, without_numbers
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.lists import FilterTrial
from worker.observation.screen import Element, Form, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("narrowed_list", share=2.0, most=6)

# "Shoes (12)", "Shoes 12".
_COUNTED = re.compile(r"^(?P<name>[^\d()]{2,40}?)\s*[(\[]\s*(?P<count>\d{1,4})\s*[)\]]$")
_FILTERS = re.compile(
    r"filter|categor|colou?r|size|brand|material|genre|status|\btype\b|\btag\b|topic|in stock|available|on sale|only|"
    r"kategorie|farbe|größe|marke|nur |verfügbar|categoría|talla|marca|tipo|catégorie|couleur|taille|marque|disponible|"
    r"دسته|رنگ|اندازه|فقط",
    re.IGNORECASE,
)
# What a form, or what sends it, is called that narrows a list.
_NARROWS = re.compile(
    r"filter|refine|narrow|\bapply\b|show (?:results|matching)|eingrenzen|anwenden|filtr|refinar|aplicar|affiner|"
    r"appliquer|فیلتر|پالایش|اعمال",
    re.IGNORECASE,
)
# What is asked of somebody, and not of a list.
_PERSONAL = frozenset(("email", "password", "tel", "textarea", "file"))
# What decides how a list is shown, or belongs to something else.
_NO_FILTER = re.compile(
    r"sort|order by|per page|language|currency|country|quantity|agree|terms|newsletter|remember|password|subscribe|"
    r"sortier|sprache|währung|anzahl|orden|idioma|moneda|tri\b|langue|devise|"
    r"\binclu|\balso\b|\bauch\b|einschl|einbezieh|también|aussi\b|همچنین",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"^(?:all|any(?:body|one|where|time)?|every(?:body|one|thing|where)?|alle[rs]?|jeder|cualquiera|todos?|todas?|tous|"
    r"toutes?|همه)\b",
    re.IGNORECASE,
)
# What asks for a choice is none: choosing it again need not mean anything.
_PROMPT = re.compile(r"choose|select|pick\b|wähl|elig|elij|seleccion|choisi|sélection|انتخاب|^\W*-+", re.IGNORECASE)
_FEWEST_ROWS = 4
# So many choices of one filter are tried.
_MOST_CHOICES = 3
_PLACES = ("header", "footer", "dialog")


@dataclass(frozen=True, slots=True)
class NarrowList:
    """Whether a filter gives a part of the list and taking it off gives all again; the items are filters' keys.

    What is the same code for all filters of a list is tried with one of them, which is so tried `whole`.
    """

    way: tuple[Deed, ...]
    page: str
    items: frozenset[str]
    whole: bool = True

    @property
    def words(self) -> tuple[str, ...]:
        """Nothing beyond the visitor's own actions."""
        return ()

    def with_items(self, items: frozenset[str]) -> Request:
        """The same list with these filters only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Each filter alone, then with one of another group, then off again."""
        for item in sorted(self.items):
            await come(walk, self.way, lambda screen, item=item: _filter(screen, item) is not None)
            first = _filter(walk.screen, item)
            if walk.screen is not None and first is not None:
                await self._try(walk, walk.screen, first)

    async def _try(self, walk: Walk, before: Screen, first: Element) -> None:
        name, told = _name_of(first)
        narrowed = await set_on(walk, first)
        if narrowed is None:
            return
        at_once = applied_at_once(walk)
        other = next((one for one in filters_of(narrowed) if _of_another_group(one, first)), None)
        combined = await set_on(walk, other) if other else None
        both = is_on(combined, first)
        if other and combined is not None:
            await set_on(walk, _filter(combined, other.key), on=False, former=_former(other))
        restored = await self._let_go(walk, first, sends=not at_once)
        second = _name_of(other)[0] if other else ""
        trial = FilterTrial(name, told, before, narrowed, second, combined if both else None, restored)
        if self.whole:
            trial = replace(trial, later=await self._on_later_page(walk, first))
        trial = replace(trial, off_on_next_page=await self._is_off_on_next_page(walk, first))
        part = self.with_items(frozenset((first.key,)))
        await walk.conclude(part, trial)
        if self.whole:
            await self._try_others(walk, before, first, part)

    async def _try_others(self, walk: Walk, before: Screen, first: Element, part: Request) -> None:
        """A few other choices of the same filter, each alone."""
        others = choices_of(first)[1:_MOST_CHOICES] if first.tag == "select" else []
        if others:
            await walk.open(self.page)
        for option in others:
            field = _filter(walk.screen, first.key)
            if field is None or option not in field.options:
                return
            narrowed = await choose(walk, field, option)
            await walk.conclude(part, FilterTrial(*_told_by(option), before, narrowed))

    async def _on_later_page(self, walk: Walk, first: Element) -> Screen | None:
        """The same filter where the second page of the whole list stood; None where there is none."""
        await walk.open(self.page)
        turn = next_page(walk.screen, 1) if walk.screen else None
        if turn is None or _filter(walk.screen, first.key) is None:
            return None
        second = (await walk.perform(Action(ActionKind.CLICK, target_of(turn)))).screen
        chosen = await set_on(walk, _filter(second, first.key))
        return chosen if is_on(chosen, first) else None

    async def _is_off_on_next_page(self, walk: Walk, first: Element) -> bool:
        """Whether the filter is off again on the second page of what it shows; False where there is none."""
        await walk.open(self.page)
        narrowed = await set_on(walk, _filter(walk.screen, first.key))
        turn = next_page(narrowed, 1) if narrowed is not None and is_on(narrowed, first) else None
        if turn is None:
            return False
        second = (await walk.perform(Action(ActionKind.CLICK, target_of(turn)))).screen
        return _filter(second, first.key) is not None and not is_on(second, first)

    async def _let_go(self, walk: Walk, first: Element, *, sends: bool) -> Screen | None:
        """Take the filter off; None where that is not possible or the filter does not show as taken off."""
        before = walk.screen
        if before is None or (first.tag == "select" and _PROMPT.search(_former(first))):
            return None
        await set_on(walk, _filter(walk.screen, first.key), on=False, former=_former(first), sends=sends)
        restored = await unless_as_before(walk, before)
        now = _filter(restored, first.key)
        off = now is not None and (now.value == _former(first) if now.tag == "select" else not now.checked)
        return restored if off else None


def propose(scene: Scene) -> Iterator[Proposal]:
    """Tick boxes and choices that narrow what a page with many links, or a list, shows."""
    if not scene.new_state:
        return
    screen = scene.screen
    if not shows_a_list(screen):
        return
    place = url_pattern(screen.url).partition("?")[0]
    groups: set[str] = set()
    for one in filters_of(screen):
        if (group := _group(one)) not in groups:
            request = NarrowList(scene.way, screen.url, frozenset((one.key,)), whole=not groups)
            groups.add(group)
            yield Proposal(request, f"{place} {group}")


def shows_a_list(screen: Screen) -> bool:
    """Whether a page has something that could be narrowed."""
    links = sum(1 for one in screen.elements if one.role == "link" and one.region not in ("nav", *_PLACES))
    return links >= _FEWEST_ROWS or bool(lists(screen, _FEWEST_ROWS))


def filters_of(screen: Screen) -> list[Element]:
    """The controls that narrow a list, not yet chosen."""
    return [one for one in screen.elements if one.visible and one.enabled and _is_filter(one, screen)]


def _is_filter(element: Element, screen: Screen) -> bool:
    narrows = _is_in_form_of_filters(element, screen)
    beside = (one for one in screen.elements if one.form == element.form)
    if element.region in _PLACES or (not narrows and any(map(_asks_for_words, beside))):
        return False
    words = f"{element.label} {element.name} {element.field_name}"
    if _NO_FILTER.search(words):
        return False
    if element.input_type == "checkbox":
        return not element.checked and bool(narrows or _COUNTED.match(element.name) or _FILTERS.search(words))
    if element.tag != "select" or len(choices_of(element)) < 2:
        return False
    first = not element.value or element.value == element.options[0]
    return first and bool(narrows or _FILTERS.search(words) or _ALL.match(element.options[0]))


def _is_in_form_of_filters(element: Element, screen: Screen) -> bool:
    """Whether it is sent with what asks for a part of a list: by a form that changes nothing, or says so."""
    form = next((one for one in screen.forms if one.key == element.form), None) if element.form else None
    if form is None or form.method == "post":
        return False
    fields = [field for key in form.fields if (field := screen.element(key)) is not None]
    if any(one.required or one.input_type in _PERSONAL for one in fields):
        return False
    only_asks = form.method == "get" and not form.scripted
    return only_asks or bool(_NARROWS.search(_words_of(form, screen)))


def _words_of(form: Form, screen: Screen) -> str:
    sends = screen.element(form.submit)
    return f"{form.key} {form.name} {sends.name if sends else ''}"


def _asks_for_words(element: Element) -> bool:
    """Whether a field belongs to a form that sends something and does not narrow a list."""
    typed = element.input_type in ("text", "email", "password", "tel", "textarea", "file")
    return bool(element.form) and typed and element.visible


def choices_of(element: Element) -> list[str]:
    """What can be chosen; first what is part of another choice's words, which a search for them may find as well."""
    choices = [option for option in element.options[1:] if option.strip()]
    return sorted(
        choices, key=lambda one: not any(one.casefold() in other.casefold() for other in choices if other != one)
    )


def _name_of(element: Element) -> tuple[str, int | None]:
    return _told_by(choices_of(element)[0] if element.tag == "select" else element.name)


def _told_by(called: str) -> tuple[str, int | None]:
    """What the filter is called, and how many rows it promises."""
    counted = _COUNTED.match(called.strip())
    return (counted["name"].strip(), int(counted["count"])) if counted else (called, None)


def is_on(screen: Screen | None, filter_then: Element) -> bool:
    """Whether a filter that was chosen still shows as chosen."""
    now = _filter(screen, filter_then.key)
    if now is None:
        return False
    return now.value == choices_of(filter_then)[0] if now.tag == "select" else bool(now.checked)


def _group(element: Element) -> str:
    """What stands with others that narrow the same: a field alone, boxes in one list."""
    return element.field_name or (element.key if element.tag == "select" else without_numbers(element.selector))


def _of_another_group(one: Element, first: Element) -> bool:
    return one.key != first.key and _group(one) != _group(first)


def _former(element: Element) -> str:
    return element.options[0] if element.tag == "select" else ""


def _filter(screen: Screen | None, key: str) -> Element | None:
    return screen.element(key) if screen is not None else None


async def set_on(
    walk: Walk, element: Element | None, *, on: bool = True, former: str = "", sends: bool = True
) -> Screen | None:
    """Set the filter, or take it off again; None when it is not there."""
    if element is None or walk.screen is None:
        return None
    if element.tag == "select":
        return await choose(walk, element, choices_of(element)[0] if on else former, sends=sends)
    return await tick(walk, element, on=on, sends=sends)
