"""Goes through a row of tabs by keyboard, where the Tab key reaches one of them: the arrow keys are to lead to the
others (WAI-ARIA Authoring Practices, "Tabs"). Then a click on one that was not reached, for comparison.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.explorer.experiments.choices_of_lists import rows_of_controls
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.rows import node_of
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.keyboard import KeyboardOperation
from worker.observation.noticed import noticed
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("arrow_keys", share=1.5, most=4)

_KEYS = ("ArrowRight", "ArrowDown", "End")


@dataclass(frozen=True, slots=True)
class GoByArrows(Undivided):
    """Whether the arrow keys lead from the tab that the Tab key reaches to another."""

    way: tuple[Deed, ...]
    reached: str
    other: str
    name: str

    @property
    def words(self) -> tuple[str, ...]:
        """What is done, in one line."""
        return (f"Give the tab beside “{self.name}” the focus, press the arrow keys and End, then click “{self.name}”",)

    async def perform(self, walk: Walk) -> None:
        """Nothing is concluded where the tab cannot have the focus, or the click does nothing."""
        await come(walk, self.way, lambda screen: screen.element(self.reached) is not None)
        first = walk.screen.element(self.reached) if walk.screen else None
        if first is None:
            return
        with walk.aside():
            await walk.perform(Action(ActionKind.PRESS, target_of(first), "Shift"))
            focus = await walk.visitor.focus()
            if focus is None or focus.key != first.key:
                return
            for key in _KEYS:
                before = walk.screen
                await walk.perform(Action(ActionKind.PRESS, value=key))
                focus = await walk.visitor.focus()
                if focus is None or focus.key != first.key or _has_changed(before, walk.screen):
                    return
            other, before = walk.screen.element(self.other) if walk.screen else None, walk.screen
            if other is None or before is None:
                return
            click = Action(ActionKind.CLICK, target_of(other))
            clicked = await walk.perform(click)
        if clicked.effect is not None and noticed(clicked.effect, before, clicked.screen):
            result = KeyboardOperation(other.key, other.name, other.tag, other.role, "", click.words)
            await walk.conclude(self, replace(result, beside=first.name))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every row of tabs of which the Tab key reaches some and others not."""
    if not scene.new_state:
        return
    for row in rows_of_controls(scene.screen):
        if row[0].role != "tab":
            continue
        others = [one for one in row if _is_left_out(scene.screen, one)]
        reached = [one for one in row if one not in others]
        if reached and others:
            request = GoByArrows(scene.way, reached[0].key, others[0].key, others[0].name)
            yield Proposal(request, f"{url_pattern(scene.screen.url)} {_names(row)}")


def _is_left_out(screen: Screen, tab: Element) -> bool:
    node = node_of(screen, tab)
    return node is not None and node.attributes.get("tabindex", "") == "-1"


def _names(row: list[Element]) -> str:
    return " ".join(sorted(one.name for one in row))


def _has_changed(before: Screen | None, now: Screen | None) -> bool:
    """Whether another part of the page is shown, though the focus has stayed."""
    return before is None or now is None or before.text != now.text
