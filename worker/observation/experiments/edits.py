"""Forms that were opened with what is stored, changed and saved."""

from dataclasses import dataclass

from worker.observation.experiments.base import Experiment


@dataclass(frozen=True, slots=True)
class EditedField:
    """A field's value when the form was opened, what was typed, and what it holds when it is opened again."""

    label: str
    old: str
    typed: str
    now: str


@dataclass(frozen=True, slots=True)
class EditedForm(Experiment):
    """A form was changed and sent by its button, and opened again.

    `left` when it led to another address, `told` are the lines that came up then, `refused` holds the words by which
    the app said no.
    """

    page: str
    button: str
    fields: tuple[EditedField, ...]
    left: bool
    told: tuple[str, ...]
    refused: str = ""


@dataclass(frozen=True, slots=True)
class KeptSwitch:
    """A switch that was turned, and whether it stands so when the page is opened anew."""

    name: str
    kept: bool


@dataclass(frozen=True, slots=True)
class KeptSwitches(Experiment):
    """The switches of a page were turned and saved, and the page opened anew."""

    page: str
    switches: tuple[KeptSwitch, ...]
