"""Sends a form with one field holding what its own declaration forbids, and compares with a valid sending.

The valid sending comes first: only what then looks the same as a success counts as accepted. A browser that refuses to
send is no answer of the app's, so the same is sent again with the browser's check switched off, to ask the server.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urljoin

from worker.explorer.experiments.form_page import come_to_form
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.forms import Persona, fields_of, fill, submit, target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern, without_numbers
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.forms import ForbiddenInput
from worker.observation.observation import Observation
from worker.observation.screen import Element, Form, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("forbidden_input", share=2.0, most=30)

MOST_TRIALS = 8

_ERROR_CUES = re.compile(
    r"invalid|not valid|required|must |please (?:enter|check|fill|choose|provide|look|correct|try)|error|wrong|cannot|"
    r"can.t be|too (?:long|short|many|small|large)|not match|incorrect|unknown|no account|not found|failed|denied|"
    r"try again|ungültig|pflichtfeld|bitte |fehler|muss |inválid|obligatori|debe |por favor|invalide|requis|veuillez|"
    r"doit |erreur|نامعتبر|الزامی|خطا|لطفا",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing that a field's declaration forbids."""

    field: str
    constraint: str
    declared: str
    value: str

    @property
    def item(self) -> str:
        """The trial's name within its form."""
        return f"{self.field} {self.constraint}"


@dataclass(frozen=True, slots=True)
class SendForbidden:
    """Whether a form takes what its fields forbid; `way` leads from a clean start to it, the items are trials."""

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
        """The same form with these trials only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Send it validly, then each trial, and conclude each."""
        chance = random.Random(self.seed)
        accepted = await self._send_validly(walk, chance)
        if accepted is None:
            return
        for item in sorted(self.items):
            place = await come_to_form(walk, self.way, self.page, self.form)
            trial = next((trial for trial in trials_of(*place) if trial.item == item), None) if place else None
            if place and trial:
                walk.begin_story(self.way)
                await self._try(walk, *place, trial, accepted, chance)

    async def _send_validly(self, walk: Walk, chance: random.Random) -> "Acceptance | None":
        place = await come_to_form(walk, self.way, self.page, self.form)
        if place is None:
            return None
        screen, form = place
        persona = Persona(chance)
        sent = submit(screen, form)
        if sent is None:
            return None
        filled = fill(screen, form, persona)
        return Acceptance.of(screen, await walk.perform(*filled, sent), filled)

    async def _try(
        self, walk: Walk, screen: Screen, form: Form, trial: Trial, accepted: "Acceptance", chance: random.Random
    ) -> None:
        field = screen.element(trial.field)
        sent = submit(screen, form)
        if field is None or sent is None:
            return
        valid = [action for action in fill(screen, form, Persona(chance)) if not _about(action, field)]
        observation = await walk.perform(*valid, *_forbidden(field, trial), sent)
        bypassed = _stopped_by_browser(observation, screen)
        if bypassed:
            again = submit(observation.screen, form, skip_browser_validation=True)
            if again is None:
                return
            observation = await walk.perform(again)
        verdict, witness = accepted.judge(screen, observation, tuple(valid))
        result = ForbiddenInput(
            form=form.key,
            form_name=form.name,
            field=field.key,
            field_label=field.label or field.name or field.field_name,
            constraint=trial.constraint,
            declared=trial.declared,
            value=trial.value,
            accepted=verdict,
            bypassed_browser=bypassed,
            witness=witness,
        )
        await walk.conclude(self.with_items(frozenset((trial.item,))), result)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every form whose fields declare what they want."""
    if not scene.new_state:
        return
    screen = scene.screen
    for form in screen.forms:
        if trials := trials_of(screen, form):
            request = SendForbidden(
                scene.way, screen.url, form.key, frozenset(trial.item for trial in trials), scene.seed
            )
            probes = (screen.url, urljoin(screen.url, form.action))
            yield Proposal(request, f"{form.action} {form.key}", probes, "hostile and invalid data in forms")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How the app looks after it took a valid sending: where it went and what it said."""

    landing: str
    stayed: bool
    said: frozenset[str]

    @classmethod
    def of(cls, before: Screen, observation: Observation, filled: tuple[Action, ...]) -> "Acceptance | None":
        """The look of success, or None when even valid data was refused or success leaves no trace.

        A form that still holds what was typed is taken as refused: that is how forms ask to look again.
        """
        landing = _landing(observation.screen.url)
        stayed = landing == _landing(before.url)
        said = _new_lines(before, observation.screen)
        if _refused(before, observation) or (stayed and (not said or _still_holds(observation.screen, filled))):
            return None
        return cls(landing, stayed, said)

    def judge(self, before: Screen, observation: Observation, filled: tuple[Action, ...]) -> tuple[bool | None, str]:
        """Whether a trial ended as a success does, and the text or address that tells."""
        if cue := _refused(before, observation):
            return False, cue
        landed = _landing(observation.screen.url) == self.landing
        said = _new_lines(before, observation.screen)
        if landed and self.stayed and _still_holds(observation.screen, filled):
            return False, ""
        if not self.stayed:
            return (True, observation.screen.url) if landed else (False, observation.screen.url)
        if landed and self.said and len(self.said & said) * 2 >= len(self.said):
            return True, next(iter(sorted(self.said & said)))
        return (False, "") if not said else (None, next(iter(sorted(said))))


def trials_of(screen: Screen, form: Form) -> list[Trial]:
    """What the form's fields forbid, one trial a rule, the most telling first."""
    trials = [trial for element in fields_of(screen, form) for trial in _trials(element)]
    return sorted(
        trials,
        key=lambda trial: (["minimum", "maximum", "pattern", "type", "required", "step"]).index(trial.constraint),
    )[:MOST_TRIALS]


def _trials(element: Element) -> Iterator[Trial]:
    if element.input_type in ("file", "radio", "hidden", "password"):
        return
    if element.required and element.tag != "select":
        yield Trial(element.key, "required", "required", "")
    if element.input_type == "email":
        yield Trial(element.key, "type", "email", "not-an-address")
    if element.input_type == "url":
        yield Trial(element.key, "type", "url", "no address")
    if element.pattern and (wrong := _against(element.pattern)):
        yield Trial(element.key, "pattern", element.pattern, wrong)
    yield from _beyond_limits(element)


def _beyond_limits(element: Element) -> Iterator[Trial]:
    numeric = element.input_type == "number"
    dated = element.input_type == "date"
    if element.minimum and (numeric or dated):
        yield Trial(element.key, "minimum", element.minimum, _moved(element.minimum, -1, dated=dated))
    if element.maximum and (numeric or dated):
        yield Trial(element.key, "maximum", element.maximum, _moved(element.maximum, 1, dated=dated))
    if numeric and element.step.isdigit():
        yield Trial(element.key, "step", element.step, f"{float(element.minimum or 0) + int(element.step) / 2:g}")


def _moved(limit: str, by: int, *, dated: bool) -> str:
    if dated:
        return (date.fromisoformat(limit) + timedelta(days=by)).isoformat()
    return f"{float(limit) + by:.10g}"


def _against(pattern: str) -> str:
    """A short text that the pattern refuses, "" when it refuses none of the usual ones or cannot be read here."""
    try:
        return next((text for text in ("!?", "abc", "12", "x" * 300) if not re.fullmatch(pattern, text)), "")
    except re.error:
        return ""


def _forbidden(field: Element, trial: Trial) -> tuple[Action, ...]:
    if field.input_type == "checkbox":
        return (Action(ActionKind.CHECK, target_of(field), "off"),) if field.checked else ()
    return (Action(ActionKind.TYPE, target_of(field), trial.value),)


def _about(action: Action, field: Element) -> bool:
    return action.target is not None and action.target.key == field.key


def _stopped_by_browser(observation: Observation, before: Screen) -> bool:
    """Nothing was asked of the server and the page stands as before: the browser's own check held the form back."""
    effect = observation.effect
    asked = any(exchange.kind in ("document", "xhr", "fetch") for exchange in observation.exchanges)
    return (
        not asked
        and observation.screen.url == before.url
        and effect is not None
        and not effect.document_changed
        and not _new_lines(before, observation.screen)
    )


def _refused(before: Screen, observation: Observation) -> str:
    """The words or status by which the app says no, "" when it does not."""
    refusal = next(
        (
            exchange
            for exchange in observation.exchanges
            if (exchange.status or 0) >= 400 and exchange.kind in ("document", "xhr", "fetch")
        ),
        None,
    )
    if refusal is not None:
        return f"{refusal.method} {refusal.url}: {refusal.status}"
    return next((line for line in sorted(_new_lines(before, observation.screen)) if _ERROR_CUES.search(line)), "")


def _still_holds(screen: Screen, filled: tuple[Action, ...]) -> bool:
    typed = [action for action in filled if action.kind is ActionKind.TYPE and not action.secret and action.target]
    fields = [(screen.element(action.target.key), action.value) for action in typed if action.target]
    return any(field is not None and field.value == value and value for field, value in fields)


def _landing(url: str) -> str:
    """The page that an address opens, whatever a form has put into its query."""
    return url_pattern(url).partition("?")[0]


def _new_lines(before: Screen, after: Screen) -> frozenset[str]:
    """What stands there now and did not before, numbers masked."""
    return frozenset(_lines(after.text) - _lines(before.text))


def _lines(text: str) -> set[str]:
    return {without_numbers(line)[:200] for line in text.splitlines() if line.strip()}
