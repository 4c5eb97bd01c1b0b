"""What people meet who use no mouse, set text wider, or asked for less motion."""

from dataclasses import replace
from typing import Any

from tests.unit.detectors.building import box, element, observation, screen
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.experiments.enlargement import LostText, WiderSpacing, Zoomed
from worker.observation.experiments.keyboard import DialogByKeyboard, KeyboardJourney, KeyboardOperation
from worker.observation.experiments.motion import ReducedMotion
from worker.observation.focus import FocusStop
from worker.observation.motion import Motion
from worker.observation.observation import Observation
from worker.observation.screen import Box

HEADER = "banner|Shop|header|header"


def stop(number: int, name: str, *, tag: str = "a", **more: Any) -> FocusStop:
    role = {"a": "link", "input": "textbox"}.get(tag, tag)
    given: dict[str, Any] = {"box": box(20, 60 * number), "marked": True}
    return FocusStop(number, f"{role}|{name}|{tag}|main|", role, name, tag, **{**given, **more})


def journey(*stops: FocusStop, left: bool = True, **more: Any) -> Observation:
    return observation(screen(), KeyboardJourney(stops, left, **more))


def pressed(answered: str, click: str = "Click 'Sizes'", **more: Any) -> Observation:
    return observation(
        screen(**more), KeyboardOperation("button|Sizes|div|main|", "Sizes", "div", "button", answered, click)
    )


def dialog(
    *,
    entered: bool,
    reached: bool = True,
    modal: bool = True,
    escaped: tuple[str, ...] = (),
    closed: bool = True,
    left: bool | None = None,
) -> Observation:
    opener = "button|Filter|button|main|"
    trial = DialogByKeyboard(opener, "Filter", "button|Apply|button|dialog|", modal, entered, reached, escaped, closed)
    return observation(screen(), replace(trial, left=left))


def spaced(*lost: LostText) -> Observation:
    return observation(screen(), WiderSpacing("1280x800", lost))


def flash(times: float, place: Box | None = None) -> Motion:
    return Motion("div|Sale|div|main|", place or box(20, 20, 600, 300), "Sale", "alarm", 0.2, False, times)


def zoomed(percent: int = 400, **more: Any) -> Observation:
    return observation(screen(), Zoomed(percent, "320x256", **more))


def moving(*motions: Motion, **more: Any) -> Observation:
    return observation(screen(**more), ReducedMotion(motions))


TICKER = Motion("div|Sale|div|main", box(0, 0, 1280, 40), "Everything must go by Friday", "ticker", 0.05)
HERO = Motion("div||div|main", box(0, 0, 1280, 500), "", "drift", 0.6)
STAR = Motion("span|★|span|main", box(0, 0, 20, 20), "★", "twinkle", 0.001)
CUT = LostText("p|Delivered tomorrow|p|main", "Delivered tomorrow", box(), by=12)
UPON = LostText("p|In stock|p|main", "In stock", box(), over="Delivered tomorrow")

HOME, CART, HELP = stop(1, "Home"), stop(2, "Cart"), stop(3, "Help")
BUY, SEARCH = stop(4, "Buy", tag="button"), stop(5, "Search", tag="input")
UNDER = stop(2, "Cart", covered_by=HEADER)
NAME = stop(1, "Name", tag="input", form="order")
STREET = stop(2, "Street", tag="input", form="order")
CITY = stop(3, "City", tag="input", form="order")

CASES: list[Case] = [
    bad("invisible_focus", "a link on which nothing shows the focus", journey(HOME, CART, unmarked=(CART,))),
    bad("invisible_focus", "two links of one kind, once", journey(HOME, CART, unmarked=(HOME, CART))),
    bad("invisible_focus", "a whole page whose style hides it, once", journey(unmarked=(HOME, BUY, SEARCH))),
    bad("invisible_focus", "a control that is not drawn", journey(unmarked=(stop(7, "Ghost", seen=False),))),
    good("invisible_focus", "a ring on every control", journey(HOME, CART)),
    good("invisible_focus", "a look that was never compared with a picture", journey(stop(1, "Home", marked=False))),
    bad("covered_focus", "a link under the sticky header", journey(HOME, UNDER)),
    bad("covered_focus", "several links under one header, once", journey(UNDER, stop(3, "Help", covered_by=HEADER))),
    good("covered_focus", "a link beside the header", journey(HOME, CART)),
    good("covered_focus", "what lies in a modal dialog", journey(stop(2, "Cart", covered_by=HEADER, modal=True))),
    bad(
        "keyboard_trap", "two controls that hand the focus to each other", journey(HOME, left=False, trap=(CART, HELP))
    ),
    bad("keyboard_trap", "a dialog that no key closes", dialog(entered=True, closed=False, left=False)),
    good("keyboard_trap", "a dialog with a button that closes it", dialog(entered=True, closed=False, left=True)),
    good("keyboard_trap", "a dialog with a form that nobody tried", dialog(entered=True, closed=False)),
    good("keyboard_trap", "a long page whose end was not reached", journey(HOME, CART, HELP, left=False)),
    bad(
        "focus_jumps",
        "a form that is walked against its order",
        journey(NAME, stop(2, "Street", tag="input", form="order", box=box(20, 400)), CITY),
    ),
    good("focus_jumps", "a form from top to bottom", journey(NAME, STREET, CITY)),
    good(
        "focus_jumps",
        "two columns, one after the other",
        journey(NAME, STREET, stop(3, "City", tag="input", form="order", box=box(300, 60))),
    ),
    good("focus_jumps", "a form whose round begins again", journey(NAME, STREET, CITY, NAME)),
    good("focus_jumps", "links of a page, which may stand anywhere", journey(HELP, CART, HOME)),
    bad("deaf_to_keys", "a div that only a click works", pressed("")),
    bad(
        "deaf_to_keys",
        "a tab to which no key leads",
        observation(None, KeyboardOperation("tab|Bills|a|main|", "Bills", "a", "tab", "", "Click 'Bills'", "Profile")),
    ),
    good("deaf_to_keys", "a div that Enter works", pressed("Enter", "")),
    good("deaf_to_keys", "a div on which the click did nothing either", pressed("", "")),
    bad("dialog_without_focus", "a dialog over the page that stays out of reach", dialog(entered=False, reached=False)),
    bad(
        "dialog_without_focus",
        "a dialog whose end leads behind it",
        dialog(entered=True, escaped=("link|Home|a|nav|",)),
    ),
    good("dialog_without_focus", "a dialog that takes the focus", dialog(entered=True)),
    good("dialog_without_focus", "a dialog that the next Tab reaches", dialog(entered=False)),
    good("dialog_without_focus", "a panel beside the page", dialog(entered=False, reached=False, modal=False)),
    bad("dialog_without_focus", "a panel that Escape leaves", dialog(entered=False, modal=False, closed=False)),
    good("dialog_without_focus", "a panel that takes the focus", dialog(entered=True, modal=False, closed=False)),
    bad("text_spacing_loses_text", "a line that is cut off", spaced(CUT)),
    bad("text_spacing_loses_text", "texts that stand on one another", spaced(UPON)),
    good("text_spacing_loses_text", "a page that grows with its text", spaced()),
    bad("flashing", "a large part", moving(flash(8))),
    good("flashing", "one that breathes", moving(flash(0.5))),
    good("flashing", "a small lamp", moving(flash(8, box(20, 20, 12, 12)))),
    good("endless_motion", "what flashes in its place", moving(flash(1))),
    bad("zoom_loses_content", "a line that is cut off", zoomed(200, lost=(CUT,))),
    bad("zoom_loses_content", "texts that stand on one another", zoomed(lost=(UPON,))),
    bad("zoom_loses_content", "lines wider than the window", zoomed(wide=CUT)),
    bad("zoom_loses_content", "a fixed part that fills the window", zoomed(layer=CUT, layer_share=0.8)),
    good("zoom_loses_content", "a page in one column", zoomed()),
    bad("endless_motion", "a ticker that nothing stops", moving(TICKER)),
    bad("endless_motion", "a background that drifts", moving(HERO)),
    good("endless_motion", "a small star", moving(STAR)),
    good("endless_motion", "a ticker with a button", moving(TICKER, elements=(element("Pause"),))),
    good("endless_motion", "a page that respects the setting", moving()),
]
