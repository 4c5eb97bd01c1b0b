"""Text from a tested site made fit to read: it may hold anything, so nothing here trusts it."""

import re
from urllib.parse import urlsplit

LONGEST_TEXT = 4_000
"""Characters of one value shown on the page; the whole value is in run.json."""

# C0 and C1 controls, lone surrogates, and the invisible marks that reorder or hide text (Unicode TR36, section 2).
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb]"
)
_LONG_VALUE = re.compile(r"(?<==)[^&#]{40,}")
_UNSAFE_IN_ADDRESS = re.compile(r"[\s\"'<>\\^`{|}]")


def printable(text: str) -> str:
    """The text with invisible and reordering characters spelled out, as `[U+202E]`: they show and do nothing."""
    text = text.replace("\r\n", "\n")
    return _UNPRINTABLE.sub(lambda match: f"[U+{ord(match.group()):04X}]", text)


def one_line(text: str) -> str:
    """The text in one line and with nothing in it that cannot be seen: fit for a comment in a program."""
    return " ".join(printable(text).split())


def escaped_unprintable(text: str) -> str:
    """A string literal's text with what cannot be seen written as `\\uXXXX`, so that code reads as it runs."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def shortened(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text cut to `longest` characters, with a word on how much is left out."""
    if len(text) <= longest:
        return text
    return f"{text[:longest].rstrip()} … ({len(text) - longest:,} more characters in run.json)"


def web_address(text: str) -> str | None:
    """The text when it is an http(s) address that is safe to make a link of, else None."""
    if len(text) > LONGEST_TEXT or _UNPRINTABLE.search(text) or _UNSAFE_IN_ADDRESS.search(text):
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and host else None


def page_name(address: str, longest: int = 90) -> str:
    """What tells pages of one site apart, in one line: path and query, a value too long to read (an attack's text) left
    out as `…`; the address itself when it is no web address.
    """
    name = _LONG_VALUE.sub("…", _path_of(address))
    return name if len(name) <= longest else f"{name[:longest].rstrip()}…"


def _path_of(address: str) -> str:
    if web_address(address) is None:
        return address
    parts = urlsplit(address)
    path = parts.path or "/"
    if parts.query:
        path += f"?{parts.query}"
    if parts.fragment:
        path += f"#{parts.fragment}"
    return path
