"""Types a harmless marker into each text field and looks whether it comes back as markup, or even runs: at once, or
where what was stored is drawn later.

The marker is an empty style sheet, an element that leaves a note in the window and does nothing else. Nothing is stored
beyond what any text would be.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.form_page import come_to_form
from worker.explorer.experiments.form_places import place_of_form
from worker.explorer.experiments.markers import around, outcome_of, probe_for
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.stored_values import way_to_form
from worker.explorer.forms import MADE_UP, Persona, fields_of, fill, submit, target_of
from worker.explorer.graph import Deed
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.forms import ReflectedInput
from worker.observation.screen import Element, Form, Screen
from worker.observation.sites import same_site
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("reflected_input", share=3.0, most=30, seconds=3.0)

_MOST_FIELDS = 4
_MOST_PAGES = 2


@dataclass(frozen=True, slots=True)
class ReflectMarker:
    """Whether a form's text fields give typed markup back as it is.

    `way` leads from a clean start to it; the items are field keys. `came_from` is the page from which one came there,
    "" where nobody knows.
    """

    way: tuple[Deed, ...]
    page: str
    form: str
    items: frozenset[str]
    seed: int
    came_from: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """Nothing beyond the visitor's own actions."""
        return ()

    def with_items(self, items: frozenset[str]) -> Request:
        """The same form with these fields only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Send the form once a field, with the marker in it, and conclude each."""
        chance = random.Random(self.seed)
        for key in sorted(self.items):
            place = await come_to_form(walk, self.way, self.page, self.form)
            field = place[0].element(key) if place else None
            if place and field:
                walk.tell_from_here()
                marker = await self._try(walk, *place, field, chance)
                if marker:
                    await self._look_where_it_is_drawn(walk, field, marker)

    async def _try(self, walk: Walk, screen: Screen, form: Form, field: Element, chance: random.Random) -> str:
        """The marker where it was stored and did not come back as markup, "" otherwise."""
        persona = Persona(chance)
        marker = persona.token
        probe = probe_for(marker)
        others = [
            action for action in fill(screen, form, persona) if action.target is None or action.target.key != field.key
        ]
        sent = submit(screen, form, skip_browser_validation=True)
        if sent is None:
            return ""
        with walk.provoking():
            beyond = _is_too_short(field)
            typed = Action(ActionKind.TYPE, target_of(field), probe, skip_browser_validation=beyond)
            observation = await walk.perform(*others, typed, sent)
        outcome = await self._conclude(walk, field, marker, observation.screen)
        return marker if walk.steps[-1].lasting and outcome in ("absent", "escaped") else ""

    async def _look_where_it_is_drawn(self, walk: Walk, field: Element, marker: str) -> None:
        """On the page from which one comes to the form, and on those called by the member's own name."""
        came_from = [walk.in_own_names(self.came_from)] if self.came_from else []
        for page in dict.fromkeys((*came_from, *_named_after_us(walk.screen))):
            with walk.provoking():
                screen = (await walk.open(page)).screen
            if outcome_of(screen.markup, marker) == "raw":
                await self._conclude(walk, field, marker, screen)
                return

    async def _conclude(self, walk: Walk, field: Element, marker: str, screen: Screen) -> str:
        """Tell how the marker stands on the screen, and say it."""
        outcome = outcome_of(screen.markup, marker)
        if outcome == "raw" and await walk.visitor.marker_ran(marker):
            outcome = "executed"
        result = ReflectedInput(
            field=field.key,
            field_label=field.label or field.name or field.placeholder or field.field_name,
            probe=probe_for(marker),
            outcome=outcome,
            context=around(screen.markup, marker),
            url=screen.url,
        )
        await walk.conclude(self.with_items(frozenset((field.key,))), result)
        return outcome


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every form with fields for free text."""
    if not scene.new_state:
        return
    screen = scene.screen
    for form in screen.forms:
        if markers := markers_for(screen, form):
            before = scene.observation.before
            came_from = before.url if before is not None and before.url != screen.url else ""
            request = ReflectMarker(way_to_form(scene, form), screen.url, form.key, markers, scene.seed, came_from)
            probes = (screen.url, urljoin(screen.url, form.action))
            # What is looked for comes back on the next page, and anybody can be sent there by a link.
            at_once = form.method == "get"
            once = place_of_form(screen, form)
            yield Proposal(request, once, probes, "hostile and invalid data in forms", telling=at_once)


def _named_after_us(screen: Screen | None) -> list[str]:
    links = screen.links if screen else ()
    own = (link.url for link in links if screen and MADE_UP.search(link.url) and same_site(link.url, screen.url))
    return [url for url in dict.fromkeys(own) if not is_destructive(url)][:_MOST_PAGES]


def markers_for(screen: Screen, form: Form) -> frozenset[str]:
    """The fields of a form that take free text, those with room for it first."""
    free = [
        element
        for element in fields_of(screen, form)
        if not element.pattern and (element.tag == "textarea" or element.input_type in ("text", "search", ""))
        if element.tag in ("input", "textarea")
    ]
    return frozenset(element.key for element in sorted(free, key=_is_too_short)[:_MOST_FIELDS])


def _is_too_short(field: Element) -> bool:
    """Whether a browser lets nobody type a marker there; who attacks is not kept by that."""
    return field.max_length is not None and field.max_length < len(probe_for("df000000"))
