"""Screens and elements for the explorer's tests, made in a line."""

from typing import Any

from worker.observation.screen import Box, Element, Form, Link, Screen, Viewport

BASE = "https://shop.example"


def element(role: str, name: str = "", key: str = "", **more: Any) -> Element:
    """An element with what a test says of it."""
    key = key or f"{role}:{name}"
    tag = {"link": "a", "button": "button", "combobox": "select"}.get(role, "input")
    return Element(
        key=key,
        selector=more.pop("selector", f"[data-key='{key}']"),
        frame="",
        role=role,
        name=name,
        tag=more.pop("tag", tag),
        box=more.pop("box", Box(0, 0, 100, 20)),
        **more,
    )


def link(name: str, path: str, **more: Any) -> Element:
    """A link to a path of the site, or to a whole address."""
    return element("link", name, href=path if "//" in path else BASE + path, **more)


def field(name: str = "", **more: Any) -> Element:
    """A text field of the form "form"."""
    return element(
        "textbox", name, key=more.pop("key", f"field:{name or more.get('field_name', '')}"), form="form", **more
    )


def screen(path: str, *elements: Element, forms: tuple[Form, ...] = (), **more: Any) -> Screen:
    """A page of the site at desktop size."""
    links = tuple(Link(one.href, one.name, one.key, one.target, one.rel, one.visible) for one in elements if one.href)
    return Screen(
        url=path if "//" in path else BASE + path,
        title=more.pop("title", path),
        language=more.pop("language", "en"),
        viewport=more.pop("viewport", Viewport(1280, 800)),
        page_width=1280,
        page_height=more.pop("page_height", 800),
        scroll_y=0,
        elements=elements,
        forms=forms,
        links=links,
        **more,
    )


def form_of(*fields: Element, submit: str = "", key: str = "form", **more: Any) -> Form:
    """A form of these fields."""
    return Form(
        key=key,
        name=more.pop("name", ""),
        action=more.pop("action", BASE + "/send"),
        method="post",
        fields=tuple(one.key for one in fields),
        submit=submit,
    )
