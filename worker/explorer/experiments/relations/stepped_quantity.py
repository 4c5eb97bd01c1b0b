"""Steps a quantity up and down again by its buttons, and notes the number and the amounts each time."""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.detectors.amounts import amounts
from worker.detectors.markup import Node
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.rows import node_of
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.purposes import Purpose, is_named, serves
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.quantities import SteppedQuantity
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("stepped_quantity", share=1.2, most=4)

# A stepper is small: two buttons and a number between or beside them.
_REACH_PX = 280
_LEVELS = 3


@dataclass(frozen=True, slots=True)
class Stepper:
    """Two buttons and the number that they change."""

    up: Element
    down: Element
    number: str


@dataclass(frozen=True, slots=True)
class StepUpAndDown(Undivided):
    """Whether up and down leads back; `up` is the button's key."""

    way: tuple[Deed, ...]
    up: str

    async def perform(self, walk: Walk) -> None:
        """Up once, so that there is room below, then up and down."""
        await come(walk, self.way, lambda screen: self._present(screen) is not None)
        seen: list[tuple[str, tuple[str, ...]]] = []
        for direction in ("up", "up", "down"):
            stepper = self._present(walk.screen)
            if stepper is None:
                return
            button = stepper.up if direction == "up" else stepper.down
            if not button.enabled:
                return
            await walk.perform(Action(ActionKind.CLICK, target_of(button)))
            after = self._present(walk.screen)
            if after is None or walk.screen is None:
                return
            seen.append((after.number, tuple(map(str, amounts(walk.screen.text)))))
        first = self._present(walk.screen)
        if first is not None:
            result = SteppedQuantity(
                walk.url,
                first.up.name,
                first.down.name,
                (seen[0][0], seen[1][0], seen[2][0]),
                (seen[0][1], seen[1][1], seen[2][1]),
            )
            await walk.conclude(self, result)

    def _present(self, screen: Screen | None) -> Stepper | None:
        return next((one for one in steppers(screen) if one.up.key == self.up), None) if screen else None


def propose(scene: Scene) -> Iterator[Proposal]:
    """The first stepper of each kind of place."""
    if scene.new_state:
        for stepper in list(steppers(scene.screen))[:1]:
            yield Proposal(
                StepUpAndDown(scene.alone(scene.way), stepper.up.key),
                f"{url_pattern(scene.screen.url)} {stepper.up.key}",
            )


def steppers(screen: Screen) -> Iterator[Stepper]:
    """Every pair of buttons for more and less with one number at hand."""
    buttons = [one for one in screen.elements if one.visible and one.role in ("button", "clickable", "listener")]
    ups = [one for one in buttons if _is_for(screen, one, Purpose.INCREASE)]
    if not ups:
        return
    downs = [one for one in buttons if _is_for(screen, one, Purpose.DECREASE)]
    for up in ups:
        near = [one for one in downs if abs(one.box.y - up.box.y) < _REACH_PX and abs(one.box.x - up.box.x) < _REACH_PX]
        if near and (number := _number_beside(screen, up, near[0])):
            yield Stepper(up, near[0], number)


def _is_for(screen: Screen, element: Element, purpose: Purpose) -> bool:
    if element.name:
        return serves(purpose, element.name)
    node = node_of(screen, element)
    return node is not None and is_named(purpose, *node.classes, node.attributes.get("id", ""))


def _number_beside(screen: Screen, up: Element, down: Element) -> str:
    """The one number in the smallest part of the page that holds both buttons, "" when there is none or several."""
    one, other = node_of(screen, up), node_of(screen, down)
    common = _common(one, other) if one and other else None
    for _ in range(_LEVELS):
        if common is None:
            return ""
        fields = [
            element.value
            for element in screen.elements
            if element.tag == "input" and element.visible and _lies_in(node_of(screen, element), common)
        ]
        numbers = [value for value in fields if _is_number(value)]
        numbers += [piece.strip() for piece in common.pieces() if _is_number(piece.strip())]
        if len(numbers) == 1:
            return numbers[0]
        if numbers:
            return ""
        common = common.parent
    return ""


def _is_number(text: str) -> bool:
    return text.removeprefix("-").removeprefix("−").isdigit() and len(text) < 7


def _common(one: Node, other: Node) -> Node | None:
    above: set[int] = set()
    node: Node | None = one
    while node is not None:
        above.add(id(node))
        node = node.parent
    node = other
    while node is not None and id(node) not in above:
        node = node.parent
    return node


def _lies_in(node: Node | None, outer: Node) -> bool:
    while node is not None:
        if node is outer:
            return True
        node = node.parent
    return False
