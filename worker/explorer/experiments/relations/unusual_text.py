"""Types letters of several scripts, a combined one and an emoji, and looks how the app gives them back.

Any visitor may type them, but nobody who is not its owner should fill an app with trials of this kind.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from worker.explorer.experiments.acceptance import send_validly
from worker.explorer.experiments.form_page import come_to_form
from worker.explorer.experiments.form_places import place_of_form
from worker.explorer.experiments.free_text import forms_with_room
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.stored_values import way_to_form
from worker.explorer.forms import Persona, fill, submit
from worker.explorer.graph import Deed
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.forms import UnusualText
from worker.observation.screen import Screen

PLAN = Plan("unusual_text", share=1.0, most=5)

# Umlaut, combining accent, right to left, beyond the first plane of Unicode (where some databases cut), an end.
UNUSUAL = "Zoë cafe\u0301 سلام 😀 Ω end"
_ROOM = 45


@dataclass(frozen=True, slots=True)
class TypeUnusualText:
    """Whether what is typed comes back as it was; `way` leads from a clean start to the form, the items are fields."""

    way: tuple[Deed, ...]
    page: str
    form: str
    items: frozenset[str]
    seed: int

    @property
    def words(self) -> tuple[str, ...]:
        """Nothing beyond the visitor's own actions."""
        return ()

    def with_items(self, items: frozenset[str]) -> Request:
        """The same form with these fields only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Send the form validly, then with the text in one field; look where it led, then at the form's page again."""
        chance = random.Random(self.seed)
        accepted = await send_validly(walk, self.way, self.page, self.form, chance)
        for key in sorted(self.items) if accepted else ():
            place = await come_to_form(walk, self.way, self.page, self.form)
            field = place[0].element(key) if place else None
            sent = submit(*place) if place else None
            if place is None or field is None or sent is None:
                continue
            walk.tell_from_here()
            screen, form = place
            persona = Persona(chance)
            typed = f"{persona.token} {UNUSUAL}"
            answers = {**dict(accepted.answers), field.key: typed} if accepted else {}
            with walk.provoking():
                await walk.perform(*fill(screen, form, persona, answers), sent)
            shown = shown_lines(walk.screen, persona.token)
            if not shown:
                await walk.open(self.page)
                shown = shown_lines(walk.screen, persona.token)
            label = field.label or field.name or field.field_name
            result = UnusualText(form.key, form.name, field.key, label, typed, shown)
            await walk.conclude(self.with_items(frozenset((key,))), result)


def propose(scene: Scene) -> Iterator[Proposal]:
    """One field for free text of every form that is the owner's and loses nothing when it is sent."""
    if not scene.new_state:
        return
    screen = scene.screen
    for form, field in forms_with_room(screen, _ROOM):
        request = TypeUnusualText(way_to_form(scene, form), screen.url, form.key, frozenset((field.key,)), scene.seed)
        probes = (screen.url, urljoin(screen.url, form.action))
        yield Proposal(request, place_of_form(screen, form), probes, "hostile and invalid data in forms")


def shown_lines(screen: Screen | None, mark: str) -> tuple[str, ...]:
    """The lines and values of fields in which the mark stands."""
    if screen is None:
        return ()
    values = [element.value for element in screen.elements if mark in element.value and element.tag != "button"]
    return tuple(dict.fromkeys([line.strip() for line in screen.text.splitlines() if mark in line] + values))
