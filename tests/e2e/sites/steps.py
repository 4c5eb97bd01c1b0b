"""Actions in few words, for tests that drive a visitor."""

from worker.observation.observation import Observation
from worker.observation.screen import Element
from worker.surfaces.actions import Action, ActionKind, Target
from worker.surfaces.interface import Visitor


def named(seen: Observation, name: str) -> Element:
    """The element of that name on the screen."""
    for element in seen.screen.elements:
        if element.name == name:
            return element
    raise AssertionError(f"no '{name}' among {[element.name for element in seen.screen.elements]}")


def target(seen: Observation, name: str) -> Target:
    """What an action on that element is aimed at."""
    element = named(seen, name)
    return Target(element.key, element.selector, element.frame, element.role, element.name)


async def opened(visitor: Visitor, url: str) -> Observation:
    """Open an address."""
    return await visitor.perform(Action(ActionKind.NAVIGATE, value=url))


async def clicked(visitor: Visitor, seen: Observation, name: str) -> Observation:
    """Click what is called so."""
    return await visitor.perform(Action(ActionKind.CLICK, target(seen, name)))


async def typed(visitor: Visitor, seen: Observation, name: str, text: str) -> Observation:
    """Type into what is called so."""
    return await visitor.perform(Action(ActionKind.TYPE, target(seen, name), text))
