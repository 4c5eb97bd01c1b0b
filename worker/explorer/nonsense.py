"""Words that are looked for and are nowhere, and the pages that an app then shows."""

import random

_BEGINNING = "qzxvwk"


def nonsense(chance: random.Random) -> str:
    """A word that no page has."""
    return f"{_BEGINNING}{chance.getrandbits(16):04x}"


def looks_for_nothing(url: str) -> bool:
    """Whether an address asks for such a word: what leads on from there stands elsewhere too, with something in it."""
    return _BEGINNING in url
