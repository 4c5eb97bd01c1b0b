"""Opens a dialog by keyboard and looks where the focus is: in it, kept in it, and back where it came from; where Escape
does not close it, whether anything else does.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.keyboard import DialogByKeyboard
from worker.observation.focus import FocusStop
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("dialog_by_keyboard", share=1.5, most=4)

MOST_STOPS = 14
_MOST_PRESSED = 5
_PRESSED = frozenset(("button", "a"))
# Dialogs that fade in take the focus when they are there.
_LATE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class OpenDialogByKeyboard(Undivided):
    """Where the focus goes when a dialog opens; `way` leads from a clean start to what opens it."""

    way: tuple[Deed, ...]
    opener: str
    name: str

    @property
    def words(self) -> tuple[str, ...]:
        """What is done, in one line."""
        return (f"Give “{self.name}” the focus, press Enter, and go on with the Tab key; then press Escape",)

    async def perform(self, walk: Walk) -> None:
        """Nothing is concluded where Enter opens no dialog."""
        await come(walk, self.way, lambda screen: screen.element(self.opener) is not None)
        opener = walk.screen.element(self.opener) if walk.screen else None
        if opener is None:
            return
        with walk.aside():
            await walk.perform(Action(ActionKind.PRESS, target_of(opener), "Enter"))
            await walk.linger(_LATE_SECONDS)
            screen = walk.screen
            if screen is None or not (dialog := open_dialog(screen)):
                return
            shown = walk.last
            focus = await walk.visitor.focus()
            stops = await walk.visitor.tab_through(MOST_STOPS)
            behind = tuple(stop.key for stop in stops if stop and not _is_in(stop) and stop.covered_by)
            await walk.perform(Action(ActionKind.PRESS, value="Escape"))
            closed = walk.screen is not None and not open_dialog(walk.screen)
            returned = await walk.visitor.focus() if closed else None
            left = None if closed else await _can_be_left(walk, stops)
            walk.last = shown
        result = DialogByKeyboard(
            opener=opener.key,
            opener_name=opener.name,
            dialog=dialog,
            modal=covers_page(screen),
            entered=_is_in(focus),
            reached=bool(stops) and _is_in(stops[0]),
            escaped=behind,
            closed=closed,
            returned=returned.key if returned else "",
            left=left,
        )
        await walk.conclude(self, result)


async def _can_be_left(walk: Walk, stops: tuple[FocusStop | None, ...]) -> bool | None:
    """Whether Enter on anything that the Tab key reaches in the open dialog leads out of it, None where there is more
    to it than buttons, or something that nobody presses to see what it does.
    """
    inside = list({stop.key: stop for stop in stops if stop is not None and _is_in(stop)}.values())
    harmless = all(one.tag in _PRESSED and not is_destructive(one.name) for one in inside)
    if not inside or len(inside) > _MOST_PRESSED or not harmless or walk.screen is None or not open_dialog(walk.screen):
        return None
    page = walk.url
    for stop in inside:
        control = walk.screen.element(stop.key)
        if control is None:
            return None
        after = (await walk.perform(Action(ActionKind.PRESS, target_of(control), "Enter"))).screen
        if not open_dialog(after) or after.url != page:
            return True
    return False


def propose(scene: Scene) -> Iterator[Proposal]:
    """A dialog that a click has just opened."""
    observation = scene.observation
    before, effect = observation.before, observation.effect
    if before is None or effect is None or effect.document_changed or len(observation.cause) != 1:
        return
    action = observation.cause[0]
    opener = before.element(action.target.key) if action.kind is ActionKind.CLICK and action.target else None
    if opener is None or not opener.focusable or open_dialog(before) or not open_dialog(scene.screen):
        return
    yield Proposal(OpenDialogByKeyboard(scene.way_before, opener.key, opener.name), f"{opener.region} {opener.name}")


def open_dialog(screen: Screen) -> str:
    """The key of the first control of an open dialog, "" when none is open."""
    return next((one.key for one in screen.elements if one.visible and one.region == "dialog"), "")


def covers_page(screen: Screen) -> bool:
    """Whether the mouse reaches nothing but the dialog: whatever stands in view beside it is covered."""
    beside = [one for one in screen.elements if one.visible and one.in_viewport and one.region != "dialog"]
    return bool(beside) and all(one.covered_by for one in beside)


def _is_in(stop: FocusStop | None) -> bool:
    parts = stop.key.split("|") if stop else []
    return stop is not None and (stop.modal or (len(parts) > 3 and parts[3] == "dialog") or stop.role == "dialog")
