"""Where the keyboard's focus came to, and what a person can see of it."""

from dataclasses import dataclass

from worker.observation.screen import Box


@dataclass(frozen=True, slots=True)
class FocusStop:
    """What had the focus after a press of the Tab key.

    `number` is the same for the same element as long as its document lives. `seen` is whether anything of it is drawn
    at all; `covered_by` the key of what floats over all of it. `marked` is whether its looks, or the looks of what
    belongs to it, tell that it has the focus; None when nobody looked. `modal` when it lies in a dialog that keeps the
    rest of the page out of reach, `floats` when it stands still while the page scrolls. `skip` is the part of the page
    that a link leads to ("#main"), "" when it is none.
    """

    number: int
    key: str
    role: str
    name: str
    tag: str
    box: Box
    seen: bool = True
    in_view: bool = True
    covered_by: str = ""
    marked: bool | None = None
    modal: bool = False
    floats: bool = False
    form: str = ""
    skip: str = ""
