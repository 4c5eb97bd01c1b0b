"""How a form shows that it took what was sent, told from a valid sending, and whether another sending ended so too."""

import random
from dataclasses import dataclass, replace

from worker.explorer.experiments.form_page import come_to_form
from worker.explorer.forms import Persona, fill, second_attempt, submit
from worker.explorer.forms.refusals import says_no
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern, without_numbers
from worker.explorer.walk import Walk
from worker.observation.observation import Observation
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How the app looks after it took a valid sending: where it went and what it said.

    `answers` are the values, by their fields' keys, that it asked for when it refused the first sending.
    """

    landing: str
    stayed: bool
    said: frozenset[str]
    answers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, before: Screen, observation: Observation, filled: tuple[Action, ...]) -> "Acceptance | None":
        """The look of success, or None when even valid data was refused or success leaves no trace.

        A form that still holds what was typed is taken as refused, and one that asks for a password again elsewhere:
        that is how forms ask to look again.
        """
        landing = _landing(observation.screen.url)
        stayed = landing == _landing(before.url)
        said = _new_lines(before, observation.screen)
        if refused(before, observation) or (stayed and (not said or _still_holds(observation.screen, filled))):
            return None
        if not stayed and _asks_again(observation.screen, filled):
            return None
        return cls(landing, stayed, said)

    def judge(self, before: Screen, observation: Observation, filled: tuple[Action, ...]) -> tuple[bool | None, str]:
        """Whether a trial ended as a success does, and the text or address that tells."""
        if cue := refused(before, observation):
            return False, cue
        landed = _landing(observation.screen.url) == self.landing
        said = _new_lines(before, observation.screen)
        if landed and self.stayed and _still_holds(observation.screen, filled):
            return False, ""
        if not self.stayed:
            landed = landed and not _asks_again(observation.screen, filled)
            return (True, observation.screen.url) if landed else (False, observation.screen.url)
        if landed and self.said and len(self.said & said) * 2 >= len(self.said):
            return True, next(iter(sorted(self.said & said)))
        return (False, "") if not said else (None, next(iter(sorted(said))))


async def send_validly(
    walk: Walk, way: tuple[Deed, ...], page: str, form_key: str, chance: random.Random
) -> Acceptance | None:
    """Send the form as it should be sent, once more with better values when it says what it wants; None when it is not
    there, or nothing tells that it took them. Raises SurfaceError.
    """
    place = await come_to_form(walk, way, page, form_key)
    if place is None:
        return None
    screen, form = place
    persona = Persona(chance)
    sent = submit(screen, form)
    if sent is None:
        return None
    filled = fill(screen, form, persona)
    observation = await walk.perform(*filled, sent)
    accepted = Acceptance.of(screen, observation, filled)
    if accepted is None and (again := second_attempt(screen, observation.screen, form, persona)):
        before = observation.screen
        accepted = Acceptance.of(before, await walk.perform(*again), again[:-1])
        return replace(accepted, answers=_asked_for(filled, again, persona)) if accepted else None
    return accepted


def _asked_for(first: tuple[Action, ...], again: tuple[Action, ...], persona: Persona) -> tuple[tuple[str, str], ...]:
    """What was typed otherwise the second time, apart from what must be new for everybody."""
    former = {action.target.key: action.value for action in first if action.target}
    typed = [action for action in again if action.kind is ActionKind.TYPE and action.target]
    return tuple(
        (action.target.key, action.value)
        for action in typed
        if action.target and former.get(action.target.key) != action.value and persona.token not in action.value
    )


def stopped_by_browser(observation: Observation, before: Screen) -> bool:
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


def refused(before: Screen, observation: Observation) -> str:
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
    return next((line for line in sorted(_new_lines(before, observation.screen)) if says_no(line)), "")


def _still_holds(screen: Screen, filled: tuple[Action, ...]) -> bool:
    typed = [action for action in filled if action.kind is ActionKind.TYPE and not action.secret and action.target]
    fields = [(screen.element(action.target.key), action.value) for action in typed if action.target]
    return any(field is not None and field.value == value and value for field, value in fields)


def _asks_again(screen: Screen, filled: tuple[Action, ...]) -> bool:
    """Whether who gave a password stands before all the same fields again: nobody was let in, whatever is said."""
    typed = [action for action in filled if action.kind is ActionKind.TYPE and action.target]
    return any(action.secret for action in typed) and all(
        screen.element(action.target.key) is not None for action in typed if action.target
    )


def _landing(url: str) -> str:
    """The page that an address opens, whatever a form has put into its query."""
    return url_pattern(url).partition("?")[0]


def _new_lines(before: Screen, after: Screen) -> frozenset[str]:
    """What stands there now and did not before, numbers masked."""
    return frozenset(_lines(after.text) - _lines(before.text))


def _lines(text: str) -> set[str]:
    return {without_numbers(line)[:200] for line in text.splitlines() if line.strip()}
