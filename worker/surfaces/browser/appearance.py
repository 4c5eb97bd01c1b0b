"""How the page looks when it is studied: its layout as the page measures it, and what a picture of it shows."""

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from worker.observation.appearance import (
    Appearance,
    CollapsedPicture,
    Collision,
    FontlessIcon,
    Item,
    Layout,
    PartlyCovered,
    Reading,
    Row,
    Sheet,
    Shortened,
    StickingOut,
)
from worker.observation.screen import Box
from worker.pictures.protocol import Place
from worker.pictures.reader import PictureReader
from worker.surfaces.browser.pictures import capture
from worker.surfaces.browser.secrets import Secrets
from worker.surfaces.browser.tab import DocumentLeft, PageRefused, Tab

T = TypeVar("T")


async def study(tab: Tab, secrets: Secrets, reader: PictureReader) -> Appearance:
    """Layout of the main document and a picture in which can be read; what cannot be had just now is left out."""
    try:
        answer = await tab.call("eye.layout()")
        picture = await capture(tab)
        scroll = await tab.call("({ x: scrollX, y: scrollY })")
    except (DocumentLeft, PageRefused):
        return Appearance()
    measured: dict[str, Any] = json.loads(secrets.mask(answer))
    x, y = float(scroll["x"]), float(scroll["y"])

    async def read() -> Reading:
        places = tuple(
            Place(key=f"{number}", box=_moved(_box(place["box"]), -x, -y))
            for number, place in enumerate(measured["printed_places"])
        )
        found = await reader.read(picture, places)
        keys = [place["key"] for place in measured["printed_places"]]
        return Reading(
            printed=tuple(
                replace(line, text=secrets.mask(line.text), box=_moved(line.box, x, y), key=keys[int(line.key)])
                for line in found.printed
            ),
            blemishes=tuple(replace(one, box=_moved(one.box, x, y)) for one in found.blemishes),
        )

    return Appearance(_layout(measured), picture, read)


def _layout(measured: Mapping[str, Any]) -> Layout:
    return Layout(
        rows=tuple(Row(row["key"], _each(Item, row["items"])) for row in measured["rows"]),
        sticking_out=_each(StickingOut, measured["sticking_out"]),
        shortened=_each(Shortened, measured["shortened"]),
        partly_covered=_each(PartlyCovered, measured["partly_covered"]),
        collisions=_each(Collision, measured["collisions"]),
        fontless_icons=_each(FontlessIcon, measured["fontless_icons"]),
        collapsed=_each(CollapsedPicture, measured["collapsed"]),
        sheets=_each(Sheet, measured["sheets"]),
        right_to_left=measured["right_to_left"],
    )


def _each(kind: type[T], items: list[dict[str, Any]]) -> tuple[T, ...]:
    boxes = {one.name for one in fields(kind) if one.type is Box}  # pyright: ignore[reportArgumentType]
    return tuple(
        kind(**{name: _box(value) if name in boxes else value for name, value in item.items()}) for item in items
    )


def _box(box: Mapping[str, float]) -> Box:
    return Box(box["x"], box["y"], box["width"], box["height"])


def _moved(box: Box, x: float, y: float) -> Box:
    return Box(box.x + x, box.y + y, box.width, box.height)
