"""Changes the text of a row that was just added: saves it and looks again after a reload, or leaves by cancelling."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.explorer.experiments.adding import Adding
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.row_control import operate
from worker.explorer.experiments.rows import control_in, elements_in, rows_showing
from worker.explorer.forms import submit, target_of
from worker.explorer.forms.refusals import refusal
from worker.explorer.purposes import Purpose, serves
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.rows import CancelledEdit, EditedRow
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("edited_row", share=2.0, most=4)

_SAVED = "saved"
_CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class EditRow:
    """Whether a saved change lasts and a cancelled one does not."""

    adding: Adding
    items: frozenset[str] = frozenset((_SAVED, _CANCELLED))

    @property
    def words(self) -> tuple[str, ...]:
        """Nothing beyond the visitor's own actions."""
        return ()

    def with_items(self, items: frozenset[str]) -> Request:
        """With these endings only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Each ending on a row of its own."""
        await self.adding.come(walk)
        for item in sorted(self.items, reverse=True):
            walk.tell_from_here()
            await (self._save(walk) if item == _SAVED else self._cancel(walk))

    async def _save(self, walk: Walk) -> None:
        old, new = self.adding.text("Kettle"), self.adding.text("Lantern")
        if await self.adding.add_row(walk, old) is None:
            return
        page = walk.url
        opened = await _open_editor(walk, old)
        if opened is None or walk.screen is None:
            return
        control, field = opened
        known = set(walk.screen.text.splitlines())
        saved = await walk.perform(Action(ActionKind.TYPE, target_of(field), new))
        if (still := _still_there(saved.screen, field)) is not None:
            saved = await walk.perform(_save_action(saved.screen, still))
        refused = refusal(known, saved.screen)
        again = await walk.perform(_look_again(walk.url, page))
        result = EditedRow(
            self.adding.page,
            control,
            new in saved.screen.text,
            _shows(saved.screen, old),
            new in again.screen.text,
            _shows(again.screen, old),
            None,
            new,
            old,
            refused,
        )
        if result.new_after_reload:
            reopened = await _open_editor(walk, new, holding="")
            result = replace(result, reopened=reopened[1].value if reopened else None)
        await walk.conclude(self.with_items(frozenset((_SAVED,))), result)

    async def _cancel(self, walk: Walk) -> None:
        old, typed = self.adding.text("Basket"), self.adding.text("Candle")
        if await self.adding.add_row(walk, old) is None:
            return
        page = walk.url
        opened = await _open_editor(walk, old)
        if opened is None or walk.screen is None:
            return
        _, field = opened
        still = _still_there((await walk.perform(Action(ActionKind.TYPE, target_of(field), typed))).screen, field)
        if still is None:
            return
        cancel = _cancel_control(walk.screen, still)
        escape = Action(ActionKind.PRESS, target_of(still), "Escape")
        left = await walk.perform(Action(ActionKind.CLICK, target_of(cancel)) if cancel else escape)
        kept = typed in left.screen.text
        again = await walk.perform(_look_again(walk.url, page))
        result = CancelledEdit(
            self.adding.page,
            cancel.name if cancel else "Escape",
            cancel is not None,
            kept,
            typed in again.screen.text,
        )
        await walk.conclude(self.with_items(frozenset((_CANCELLED,))), result)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Where a visitor has just added a row that can be edited."""
    adding = Adding.of(scene)
    if adding is None:
        return
    screen = scene.screen
    for row in rows_showing(screen, adding.said):
        if control_in(screen, row, Purpose.EDIT) or any(
            "double click" in one.gestures for one in elements_in(screen, row)
        ):
            yield Proposal(EditRow(adding), adding.kind)
            return


async def _open_editor(walk: Walk, text: str, holding: str | None = None) -> tuple[str, Element] | None:
    """Open the row's text for editing: by its control, else by a double click; the control's name and the field.

    The field is the one that holds the text, or whatever holds `holding` of the visible ones that were not there.
    """
    before = {one.key for one in walk.screen.elements if one.visible} if walk.screen else set[str]()
    touched = await operate(walk, text, Purpose.EDIT)
    if touched is None:
        rows = rows_showing(walk.screen, text) if walk.screen else []
        listens = [
            one
            for row in rows[:1]
            if walk.screen
            for one in elements_in(walk.screen, row)
            if "double click" in one.gestures
        ]
        if not listens:
            return None
        observation = await walk.perform(Action(ActionKind.DOUBLE_CLICK, target_of(listens[0])))
        touched = listens[0].name, observation
    fields = [one for one in touched[1].screen.elements if one.visible and one.enabled and _is_text_field(one)]
    field = next((one for one in fields if text in one.value), None)
    if field is None and holding is not None:
        field = next((one for one in fields if one.key not in before and one.value), None)
    return (touched[0], field) if field is not None else None


def _still_there(screen: Screen, field: Element) -> Element | None:
    """The field, unless what was typed was taken the moment the field was left."""
    return next((one for one in screen.elements if one.key == field.key and one.visible), None)


def _is_text_field(element: Element) -> bool:
    return element.tag == "textarea" or (element.tag == "input" and element.input_type in ("text", ""))


def _save_action(screen: Screen, field: Element) -> Action:
    form = next((form for form in screen.forms if field.key in form.fields), None)
    button = screen.element(form.submit) if form else None
    if form and button is not None and button.visible and not serves(Purpose.CANCEL, button.name):
        return submit(screen, form) or _enter(field)
    near = (one for one in screen.elements if one.visible and one.role == "button" and one.region == field.region)
    save = next((one for one in near if serves(Purpose.SAVE, one.name) and _is_near(one, field)), None)
    return Action(ActionKind.CLICK, target_of(save)) if save else _enter(field)


def _cancel_control(screen: Screen, field: Element) -> Element | None:
    return next(
        (
            one
            for one in screen.elements
            if one.visible and one.role in ("button", "link") and serves(Purpose.CANCEL, one.name)
            if (field.form and one.form == field.form) or field.region == one.region == "dialog" or _is_near(one, field)
        ),
        None,
    )


def _is_near(one: Element, field: Element) -> bool:
    """Within a hand's breadth: what belongs to a field stands beside or below it."""
    return abs(one.box.y - field.box.y) < 160


def _enter(field: Element) -> Action:
    return Action(ActionKind.PRESS, target_of(field), "Enter")


def _look_again(here: str, page: str) -> Action:
    return Action(ActionKind.RELOAD) if here == page else Action(ActionKind.NAVIGATE, value=page)


def _shows(screen: Screen, text: str) -> bool:
    return text in screen.text
