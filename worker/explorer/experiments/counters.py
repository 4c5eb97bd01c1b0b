"""The numbers by which a page counts what it holds: badges, totals, "3 items left"."""

import re

from worker.detectors.markup import Node, tree
from worker.observation.screen import Screen

_NUMBER = re.compile(r"(?<![\w.,:/-])\d{1,6}(?:[.,]\d{1,2})?(?![\w:/-])")
# Times, dates and versions change by themselves; what counts events rightly grows when something is taken away.
_RESTLESS = re.compile(
    r"\b(?:am|pm|ago|seconds?|minutes?|hours?|days?|updated|version|v\d|history|changes?|edits|actions?|score|points|views|visits?|"
    r"created|ever|vor|uhr|stunden?|minuten?|sekunden?|hace|il y a|©|copyright)\b|\d:\d\d|قبل|پیش",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2}")
_BARE = re.compile(r"\d{1,3}\+?")
_LONGEST = 60
# A number on an icon is called by what it is in: so far up, and by so much of its names.
_LEVELS = 3
_LONGEST_NAME = 40


def counters_of(screen: Screen) -> dict[str, str]:
    """Short texts with one number each, outside of rows: what they say without the number, and the number.

    A text that stands there several times is left out, for nobody could tell which is which.
    """
    found: dict[str, str] = {}
    twice: set[str] = set()
    for node in tree(screen.markup).walk():
        text = node.text
        if _BARE.fullmatch(text) and not node.elements and (named := _name_in_markup(node)):
            found[f"{_place(node)} {named} #"] = text.rstrip("+")
            continue
        if len(text) > _LONGEST or _RESTLESS.search(text) or _in_row(node) or node.tag in ("option", "textarea"):
            continue
        numbers = _NUMBER.findall(text)
        if len(numbers) != 1 or not _WORD.search(text) or any(_counts(child) for child in node.elements):
            continue
        label = f"{_place(node)} {_without_plural(_NUMBER.sub('#', text))}"
        if label in found:
            twice.add(label)
        found[label] = numbers[0]
    return {label: number for label, number in found.items() if label not in twice}


def _name_in_markup(node: Node) -> str:
    """What the link or button around a bare number is called where nothing is written on it; "" when it is no badge."""
    one: Node | None = node
    for _ in range(_LEVELS):
        if one is None:
            return ""
        if one.tag in ("a", "button"):
            told = one.attributes
            names = (told.get("aria-label", ""), told.get("title", ""), told.get("class", ""), told.get("id", ""))
            name = next((name for name in names if _WORD.search(name)), "") if not _WORD.search(one.text) else ""
            return " ".join(re.sub(r"[\d_-]+", " ", name).split()).lower()[:_LONGEST_NAME]
        one = one.parent
    return ""


def _counts(node: Node) -> bool:
    """Whether a part of it says the number and what it counts; a bare number belongs to the words around it."""
    text = node.text
    return _NUMBER.search(text) is not None and _WORD.search(text) is not None


def _in_row(node: Node) -> bool:
    one: Node | None = node
    while one is not None:
        if one.tag in ("tr", "article", "select") or (one.tag == "li" and not one.inside("nav", "header")):
            return True
        one = one.parent
    return False


def _place(node: Node) -> str:
    """Its tags up to the body, without positions."""
    tags: list[str] = []
    one: Node | None = node
    while one is not None and one.tag not in ("body", "#document"):
        tags.append(one.tag)
        one = one.parent
    return "/".join(reversed(tags[:4]))


def _without_plural(text: str) -> str:
    """ "1 item left" and "2 items left" say the same, so do "1 Aufgabe" and "2 Aufgaben"."""
    return re.sub(r"(?<=\w{3})(?:s|en|n|es)\b", "", " ".join(text.split()).lower())
