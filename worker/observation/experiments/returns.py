"""Places of the app that were left and come back to: back, by their address, after signing out."""

from dataclasses import dataclass

from worker.observation.experiments.base import Experiment


@dataclass(frozen=True, slots=True)
class Look:
    """What a person would know a place by.

    `lines` are its visible texts, without those that announce something; `choices` are what is chosen in its fields
    and lists.
    """

    url: str
    title: str
    headings: tuple[str, ...]
    lines: tuple[str, ...]
    choices: tuple[str, ...]
    scroll_y: float
    height: float
    language: str = ""


@dataclass(frozen=True, slots=True)
class Returned(Experiment):
    """From one place to another by a click, back, and forward again.

    `first_again` and `second_again` are what the same way shows once more, None where everything returned and nobody
    had to look. `scrolled_to` is how far the first place was scrolled when it was left, px. `backs` is how
    often one had to go back to leave the second place's address; 0 when it never let one go. `skipped` when that led
    past the first place, although its address opens it. `chosen` is what was set on the first place on purpose.
    """

    link: str
    first: Look
    second: Look
    after_back: Look
    after_forward: Look | None
    backs: int
    scrolled_to: float = 0.0
    first_again: Look | None = None
    second_again: Look | None = None
    skipped: bool = False
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class DeepLink(Experiment):
    """A place within one document, reached by a click from another, whose address was then opened anew.

    `status` is of the document that came. `again` is what the click shows once more, None where the address showed the
    same and nobody had to look.
    """

    link: str
    origin: Look
    place: Look
    opened: Look
    status: int | None
    again: Look | None = None


@dataclass(frozen=True, slots=True)
class SignedOut(Experiment):
    """A page was seen signed in, then after signing out: by going back, by opening its address, and as a stranger."""

    page: str
    inside: Look
    after_back: Look
    after_opening: Look
    stranger: Look


@dataclass(frozen=True, slots=True)
class SwitchedLanguage(Experiment):
    """A page before another language was chosen by a control with this `name`, what that led to, and the page opened
    again by its own address; with the languages that the documents name.
    """

    name: str
    before: Look
    spoken_before: str
    after: Look
    again: Look
    spoken_again: str


@dataclass(frozen=True, slots=True)
class AskedFor(Experiment):
    """A guest asked for a page and was led to where one signs in (`entrance`, an address that names the page); who
    signed in there was `led_to` this address.
    """

    page: str
    entrance: str
    led_to: str


@dataclass(frozen=True, slots=True)
class UndoneDeed(Experiment):
    """A deed brought an offer to undo it (`undo`), which was taken.

    `lost` are the lines and choices that the deed took from the page; `after_undo` those of them that stand there once
    it was undone, `after_opening` when the page was then opened by its address. `asked` when a question came first.
    `of_row` are the lines of the list's row in which the control stands, none where it stands in none.
    """

    page: str
    control: str
    undo: str
    lost: tuple[str, ...]
    after_undo: tuple[str, ...]
    after_opening: tuple[str, ...]
    asked: bool = False
    back: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()
    of_row: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowedChange(Experiment):
    """A page was opened twice, something was changed on it by a `control`, and the page was loaded anew twice.

    `stale` are lines that were the same both times before and right after the change, or that still named what a field
    had held, with what they are since, the same both times.
    """

    page: str
    control: str
    stale: tuple[tuple[str, str], ...]
