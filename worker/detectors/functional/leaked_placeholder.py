"""Finds values that were never filled in: "undefined", "NaN", "[object Object]", "{{name}}", "${x}", "%s", lorem
ipsum, "Invalid Date".

Judged run by run of text and only where a value belongs; code and articles about programming say such words rightly.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import is_echo, typed
from worker.detectors.markup import CODE, code_text, shows_how_to_write
from worker.detectors.subjects import mask, path_pattern, place, shown, template_pattern
from worker.observation.observation import Observation
from worker.observation.screen import Box, Screen

META = Meta(
    id="leaked_placeholder",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Placeholder shown instead of a value",
    why="A value is missing or of another type than the template expects, and its raw form is shown.",
    fix="Find where this text is put together, pass the value it needs, and say what to show when there is none.",
    references=("https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/undefined",),
)


@dataclass(frozen=True, slots=True)
class Leak:
    """What was shown raw, where in a text it counts, and why it happens."""

    name: str
    pattern: re.Pattern[str]
    cause: str
    severity: Severity = Severity.MEDIUM


def _word(word: str) -> str:
    """Where a word can only be a missing value: alone, after a label or a sign of money, before a unit, in a
    greeting, or twice.
    """
    units = r"%|€|\$|£|px|kg|km|items?|products?|results?|reviews?|stars?|Stück|Artikel"
    return (
        rf"\A\W*{word}\W*\Z|[:=$€£¥#(]\s?{word}\b(?!\s+[a-z]{{3,}}\s+[a-z])|\b{word}\s?({units})(?!\w)|"
        rf"\b{word}\s{word}\b|"
        rf"\b(hello|hi|hey|welcome|welcome back|dear|hallo|willkommen|bonjour|hola)[, ]+{word}\b|"
        rf"\b(by|from|von|par|por|of|in stock|only|for)\s{word}\W*\Z|\A{word}\s(of|/|left|in stock|sold)\b"
    )


LEAKS = (
    Leak(
        "undefined", re.compile(_word("undefined"), re.IGNORECASE), "A value that does not exist is put into the text."
    ),
    Leak("null", re.compile(_word("null")), "A value that is empty (null) is put into the text."),
    Leak(
        "None",
        re.compile(r"[$€£]\s?None\b|\bNone\s?[$€£]|\A[\w ]+: None None\b"),
        "A value that is empty (None) is put into the text.",
    ),
    Leak(
        "NaN", re.compile(_word("NaN") + r"|(?<![\w-])NaN(?![\w-])"), "A calculation got something that is no number."
    ),
    Leak(
        "Infinity",
        re.compile(r"\A\W*-?Infinity\W*\Z|[$€£]\s?-?Infinity\b|\bInfinity\s?[$€£%]"),
        "A calculation divides by zero.",
    ),
    Leak(
        "[object Object]",
        re.compile(r"\[object [A-Z]\w+\]"),
        "An object is put into the text instead of one of its values.",
    ),
    Leak(
        "Invalid Date",
        re.compile(r"\bInvalid Date\b|\b1970-01-01T00:00:00|\b0001-01-01\b"),
        "A date could not be read or is missing.",
    ),
    Leak(
        "template", re.compile(r"\{\{\s*[\w.$| '\"()-]{1,60}\s*\}\}"), "The template that fills this text was not run."
    ),
    Leak(
        "template",
        re.compile(r"\$\{\s*[A-Za-z_][\w.]{0,60}(\(\))?\s*\}|<%=?\s*[\w.@ ]+\s*%>|#\{[a-z_][\w.]*\}"),
        "The text was not written as a template, so its variable stays.",
    ),
    Leak(
        "template",
        re.compile(r"(?<![\w/${(\"'=])\{(\d|[a-z][A-Za-z]*(_[a-z]+)*)\}(?![\w/}\"'])"),
        "The text's parameter was not passed.",
    ),
    Leak(
        "format",
        re.compile(r"(?<![\d%\w])%(\d\$)?(s|d|@)(?![\w%])|(?<![\w%])%\([a-z_]+\)s"),
        "The text's parameter was not passed.",
    ),
    Leak(
        "missing translation",
        re.compile(r"translation missing:|\[missing \"|MISSING_TRANSLATION|missing translation for", re.IGNORECASE),
        "The text has no translation in this language.",
    ),
    Leak(
        "lorem ipsum",
        re.compile(r"\blorem ipsum\b", re.IGNORECASE),
        "Filling text was left in place of the real one.",
        Severity.LOW,
    ),
)

# Long runs are sentences of an article; a missing value in them would stand beside a label or sign, which short runs
# show.
_LONGEST_RUN = 200
_PROSE_TOPICS = re.compile(
    r"javascript|typescript|template|variable|placeholder|syntax|ipsum generator|printf|programming", re.IGNORECASE
)
_MISSING_SEGMENT = re.compile(r"/(undefined|null|NaN|\[object Object\])(?=/|$)")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of leak in each place."""
    screen = observation.screen
    code = code_text(screen.markup)
    for text, box, key in _texts(screen):
        if len(text) > _LONGEST_RUN and "ipsum" not in text.lower():
            continue
        if _is_code(text, key, code) or _PROSE_TOPICS.search(text):
            continue
        if "ipsum" in text.lower() and shows_how_to_write(screen.markup):
            continue  # it fills examples of how something looks
        for leak in LEAKS:
            found = leak.pattern.search(text)
            if found is not None and not is_echo(observation, found.group().strip()) and text not in typed(observation):
                yield _found(observation, leak, text, found.group().strip(), box)
                break
    yield from _addresses(observation)


def _texts(screen: Screen) -> Iterator[tuple[str, Box | None, str]]:
    for run in screen.texts:
        yield run.text, run.box, run.key
    yield screen.title, None, ""
    for element in screen.elements:
        if element.visible and element.tag in ("input", "textarea"):
            yield element.placeholder, element.box, ""
            if element.read_only or not element.enabled:
                yield element.value, element.box, ""


def _is_code(text: str, key: str, code: str) -> bool:
    return any(part in CODE for part in key.split("|")) or (bool(code) and text in code)


def _found(observation: Observation, leak: Leak, text: str, witness: str, box: Box | None) -> Finding:
    what = shown(witness, 25) if leak.name in ("template", "format") else leak.name
    where = place(observation.screen.url, 30)
    return finding(
        META,
        observation,
        subject=f"{leak.name}: {mask(shown(text, 60))} on {template_pattern(observation.screen.url)}",
        severity=leak.severity,
        title=f"“{what}” is shown in place of the real text on {where}"
        if leak.name == "lorem ipsum"
        else f"“{what}” is shown in place of a value on {where}",
        description=f"The page shows “{shown(text, 120)}”. Expected: a value that means something to the reader, or "
        f"nothing.",
        cause=leak.cause,
        boxes=(box,) if box else (),
        details={"text": text[:300]},
    )


def _addresses(observation: Observation) -> Iterator[Finding]:
    for link in observation.screen.links:
        found = _MISSING_SEGMENT.search(unquote(urlsplit(link.url).path)) if link.visible else None
        if found is not None and _MISSING_SEGMENT.search(unquote(urlsplit(observation.screen.url).path)) is None:
            element = observation.screen.element(link.key)
            yield finding(
                META,
                observation,
                subject=f"link to {path_pattern(link.url)}",
                title=f"A link's address has “{found.group(1)}” in place of a value: {place(link.url, 30)}",
                description=f"The link “{shown(link.text, 40)}” on {place(observation.screen.url)} leads to "
                f"{link.url}. "
                "Expected: the address of what the link names.",
                cause="The value that makes the address is missing when the link is drawn.",
                boxes=(element.box,) if element else (),
                details={"address": link.url},
            )
