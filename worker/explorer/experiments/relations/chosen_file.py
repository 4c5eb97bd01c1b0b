"""Chooses a file in a field, another in its place, and one of a kind that the field does not take, and notes each time
what the page shows. Nothing is sent; where choosing alone sends a file, nothing more is chosen.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.explorer.experiments.form_page import form_in
from worker.explorer.experiments.form_places import place_of_form
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import come
from worker.explorer.experiments.stored_values import way_to_form
from worker.explorer.forms import fields_of, new_token, target_of
from worker.explorer.forms.files import file_for
from worker.explorer.graph import Deed
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.forms import Chosen, ChosenFiles
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.files import ending_of, unwanted_file

PLAN = Plan("chosen_file", share=1.0, most=4)


@dataclass(frozen=True, slots=True)
class ChooseFiles(Undivided):
    """Whether a page shows the file that was chosen last, and says so when it throws one away."""

    way: tuple[Deed, ...]
    form: str
    field: str

    async def perform(self, walk: Walk) -> None:
        """Choose, and look each time."""
        await come(walk, self.way, lambda screen: _field(screen, self.form, self.field) is not None)
        field = _field(walk.screen, self.form, self.field)
        if field is None or walk.screen is None:
            return
        bare = walk.screen
        ending = ending_of(file_for(field))
        first = await _choose(walk, field, f"{new_token()}-one{ending}", bare)
        second = await _choose(walk, field, f"{new_token()}-two{ending}", bare) if first else None
        if first is None or second is None:
            return
        refused, said = await _choose_unwanted(walk, field, bare, second)
        label = field.label or field.name or field.field_name
        await walk.conclude(self, ChosenFiles(walk.url, field.key, label, first, second, refused, said))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every form with a field for one file that is sent with the rest of it."""
    if not scene.new_state:
        return
    screen = scene.screen
    for form in screen.forms:
        field = next((one for one in fields_of(screen, form) if one.input_type == "file" and not one.multiple), None)
        if field is not None and form.submit:
            yield Proposal(ChooseFiles(way_to_form(scene, form), form.key, field.key), place_of_form(screen, form))


def _field(screen: Screen | None, form_key: str, key: str) -> Element | None:
    form = form_in(screen, form_key) if screen else None
    return screen.element(key) if screen and form and key in form.fields else None


async def _choose_unwanted(
    walk: Walk, field: Element, bare: Screen, former: Chosen
) -> tuple[Chosen | None, tuple[str, ...]]:
    """What the page shows of a file of a kind that the field does not take, and what it says to that."""
    ending = ending_of(unwanted_file(field.accept))
    chosen = await _choose(walk, field, f"{new_token()}-three{ending}", bare) if ending else None
    if chosen is None or walk.last is None or walk.last.effect is None or walk.last.effect.focus_moved:
        return None, ()  # browsers take people to a field whose message only they show
    lines = tuple(line for line in chosen.lines if line not in former.lines)
    return chosen, (*lines, *(one.message for one in walk.last.dialogs))


async def _choose(walk: Walk, field: Element, name: str, bare: Screen) -> Chosen | None:
    """What the page shows of a file; None where it has sent it at once, or the field is gone."""
    seen = await walk.perform(Action(ActionKind.UPLOAD, target_of(field), name))
    now = seen.screen.element(field.key)
    if now is None or any(one.method not in ("GET", "HEAD") for one in seen.exchanges):
        return None
    lines = _new_lines(bare, seen.screen)
    held = now.value.endswith(name) or any(name in line for line in lines)
    return Chosen(name, now.file_size, held, lines)


def _new_lines(before: Screen, after: Screen) -> tuple[str, ...]:
    known = {line.strip() for line in before.text.splitlines()}
    return tuple(line.strip() for line in after.text.splitlines() if line.strip() and line.strip() not in known)
