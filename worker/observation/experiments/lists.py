"""Lists that were sorted, filtered, searched and turned over on purpose.

The screens are kept whole, for only a detector knows what a list is.
"""

from dataclasses import dataclass

from worker.observation.experiments.base import Experiment
from worker.observation.screen import Screen


@dataclass(frozen=True, slots=True)
class ColumnSort(Experiment):
    """The header of a table's column was touched: the table before, and after each touch."""

    column: str
    looks: tuple[Screen, ...]


@dataclass(frozen=True, slots=True)
class FilterTrial(Experiment):
    """A list was narrowed by a filter, by another filter on top of it where there is one, and widened again.

    `told` is the number of rows that the filter itself promised, None when it promised none. `combined` is None where
    nothing was added, or where adding the second took the first off; `restored` None where the filter could not be
    taken off again; `later` is what the filter shows that was set on the second page, None where there was no such page
    or it was not set there. `off_on_next_page` when the second page of what it shows has it off again. `from_all` when
    all was shown before, as far as the filters tell; `beside` are the other choices, where they are known.
    """

    name: str
    told: int | None
    before: Screen
    narrowed: Screen
    second: str = ""
    combined: Screen | None = None
    restored: Screen | None = None
    from_all: bool = True
    beside: tuple[str, ...] = ()
    later: Screen | None = None
    off_on_next_page: bool = False


@dataclass(frozen=True, slots=True)
class KeptFilters(Experiment):
    """All filters of a list were set and the page was loaded anew: what each is called, and whether it is still set."""

    page: str
    filters: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class OppositeChoices(Experiment):
    """Two choices for a list that exclude each other by their words, and the pages that each showed.

    `whole` is what stood there when all was chosen, None where that cannot be chosen.
    """

    first: str
    second: str
    whole: Screen | None
    by_first: tuple[Screen, ...]
    by_second: tuple[Screen, ...]


@dataclass(frozen=True, slots=True)
class Found(Experiment):
    """What a search for some words showed; `how` is "as written", "a word of it", "in capitals", "with spaces"."""

    how: str
    words: str
    screen: Screen


@dataclass(frozen=True, slots=True)
class SearchTrial(Experiment):
    """Words of a thing that a list shows were searched for in several ways.

    `title` is what the thing is called there, `address` where it leads; where that is nowhere, `row` is what the whole
    row says.
    """

    title: str
    address: str
    answers: tuple[Found, ...]
    row: str = ""


@dataclass(frozen=True, slots=True)
class SearchedSigns(Experiment):
    """What the field of a search held after words were searched for, without signs and with some that mean something in
    an address: each as it was typed, and as it stood there then.
    """

    page: str
    plain: tuple[str, str]
    signs: tuple[str, str]


@dataclass(frozen=True, slots=True)
class OvertakenSearch(Experiment):
    """A `word` was typed after its beginning, whose answer came last: the lines that the page showed for the word, and
    those that it showed when that answer had come. The field held the word both times.
    """

    page: str
    beginning: str
    word: str
    shown: tuple[str, ...]
    later: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SortedPages(Experiment):
    """Pages of a list, from the first on, in an order that was chosen for it; `order` is what the choice is called."""

    order: str
    pages: tuple[Screen, ...]


@dataclass(frozen=True, slots=True)
class OrderTrial(Experiment):
    """An order was chosen for a list, or one and then the opposite one: what they are called, and what each showed.

    `before` is what stood there before the first was chosen.
    """

    orders: tuple[str, ...]
    looks: tuple[Screen, ...]
    before: Screen


@dataclass(frozen=True, slots=True)
class PagesTrial(Experiment):
    """A list was turned over page by page; `ended` when the last page was reached, else `last` is what the highest
    page number opened, None where there was none. `again` is the first page, opened once more after that: others may
    add to the list meanwhile.
    """

    pages: tuple[Screen, ...]
    ended: bool
    last: Screen | None = None
    again: Screen | None = None


@dataclass(frozen=True, slots=True)
class MoreTrial(Experiment):
    """More of a list was asked for, again and again: what stood there each time."""

    looks: tuple[Screen, ...]


@dataclass(frozen=True, slots=True)
class ScrolledList(Experiment):
    """A page was scrolled to its end again and again: what stood there each time, and at the top again after that.

    `waiting` are the words by which it still said at the end that it loads, "" when it said nothing.
    """

    looks: tuple[Screen, ...]
    top: Screen
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class OpenedRow(Experiment):
    """A row of a list was opened whose page does not tell its `amount`; so many other rows' pages tell theirs."""

    name: str
    text: str
    amount: str
    agreeing: int
