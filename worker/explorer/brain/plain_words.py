"""Whether a sentence by the model says nothing but what it was told: no address, number, quote or markup of its own."""

import re

# Names of places and files: with a dot or a slash inside.
_PLACES = re.compile(r"\S*[\w-][./\\][\w-]{2,}\S*")
_NUMBERS = re.compile(r"\d+(?:[.,:]\d+)*")
_QUOTES = re.compile(r"“([^”]*)”|\"([^\"]*)\"|`([^`]*)`|«([^»]*)»|„([^“”]*)[“”]")
_FORBIDDEN = re.compile(
    r"[<>{}\[\]\\@|\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]|://|www\.", re.IGNORECASE
)


def is_plain(text: str, told: str) -> bool:
    """Whether every number, place and quotation of the text is in what was told, and the rest is words."""
    text = text.strip()
    if not text or _FORBIDDEN.search(text):
        return False
    heard = " ".join(told.split()).casefold()
    numbers = set(_NUMBERS.findall(heard))
    quotes = ["".join(part or "" for part in quote.groups()) for quote in _QUOTES.finditer(text)]
    return (
        all(number in numbers for number in _NUMBERS.findall(text))
        and all(place.strip(".,;:()“”\"'").casefold() in heard for place in _PLACES.findall(text))
        and all(" ".join(quote.split()).casefold() in heard for quote in quotes)
    )
