"""A brain with a stand-in for its model, and the screen of a shop for it to look at."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager

from pydantic import SecretStr

from tests.stand_ins.language_model import Asked, LanguageModel, Reply
from tests.unit.explorer_screens import BASE, element, field, form_of, link, screen
from worker.detectors.base import Finding
from worker.explorer.brain.brain import Brain
from worker.explorer.options import Option, options_of
from worker.explorer.scope import Scope
from worker.explorer.state import state_of
from worker.model_access import ModelAccess
from worker.observation.screen import Screen

KEY = "the-operators-own-key-4711"


def access(
    model: LanguageModel, name: str = "openai:stand-in", tokens: int = 60_000, seconds: float = 10
) -> ModelAccess:
    return ModelAccess(name=name, address=model.address, key=SecretStr(KEY), tokens=tokens, seconds=seconds)


@asynccontextmanager
async def thinking(
    model: LanguageModel,
    *,
    name: str = "openai:stand-in",
    tokens: int = 60_000,
    seconds: float = 10,
    private: Iterable[str] = (),
    tell: Callable[[Finding, str], None] = lambda _finding, _visitor: None,
) -> AsyncGenerator[Brain]:
    """A brain that asks this model while the context lasts."""
    brain = Brain(access(model, name, tokens, seconds), private, tell, pause_seconds=0.01)
    task = asyncio.create_task(brain.think())
    try:
        yield brain
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def shop(**more: str) -> Screen:
    """A shop's first screen: what matters, what does not, what is feared, and a form with an unclear field."""
    unclear = field("Vehicle colour scheme", field_name="scheme", max_length=20)
    send = element("button", "Order", form="form")
    return screen(
        "/",
        link("Checkout", "/checkout"),
        link("Imprint", "/imprint"),
        element("button", "Delete my account"),
        link("Log out", "/logout"),
        unclear,
        send,
        forms=(form_of(unclear, submit=send.key),),
        **more,
    )


def options(seen: Screen) -> tuple[Option, ...]:
    return options_of(seen, Scope(BASE))


async def look(brain: Brain, seen: Screen, *, inside: bool = False) -> None:
    """Show the brain a screen, and wait until it has thought about it."""
    brain.see(seen, state_of(seen), options(seen), "visitor-1", inside=inside)
    await brain.settled()


def option_of(seen: Screen, name: str) -> Option:
    """The option to touch what is called so."""
    subject = next(element.key for element in seen.elements if element.name == name)
    return next(option for option in options(seen) if option.subject == subject)


def about(asked: Asked) -> str:
    """Which question this is."""
    kinds = {"offers": "importance", "fields": "fields", "text": "contradictions", "bugs": "words"}
    return next(kind for member, kind in kinds.items() if member in asked.material)


def offered(asked: Asked, name: str) -> list[str]:
    """The ids under which something was offered."""
    return [offer["id"] for offer in asked.material["offers"] if offer["name"] == name]


def good(asked: Asked) -> Reply:
    """What a sensible model says to each question."""
    match about(asked):
        case "importance":
            return Reply({"application": "A shop.", "important": offered(asked, "Checkout")})
        case "fields":
            return Reply({"values": [{"id": "f1", "value": "midnight blue"}]})
        case "contradictions":
            return Reply({"contradictions": []})
        case _:
            return Reply(
                {
                    "bugs": [
                        {
                            "id": one["id"],
                            "title": "Shoppers cannot pay: the checkout button does nothing",
                            "description": "Pressing the button leaves the cart as it is. Expected: an order is made.",
                            "likely_cause": "The handler of the button fails before it sends the order.",
                        }
                        for one in asked.material["bugs"]
                    ]
                }
            )
