"""What a page's scripts send with their requests to say who somebody is.

A browser sends cookies by itself; such headers only the page's scripts know. A token counts as long as a page would
still send it: the present document has, or it lies in what the page stores.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

# Those that keep other sites from sending requests (CSRF) say nothing about who somebody is.
_HEADERS = frozenset(("authorization", "x-auth-token", "x-access-token", "x-session-token", "x-api-key", "apikey"))
JSON_WEB_TOKEN = re.compile(r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*")


@dataclass(frozen=True, slots=True)
class Token:
    """One header as it was sent last to an origin, by the document of that number."""

    header: str
    value: str
    document: int

    @property
    def word(self) -> str:
        """The token itself, without the scheme that stands before it."""
        return self.value.split(" ")[-1]

    def changed(self, change: Callable[[str], str]) -> str:
        """The header's value with another token in its place."""
        scheme = self.value[: len(self.value) - len(self.word)]
        return scheme + change(self.word)


class Tokens:
    """The tokens that one visitor's pages have sent."""

    def __init__(self) -> None:
        self._by_origin: dict[tuple[str, str], dict[str, Token]] = {}

    def note(self, url: str, headers: dict[str, str], document: int) -> None:
        """Keep what a request of the page carried; `headers` have names in lower case."""
        for name in _HEADERS & headers.keys():
            if headers[name].strip():
                token = Token(name, headers[name].strip(), document)
                self._by_origin.setdefault(_origin(url), {})[name] = token

    def of(self, url: str) -> tuple[Token, ...]:
        """What was sent last to the origin of this address."""
        return tuple(self._by_origin.get(_origin(url), {}).values())


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
