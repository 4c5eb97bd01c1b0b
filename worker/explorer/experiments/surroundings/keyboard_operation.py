"""Operates by keyboard what a click was seen to operate: Enter, then Space, then the click again for comparison.

Only what is no control of the browser's own but can have the focus: a native button answers to both keys anyway, and
what never gets the focus is told by mouse_only_control.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.keyboard import KeyboardOperation
from worker.observation.noticed import noticed
from worker.observation.screen import Element
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("keyboard_operation", share=1.5, most=6, seconds=2.0)

_NATIVE = frozenset(("a", "area", "button", "input", "select", "textarea", "summary", "label", "option", "form"))
# Inside of these the keyboard goes by arrows.
_COMPOSITE = frozenset(
    (
        "option",
        "menuitem",
        "menuitemradio",
        "menuitemcheckbox",
        "tab",
        "treeitem",
        "row",
        "gridcell",
        "radio",
        "slider",
        "spinbutton",
        "textbox",
        "combobox",
        "searchbox",
    )
)
KEYS = ("Enter", " ")


@dataclass(frozen=True, slots=True)
class OperateByKeyboard(Undivided):
    """Whether a control answers to the keyboard; `way` leads from a clean start to where it stands."""

    way: tuple[Deed, ...]
    control: str
    name: str

    @property
    def words(self) -> tuple[str, ...]:
        """The comparison, in one line."""
        return (f"Give “{self.name}” the focus and press Enter, then Space; then click it and compare",)

    async def perform(self, walk: Walk) -> None:
        """Each key once; nothing is concluded where the control cannot have the focus or the click does nothing."""
        await come(walk, self.way, lambda screen: screen.element(self.control) is not None)
        element = walk.screen.element(self.control) if walk.screen else None
        if element is None:
            return
        with walk.aside():
            await walk.perform(Action(ActionKind.PRESS, target_of(element), "Shift"))
            focus = await walk.visitor.focus()
            if focus is None or focus.key != element.key:
                return
            for key in KEYS:
                if await _answers(walk, Action(ActionKind.PRESS, target_of(element), key)):
                    await self._conclude(walk, element, "Space" if key == " " else key, "")
                    return
            click = Action(ActionKind.CLICK, target_of(element))
            if await _answers(walk, click):
                await self._conclude(walk, element, "", click.words)

    async def _conclude(self, walk: Walk, element: Element, answered: str, click: str) -> None:
        result = KeyboardOperation(element.key, element.name, element.tag, element.role, answered, click)
        await walk.conclude(self, result)


def propose(scene: Scene) -> Iterator[Proposal]:
    """What was just clicked and did something."""
    observation = scene.observation
    before, effect = observation.before, observation.effect
    if before is None or effect is None or len(observation.cause) != 1:
        return
    action = observation.cause[0]
    element = before.element(action.target.key) if action.kind is ActionKind.CLICK and action.target else None
    if element is None or not is_for_keys(element) or not noticed(effect, before, scene.screen):
        return
    yield Proposal(
        OperateByKeyboard(scene.way_before, element.key, element.name),
        f"{element.role} {element.tag} {element.region} {element.name}",
        destructive=is_destructive(element.name),
    )


def is_for_keys(element: Element) -> bool:
    """Whether it is a control of the page's own making that can have the focus."""
    named = element.visible and element.enabled and any(letter.isalnum() for letter in element.name)
    return named and element.focusable and element.tag not in _NATIVE and element.role not in _COMPOSITE


async def _answers(walk: Walk, action: Action) -> bool:
    before = walk.screen
    observation = await walk.perform(action)
    effect = observation.effect
    return before is not None and effect is not None and noticed(effect, before, observation.screen)
