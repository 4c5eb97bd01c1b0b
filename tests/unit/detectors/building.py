"""Small observations for the detectors' tests: everything is fine in them but what a test says."""

import re
from dataclasses import replace
from typing import Any

from worker.observation.experiments.base import Experiment
from worker.observation.observation import Observation
from worker.observation.runtime import Effect, Exchange, Timings
from worker.observation.screen import Box, Element, Form, Link, Picture, Screen, TextRun, Viewport
from worker.surfaces.actions import Action, ActionKind, Target

ORIGIN = "http://127.0.0.1:4000"
SECURE = "https://shop.example.com"
SAFE_HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'self'; frame-ancestors 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
    "content-encoding": "br",
    "server": "nginx",
}
PHONE = Viewport(375, 812, touch=True)
DESKTOP = Viewport(1280, 800)


def box(x: float = 20, y: float = 20, width: float = 120, height: float = 40) -> Box:
    return Box(x, y, width, height)


def screen(
    path: str = "/shop", body: str = "<main><h1>Shop</h1><p>Things to buy.</p></main>", text: str = "", **more: Any
) -> Screen:
    """A screen with this body; its text is what the tests give or the body without tags."""
    url = path if "://" in path else ORIGIN + path
    viewport = more.pop("viewport", DESKTOP)
    visible = (
        text or re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", re.sub(r"<(script|style)[\s\S]*?</\1>", "", body))).strip()
    )
    given: dict[str, Any] = {
        "title": "Shop",
        "language": "en",
        "page_width": viewport.width,
        "page_height": 600,
        "scroll_y": 0,
        "text": visible,
        "markup": f'<html><head><meta name="viewport" content="width=device-width"></head><body>{body}</body></html>',
    }
    return Screen(url=url, viewport=viewport, **{**given, **more})


def exchange(path: str, status: int | None = 200, kind: str = "fetch", **more: Any) -> Exchange:
    url = path if "://" in path else ORIGIN + path
    given: dict[str, Any] = {"at_ms": 1000, "method": "GET", "page": ORIGIN + "/shop", "size": 500, "duration_ms": 20}
    return Exchange(url=url, status=status, kind=kind, **{**given, **more})


def document(path: str = "/shop", status: int = 200, **more: Any) -> Exchange:
    given: dict[str, Any] = {"kind": "document", "response_headers": SAFE_HEADERS}
    return exchange(path, status, **{**given, **more})


def observation(seen: Screen | None = None, *experiments: Experiment, **more: Any) -> Observation:
    seen = seen or screen()
    given: dict[str, Any] = {"document": document(seen.url), "experiments": experiments}
    return Observation(number=1, visitor="visitor-1", at_ms=5000, screen=seen, **{**given, **more})


def element(name: str = "Save", role: str = "button", **more: Any) -> Element:
    tag = {"button": "button", "link": "a", "combobox": "select"}.get(role, "input")
    key = more.pop("key", f"{role}|{name}|{tag}|main|")
    given: dict[str, Any] = {"selector": f"#{name}", "frame": "", "tag": tag, "box": box()}
    return Element(key=key, role=role, name=name, **{**given, **more})


def text_run(
    text: str, *, x: float = 20, y: float = 20, width: float = 200, height: float = 20, **more: Any
) -> TextRun:
    line = box(x, y, width, height)
    given: dict[str, Any] = {"key": f"p|{text[:40]}|p|main", "font_size": 16.0, "lines": (line,)}
    return TextRun(text=text, box=line, **{**given, **more})


def picture(
    path: str = "/pictures/mug.jpg",
    natural: tuple[int, int] = (400, 300),
    shown: tuple[float, float] = (200, 150),
    **more: Any,
) -> Picture:
    url = path if "://" in path else ORIGIN + path
    given: dict[str, Any] = {"key": "img|mug|img|main", "complete": True, "alternative": "A mug", "fit": "fill"}
    return Picture(
        url=url,
        box=box(width=shown[0], height=shown[1]),
        natural_width=natural[0],
        natural_height=natural[1],
        **{**given, **more},
    )


def link(url: str, text: str = "More", **more: Any) -> Link:
    given: dict[str, Any] = {"key": f"link|{text}|a|main|", "target": "", "rel": "", "visible": True}
    return Link(url=url if "://" in url or url.startswith("mailto:") else ORIGIN + url, text=text, **{**given, **more})


def form(*fields: Element, **more: Any) -> Form:
    given: dict[str, Any] = {"key": "/account", "name": "Account", "action": f"{ORIGIN}/account", "method": "post"}
    return Form(fields=tuple(field.key for field in fields), **{**given, **more})


def target(of: Element) -> Target:
    return Target(of.key, of.selector, "", of.role, of.name)


def clicked(on: Element) -> Action:
    return Action(ActionKind.CLICK, target(on))


def typed(into: Element, value: str) -> Action:
    return Action(ActionKind.TYPE, target(into), value)


def timings(**more: Any) -> Timings:
    fine = Timings(True, time_to_first_byte=40, first_contentful_paint=200, largest_contentful_paint=400, load=500)
    return replace(fine, **more)


def nothing_happened() -> Effect:
    return Effect()


def rows(*items: str, tag: str = "li") -> str:
    """A list of product rows: "name|price" each, linked by the name."""
    made = ""
    for item in items:
        name, _, price = item.partition("|")
        address = f"/product/{name.lower().replace(' ', '-')}"
        made += f'<{tag} class="card"><a href="{address}"><h3>{name}</h3></a><span class="price">{price}</span></{tag}>'
    return f"<main><ul>{made}</ul></main>"
