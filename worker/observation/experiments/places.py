"""The same page for people elsewhere, and in two tabs of one person."""

from dataclasses import dataclass

from worker.observation.experiments.base import Experiment


@dataclass(frozen=True, slots=True)
class Elsewhere(Experiment):
    """A page was opened in another time zone or locale (`place`) and compared with what it shows in English and UTC.

    `changed` are lines that read otherwise there (home, there), in pages of as many lines; lines that change by
    themselves are left out. `new` are lines that stand only there. `days` are the days (ISO 8601, without a time) that
    the page's data names, but for those on which it also names an hour. `translated` when most words are others.
    """

    place: str
    is_zone: bool
    changed: tuple[tuple[str, str], ...]
    new: tuple[str, ...]
    days: tuple[str, ...]
    translated: bool


@dataclass(frozen=True, slots=True)
class TwoTabs(Experiment):
    """The same page stood open in two tabs of one person; something was added in the first, then in the second, and
    both were loaded again.

    `control` is what adds. `shared` is whether each tab shows what was added in the other, `first_kept` whether what
    was added first is still there.
    """

    control: str
    shared: bool
    first_kept: bool


@dataclass(frozen=True, slots=True)
class LogOutInOneTab(Experiment):
    """A person signed out in one tab; `still_in` is what offers to sign out in the other after a reload, "" if nothing
    does.
    """

    control: str
    still_in: str


@dataclass(frozen=True, slots=True)
class UnknownThing(Experiment):
    """An address beside `page` was opened, at which there is nothing; `status` is of the document that came.

    `loads` are the words by which it says that it loads, after long enough, "" when it does not; `left` is whether it
    led elsewhere, `shown` some of the lines that pages of its kind do not show.
    """

    page: str
    asked: str
    status: int | None
    loads: str
    left: bool
    shown: tuple[str, ...]
