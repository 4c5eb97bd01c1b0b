"""Opens pages whose scripts read the address with a harmless marker in it, and looks whether it runs (DOM XSS)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, urldefrag, urlsplit, urlunsplit

from worker.explorer.experiments.entries import fresh_token
from worker.explorer.experiments.hostile.marked_address import PROBING, typed_names
from worker.explorer.experiments.markers import around, link_probe, outcome_of, probe_for, unstyled_probe
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.graph import Deed
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.attacks import Sent, SmuggledScript

PLAN = Plan("script_reads_address", share=1.5, most=10, seconds=3.0)

_SOURCE = re.compile(
    r"location\.(?:hash|search|href)|document\.(?:URL|documentURI|baseURI)|URLSearchParams|searchParams"
)
_MARKUP_SINK = re.compile(
    r"innerHTML|outerHTML|document\.write(?:ln)?\(|insertAdjacentHTML|\.html\(|srcdoc|createContextualFragment|"
    r"dangerouslySetInnerHTML|v-html|\.append\(|\.prepend\(|\$\(|eval\(|setTimeout\(|Function\("
)
_ADDRESS_SINK = re.compile(r"location(?:\.href)?\s*=[^=]|location\.(?:replace|assign)\(|\.(?:href|src|action)\s*=[^=]")
_NAMES = re.compile(
    r"\.get\(\s*[\"'`]([\w-]{1,30})[\"'`]|[\"'`/]#?[?&]?([\w-]{1,30})=[\"'`/(\[]|[gG]et\w*[pP]aram\w*\(\s*[\"'`]([\w-]{1,30})"
)
_INLINE = re.compile(r"<script\b[^>]*>(.*?)</script", re.IGNORECASE | re.DOTALL)
_MOST_NAMES = 4
# What an address may say as it is (RFC 3986, 3.4); scripts that decode the rest by decodeURI leave these encoded.
_PLAIN_IN_QUERIES = "=/:()!*,;@?"
_LONGEST_READ = 400_000
# A shorter word stands on a page by chance.
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class OpenMarkedAddress:
    """Whether a page's own script runs what the address says.

    The items are "fragment", "fragment NAME" and "query NAME", followed by what is put there: "markup" or "address".
    """

    way: tuple[Deed, ...]
    page: str
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """Opening the marked address is told by the walk."""
        return ()

    def with_items(self, items: frozenset[str]) -> Request:
        """The same page with these places only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Open the page with a marker in each place; only what runs counts."""
        for item in sorted(self.items):
            place, _, rest = item.partition(" ")
            name, _, kind = rest.rpartition(" ")
            for probe_of in (probe_for, unstyled_probe) if kind == "markup" else (link_probe,):
                marker = fresh_token()
                probe = probe_of(marker)
                url = _marked(self.page, place, name, probe)
                markup = await self._open(walk, url)
                if await walk.visitor.marker_ran(marker):
                    context = around(markup, marker)
                    record = Sent("GET", url, answer=context)
                    result = SmuggledScript(place, name, self.page, probe, "executed", context, record)
                    await walk.conclude(self.with_items(frozenset((item,))), result)
                    break
                if outcome_of(markup, marker) != "raw":
                    break

    async def _open(self, walk: Walk, url: str) -> str:
        """The markup of the page at this address."""
        walk.begin_story(())
        with walk.provoking():
            # A page that only sees its fragment change does not read it again.
            await walk.open("about:blank")
            walk.begin_story(())
            return (await walk.open(url)).screen.markup


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every page whose scripts read the address and write into the page or go somewhere, or that shows a word of its
    address's query: what has drawn that may be hidden in modules.
    """
    if not scene.new_state or not scene.screen.url.startswith(("http://", "https://")):
        return
    scripts = [*_INLINE.findall(scene.screen.markup), *(script.body for script in scene.observation.scripts)]
    reading = [script[:_LONGEST_READ] for script in scripts if _SOURCE.search(script[:_LONGEST_READ])]
    kinds = [
        kind
        for kind, sink in (("markup", _MARKUP_SINK), ("address", _ADDRESS_SINK))
        if any(sink.search(script) for script in reading)
    ]
    parts = urlsplit(scene.screen.url)
    shown = [name for name, value in parse_qsl(parts.query) if len(value) >= _SHORTEST and value in scene.screen.text]
    if not (kinds or shown):
        return
    typed = typed_names(scene.screen)
    found = [name for script in reading for names in _NAMES.findall(script) for name in names if name]
    found += [name for name, _ in parse_qsl(parts.query)]
    names = [name for name in dict.fromkeys(found) if name not in typed][:_MOST_NAMES]
    items = {f"{place} {kind}" for place in _places(names, reading) for kind in kinds}
    items |= {f"query {name} markup" for name in shown if name not in typed}
    if not items:
        return
    page = urldefrag(scene.screen.url).url
    yield Proposal(
        OpenMarkedAddress(scene.way, page, frozenset(items)),
        f"{parts.netloc}{parts.path} {sorted(items)}",
        (page,),
        PROBING,
    )


def _places(names: list[str], scripts: list[str]) -> Iterator[str]:
    if any("hash" in script or "href" in script or "document.URL" in script for script in scripts):
        yield "fragment "
        yield from (f"fragment {name}" for name in names)
    yield from (f"query {name}" for name in names)


def _marked(page: str, place: str, name: str, probe: str) -> str:
    if place == "fragment":
        return f"{page}#{name}{'=' if name else ''}{probe}"
    parts = urlsplit(page)
    kept = "&".join(pair for pair in parts.query.split("&") if pair and pair.partition("=")[0] != name)
    query = f"{kept}{'&' if kept else ''}{name}={quote(probe, safe=_PLAIN_IN_QUERIES)}"
    return urlunsplit(parts._replace(query=query))
