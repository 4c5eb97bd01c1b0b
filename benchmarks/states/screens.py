"""The labelled screens: small, as one line of JSON each, and the pairs that are made of them."""

import gzip
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path
from typing import Any, Self

from worker.observation.screen import Box, Element, Screen, Viewport

FILE = Path(__file__).parent / "screens.jsonl.gz"
# Sites that nobody looked at while the rules were made.
HELD_OUT = frozenset(("sb-admin", "clean-blog", "adminlte", "aria-practices"))
_BASE = "http://site.example"
_FIELDS = (
    "role", "name", "selector", "region", "enabled", "expanded", "checked", "href", "form", "input_type", "field_name"
)  # fmt: skip
_TAGS = re.compile(r"<(?!!|/)([a-z][a-z0-9-]*)")
_LONGEST_STRUCTURE = 1500
_MOST_A_FAMILY = 3
_MOST_ELSEWHERE = 2


@dataclass(frozen=True)
class LabelledScreen:
    """A screen with what a person says of it; `tags` is the document's sequence of tags, `document` a digest of it."""

    site: str
    place: str
    screen: Screen
    tags: tuple[str, ...]
    document: str

    @classmethod
    def of(cls, site: str, place: str, screen: Screen, base: str) -> Self:
        """A screen as it was just seen; the site's own address becomes a lasting one."""
        small = _reread(json.loads(json.dumps(_small(screen)).replace(base, _BASE)))
        markup = screen.markup.replace(base, _BASE)
        return cls(site, place, small, tuple(_TAGS.findall(markup)), hashlib.sha256(markup.encode()).hexdigest()[:16])

    @property
    def family(self) -> str:
        """Places of one family look alike."""
        return f"{self.site} {self.place.partition(':')[0]}"

    @property
    def make(self) -> str:
        """The place without the item that it shows."""
        return f"{self.site} {self.place.partition('#')[0]}"


@dataclass(frozen=True)
class Pair:
    """Two screens; `same` is what a person says."""

    one: LabelledScreen
    other: LabelledScreen
    same: bool


def labelled(file: Path = FILE) -> list[LabelledScreen]:
    """The labelled screens."""
    screens: list[LabelledScreen] = []
    for line in gzip.decompress(file.read_bytes()).decode().splitlines():
        told = json.loads(line)
        screens.append(
            LabelledScreen(
                told["site"], told["place"], _reread(told["screen"]), tuple(told["tags"].split()), told["document"]
            )
        )
    return screens


def pairs(screens: Iterable[LabelledScreen]) -> list[Pair]:
    """Pairs within one site: the same place twice, places that look alike, and some that have little in common.

    Of each two places only a few pairs are taken, so that a place with many screens does not weigh more than others.
    """
    places: dict[tuple[str, str], list[LabelledScreen]] = {}
    for screen in screens:
        places.setdefault((screen.site, screen.place), []).append(screen)
    found = [Pair(*pair, same=True) for group in places.values() for pair in combinations(group, 2)]
    for (one, first), (other, second) in combinations(places.items(), 2):
        if one[0] != other[0] or first[0].make == second[0].make:
            continue
        most = _MOST_A_FAMILY if first[0].family == second[0].family else 0
        found += [Pair(*pair, same=False) for pair in list(product(first, second))[:most]]
    homes = [group[0] for group in places.values()]
    for place, screen in enumerate(homes):
        elsewhere = [
            other for other in homes[place + 1 :] if other.site == screen.site and other.family != screen.family
        ]
        found += [Pair(screen, other, same=False) for other in elsewhere[:_MOST_ELSEWHERE]]
    return found


def makes(screens: Iterable[LabelledScreen]) -> list[Pair]:
    """Pairs of pages that show different things: `same` when they are of one make all the same."""
    items = [screen for screen in screens if "#" in screen.place]
    return [
        Pair(one, other, one.make == other.make) for one, other in combinations(items, 2) if one.place != other.place
    ]


def keep(screens: Iterable[LabelledScreen], file: Path = FILE) -> None:
    """Write the file; the same screens give the same bytes."""
    file.write_bytes(gzip.compress("\n".join(map(as_line, screens)).encode(), mtime=0))


def as_line(screen: LabelledScreen) -> str:
    """A labelled screen as `labelled` reads it."""
    told = {
        "site": screen.site,
        "place": screen.place,
        "screen": _small(screen.screen),
        "tags": " ".join(screen.tags),
        "document": screen.document,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _small(screen: Screen) -> dict[str, Any]:
    return {
        "url": screen.url,
        "title": screen.title,
        "language": screen.language,
        "width": screen.viewport.width,
        "structure": screen.structure[:_LONGEST_STRUCTURE],
        "headings": list(screen.headings),
        "elements": [
            {name: value for name in _FIELDS if (value := getattr(element, name)) not in ("", None)}
            for element in screen.elements
            if element.visible
        ],
    }


def _reread(told: dict[str, Any]) -> Screen:
    width: int = told["width"]
    always: dict[str, Any] = {"role": "", "name": "", "selector": ""}
    elements_told: list[dict[str, Any]] = told["elements"]
    elements = tuple(
        Element(
            key=str(number),
            frame="",
            tag="",
            box=Box(0, 0, 1, 1),
            **(always | element),
        )
        for number, element in enumerate(elements_told)
    )
    return Screen(
        url=told["url"],
        title=told["title"],
        language=told["language"],
        viewport=Viewport(width, 800),
        page_width=width,
        page_height=800,
        scroll_y=0,
        elements=elements,
        headings=tuple(told["headings"]),
        structure=told["structure"],
    )
