"""Types into a form's fields one after the other, and notes after each what all of them hold; then leaves without
sending, comes back, and notes it once more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from worker.explorer.experiments.form_places import place_of_form
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import fields_of, meaning_of, new_token, target_of
from worker.explorer.graph import Deed
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.forms import LeftForm, Typed, TypedInTurn
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("typed_in_turn", share=2.0, most=6, seconds=3.0)

_MOST_FIELDS = 5
# Letters and a digit that any field for a name, an address or a subject takes as they are.
_FREE_TEXT = frozenset(("text", "", "textarea"))
# What these want has a form, into which a page may bring whatever is typed.
_FORMED = frozenset(
    (
        *("date", "time", "birthday", "day", "month", "birth-year", "age", "quantity", "price", "phone", "zip"),
        *("card-number", "card-expiry", "card-month", "card-year", "card-code", "iban", "bic", "one-time-code"),
    )
)
_SHORT = 12


@dataclass(frozen=True, slots=True)
class TypeInTurn(Undivided):
    """Whether each of a form's fields keeps what is typed, and whether all do that keep it for later."""

    way: tuple[Deed, ...]
    form: str

    async def perform(self, walk: Walk) -> None:
        """Type, and look at all of them each time."""
        await come(walk, self.way, lambda screen: bool(_fields(screen, self.form)))
        turns: list[Typed] = []
        for field in _fields(walk.screen, self.form):
            text = new_token()
            before = _values(walk.screen)
            seen = await walk.perform(Action(ActionKind.TYPE, target_of(field), text))
            if seen.screen.element(field.key) is None:
                return
            turns.append(Typed(field.key, _label(field), text, before, _values(seen.screen)))
        if turns:
            await walk.conclude(self, TypedInTurn(walk.url, tuple(turns)))
            await self._leave(walk, walk.url, turns)

    async def _leave(self, walk: Walk, page: str, turns: list[Typed]) -> None:
        held = dict(_values(walk.screen))
        await walk.open(urljoin(page, "/"))
        await walk.open(page)
        now = dict(_values(walk.screen))
        fields = tuple((one.label, held[one.field], now[one.field]) for one in turns if one.field in now)
        if len(fields) == len(turns):
            await walk.conclude(self, LeftForm(page, fields))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every form with two fields or more for any text."""
    if not scene.new_state:
        return
    for form in scene.screen.forms:
        if len(_fields(scene.screen, form.key)) > 1:
            yield Proposal(TypeInTurn(scene.way, form.key), place_of_form(scene.screen, form))


def _fields(screen: Screen | None, key: str) -> list[Element]:
    """The fields of a form into which any text may be typed."""
    form = next((form for form in screen.forms if form.key == key), None) if screen else None
    if screen is None or form is None:
        return []
    return [field for field in fields_of(screen, form) if _takes_any_text(field)][:_MOST_FIELDS]


def _takes_any_text(field: Element) -> bool:
    room = field.max_length is None or field.max_length < 0 or field.max_length >= _SHORT
    plain = field.input_type in _FREE_TEXT and not field.pattern and not field.options
    return (
        plain
        and room
        and field.visible
        and field.enabled
        and not field.read_only
        and field.role not in ("combobox", "searchbox")
        and meaning_of(field) not in _FORMED
    )


def _values(screen: Screen | None) -> tuple[tuple[str, str], ...]:
    return tuple((one.key, one.value) for one in screen.elements if one.input_type in _FREE_TEXT) if screen else ()


def _label(field: Element) -> str:
    return field.label or field.name or field.placeholder or field.field_name
