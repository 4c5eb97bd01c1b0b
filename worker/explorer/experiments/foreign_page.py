"""Pages of another site, made up on the spot: what they ask for comes from elsewhere, and the browser itself decides
which cookies go along (SameSite).

An address that carries its own page (RFC 2397) has an origin that is nobody's, and nothing has to be served for it.
"""

import html
from urllib.parse import quote

from worker.explorer.forms import target_of
from worker.explorer.walk import Walk
from worker.surfaces.actions import Action, ActionKind

_BEGINNING = "<!doctype html><html lang=en><title>Another site</title>"


def foreign_page(body: str) -> str:
    """The address of a page of nobody's with this in it."""
    return f"data:text/html;charset=utf-8,{quote(_BEGINNING + body)}"


async def led_from_elsewhere(walk: Walk, url: str) -> None:
    """Follow a link that stands on another site's page; nobody is told. Raises SurfaceError."""
    with walk.aside(), walk.unwatched():
        page = await walk.open(foreign_page(f"<a href='{html.escape(url)}'>Go on</a>"))
        for element in page.screen.elements:
            await walk.perform(Action(ActionKind.CLICK, target_of(element)))
