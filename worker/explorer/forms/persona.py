"""Who fills the forms of one visitor."""

import random
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from worker.explorer.nonsense import nonsense
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

MADE_UP = re.compile(r"df[0-9a-f]{6}")
"""What every name has in it that a visitor makes up (`new_token`)."""


@dataclass(slots=True)
class Persona:
    """Who fills the forms of one visitor: always the same, so that signing in after signing up works.
    `token` makes addresses unique to this person; a replay is a new person with a new token (see `as_somebody_new`).
    """

    chance: random.Random
    token: str = ""
    password: str = ""
    vocabulary: tuple[str, ...] = ()
    searches: int = 0
    # What to write into a field whose meaning no word here tells, for whoever knows.
    knows: Callable[[Element], str | None] = lambda _element: None

    def __post_init__(self) -> None:
        self.token = self.token or new_token()
        self.password = self.password or new_password()

    def read(self, screen: Screen) -> None:
        """Take words off the screen to search for."""
        seen = (*screen.headings, *(link.text for link in screen.links))
        self.vocabulary = tuple(
            dict.fromkeys(word for text in seen[:60] for word in re.findall(r"[^\W\d_]{4,}", text))
        )[:40]

    def search_word(self) -> str:
        """Something to search for: a word that the app itself uses, and every other time one that nobody uses."""
        self.searches += 1
        if self.searches % 2 == 0 or not self.vocabulary:
            return nonsense(self.chance)
        return self.chance.choice(self.vocabulary)


def new_token() -> str:
    """A recognisable mark that makes typed names and addresses unique, in this run and all others: it has no seed."""
    return f"df{secrets.token_hex(3)}"


def new_password() -> str:
    """With letters of both cases, digits and signs, and not too long: what most sites ask for. It shares little with a
    name, as sites refuse what resembles one.
    """
    return f"Sunny-{''.join(secrets.choice('ghjkmpqrtvwxz') for _ in range(6))}!7"


def as_somebody_new(actions: tuple[Action, ...], token: str) -> tuple[Action, ...]:
    """The same deeds by another person: names and addresses that must be unique are no longer taken."""
    return tuple(
        replace(action, value=MADE_UP.sub(token, action.value)) if action.kind is ActionKind.TYPE else action
        for action in actions
    )
