"""Turns what the page's scripts collected into a Screen."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from inspect import signature
from typing import Any, TypeVar

from worker.observation.runtime import Interaction, LayoutShift, LongTask, Timings
from worker.observation.screen import Box, Element, Form, Link, Medium, Overflow, Picture, Screen, TextRun, Viewport
from worker.surfaces.browser.secrets import Secrets

Collected = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Child:
    """A child frame's collection, the frame's name, and where its content begins in the page, px."""

    name: str
    x: float
    y: float
    collected: Collected


def parse(answer: str, secrets: Secrets) -> Collected:
    """One frame's collection, with nothing in it that must not be seen."""
    return json.loads(secrets.mask(answer))


def screen(main: Collected, children: Iterable[Child], viewport: Viewport) -> Screen:
    """The main frame's screen with those of its child frames laid into it."""
    seen = _part(main, "", 0, 0)
    for child in children:
        part = _part(child.collected, child.name, child.x, child.y)
        seen = replace(
            seen,
            elements=seen.elements + part.elements,
            forms=seen.forms + part.forms,
            texts=seen.texts + part.texts,
            pictures=seen.pictures + part.pictures,
            media=seen.media + part.media,
            links=seen.links + part.links,
            overflows=seen.overflows + tuple(one for one in part.overflows if one.kind == "container"),
            headings=seen.headings + part.headings,
            text=f"{seen.text}\n{part.text}",
            markup=f"{seen.markup}\n{part.markup}",
            structure=f"{seen.structure}|{child.name}({part.structure})",
            truncated=seen.truncated or part.truncated,
            painted=seen.painted or part.painted,
        )
    return replace(seen, viewport=viewport)


def state(main: Collected, children: Iterable[Child]) -> dict[str, Any]:
    """What is compared before and after an action, with what happened in child frames added."""
    children = list(children)
    whole = {**main["state"], "frames": {child.name: child.collected["state"]["values"] for child in children}}
    for child in children:
        whole["mutations"] += child.collected["state"]["mutations"]
        whole["scrolls"] += child.collected["state"]["scrolls"]
    return whole


def blank(url: str, viewport: Viewport) -> Screen:
    """A page that could not be loaded: the browser's own error page is no part of the app."""
    return Screen(
        url=url,
        title="",
        language="",
        viewport=viewport,
        page_width=viewport.width,
        page_height=viewport.height,
        scroll_y=0,
    )


def timings(collected: Collected, metrics: Mapping[str, float], *, new_document: bool) -> Timings:
    """Web vitals of the main frame, with the renderer's counters."""
    found = collected["timings"]
    return Timings(
        new_document=new_document,
        time_to_first_byte=found["time_to_first_byte"],
        first_contentful_paint=found["first_contentful_paint"],
        largest_contentful_paint=found["largest_contentful_paint"],
        largest_element=found["largest_element"],
        load=found["load"],
        cumulative_layout_shift=found["cumulative_layout_shift"],
        shifts=tuple(
            LayoutShift(score=shift["score"], sources=tuple(shift["sources"]), after_input=shift["after_input"])
            for shift in found["shifts"]
        ),
        interactions=tuple(Interaction(**interaction) for interaction in found["interactions"]),
        long_tasks=tuple(LongTask(**task) for task in found["long_tasks"]),
        heap_bytes=_whole(metrics, "JSHeapUsedSize"),
        nodes=_whole(metrics, "Nodes"),
        listeners=_whole(metrics, "JSEventListeners"),
    )


def _whole(metrics: Mapping[str, float], name: str) -> int | None:
    return int(metrics[name]) if name in metrics else None


def _part(collected: Collected, frame: str, x: float, y: float) -> Screen:
    inside = f"{frame}:" if frame else ""
    language = collected.get("language", "")
    return Screen(
        url=collected.get("url", ""),
        title=collected.get("title", ""),
        language=language,
        viewport=Viewport(0, 0),
        page_width=collected["page_width"],
        page_height=collected["page_height"],
        scroll_y=collected["scroll_y"],
        elements=tuple(
            _placed(Element, _whole_element(item, frame, language), inside, x, y) for item in collected["elements"]
        ),
        forms=tuple(_form(item, inside) for item in collected["forms"]),
        texts=tuple(_placed(TextRun, {**item, "frame": frame}, inside, x, y) for item in collected["texts"]),
        pictures=tuple(_placed(Picture, item, inside, x, y) for item in collected["pictures"]),
        media=tuple(_placed(Medium, item, inside, x, y) for item in collected["media"]),
        links=tuple(Link(**{**item, "key": inside + item["key"]}) for item in collected["links"]),
        overflows=tuple(_placed(Overflow, item, inside, x, y) for item in collected["overflows"]),
        headings=tuple(collected["headings"]),
        text=collected["text"],
        markup=collected["markup"],
        structure=collected["structure"],
        truncated=collected["truncated"],
        gestures=tuple(collected["gestures"]),
        painted=collected["painted"],
    )


def _whole_element(item: Collected, frame: str, language: str) -> Collected:
    return {
        **item,
        "frame": frame,
        "language": language,
        "options": tuple(item["options"]),
        "gestures": tuple(item["gestures"]),
        "drawn": tuple(item["drawn"]),
    }


def _placed(kind: type[T], item: Collected, inside: str, x: float, y: float) -> T:
    names = _names_of(kind)
    values = {name: value for name, value in item.items() if name in names}
    values["box"] = _moved(item["box"], x, y)
    values["key"] = inside + item["key"]
    if "lines" in values:
        values["lines"] = tuple(_moved(line, x, y) for line in item["lines"])
    if values.get("layer"):
        values["layer"] = inside + values["layer"]
    if values.get("form"):
        values["form"] = inside + values["form"]
    return kind(**values)


@cache
def _names_of(kind: type) -> frozenset[str]:
    """What one of this kind is made of."""
    return frozenset(signature(kind).parameters)


def _moved(box: Mapping[str, float], x: float, y: float) -> Box:
    return Box(box["x"] + x, box["y"] + y, box["width"], box["height"])


def _form(item: Collected, inside: str) -> Form:
    return Form(
        key=inside + item["key"],
        name=item["name"],
        action=item["action"],
        method=item["method"],
        fields=tuple(inside + key for key in item["fields"]),
        submit=inside + item["submit"] if item["submit"] else "",
        validates=item["validates"],
        scripted=item["scripted"],
    )
