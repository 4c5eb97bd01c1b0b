"""The words by which a thing is known again, wherever it stands and however it is written there."""

import re

_WORD = re.compile(r"[^\W\d_]{4,}")


def telling_words(text: str) -> frozenset[str]:
    """The words of four letters and more, in small letters: shorter ones stand in every text."""
    return frozenset(word.casefold() for word in _WORD.findall(text))
