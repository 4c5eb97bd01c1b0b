"""Sends a form with one field holding exactly what its declaration, or its words, just allow: the least, the most, the
longest.

The valid sending comes first, and comes again after a refusal: what is refused for another reason (too many sendings,
a name that is taken) says nothing about the limit.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.acceptance import Acceptance, send_validly, stopped_by_browser
from worker.explorer.experiments.form_page import come_to_form
from worker.explorer.experiments.form_places import place_of_form
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.stored_values import way_to_form
from worker.explorer.experiments.told_rules import limits_told, words_of_length
from worker.explorer.forms import Persona, fields_of, fill, meaning_of, submit
from worker.explorer.forms.hints import hints_of
from worker.explorer.graph import Deed
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.forms import BoundaryInput
from worker.observation.screen import Element, Form, Screen

PLAN = Plan("form_boundaries", share=1.0, most=6)

_MOST = 3
_LONGEST = 1000
# What may be of any length within its limits; the others have a form of their own.
_FREE = frozenset(("", "name", "given-name", "family-name", "subject", "message", "company", "city", "address"))


@dataclass(frozen=True, slots=True)
class Boundary:
    """A value that is just allowed."""

    field: str
    limit: str
    declared: str
    value: str

    @property
    def item(self) -> str:
        """The boundary's name within its form."""
        return f"{self.field} {self.limit}"


@dataclass(frozen=True, slots=True)
class SendBoundaries:
    """Whether a form takes what it just allows; `way` leads from a clean start to it, the items are boundaries."""

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
        """The same form with these boundaries only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Send it validly, then each boundary, and conclude each."""
        chance = random.Random(self.seed)
        accepted = await send_validly(walk, self.way, self.page, self.form, chance)
        for item in sorted(self.items) if accepted else ():
            place = await come_to_form(walk, self.way, self.page, self.form)
            boundary = next((one for one in boundaries_of(*place) if one.item == item), None) if place else None
            if place and boundary and accepted:
                walk.tell_from_here()
                await self._try(walk, *place, boundary, accepted, chance)

    async def _try(
        self, walk: Walk, screen: Screen, form: Form, boundary: Boundary, accepted: Acceptance, chance: random.Random
    ) -> None:
        field, sent = screen.element(boundary.field), submit(screen, form)
        if field is None or sent is None:
            return
        filled = fill(screen, form, Persona(chance), {**dict(accepted.answers), field.key: boundary.value})
        with walk.provoking():
            observation = await walk.perform(*filled, sent)
        if stopped_by_browser(observation, screen):
            return
        verdict, witness = accepted.judge(screen, observation, filled)
        result = BoundaryInput(
            form.key,
            form.name,
            field.key,
            field.label or field.name or field.field_name,
            boundary.limit,
            boundary.declared,
            boundary.value,
            verdict,
            witness,
        )
        if verdict is False:
            refusal = walk.last
            with walk.aside():
                again = await send_validly(walk, self.way, self.page, self.form, chance)
            if again is None:
                return
            walk.last = refusal
        await walk.conclude(self.with_items(frozenset((boundary.item,))), result)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every form whose fields have limits, and that loses nothing when it is sent."""
    if not scene.new_state:
        return
    screen = scene.screen
    for form in screen.forms:
        button = screen.element(form.submit)
        boundaries = boundaries_of(screen, form)
        if boundaries and not is_destructive(button.name if button else form.name, form.action):
            items = frozenset(one.item for one in boundaries)
            request = SendBoundaries(way_to_form(scene, form), screen.url, form.key, items, scene.seed)
            yield Proposal(request, place_of_form(screen, form))


def boundaries_of(screen: Screen, form: Form) -> list[Boundary]:
    """What the form's fields just allow, a few; none for forms with a password, whose accounts would be many."""
    fields = fields_of(screen, form)
    if any(field.input_type == "password" for field in fields):
        return []
    hints = hints_of(screen)
    return [boundary for field in fields for boundary in _boundaries(field, hints.get(field.key, ()))][:_MOST]


def _boundaries(field: Element, said: Sequence[str]) -> Iterator[Boundary]:
    if field.input_type in ("number", "date"):
        if field.maximum:
            yield Boundary(field.key, "maximum", field.maximum, field.maximum)
        if field.minimum:
            yield Boundary(field.key, "minimum", field.minimum, field.minimum)
    if field.tag not in ("input", "textarea") or field.input_type not in ("text", "textarea", "") or field.pattern:
        return
    if meaning_of(field) not in _FREE:
        return
    shortest, longest = limits_told(field, said)
    longest, shortest = field.max_length or longest, field.min_length or shortest
    if longest is not None and 4 < longest <= _LONGEST:
        yield Boundary(field.key, "max_length", f"{longest}", words_of_length(longest))
    if shortest is not None and 1 < shortest <= _LONGEST:
        yield Boundary(field.key, "min_length", f"{shortest}", words_of_length(shortest))
