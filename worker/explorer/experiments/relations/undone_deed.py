"""Does what a visitor did and takes the offer to undo it that then appears."""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.looks import look_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import can_do, from_short_to_long
from worker.explorer.experiments.undoing import way_to_undo
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.purposes import Purpose, serves
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.returns import UndoneDeed
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("undone_deed", share=3.0, most=4)

_OPERATES = frozenset((ActionKind.CLICK, ActionKind.DOUBLE_CLICK, ActionKind.TAP, ActionKind.PRESS, ActionKind.CHECK))
# These show another part of the page, where something else may be offered to be restored.
_LEADS = frozenset(("link", "tab", "menuitem"))


@dataclass(frozen=True, slots=True)
class UndoDeed(Undivided):
    """Whether undoing brings back what a deed changed; `way` leads to where it is done."""

    way: tuple[Deed, ...]
    deed: Deed

    async def perform(self, walk: Walk) -> None:
        """By the shortest way on which undoing is offered."""
        for way in from_short_to_long(self.way):
            await walk.go(way)
            if walk.screen is not None and can_do(walk.screen, self.deed) and await self._undo(walk, walk.screen):
                return
            await walk.start_over()

    async def _undo(self, walk: Walk, before: Screen) -> bool:
        """Do it, undo it, and load both pages anew, the one where that was offered and the one where the deed was done;
        False where nothing is offered.
        """
        done = await walk.perform(*self.deed)
        undo = way_to_undo(done)
        if undo is None:
            return False
        undone = (await walk.perform(Action(ActionKind.CLICK, target_of(undo)))).screen
        known = {one.key for one in done.screen.elements if one.visible}
        asked = any(one.region == "dialog" and one.visible and one.key not in known for one in undone.elements)
        reloaded = (await walk.perform(Action(ActionKind.RELOAD))).screen
        first, changed = _facts(before), _facts(done.screen)
        lost, back = first - changed, (_facts(undone) & first) - changed
        opened = (await walk.open(before.url)).screen if before.url != reloaded.url else reloaded
        result = UndoneDeed(
            page=before.url,
            control=_name(self.deed),
            undo=undo.name,
            lost=tuple(sorted(lost)),
            after_undo=tuple(sorted(lost & _facts(undone))),
            after_opening=tuple(sorted(lost & _facts(opened))),
            asked=asked,
            back=tuple(sorted(back)),
            stored=tuple(sorted(back & _facts(reloaded))),
        )
        await walk.conclude(self, result)
        return True


def propose(scene: Scene) -> Iterator[Proposal]:
    """Where a deed has just brought one control that undoes, on the page it was done on."""
    seen = scene.observation
    if seen.before is None or seen.effect is None or seen.effect.document_changed or not seen.cause:
        return
    last = seen.cause[-1]
    if last.kind not in _OPERATES or last.target is None or last.target.role in _LEADS:
        return
    undo = way_to_undo(seen)
    if undo is None or serves(Purpose.UNDO, last.target.name):
        return
    once = f"{url_pattern(scene.screen.url)} {last.target.key} {undo.name}"
    yield Proposal(UndoDeed(scene.way_before, seen.cause), once, destructive=is_destructive(last.target.name))


def _facts(screen: Screen) -> frozenset[str]:
    look = look_of(screen)
    return frozenset((*look.lines, *look.choices))


def _name(deed: Deed) -> str:
    target = deed[-1].target
    return target.name if target else ""
