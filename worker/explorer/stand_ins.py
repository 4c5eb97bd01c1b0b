"""What stands in for a control that is not called as it was.

A way leads by "Edit Luigi's": that row was removed meanwhile, or stands on the second page, and "Edit the bakery" opens
the same form. A field that the page knows by an id of its own is the same whatever its label says now, and so is what
leads to the same address, or stands at the same place of the same form, in another language, or of what is around every
page: "Your account: Anna"; where somebody who shares the account has switched the language, so is what stands at the
same place. Another entry is chosen from a list where the one that was chosen is gone. Nothing stands in for what would
delete, nor for what a visitor of ours has made.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from worker.detectors.addresses import within_site
from worker.detectors.languages import primary
from worker.detectors.subjects import holds_made_up_name, kind_of, region_of
from worker.explorer.destructive import is_destructive
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.purposes import Purpose, serves
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind, Target

# What rows have a control of their own for.
_OF_ROWS = (Purpose.EDIT, Purpose.REMOVE, Purpose.CART, Purpose.FAVOUR, Purpose.INCREASE, Purpose.DECREASE)
# A button called by so many words before the row's says by them what it does: "Mark as read: …".
_FOR_SURE = 3
_ONE_ID = re.compile(r"#[\w-]+")
_AROUND = ("header", "nav", "aside", "footer")
_FIELDS = frozenset(("checkbox", "combobox", "radio", "spinbutton", "switch", "textbox"))


def with_stand_ins(deed: Deed, screen: Screen) -> Deed:
    """The deed with other controls, and other entries of lists, where its own are not there."""
    return tuple(_standing(one, one.target, screen) if one.target else one for one in deed)


def _standing(action: Action, target: Target, screen: Screen) -> Action:
    found = _stand_in(target, screen)
    list_now = screen.element(found.key) if action.kind is ActionKind.CHOOSE else None
    value = _entry(action.value, target, list_now, screen.language) if list_now is not None else action.value
    return replace(action, target=found, value=value)


def _entry(value: str, target: Target, list_now: Element, language: str) -> str:
    """The entry itself where it is there, or was not when the deed was planned; else the one at its place where only
    the words are others, or one that chooses something.
    """
    if value in list_now.options or value not in target.entries or holds_made_up_name(value):
        return value
    if _is_another_language(target.language, language) and len(list_now.options) == len(target.entries):
        return list_now.options[target.entries.index(value)]
    return next((entry for entry in list_now.options[1:] if entry.strip()), value)


def _stand_in(target: Target, screen: Screen) -> Target:
    """The control itself where it is there, or where no other is sure to do the same."""
    is_there = screen.element(target.key) is not None
    if is_there or is_destructive(target.name):
        return target
    usable = [one for one in screen.elements if one.visible and one.enabled]
    same = (one for one in usable if _is_the_same(one, target))
    alike = (one for one in usable if not holds_made_up_name(target.name) and _is_alike(one, target))
    translated = (one for one in usable if _is_translated(one, target, screen.language))
    found = next(chain(same, alike, translated), None)
    return target_of(found) if found is not None else target


def _is_the_same(element: Element, target: Target) -> bool:
    """Whether it is the same in another language: the link to the same address, the field that the page knows by that
    id, the control at that place of the form; or at that place around the page, where it begins with the same word or
    opens a menu.
    """
    if element.frame != target.frame or element.role != target.role:
        return False
    if _leads(element.href) and _leads(element.href) == _leads(target.href):
        return region_of(element.key) == region_of(target.key)
    if element.selector != target.selector:
        return False
    if _place_in_form(target.key) and _place_in_form(element.key) == _place_in_form(target.key):
        return True
    if target.role in _FIELDS:
        return _ONE_ID.fullmatch(target.selector) is not None
    first, other = element.name.casefold().split()[:1], target.name.casefold().split()[:1]
    # What opens a menu is often called by who is in.
    is_called_so = first == other or element.expanded is not None
    return is_called_so and region_of(element.key) == region_of(target.key) and region_of(target.key) in _AROUND


def _is_translated(element: Element, target: Target, language: str) -> bool:
    """Whether it is what stands at the target's place on a page that is in another language than it was."""
    is_other = _is_another_language(target.language, language)
    if not is_other or holds_made_up_name(target.name) or is_destructive(element.name):
        return False
    is_placed_so = (element.frame, element.role, element.selector) == (target.frame, target.role, target.selector)
    return is_placed_so and _leads(element.href) == _leads(target.href)


def _is_another_language(before: str, now: str) -> bool:
    return bool(primary(before) and primary(now)) and primary(before) != primary(now)


def _leads(href: str) -> str:
    """Where within its site a link leads; "" where only a script knows."""
    return within_site(href) if href.startswith("http") and not href.endswith("#") else ""


def _place_in_form(key: str) -> tuple[str, ...]:
    """What an element's key tells without its words, where it stands in a form that is known by its address."""
    role, *named = key.split("|")
    place = named[-3:]
    return (role, *place) if len(named) > 3 and place[-1].startswith("/") else ()


def _says_what_it_does(words: Sequence[str]) -> bool:
    return len(words) > _FOR_SURE and words[_FOR_SURE - 1].endswith(":")


def _is_alike(element: Element, target: Target) -> bool:
    """Whether it is of the same kind and called the same but for the row's words."""
    if kind_of(element.key) != kind_of(target.key):
        return False
    own, other = target.name.casefold().split(), element.name.casefold().split()
    if target.role == "button" and _says_what_it_does(own) and own[:_FOR_SURE] == other[:_FOR_SURE]:
        return len(other) > _FOR_SURE
    if min(len(own), len(other)) < 2 or (own[0] != other[0] and own[-1] != other[-1]):
        return False
    return target.role in _FIELDS or any(
        serves(purpose, target.name) and serves(purpose, element.name) for purpose in _OF_ROWS
    )
