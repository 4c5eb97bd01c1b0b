"""Where an answer sends whoever asked: by its header, its markup or its script."""

import re
from collections.abc import Iterator

from worker.observation.runtime import Exchange

# Nobody's; no browser ever opens it.
SAFE_HOST = "example.com"
_REFRESH = re.compile(
    r"<meta[^>]+http-equiv=[\"']?refresh[\"']?[^>]+content=[\"'][^\"']*?url=\s*[\"']?(?P<url>[^\"'>\s]+)", re.IGNORECASE
)
_SCRIPT = re.compile(
    r"(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\()\s*[\"'](?P<url>(?:https?:)?//[^\"'\s]+)[\"']"
)


def destinations_of(answer: Exchange) -> Iterator[tuple[str, str]]:
    """By what ("header", "page" or "script") an answer sends the visitor, and to which address."""
    if place := answer.response_headers.get("location"):
        yield "header", place if not place.startswith("//") else f"https:{place}"
    for by, pattern in (("page", _REFRESH), ("script", _SCRIPT)):
        if found := pattern.search(answer.body):
            url = found.group("url")
            yield by, url if not url.startswith("//") else f"https:{url}"
