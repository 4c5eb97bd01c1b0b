"""What was done by keyboard alone."""

from dataclasses import dataclass

from worker.observation.experiments.base import Experiment
from worker.observation.focus import FocusStop


@dataclass(frozen=True, slots=True)
class KeyboardJourney(Experiment):
    """The Tab key was pressed again and again.

    `stops` are what got the focus, each as often as it did; `left` is whether the focus then left the page, as it does
    after the last control. `unmarked` are those with which the screen looked the same, point by point, as without any
    focus. `trap` are those among which the focus went round without end, whatever else was pressed: Shift+Tab, Escape,
    and the keys that the page names for it.
    """

    stops: tuple[FocusStop, ...]
    left: bool
    unmarked: tuple[FocusStop, ...] = ()
    trap: tuple[FocusStop, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyboardOperation(Experiment):
    """A control that answers to a click was given the focus, and Enter and then Space was pressed.

    `answered` is the key that did something, "" when neither did; `click` is what a click did right after, in words.
    Of a tab that the Tab key does not reach, `beside` is the one that it reaches, which had the focus while the arrow
    keys were pressed instead.
    """

    key: str
    name: str
    tag: str
    role: str
    answered: str
    click: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class DialogByKeyboard(Experiment):
    """A dialog was opened by a control that had the focus.

    `entered` is whether the focus was in it then, `reached` whether the Tab key brought it there; `modal` whether the
    dialog says that the rest of the page is out of reach. `escaped` are the controls behind a modal one that the Tab
    key came to. `closed` is whether Escape closed it, and `returned` what had the focus after that, "" when nothing.
    `left` is whether anything in it that the keyboard reaches led out where Escape did not, None when nobody tried.
    """

    opener: str
    opener_name: str
    dialog: str
    modal: bool
    entered: bool
    reached: bool
    escaped: tuple[str, ...] = ()
    closed: bool = False
    returned: str = ""
    left: bool | None = None
