"""Sends a word of two hundred letters, as long addresses and names of files are, and looks where it stands then.

Any visitor may write one, but nobody who is not its owner should fill an app with trials of this kind.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from worker.explorer.experiments.acceptance import send_validly
from worker.explorer.experiments.form_page import come_to_form
from worker.explorer.experiments.form_places import place_of_form
from worker.explorer.experiments.free_text import forms_with_room
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.stored_values import way_to_form
from worker.explorer.forms import Persona, fill, submit
from worker.explorer.graph import Deed
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.forms import LongWord
from worker.observation.screen import Screen

PLAN = Plan("long_word", share=0.8, most=3)

LETTERS = 200
_WORD = "abcdefghij"
# A pixel or two come from rounding and borders.
_NOTHING = 2.0


@dataclass(frozen=True, slots=True)
class TypeLongWord(Undivided):
    """Whether a long word stays within the page that shows it; `way` leads from a clean start to the form."""

    way: tuple[Deed, ...]
    page: str
    form: str
    field: str
    seed: int

    async def perform(self, walk: Walk) -> None:
        """Send the form validly, then with the word; look where it led, else at the form's page again."""
        chance = random.Random(self.seed)
        accepted = await send_validly(walk, self.way, self.page, self.form, chance)
        without = walk.screen
        place = await come_to_form(walk, self.way, self.page, self.form) if accepted else None
        field = place[0].element(self.field) if place else None
        sent = submit(*place) if place else None
        if accepted is None or place is None or without is None or field is None or sent is None:
            return
        walk.tell_from_here()
        persona = Persona(chance)
        typed = (persona.token + _WORD * (LETTERS // len(_WORD)))[:LETTERS]
        with walk.provoking():
            await walk.perform(*fill(*place, persona, {**dict(accepted.answers), field.key: typed}), sent)
            if not _shows(walk.screen, typed):
                without = place[0]
                await walk.open(self.page)
        if walk.screen is None or not _shows(walk.screen, typed):
            return
        wider = _beyond(walk.screen) if _beyond(without) <= _NOTHING else 0.0
        cut = max(
            (one.by for one in walk.screen.overflows if one.kind == "container" and typed[:60] in one.text), default=0.0
        )
        label = field.label or field.name or field.field_name
        await walk.conclude(self, LongWord(self.form, label, walk.url, typed, wider, cut))


def propose(scene: Scene) -> Iterator[Proposal]:
    """One field for free text of every form that is the owner's and loses nothing when it is sent."""
    if not scene.new_state:
        return
    screen = scene.screen
    for form, field in forms_with_room(screen, LETTERS):
        request = TypeLongWord(way_to_form(scene, form), screen.url, form.key, field.key, scene.seed)
        probes = (screen.url, urljoin(screen.url, form.action))
        yield Proposal(request, place_of_form(screen, form), probes, "hostile and invalid data in forms")


def _shows(screen: Screen | None, typed: str) -> bool:
    return screen is not None and typed in screen.text


def _beyond(screen: Screen) -> float:
    """By how much a page is wider than its window, px."""
    return max(0.0, screen.page_width - screen.viewport.width)
