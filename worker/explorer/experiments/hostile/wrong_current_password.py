"""Sets a new password with the current one, then another with a wrong one in its place, in an account of its own."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.explorer.experiments.acceptance import Acceptance
from worker.explorer.experiments.form_page import come_to_form
from worker.explorer.experiments.planning import Plan, Proposal, Scene, by_own_account
from worker.explorer.experiments.stored_values import fields_in
from worker.explorer.forms import Persona, fill, submit
from worker.explorer.graph import Deed
from worker.explorer.newcomers import parted
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.forms import WrongCurrentPassword
from worker.observation.observation import Observation
from worker.observation.screen import Element, Form, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("wrong_current_password", share=3.0, most=2)
PROBING = "a wrong password where a new one is set"

_CURRENT = re.compile(
    r"current|\bold\b|existing|present|aktuell|bisherig|\balt(?:es)?\b|derzeitig|actual|antigu|anterior|actuel|ancien|"
    r"فعلی|قدیم|کنونی",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ChangeByWrongPassword(Undivided):
    """Whether the form of key `form` takes a new password without the current one; `way` opens an account first."""

    way: tuple[Deed, ...]
    page: str
    form: str
    seed: int

    async def perform(self, walk: Walk) -> None:
        """The right one first: what the form says then is how it looks when it takes one. Raises SurfaceError."""
        chance = random.Random(self.seed)
        place = await come_to_form(walk, self.way, self.page, self.form)
        current = next((one.value for step in reversed(walk.steps) for one in step.deed if one.secret), "")
        if place is None or not current:
            return
        changed = await _change(walk, *place, current, chance)
        accepted = Acceptance.of(place[0], *changed) if changed else None
        place = await come_to_form(walk, self.way, self.page, self.form) if accepted else None
        if accepted is None or place is None:
            return
        wrong = await _change(walk, *place, f"Wrong-{current}", chance)
        taken, said = accepted.judge(place[0], *wrong) if wrong else (None, "")
        field = _current_field(*place)
        if taken and field is not None:
            await walk.conclude(self, WrongCurrentPassword(self.page, field.label or field.name, said))


def propose(scene: Scene) -> Iterator[Proposal]:
    """A form of one who is in that asks for the current password and a new one, where accounts can be opened."""
    signs_in, _ = parted(scene.way)
    if not scene.new_state or not scene.opening or not signs_in:
        return
    way = by_own_account(scene.way, scene.opening)
    for form in scene.screen.forms:
        if _current_field(scene.screen, form) is not None:
            request = ChangeByWrongPassword(way, scene.screen.url, form.key, scene.seed)
            yield Proposal(request, url_pattern(scene.screen.url), (form.action or scene.screen.url,), PROBING)


def _current_field(screen: Screen, form: Form) -> Element | None:
    """The one of several password fields that asks for the present one."""
    fields = [one for one in fields_in(screen, form) if one.input_type == "password" and one.visible]
    found = [one for one in fields if _asks_for_current(one)]
    return found[0] if len(found) == 1 and len(fields) > 1 else None


def _asks_for_current(field: Element) -> bool:
    words = f"{field.label} {field.name} {field.field_name} {field.placeholder}"
    return "current-password" in field.autocomplete or _CURRENT.search(words) is not None


async def _change(
    walk: Walk, screen: Screen, form: Form, current: str, chance: random.Random
) -> tuple[Observation, tuple[Action, ...]] | None:
    """Fill and send the form with this as the current password; None where it cannot be sent."""
    sent, field = submit(screen, form), _current_field(screen, form)
    if sent is None or field is None:
        return None
    filled = tuple(
        replace(one, value=current) if _types_into(one, field) else one for one in fill(screen, form, Persona(chance))
    )
    return await walk.perform(*filled, sent), filled


def _types_into(action: Action, field: Element) -> bool:
    return action.kind is ActionKind.TYPE and action.target is not None and action.target.key == field.key
