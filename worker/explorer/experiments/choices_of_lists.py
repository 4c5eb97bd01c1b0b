"""The choices that stand beside each other and decide what a list shows, or in which order: the options of a field, or
tabs, links, buttons and dots of one row. How one of them is made.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from worker.detectors.addresses import routed
from worker.explorer.experiments.settings_of_lists import choose, tick
from worker.explorer.forms import target_of
from worker.explorer.walk import Walk
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

_ROLES = frozenset(("tab", "link", "button", "radio", "clickable", "listener", "menuitemradio"))
_PLACE = re.compile(r"#[^\s>]+|\d+")
# Where the site as a whole is led through.
SITE_WIDE = frozenset(("header", "footer", "dialog"))


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several choices: what it is called, and the control, with its option, that makes it."""

    name: str
    control: str
    option: str = ""


def rows_of_controls(screen: Screen) -> Iterator[list[Element]]:
    """The controls of one role that stand beside each other, in the order of the page."""
    rows: defaultdict[tuple[str, str], list[Element]] = defaultdict(list)
    for one in screen.elements:
        if one.visible and one.enabled and one.role in _ROLES and one.name:
            rows[one.role, _PLACE.sub("#", one.selector)].append(one)
    yield from rows.values()


def stays_here(control: Element, screen: Screen) -> bool:
    """Whether it is about what the page shows, and does not lead to another page or to a place on this one."""
    if control.region in SITE_WIDE:
        return False
    if not control.href or urlsplit(control.href).scheme == "javascript":
        return control.region != "nav"
    here, there = routed(screen.url), routed(control.href)
    return (here.netloc, here.path) == (there.netloc, there.path) and (not there.fragment or here.query != there.query)


def called(control: Element) -> str:
    """What a choice is called: of a dot, the words beside it."""
    return control.label or control.name


async def make(walk: Walk, choice: Choice, *, sends: bool = True) -> Screen | None:
    """Make a choice, and see what it does to the list; None where it is not offered. Raises SurfaceError."""
    control = walk.screen.element(choice.control) if walk.screen else None
    if control is None or not control.visible:
        return None
    if control.tag == "select":
        chosen = control.value == choice.option
        return walk.screen if chosen else await choose(walk, control, choice.option, sends=sends)
    if control.input_type == "radio":
        return walk.screen if control.checked else await tick(walk, control, on=True, sends=sends)
    return (await walk.perform(Action(ActionKind.CLICK, target_of(control)))).screen


async def in_menu(
    walk: Walk,
    opener_of: Callable[[Screen], Element | None],
    choices_among: Callable[[Iterable[Element]], Mapping[str, Choice]],
) -> Mapping[str, Choice]:
    """The choices in a menu or a list that opens, which is opened where it is not open. Raises SurfaceError."""
    # One that does not tell whether it is open may have been closed by the first touch.
    for _ in range(2):
        screen = walk.screen
        opener = opener_of(screen) if screen else None
        if screen is None or opener is None:
            return {}
        if opener.expanded and (choices := choices_among(screen.elements)):
            return choices
        shown = {one.key for one in screen.elements if one.visible}
        opened = (await walk.perform(Action(ActionKind.CLICK, target_of(opener)))).screen
        if choices := choices_among([one for one in opened.elements if one.key not in shown]):
            return choices
    return {}
