"""What Playwright calls do each step; the languages differ only in how these are spelled."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from deffatest.run_record import Replay, ReplayedAction

# ARIA roles by which Playwright finds elements; others of ours are found by their place alone.
ROLES = frozenset(
    """
    alert alertdialog article banner blockquote button caption cell checkbox code columnheader combobox complementary
    contentinfo definition dialog document figure form grid gridcell group heading img link list listbox listitem main
    menu menubar menuitem menuitemcheckbox menuitemradio meter navigation option paragraph progressbar radio radiogroup
    region row rowgroup rowheader scrollbar search searchbox separator slider spinbutton status switch tab table tablist
    tabpanel textbox toolbar tooltip tree treegrid treeitem
    """.split()  # noqa: SIM905  (reads better than sixty quoted words)
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call: on the page (`target` None), its mouse or keyboard, or on an element."""

    method: str
    arguments: tuple[str | int | bool, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    target: ReplayedAction | None = None
    on: str = "page"
    secret: bool = False
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A step in words, and the calls that do it; none where a person has to."""

    words: str
    calls: tuple[Call, ...] = ()


def lines(replay: Replay) -> Iterator[Line]:
    """Every step of a replay, then what was done besides."""
    for action in replay.actions:
        yield Line(action.words, tuple(_calls(action)))
    for words in replay.beyond:
        yield Line(words)


def helpers(replay: Replay) -> frozenset[str]:
    """The functions that a program of these steps needs besides Playwright's own."""
    return frozenset(call.method for line in lines(replay) for call in line.calls if call.on == "helper")


def has_touch(replay: Replay) -> bool:
    """Whether the window needs a touch screen: it was a phone's, or something was tapped."""
    return replay.touch or any(action.kind == "tap" for action in replay.actions)


def _calls(action: ReplayedAction) -> Iterator[Call]:
    target = action if action.selector or action.role else None
    if action.skip_browser_validation:
        yield Call("without_validation", on="helper")
    match action.kind:
        case "navigate":
            yield Call("goto", (action.value,))
        case "reload":
            yield Call("reload")
        case "back":
            yield Call("go_back")
        case "forward":
            yield Call("go_forward")
        case "resize":
            if size := re.fullmatch(r"(\d+)x(\d+)", action.value):
                yield Call("set_viewport_size", (int(size[1]), int(size[2])))
        case "scroll":
            if target is not None:
                yield Call("hover", target=target, on="element")
            yield Call("wheel", (0, _distance(action.value)), on="mouse")
        case "press":
            yield Call("press", (action.value,), target=target, on="element" if target else "keyboard")
        case "click" | "tap" | "hover":
            yield Call(action.kind, target=target, on="element")
        case "double_click":
            yield Call("dblclick", target=target, on="element")
        case "right_click":
            yield Call("click", options=(("button", "right"),), target=target, on="element")
        case "type":
            yield Call("fill", (action.value,), target=target, on="element", secret=action.secret)
        case "choose" if not action.value:
            yield Call("choose_first", target=target, on="helper")
        case "pick":
            yield Call("pick_day", (action.value,), target=target, on="helper")
        case "drag":
            yield Call("drag", (action.value,), target=target, on="helper")
        case "choose":
            yield Call("select_option", (action.value,), target=target, on="element")
        case "check":
            yield Call("set_checked", (action.value == "on",), target=target, on="element")
        case "upload":
            yield Call("set_input_files", target=target, on="element", samples=_files(action.value))
        case _:
            return  # what the surfaces learn later is left to a person


def _files(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip()) or ("sample.txt",)


def _distance(value: str) -> int:
    try:
        return int(float(value))
    except ValueError:
        return 800
