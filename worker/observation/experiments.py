"""What was tried on purpose and what came of it; an experiment never judges, a detector does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """A link of the screen was asked for without opening it; `status` None and `failure` when no answer came."""

    url: str
    text: str
    key: str
    status: int | None
    failure: str = ""
    same_site: bool = True


@dataclass(frozen=True, slots=True)
class ForbiddenInput:
    """A form was sent with one field holding what its own declaration forbids.

    `constraint` is what was broken (required, type, pattern, minimum, maximum, max_length, step, options); `accepted`
    is what the form did: True (it went on as with valid data), False (it refused or stayed), None (cannot tell).
    `bypassed_browser` when the browser's own check was switched off to ask the server. `witness` is the text or
    address that tells.
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


@dataclass(frozen=True, slots=True)
class ReflectedInput:
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


@dataclass(frozen=True, slots=True)
class PathProbe:
    """A well-known address that should not be open was asked for."""

    url: str
    purpose: str  # "source map", "debug page", "version control", "environment file", "directory listing", ...
    status: int | None
    content_type: str = ""
    body_start: str = ""


@dataclass(frozen=True, slots=True)
class RepeatedVisit:
    """The same cycle was done several times; after each, garbage was collected and memory measured."""

    url: str
    cycle: str
    heap_bytes: tuple[int, ...]
    nodes: tuple[int, ...]
    listeners: tuple[int, ...]


Experiment = LinkCheck | ForbiddenInput | ReflectedInput | PathProbe | RepeatedVisit
