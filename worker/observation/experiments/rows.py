"""Rows that were put into a list, and what became of them."""

from dataclasses import dataclass

from worker.observation.experiments.base import Experiment


@dataclass(frozen=True, slots=True)
class DoubleSubmit(Experiment):
    """A form was sent by a click, and with another text by a double click; how many rows, or things, each made, or how
    often it added what was typed to a sum (`adds`).
    """

    page: str
    button: str
    by_one: int
    by_two: int
    adds: bool = False


@dataclass(frozen=True, slots=True)
class BlankRow(Experiment):
    """Nothing but spaces was sent where a text makes a row; how many rows without words there were then."""

    page: str
    field: str
    rows_before: int
    rows_after: int
    wordless: int


@dataclass(frozen=True, slots=True)
class Counter:
    """A number of the page outside the list: before a row was added, with it, and after it was removed."""

    label: str
    before: str
    between: str
    after: str


@dataclass(frozen=True, slots=True)
class RemovedRow(Experiment):
    """A row was added below another and removed again; `page` is where both stood.

    `asked` when a question came first; what it did not lead to is not known then. `told` tells whether a server was
    told. `undo_brings_back` is None where undoing was not offered.
    """

    page: str
    control: str
    asked: bool
    gone: bool
    other_stays: bool
    told: bool
    undo_offered: bool
    undo_brings_back: bool | None
    counters: tuple[Counter, ...]


@dataclass(frozen=True, slots=True)
class DeletedRow(Experiment):
    """A row that a list showed was removed, and the page loaded again.

    `told` tells whether a server was told. `other_stays` is False when a row beside it is lost for good. `back` is
    whether the row is shown again after the reload, None where that cannot be told. The counters are those before,
    after the removal and after the reload.
    """

    page: str
    control: str
    row: str
    asked: bool
    gone: bool
    other_stays: bool
    told: bool
    undo_offered: bool
    back: bool | None
    counters: tuple[Counter, ...]


@dataclass(frozen=True, slots=True)
class RemovedTwin(Experiment):
    """Of two rows with the same words one was removed; so many were left."""

    page: str
    control: str
    left: int


@dataclass(frozen=True, slots=True)
class EditedRow(Experiment):
    """A row's text was changed and saved: whether the old and the new words were shown then, after a reload, and in the
    field when it was opened again (None: it could not be).

    `refused` holds the words by which the app said no.
    """

    page: str
    control: str
    new_shown: bool
    old_shown: bool
    new_after_reload: bool
    old_after_reload: bool
    reopened: str | None
    new: str
    old: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class CancelledEdit(Experiment):
    """Another text was typed and left by cancelling (`by` names how); whether the page shows that text all the same."""

    page: str
    by: str
    by_control: bool
    kept_typed: bool
    after_reload: bool


@dataclass(frozen=True, slots=True)
class DraggedRow(Experiment):
    """A row was dragged with the mouse, "beside" its neighbours or "across" into the next list, or moved "down" by its
    own control.

    What all lists of its kind showed, list by list: `before`, right `after`, and `later`, when the page was loaded
    again. The page `keeps` what is done there: a server was told of the move, or what was ticked in a row stayed so.
    """

    page: str
    row: str
    where: str
    before: tuple[tuple[str, ...], ...]
    after: tuple[tuple[str, ...], ...]
    later: tuple[tuple[str, ...], ...]
    keeps: bool
