"""Whether a marker that was sent in one place stands as markup on another page: it was stored."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urldefrag, urljoin

from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.markers import outcome_of
from worker.explorer.walk import Walk
from worker.observation.runtime import Exchange
from worker.observation.sites import same_site

_LINK = re.compile(r"<a\b[^>]*\bhref\s*=\s*[\"']([^\"'#][^\"']*)[\"']", re.IGNORECASE)
_MOST_PAGES = 4


async def page_showing(walk: Walk, marker: str, *pages: str, answer: Exchange | None = None) -> str:
    """The first of these pages, or of those that the answer links, on which the marker is an element; "" for none."""
    sent_to = answer.url if answer else ""
    linked = _links(answer) if answer else ()
    # What is listed stands on pages of short addresses.
    for url in sorted(dict.fromkeys((*pages, *linked)), key=len)[:_MOST_PAGES]:
        if url == sent_to or marker in url:
            continue
        seen = await walk.visitor.fetch(url, body_limit=300_000)
        if marker in seen.body and outcome_of(seen.body, marker) == "raw":
            return url
    return ""


def _links(answer: Exchange) -> Iterator[str]:
    if place := answer.response_headers.get("location"):
        yield urljoin(answer.url, place)
    for found in _LINK.findall(answer.body):
        url = urldefrag(urljoin(answer.url, unescape(found))).url
        if url.startswith(("http://", "https://")) and same_site(url, answer.url) and not is_destructive(url):
            yield url
