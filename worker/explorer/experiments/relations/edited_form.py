"""Changes what a form was opened with: saves it, or leaves by its own way to cancel, and opens it once more.

For pages that edit one thing: a profile, settings, a record. Only texts, numbers and harmless choices are changed; what
the form holds when it is opened again tells what was kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from worker.detectors.amounts import WRITTEN, number
from worker.explorer.experiments.form_page import form_in
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import come
from worker.explorer.experiments.stored_values import TEXTS, fields_in, holds_stored_values, other_choices, other_values
from worker.explorer.forms import submit, target_of
from worker.explorer.forms.refusals import refusal
from worker.explorer.graph import Deed
from worker.explorer.newcomers import parted
from worker.explorer.purposes import Purpose, serves
from worker.explorer.state import url_pattern
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.edits import EditedField, EditedForm
from worker.observation.experiments.rows import CancelledEdit
from worker.observation.screen import Element, Form, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("edited_form", share=2.0, most=5, seconds=10.0)

_SAVED = "saved"
_CANCELLED = "cancelled"
_EMPTIED = "emptied"


@dataclass(frozen=True, slots=True)
class EditForm:
    """Whether what is saved stays and what is cancelled does not."""

    way: tuple[Deed, ...]
    page: str
    form: str
    items: frozenset[str] = frozenset((_SAVED, _CANCELLED, _EMPTIED))

    @property
    def words(self) -> tuple[str, ...]:
        """Nothing beyond the visitor's own actions."""
        return ()

    def with_items(self, items: frozenset[str]) -> Request:
        """With these endings only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Leave without saving first: then the form still holds what it held. Raises SurfaceError."""
        if _CANCELLED in self.items:
            await self._cancel(walk)
        if self.items & {_SAVED, _EMPTIED}:
            await self._save(walk)

    async def _save(self, walk: Walk) -> None:
        opened = await self._open(walk)
        changes = other_values(*opened) if opened else []
        if opened is None or not changes:
            return
        saved = await self._change(walk, *opened, [*changes, *other_choices(*opened)])
        if saved is None:
            return
        result, again = saved
        if _SAVED in self.items:
            await walk.conclude(self.with_items(frozenset((_SAVED,))), result)
        if _EMPTIED in self.items and not result.refused:
            await self._empty(walk, *again, {field.key: value for field, value in changes})

    async def _empty(self, walk: Walk, screen: Screen, form: Form, saved: Mapping[str, str]) -> None:
        """Clear a field that may be empty and holds what was just saved, and save that."""
        field = _that_may_be_empty(screen, form, saved)
        cleared = await self._change(walk, screen, form, [(field, "")]) if field else None
        if cleared is not None and cleared[0].fields:
            await walk.conclude(self.with_items(frozenset((_EMPTIED,))), cleared[0])

    async def _change(
        self, walk: Walk, screen: Screen, form: Form, changes: list[tuple[Element, str]]
    ) -> tuple[EditedForm, tuple[Screen, Form]] | None:
        """Type, send, and open the form again: what came of it, and the form as it stands then; None where it cannot be
        sent or does not come again.
        """
        sent = submit(screen, form)
        if sent is None:
            return None
        known = set(screen.text.splitlines())
        saved = (await walk.perform(*(_given(field, value) for field, value in changes), sent)).screen
        told = [line for line in saved.text.splitlines() if line.strip() and line not in known]
        again = await self._open_again(walk)
        if again is None:
            return None
        fields = tuple(
            EditedField(field.label or field.name, field.value, value, now.value)
            for field, value in changes
            if (now := again[0].element(field.key)) is not None
        )
        button = sent.target.name if sent.target else ""
        left = saved.url != screen.url
        return EditedForm(self.page, button, fields, left, tuple(told[:20]), refusal(known, saved)), again

    async def _cancel(self, walk: Walk) -> None:
        opened = await self._open(walk)
        cancel = _way_out(*opened) if opened else None
        if opened is None or cancel is None:
            return
        changes = other_values(*opened)
        await walk.perform(*(_given(field, value) for field, value in changes))
        left = (await walk.perform(Action(ActionKind.CLICK, target_of(cancel)))).screen
        again = await self._open_again(walk)
        if again is None or not changes:
            return
        kept = any(
            (now := again[0].element(field.key)) is not None and now.value == value and field.value != value
            for field, value in changes
        )
        known = {*opened[0].text.splitlines(), *again[0].text.splitlines()}
        shown = any(_says(line, value) for line in {*left.text.splitlines()} - known for _, value in changes)
        result = CancelledEdit(self.page, cancel.name, True, kept or shown, kept)
        await walk.conclude(self.with_items(frozenset((_CANCELLED,))), result)

    async def _open(self, walk: Walk) -> tuple[Screen, Form] | None:
        await come(walk, self.way, lambda screen: form_in(screen, self.form) is not None)
        return self._there(walk)

    async def _open_again(self, walk: Walk) -> tuple[Screen, Form] | None:
        """As the same person: by the page's address, or by the deeds that lead to the form."""
        await walk.open_anew(self.page)
        if self._there(walk) is None:
            await walk.go(parted(self.way)[1])
        return self._there(walk)

    def _there(self, walk: Walk) -> tuple[Screen, Form] | None:
        form = form_in(walk.screen, self.form) if walk.screen else None
        return (walk.screen, form) if walk.screen is not None and form is not None else None


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every form that came up with what is stored, and takes a change of it."""
    if not scene.new_state:
        return
    for form in scene.screen.forms:
        button = scene.screen.element(form.submit)
        # What lies below an open dialog can be edited when that is closed.
        can_be_sent = button is not None and not button.covered_by
        if can_be_sent and holds_stored_values(scene, form) and other_values(scene.screen, form):
            yield Proposal(
                EditForm(scene.way, scene.screen.url, form.key), f"{url_pattern(scene.screen.url)} {form.key}"
            )


def _that_may_be_empty(screen: Screen, form: Form, saved: Mapping[str, str]) -> Element | None:
    """A field that holds what was saved and is not said to be required; one for a longer text first, which is needed
    least.
    """
    kept = [one for one in fields_in(screen, form) if saved.get(one.key) == one.value and not one.required]
    return next((one for one in kept if one.tag == "textarea"), None) or next(
        (one for one in reversed(kept) if one.input_type in TEXTS and "*" not in one.label), None
    )


def _way_out(screen: Screen, form: Form) -> Element | None:
    """The control beside a form's button by which one leaves without saving."""
    button = screen.element(form.submit)
    return next(
        (
            one
            for one in screen.elements
            if one.visible and one.enabled and one.role in ("button", "link") and serves(Purpose.CANCEL, one.name)
            if one.form == form.key or (button is not None and abs(one.box.y - button.box.y) < 80)
        ),
        None,
    )


def _says(line: str, value: str) -> bool:
    """Whether a line holds what was typed, a number however it is written."""
    if not value.replace(".", "", 1).isdigit():
        return value in line
    return any(number(one) == number(value) for one in WRITTEN.findall(line))


def _given(field: Element, value: str) -> Action:
    return Action(ActionKind.CHOOSE if field.tag == "select" else ActionKind.TYPE, target_of(field), value)
