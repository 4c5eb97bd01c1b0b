"""Sends a form that leads to a next step, goes back by the page's own way back, and looks what the form holds then."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import can_do, come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.forms import SteppedBack
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("stepped_back", share=2.5, most=4, seconds=13.0)

_BACK = re.compile(
    r"^\W*(?:(?:go )?back(?: to (?:step \d|(?:the )?(?:previous|last|first|order|form|details?|dates?|items?).*))?|"
    r"previous(?: step)?|(?:edit|change) (?:order|details?|selection|items|choice)|zurück(?: zu .{3,30})?|"
    r"vorheriger schritt|ändern|atrás|volver|anterior|paso anterior|retour|précédent|étape précédente|بازگشت|قبلی)\W*$",
    re.IGNORECASE,
)
_STEPS = re.compile(r"\b(?:step|schritt|paso|étape|مرحله)\s+\d+\b|aria-current=[\"']?step", re.IGNORECASE)
_GIVES = frozenset((ActionKind.TYPE, ActionKind.CHOOSE))
_AROUND = frozenset(("header", "nav", "footer", "dialog"))


@dataclass(frozen=True, slots=True)
class StepBack(Undivided):
    """Whether a step still holds what was given once one is back; `way` leads to it, `deed` fills and sends it."""

    way: tuple[Deed, ...]
    deed: Deed
    page: str

    async def perform(self, walk: Walk) -> None:
        """There and back. Raises SurfaceError."""
        if await come(walk, self.way, lambda screen: can_do(screen, self.deed)) is None or walk.screen is None:
            return
        first = walk.screen
        led_to = (await walk.perform(*self.deed)).screen
        back = way_back(led_to)
        if back is None:
            return
        again = (await walk.perform(Action(ActionKind.CLICK, target_of(back)))).screen
        fields = tuple(
            (was.label or was.name, was.value, action.value, now.value)
            for action in _given(self.deed)
            if action.target
            and (was := first.element(action.target.key)) is not None
            and (now := again.element(action.target.key)) is not None
        )
        if fields:
            await walk.conclude(self, SteppedBack(first.url, led_to.url, back.name, fields, _is_a_step(led_to)))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Where a form has just led to another page of the site that has a way back of its own."""
    seen = scene.observation
    before = seen.before
    if before is None or seen.effect is None or not (seen.effect.url_changed or seen.effect.document_changed):
        return
    if len(_given(seen.cause)) < 1 or any(one.secret for one in seen.cause) or way_back(scene.screen) is None:
        return
    last = seen.cause[-1].target
    if last is not None and not is_destructive(last.name) and any(one.submit == last.key for one in before.forms):
        once = f"{url_pattern(before.url)} {url_pattern(scene.screen.url)}"
        yield Proposal(StepBack(scene.way_before, seen.cause, before.url), once, telling=_is_a_step(scene.screen))


def way_back(screen: Screen) -> Element | None:
    """The page's own control that leads to the step before."""
    return next(
        (
            one
            for one in screen.elements
            if one.visible and one.enabled and one.role in ("link", "button") and one.region not in _AROUND
            if _BACK.match(one.name)
        ),
        None,
    )


def _given(deed: Deed) -> list[Action]:
    return [one for one in deed if one.kind in _GIVES and one.value and one.target and not one.secret]


def _is_a_step(screen: Screen) -> bool:
    """Whether the page says that it is one of several steps."""
    return _STEPS.search(screen.text) is not None or _STEPS.search(screen.markup) is not None
