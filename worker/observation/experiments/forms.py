"""Forms that were sent with what nobody should send."""

from dataclasses import dataclass

from worker.observation.experiments.base import Experiment


@dataclass(frozen=True, slots=True)
class ForbiddenInput(Experiment):
    """A form was sent with one field holding what its own declaration forbids, or what contradicts the field before.

    `constraint` is what was broken (required, type, pattern, minimum, maximum, max_length, step, options; `same` for a
    password that is asked for twice, `order` for an end that comes after its beginning, `blank` for spaces alone, `day`
    for one that no month has; `short`, `digit`, `upper`, `lower`, `sign` for what a password lacks; of files `accept`
    for one of a kind that is not taken, `content` for an empty one where no kind that is taken can be empty). It is
    `told` when words on the page say so and no declaration; `declared` are those words then, or what they mean.
    `accepted` is what the form did: True (it went on as with valid data), False (it refused or stayed), None (cannot
    tell). `bypassed_browser` when the browser's own check was switched off to ask the server. `witness` is the text or
    address that tells, `messages` are the texts that said no and were not there before, `page` is the form's.
    """

    form: str
    form_name: str
    field: str
    field_label: str
    constraint: str
    declared: str
    value: str
    accepted: bool | None
    bypassed_browser: bool
    witness: str = ""
    messages: tuple[str, ...] = ()
    page: str = ""
    told: bool = False


@dataclass(frozen=True, slots=True)
class BoundaryInput(Experiment):
    """A form was sent with one field holding exactly what its declaration just allows.

    `limit` is minimum, maximum, min_length or max_length. `accepted` as with ForbiddenInput; where it is False, the
    form took other valid data before and after.
    """

    form: str
    form_name: str
    field: str
    field_label: str
    limit: str
    declared: str
    value: str
    accepted: bool | None
    witness: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file was chosen in a field: its name, its size in bytes where the field tells, whether the field or the page
    has its name (`held`), and the `lines` that stand there now and did not before anything was chosen.
    """

    name: str
    size: int | None
    held: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChosenFiles(Experiment):
    """Two files that a field takes were chosen in it, the second in place of the first, and then one of a kind that it
    does not take (`refused`, None where there is no such kind). Nothing was sent. `said` are the lines and dialogs that
    came with the last one.
    """

    page: str
    field: str
    label: str
    first: Chosen
    second: Chosen
    refused: Chosen | None = None
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenName(Experiment):
    """An account was opened on `page` with `name` in the field called `label`, which another account had already;
    `accepted` when that let somebody in.
    """

    page: str
    label: str
    name: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class WrongCurrentPassword(Experiment):
    """A new password was set on `page` with the current one and then, to the same answer (`said`, a text or an
    address), with another in its place in the field called `label`.
    """

    page: str
    label: str
    said: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A text was typed into a field; `before` and `after` are what all fields for text held, by their keys."""

    field: str
    label: str
    text: str
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TypedInTurn(Experiment):
    """Texts were typed into the fields of a form, one after the other, and nothing was sent."""

    page: str
    turns: tuple[Typed, ...]


@dataclass(frozen=True, slots=True)
class LeftForm(Experiment):
    """A form was filled on `page`, left without being sent, and opened again by its address.

    `fields` are what each was called, what it held when it was left, and what it holds now.
    """

    page: str
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class SteppedBack(Experiment):
    """A form on `page` led to the next one, and a `control` there back to the form.

    `fields` are what each is called, what it held at first, what was given, and what it holds now. `is_step` when the
    next page says that it is one of several steps.
    """

    page: str
    next: str
    control: str
    fields: tuple[tuple[str, str, str, str], ...]
    is_step: bool


@dataclass(frozen=True, slots=True)
class LongWord(Experiment):
    """A word of many letters was sent with a form's field, and the `page` shows it.

    `wider` is by how much the window is too narrow for it, which it was not for the page without it, px; `cut` is by
    how much something hides its end, px.
    """

    form: str
    field_label: str
    page: str
    typed: str
    wider: float = 0.0
    cut: float = 0.0


@dataclass(frozen=True, slots=True)
class UnusualText(Experiment):
    """Letters of several scripts, a combined one and an emoji were typed into a form that takes plain text.

    `shown` are the lines, and values of fields, in which the app gives back the mark that the text began with.
    """

    form: str
    form_name: str
    field: str
    field_label: str
    typed: str
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReflectedInput(Experiment):
    """A harmless marker was typed and the answer searched for it.

    `outcome`: "executed" (our marker ran as script), "raw" (it stands unescaped in the markup as elements),
    "escaped", "absent".
    """

    field: str
    field_label: str
    probe: str
    outcome: str
    context: str = ""
    url: str = ""
