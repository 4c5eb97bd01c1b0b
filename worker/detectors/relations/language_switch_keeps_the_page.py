"""Finds language switches that do nothing, or that lead away from the page one reads.

Judged where a control is named after a language in that language, as switches are. Whether a page exists in another
language nobody can tell from outside, so a link that leads to the start page is only worth a look, unless the page's
own address shows it in that language afterwards. Another address is that of another page where the page itself links to
it by other words than a language's.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import last
from worker.detectors.languages import SWITCHES_STAND_IN, language_named, primary
from worker.detectors.subjects import path_pattern, place, shown
from worker.detectors.traffic import is_page
from worker.observation.experiments.returns import SwitchedLanguage
from worker.observation.observation import Observation
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

META = Meta(
    id="language_switch_keeps_the_page",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Language switch that does not give the same page in the other language",
    why="The switch leads to a fixed address, or stores the choice without showing the page in it.",
    fix="Link each page to itself in the other languages (hreflang), and set the document's lang to what is shown.",
    tags=("wcag-3.1.1",),
    references=("https://developers.google.com/search/docs/specialty/international/localized-versions",),
)

_FEWEST_WORDS = 25
# Another part of a page differs in more than an hour of the day.
_FEWEST_LINES = 3
# Of a page's words without the languages' names, so many are other ones in another language.
_SAME = 0.9
_LANGUAGE_PART = re.compile(r"^[a-z]{2}(?:[-_][a-z]{2,4})?$", re.IGNORECASE)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when a switch was used and the page is not what it was, or is just what it was."""
    for result in observation.experiments:
        if isinstance(result, SwitchedLanguage) and _loses_the_page(result):
            yield finding(
                META,
                observation,
                subject=f"leads away to {path_pattern(result.after.url)}",
                page=result.before.url,
                title=f"“{result.name}” leads from {place(result.before.url, 25)} to {place(result.after.url, 25)}",
                description=f"Choosing “{result.name}” on {place(result.before.url)} leads to "
                f"{place(result.after.url)}, although the page is there in that language: opened again by its "
                "address, it is shown in it. Expected: the same page in that language.",
            )
        elif isinstance(result, SwitchedLanguage) and (lost := _loses_the_part(result)):
            yield finding(
                META,
                observation,
                subject="forgets what is shown",
                page=result.before.url,
                title=f"“{result.name}” forgets what {place(result.before.url, 30)} was to show",
                description=f"Choosing “{result.name}” on {place(result.before.url)} leads to "
                f"{place(result.after.url)}, which shows something else: “{shown(lost, 60)}” is gone, though the "
                "address of before shows it in that language, too. Expected: the same part of the same page.",
                cause="The switch leads to the path of the page and leaves out its query.",
            )
    action, before, screen = last(observation), observation.before, observation.screen
    language = _chosen(action) if action is not None else ""
    if not language or before is None or action is None or action.target is None or len(observation.cause) > 1:
        return
    control = before.element(action.target.key)
    if control is None or control.region not in SWITCHES_STAND_IN:
        return
    if not is_page(observation.document) or primary(before.language) == language or _switches(before) < 2:
        return
    name = (action.value if action.kind is ActionKind.CHOOSE else action.target.name).strip()
    if _inner(before.url) and not _inner(screen.url) and primary(screen.language) in (language, ""):
        yield finding(
            META,
            observation,
            subject=f"leads to the start page {path_pattern(before.url)}",
            title=f"“{name}” leads from {place(before.url, 30)} to the start page",
            description=f"Choosing “{name}” on {place(before.url)} leads to {place(screen.url)}. "
            "Expected: the same page in that language.",
            certain=action.target.role != "link",
        )
    elif other := _other_page(before, screen):
        yield finding(
            META,
            observation,
            subject=f"leads to another page {path_pattern(before.url)}",
            title=f"“{name}” leads from {place(before.url, 25)} to {place(screen.url, 25)}",
            description=f"Choosing “{name}” on {place(before.url)} leads to {place(screen.url)}, where “{other}” leads "
            "too. Expected: the same page in that language.",
        )
    elif _has_stayed(before, screen) and observation.effect is not None and observation.effect.document_changed:
        yield finding(
            META,
            observation,
            subject=f"changes nothing {language}",
            title=f"Choosing “{name}” does not change the language of {place(screen.url, 30)}",
            description=f"After choosing “{name}” the page is loaded again with the same words, and its lang is still "
            f"“{screen.language}”. Expected: the page in that language.",
        )


def _loses_the_page(result: SwitchedLanguage) -> bool:
    """Whether another page came, while the one that was left speaks the chosen language and says other words now."""
    chosen = language_named(result.name)
    speaks = primary(result.spoken_again) == chosen != primary(result.spoken_before)
    is_there = result.again.url == result.before.url and result.again.headings != result.before.headings
    return speaks and is_there and _inner(result.after.url) != _inner(result.before.url)


def _loses_the_part(result: SwitchedLanguage) -> str:
    """A line that the page's own address still shows and the switch does not, where it has left out the query; ""
    where nothing is lost.
    """
    before, after, again = (urlsplit(one.url) for one in (result.before, result.after, result.again))
    if _inner(result.after.url) != _inner(result.before.url) or again != before:
        return ""
    asked, left = (dict(parse_qsl(one.query)) for one in (before, after))
    speaks = language_named(result.name) == primary(result.after.language) == primary(result.spoken_again)
    gone = [line for line in result.again.lines if line not in result.after.lines]
    new = [line for line in result.after.lines if line not in result.again.lines]
    is_another = len(gone) >= _FEWEST_LINES and len(new) >= _FEWEST_LINES
    return max(gone, key=len) if asked.keys() - left.keys() and speaks and is_another else ""


def _chosen(action: Action) -> str:
    """The code of the language that was chosen, "" when none was."""
    if action.kind is ActionKind.CHOOSE:
        return language_named(action.value)
    if action.kind in (ActionKind.CLICK, ActionKind.TAP) and action.target is not None:
        return language_named(action.target.name)
    return ""


def _switches(screen: Screen) -> int:
    """How many languages are offered by name."""
    named = {element.name.strip().lower() for element in screen.elements}
    named |= {option.strip().lower() for element in screen.elements for option in element.options}
    return len({code for name in named if (code := language_named(name))})


def _inner(url: str) -> list[str]:
    """The parts of the path that name the page, without the language and without a file name for folders."""
    parts = [part for part in urlsplit(url).path.split("/") if part and not part.startswith("index.")]
    return [part for part in parts if not _LANGUAGE_PART.match(part)]


def _other_page(before: Screen, screen: Screen) -> str:
    """The link of the page before that leads where one is now, though not to where one was; "" when there is none."""
    here = urlsplit(screen.url).path.rstrip("/")
    if here == urlsplit(before.url).path.rstrip("/") or not _inner(screen.url):
        return ""
    names = (
        element.name.strip()
        for element in before.elements
        if element.role == "link" and element.href and urlsplit(element.href).path.rstrip("/") == here
    )
    return next((name for name in names if name and not language_named(name)), "")


def _has_stayed(before: Screen, screen: Screen) -> bool:
    """Whether the words are the same, where there are enough to tell."""
    words = [word for word in before.text.lower().split() if not language_named(word) and not word[0].isdigit()]
    now = set(screen.text.lower().split())
    same = sum(word in now for word in words)
    return (
        len(words) >= _FEWEST_WORDS
        and same >= _SAME * len(words)
        and bool(screen.language)
        and primary(screen.language) == primary(before.language)
    )
