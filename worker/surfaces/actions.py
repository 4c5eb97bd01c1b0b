"""What a person can do to an app, in a form that can be stored, replayed and told in words."""

from dataclasses import dataclass, field
from enum import StrEnum


class ActionKind(StrEnum):
    """The ways to touch an app."""

    NAVIGATE = "navigate"
    CLICK = "click"
    DOUBLE_CLICK = "double_click"
    RIGHT_CLICK = "right_click"
    TAP = "tap"
    DRAG = "drag"
    TYPE = "type"
    CHOOSE = "choose"
    PICK = "pick"
    CHECK = "check"
    PRESS = "press"
    HOVER = "hover"
    SCROLL = "scroll"
    BACK = "back"
    FORWARD = "forward"
    RELOAD = "reload"
    RESIZE = "resize"
    UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class Target:
    """What is touched: how to find it again (`selector` in `frame`, else `role` and `name`), and what it is called.

    `href` is where a link led when it was seen, `language` what its page said to be in, `entries` what a list had to
    choose from; these tell two things apart no more than their keys do.
    """

    key: str
    selector: str
    frame: str
    role: str
    name: str
    href: str = field(default="", compare=False)
    language: str = field(default="", compare=False)
    entries: tuple[str, ...] = field(default=(), compare=False)


_DROPPED = {"beside": "to another place in its list", "across": "into the next list"}


@dataclass(frozen=True, slots=True)
class Action:
    """One deed.

    `value` is the address to navigate to, the text to type, the option to choose ("" for any, in a list
    that a script draws; what is chosen there stays), the day (YYYY-MM-DD) to pick from the
    calendar that the target opens, or the nearest that can be had, "on" or "off" to check, the key to press, px to
    scroll (down is positive), "WIDTHxHEIGHT" to resize to, the names of sample files to upload ("a.png, b.png"), or
    where to drop what is dragged: "beside" its neighbours, "across" in the next list of the kind, "" where something
    waits for it.
    `skip_browser_validation` lets a form be sent although the browser would refuse it. `secret` values are masked in
    words and logs. One who `agrees` says yes when the page asks whether to go on (confirm); else the answer is no.
    """

    kind: ActionKind
    target: Target | None = None
    value: str = ""
    secret: bool = False
    skip_browser_validation: bool = False
    agrees: bool = False

    @property
    def words(self) -> str:
        """The step as a person would tell it, e.g. "Click 'Add to cart'"."""
        shown = "a password" if self.secret else f"'{self.value}'"
        name = _called(self.target) + (" and agree" if self.agrees else "")
        match self.kind:
            case ActionKind.NAVIGATE:
                return f"Open {self.value}"
            case ActionKind.CLICK:
                return f"Click {name}"
            case ActionKind.DOUBLE_CLICK:
                return f"Double-click {name}"
            case ActionKind.RIGHT_CLICK:
                return f"Click {name} with the right mouse button"
            case ActionKind.TAP:
                return f"Tap {name}"
            case ActionKind.DRAG:
                return f"Drag {name} {_DROPPED.get(self.value, 'to where it can be dropped')}"
            case ActionKind.TYPE:
                return f"Clear {name}" if not self.value else f"Type {shown} into {name}"
            case ActionKind.CHOOSE:
                return f"Choose {shown if self.value else 'the first entry'} in {name}"
            case ActionKind.PICK:
                return f"Pick the day {self.value} from the calendar of {name}"
            case ActionKind.CHECK:
                return f"{'Tick' if self.value == 'on' else 'Untick'} {name}"
            case ActionKind.PRESS:
                return f"Press {self.value}" + (f" in {name}" if self.target else "")
            case ActionKind.HOVER:
                return f"Point at {name}"
            case ActionKind.SCROLL:
                way = "up" if self.value.startswith("-") else "down"
                return f"Turn the mouse wheel {way} over {name}" if self.target else f"Scroll {way}"
            case ActionKind.BACK:
                return "Go back"
            case ActionKind.FORWARD:
                return "Go forward"
            case ActionKind.RELOAD:
                return "Reload the page"
            case ActionKind.RESIZE:
                width, _, height = self.value.partition("x")
                return f"Resize the window to {width} x {height} px"
            case ActionKind.UPLOAD:
                return f"Choose the file{'s' if ',' in self.value else ''} {shown} in {name}"


def _called(target: Target | None) -> str:
    if target is None:
        return "the page"
    if target.name:
        return f"'{target.name}'"
    return f"the {target.role or 'element'} without a name"
