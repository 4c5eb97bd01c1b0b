"""Does what a visitor did and takes the offer to undo it that then appears."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.looks import look_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.rows import node_of, row_around
from worker.explorer.experiments.shortcut import can_do, from_short_to_long
from worker.explorer.experiments.undoing import way_to_undo
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.purposes import Purpose, serves
from worker.explorer.state import url_pattern, without_numbers
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.returns import UndoneDeed
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind, Target

PLAN = Plan("undone_deed", share=3.0, most=4, seconds=10.0)

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
            deed = _here(walk.screen, self.deed) if walk.screen is not None else None
            if walk.screen is not None and deed is not None and await self._undo(walk, walk.screen, deed):
                return
            await walk.start_over()

    async def _undo(self, walk: Walk, before: Screen, deed: Deed) -> bool:
        """Do it, undo it, and load both pages anew, the one where that was offered and the one where the deed was done;
        False where nothing is offered.
        """
        done = await walk.perform(*deed)
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
            control=_name(deed),
            undo=undo.name,
            lost=tuple(sorted(lost)),
            after_undo=tuple(sorted(lost & _facts(undone))),
            after_opening=tuple(sorted(lost & _facts(opened))),
            asked=asked,
            back=tuple(sorted(back)),
            stored=tuple(sorted(back & _facts(reloaded))),
            of_row=_lines_beside(before, deed),
        )
        await walk.conclude(self, result)
        return True


def propose(scene: Scene) -> Iterator[Proposal]:
    """Where a deed has just brought one control that undoes, on the page it was done on, which may be loaded anew."""
    seen = scene.observation
    if seen.before is None or seen.effect is None or not seen.cause:
        return
    if seen.effect.document_changed and urlsplit(seen.before.url).path != urlsplit(scene.screen.url).path:
        return
    last = seen.cause[-1]
    if last.kind not in _OPERATES or last.target is None or last.target.role in _LEADS:
        return
    undo = way_to_undo(seen)
    if undo is None or serves(Purpose.UNDO, last.target.name):
        return
    once = f"{url_pattern(scene.screen.url)} {last.target.key} {undo.name}"
    yield Proposal(UndoDeed(scene.way_before, seen.cause), once, destructive=is_destructive(last.target.name))


def _here(screen: Screen, deed: Deed) -> Deed | None:
    """The deed where it can be done, else the same with another row's control: who tried it first may have taken the
    row away for good.
    """
    if can_do(screen, deed):
        return deed
    *before, action = deed
    if before or action.target is None:
        return None
    usable = (one for one in screen.elements if one.visible and one.enabled)
    other = next((one for one in usable if _is_of_next_row(one, action.target)), None)
    return (replace(action, target=target_of(other)),) if other else None


def _is_of_next_row(control: Element, target: Target) -> bool:
    """Whether it stands at the same place of another row and is called the same but for the row's words."""
    if control.role != target.role or without_numbers(control.selector) != without_numbers(target.selector):
        return False
    own, other = (name.casefold().split() or [""] for name in (control.name, target.name))
    return own[0] == other[0] or own[-1] == other[-1]


def _facts(screen: Screen) -> frozenset[str]:
    look = look_of(screen)
    return frozenset((*look.lines, *look.choices))


def _lines_beside(screen: Screen, deed: Deed) -> tuple[str, ...]:
    """What the row says in which a control stands, as far as it stands nowhere else."""
    control = screen.element(deed[-1].target.key) if deed[-1].target else None
    node = node_of(screen, control) if control else None
    row = row_around(node) if node else None
    pieces = Counter(" ".join(line.split()) for line in screen.text.splitlines())
    return tuple(text for one in row.walk() if pieces[text := " ".join(one.text.split())] == 1) if row else ()


def _name(deed: Deed) -> str:
    target = deed[-1].target
    return target.name if target else ""
