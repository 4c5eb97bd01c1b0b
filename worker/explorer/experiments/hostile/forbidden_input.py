"""Sends a form with one field holding what its declaration or the words beside it forbid, or what contradicts the field
before it, and compares with a valid sending.

The valid sending comes first: only what then looks the same as a success counts as accepted. A browser that refuses to
send is no answer of the app's, so the same is sent again with the browser's check switched off, to ask the server.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from urllib.parse import urljoin

from worker.explorer.experiments.acceptance import Acceptance, send_validly, stopped_by_browser
from worker.explorer.experiments.form_page import come_to_form
from worker.explorer.experiments.form_places import place_of_form
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.stored_values import way_to_form
from worker.explorer.experiments.told_rules import looks_for_something, told_order, told_trials
from worker.explorer.experiments.trials import Trial, label_of, most_telling
from worker.explorer.experiments.weak_passwords import weak_passwords
from worker.explorer.forms import Persona, fields_of, fill, repeats, submit, target_of
from worker.explorer.forms.dates import day_in_text
from worker.explorer.forms.hints import hints_of
from worker.explorer.forms.refusals import refusals
from worker.explorer.graph import Deed
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.forms import ForbiddenInput
from worker.observation.screen import Element, Form, Screen
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.files import empty_file, unwanted_file

PLAN = Plan("forbidden_input", share=5.0, most=30)

# A form that asks for so much is more than a field to search or subscribe.
_MANY_TRIALS = 4
MOST_TRIALS = 8
# The others of a form come after the first of other forms: each takes seconds.
_TRIALS_AT_ONCE = 4
# Two days in fewer fields are those between which somebody looks for something; none may be there.
_FEWEST_FIELDS = 3
_ANOTHER_PASSWORD = "Another-Horse-8"
_LONG_AGO = date(2001, 2, 3)
_BEGINS = re.compile(
    r"\b(from|start\w*|begin\w*|check-?in|arrival|departure|pick-?up|von|ab|anreise\w*|desde|inicio|llegada|ida|du|début|"
    r"arrivée|از|شروع|آغاز|ورود|رفت)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(to|until|till|end\w*|check-?out|departure|return\w*|drop-?off|bis|abreise\w*|rückreise\w*|hasta|fin|salida|vuelta|au|"
    r"retour|départ|تا|پایان|خروج|برگشت)\b",
    re.IGNORECASE,
)
# What is longer takes long to type and says no more.
_LONGEST = 2000


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
        accepted = await send_validly(walk, self.way, self.page, self.form, chance)
        if accepted is None:
            return
        for item in sorted(self.items):
            place = await come_to_form(walk, self.way, self.page, self.form)
            trial = next((trial for trial in trials_of(*place) if trial.item == item), None) if place else None
            if place and trial:
                walk.tell_from_here()
                await self._try(walk, *place, trial, accepted, chance)

    async def _try(
        self, walk: Walk, screen: Screen, form: Form, trial: Trial, accepted: Acceptance, chance: random.Random
    ) -> None:
        field = screen.element(trial.field)
        sent = submit(screen, form)
        if field is None or sent is None:
            return
        valid, forbidden = _deeds(screen, form, field, trial, Persona(chance), dict(accepted.answers))
        if field.input_type == "file":
            chosen = (await walk.perform(*valid, *forbidden)).screen.element(field.key)
            if chosen is None or not chosen.value.endswith(trial.value):
                return  # a script has taken it, or has thrown it away
            observation = await walk.perform(sent)
        else:
            observation = await walk.perform(*valid, *forbidden, sent)
        stopped = stopped_by_browser(observation, screen)
        if stopped:
            again = submit(observation.screen, form, skip_browser_validation=True)
            if again is None:
                return
            observation = await walk.perform(again)
        verdict, witness = accepted.judge(screen, observation, valid)
        if verdict and trial.told and not await self._holds(walk, field, trial):
            return
        result = ForbiddenInput(
            form=form.key,
            form_name=form.name,
            field=field.key,
            field_label=label_of(field),
            constraint=trial.constraint,
            declared=trial.declared,
            value=trial.value,
            accepted=verdict,
            bypassed_browser=stopped or (trial.constraint == "max_length" and not trial.told),
            witness=witness,
            messages=tuple(run.text for run in refusals(screen, observation.screen)),
            page=screen.url,
            told=trial.told,
        )
        await walk.conclude(self.with_items(frozenset((trial.item,))), result)

    async def _holds(self, walk: Walk, field: Element, trial: Trial) -> bool:
        """Whether the field keeps what is typed: what a script cuts off or takes out meanwhile was never sent."""
        if field.input_type in ("password", "checkbox"):
            return True
        seen = walk.last
        with walk.aside():
            place = await come_to_form(walk, self.way, self.page, self.form)
            typed = await walk.perform(*_forbidden(field, trial)) if place else None
        walk.last = seen
        held = typed.screen.element(field.key) if typed else None
        return held is not None and held.value == trial.value


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every form whose fields declare or tell what they want."""
    if not scene.new_state:
        return
    screen = scene.screen
    for form in screen.forms:
        trials = trials_of(screen, form)
        for begin in range(0, len(trials), _TRIALS_AT_ONCE):
            items = frozenset(trial.item for trial in trials[begin : begin + _TRIALS_AT_ONCE])
            request = SendForbidden(way_to_form(scene, form), screen.url, form.key, items, scene.seed)
            probes = (screen.url, urljoin(screen.url, form.action))
            yield Proposal(
                request,
                f"{place_of_form(screen, form)} {begin}",
                probes,
                "hostile and invalid data in forms",
                telling=begin == 0 and (len(trials) >= _MANY_TRIALS or trials[0].constraint in ("same", "order")),
            )


def trials_of(screen: Screen, form: Form) -> list[Trial]:
    """What the form's fields forbid, one trial a rule, the most telling first."""
    fields, hints = fields_of(screen, form), hints_of(screen)
    trials = [
        *_contradictions(screen, fields, hints),
        *(trial for element in fields for trial in _trials(element)),
        *told_trials(screen, form),
        *weak_passwords(fields, hints),
    ]
    if looks_for_something(screen, form, fields):
        # Who looks for something longer than that finds nothing, and harms nobody.
        trials = [trial for trial in trials if trial.constraint not in ("min_length", "max_length")]
    return most_telling(trials, MOST_TRIALS)


def _contradictions(screen: Screen, fields: list[Element], hints: Mapping[str, Sequence[str]]) -> Iterator[Trial]:
    """Another password the second time, an end before its beginning."""
    for former, element in pairwise(fields):
        kinds = {former.input_type, element.input_type}
        if kinds == {"password"} and repeats(element, former):
            yield Trial(element.key, "same", f"as in {label_of(former)}", _ANOTHER_PASSWORD)
        in_order = _BEGINS.search(label_of(former)) and _ENDS.search(label_of(element)) and not element.minimum
        if not in_order or len(fields) < _FEWEST_FIELDS:
            continue
        if kinds == {"date"}:
            yield Trial(element.key, "order", f"after {label_of(former)}", _LONG_AGO.isoformat())
        elif told_order(screen, former, element, hints):
            day = day_in_text(element, _LONG_AGO, screen.language, " ".join(hints[element.key]))
            yield Trial(element.key, "order", f"after {label_of(former)}", day, told=True)


def _trials(element: Element) -> Iterator[Trial]:
    if element.input_type == "file":
        yield from _wrong_files(element)
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
    if element.min_length is not None and 1 < element.min_length < _LONGEST:
        yield Trial(element.key, "min_length", f"{element.min_length}", "a" * (element.min_length - 1))
    if element.max_length is not None and 0 < element.max_length < _LONGEST and element.tag in ("input", "textarea"):
        yield Trial(element.key, "max_length", f"{element.max_length}", "a" * (element.max_length + 1))


def _wrong_files(element: Element) -> Iterator[Trial]:
    if name := unwanted_file(element.accept):
        yield Trial(element.key, "accept", element.accept, name)
    if name := empty_file(element.accept):
        yield Trial(element.key, "content", element.accept, name)


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
    if field.input_type == "file":
        return (Action(ActionKind.UPLOAD, target_of(field), trial.value),)
    if field.input_type == "checkbox":
        return (Action(ActionKind.CHECK, target_of(field), "off"),) if field.checked else ()
    # The browser lets nobody type more than the field holds.
    too_long = trial.constraint == "max_length" and not trial.told
    secret = field.input_type == "password"
    return (Action(ActionKind.TYPE, target_of(field), trial.value, secret=secret, skip_browser_validation=too_long),)


def _deeds(
    screen: Screen, form: Form, field: Element, trial: Trial, persona: Persona, answers: dict[str, str]
) -> tuple[tuple[Action, ...], tuple[Action, ...]]:
    """What fills the form well, and what puts into the field what it forbids; a password that is asked for twice is the
    same both times unless that is what is tried.
    """
    if field.input_type == "password" and trial.constraint != "same":
        others = {key: text for key, text in answers.items() if not _is_password(screen, key)}
        return fill(screen, form, persona, {**others, field.key: trial.value}), ()
    valid = (action for action in fill(screen, form, persona, answers) if not _about(action, field))
    return tuple(valid), _forbidden(field, trial)


def _is_password(screen: Screen, key: str) -> bool:
    field = screen.element(key)
    return field is not None and field.input_type == "password"


def _about(action: Action, field: Element) -> bool:
    return action.target is not None and action.target.key == field.key
