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


async def read_from_elsewhere(walk: Walk, url: str, callback: str) -> str:
    """What another site's page is told by a script of this address: what it calls back with, and what it leaves in the
    window. Nobody is told. Raises SurfaceError.
    """
    page = f"""<pre></pre><script>
      const told = [], known = new Set(Object.keys(window));
      window.{callback} = (...given) => told.push(given);
      known.add('{callback}');
    </script><script src="{html.escape(url)}"></script><script>
      for (const name of Object.keys(window)) if (!known.has(name)) told.push([name, window[name]]);
      document.querySelector('pre').textContent = told.map((one) => JSON.stringify(one)).join(' ');
    </script>"""
    with walk.aside(), walk.unwatched():
        return (await walk.open(foreign_page(page))).screen.text
