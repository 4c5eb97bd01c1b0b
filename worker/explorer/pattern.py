"""Text that satisfies a simple regular expression, as an input's `pattern` attribute holds it."""

import random
import re
import string
from collections.abc import Sequence
from importlib import import_module
from typing import Any

# The standard library's own parser of regular expressions; its old public name is deprecated.
_parser: Any = import_module("re._parser")

_LETTERS = string.ascii_letters + string.digits
_CLASSES = {"digit": string.digits, "space": " ", "word": string.ascii_lowercase}
_MOST_REPEATS = 8


def text_matching(pattern: str, chance: random.Random) -> str | None:
    """A text that the whole pattern matches.

    None for a pattern that is not valid or not simple (look-arounds, back references).
    """
    try:
        parsed = _parser.parse(pattern)
        text = _sequence(list(parsed), chance)
        return text if re.fullmatch(pattern, text) else None
    except (re.error, NotImplementedError, OverflowError, RecursionError):
        return None


def _sequence(tokens: Sequence[Any], chance: random.Random) -> str:
    return "".join(_token(str(name), value, chance) for name, value in tokens)


def _token(name: str, value: Any, chance: random.Random) -> str:
    match name:
        case "LITERAL":
            return chr(value)
        case "NOT_LITERAL":
            return next(letter for letter in _LETTERS if ord(letter) != value)
        case "ANY":
            return chance.choice(string.ascii_lowercase)
        case "IN":
            return chance.choice(_members(value))
        case "BRANCH":
            return _sequence(list(chance.choice(value[1])), chance)
        case "SUBPATTERN":
            return _sequence(list(value[-1]), chance)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, repeated = value
            times = min(
                int(most),
                max(int(least), 1 if int(least) == 0 and int(most) == 1 else min(int(least) + 3, _MOST_REPEATS)),
            )
            return "".join(_sequence(list(repeated), chance) for _ in range(max(times, int(least))))
        case "AT":
            return ""
        case _:
            raise NotImplementedError(name)


def _members(parts: Sequence[Any]) -> str:
    """The plain characters that a character class allows."""
    allowed = ""
    refused = False
    for name, value in ((str(name), value) for name, value in parts):
        if name == "NEGATE":
            refused = True
        elif name == "LITERAL":
            allowed += chr(value)
        elif name == "RANGE":
            allowed += "".join(map(chr, range(value[0], min(value[1], value[0] + 94) + 1)))
        elif name == "CATEGORY":
            allowed += _CLASSES[str(value).lower().removeprefix("category_")]
        else:
            raise NotImplementedError(name)
    if refused:
        allowed = "".join(letter for letter in _LETTERS if letter not in allowed)
    if not allowed:
        raise NotImplementedError("a class that allows no plain character")
    return allowed
