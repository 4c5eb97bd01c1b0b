"""Finds pages and passages in another language than their `lang` says, so that a screen reader mispronounces all of it.

Told by the script (Persian in `lang="en"`) and, for whole pages in the Latin alphabet, by their small words (German in
`lang="en"`). Names, single words and what was typed during the test do not count, nor what visitors write: an app that
speaks the declared language around its page is in that language.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import is_echo
from worker.detectors.languages import (
    CLEARLY,
    LANGUAGE_NAMES,
    SCRIPT_NAMES,
    foreign_script,
    is_known,
    is_latin,
    names_language,
    primary,
    prose_language,
    small_words,
)
from worker.detectors.markup import CODE, Node, tree
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.observation import Observation

META = Meta(
    id="wrong_language",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Text in another language than declared",
    why="The lang attribute was left as the template had it, or a passage in another language has none of its own.",
    fix="Set lang on <html> to the language of the page, and on passages in another language to theirs.",
    tags=("wcag-3.1.1", "wcag-3.1.2"),
    references=(
        "https://www.w3.org/WAI/standards-guidelines/act/rules/ucwvc8/",
        "https://www.w3.org/WAI/standards-guidelines/act/rules/off6ek/",
    ),
)

# A whole page is judged by this many letters; a label or two say nothing about it.
PAGE_LETTERS = 150
# Shorter passages are names, titles and language switches.
PASSAGE_WORDS = 4
PASSAGE_LETTERS = 20
MOST = 2
_OF_THE_APP = ("header", "nav", "footer", "button", "label")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the page when all of it is in another language, else one for each passage."""
    screen = observation.screen
    declared = primary(screen.language)
    if not names_language(declared):
        return  # axe_html_has_lang and axe_html_lang_valid say so
    actual = _of_page(observation, declared)
    if actual:
        yield finding(
            META,
            observation,
            subject=f"page: {actual} as {declared}",
            title=f"The text of {place(screen.url, 30)} is {actual}, but is declared as {_called(declared)}",
            description=f'The page declares lang="{screen.language}" and its text is {actual}: '
            f"“{shown(screen.text, 80)}”. A screen reader reads it with the wrong pronunciation, and browsers offer to "
            "translate it. Expected: the language that the text is in.",
            tags=("wcag-3.1.1",),
            details={"declared": screen.language, "actual": actual},
        )
        return
    for passage, language, script in _passages(observation, declared)[:MOST]:
        name = SCRIPT_NAMES.get(script, script.capitalize())
        yield finding(
            META,
            observation,
            subject=f"passage: {name} as {primary(language)} on {template_pattern(screen.url)}",
            title=f"A passage in {name} on {place(screen.url, 25)} is marked as {_called(primary(language))}",
            description=f"“{shown(passage, 80)}” is written in {name} script, and the language declared for it is "
            f'"{language}": a screen reader cannot pronounce it. Expected: a lang attribute with its language.',
            boxes=tuple(run.box for run in screen.texts if run.text in passage and len(run.text) > 8)[:1],
            severity=Severity.LOW,
            details={"declared": language, "text": passage[:200]},
        )


def _of_page(observation: Observation, declared: str) -> str:
    """The name of the language or script of a page that is not in the one it declares, "" when it is or nobody can
    tell.
    """
    nodes = tree(observation.screen.markup)
    # Parts with a language of their own are declared rightly or wrongly by themselves.
    pieces = [text for text, language in _texts(nodes, declared) if primary(language) == declared]
    text = " ".join(piece for piece in pieces if not is_echo(observation, piece))
    if sum(letter.isalpha() for letter in text) < PAGE_LETTERS:
        return ""
    script = foreign_script(text, declared)
    if script:
        return SCRIPT_NAMES.get(script, script.capitalize())
    found = prose_language(text)
    if found is None or found == declared or (is_latin(declared) and not is_known(declared)):
        return ""
    told = small_words(text, found) > CLEARLY * small_words(text, declared)
    # What the app itself says stands around the page and on its buttons; between them, visitors write as they like.
    said = " ".join(node.text for node in nodes.find(*_OF_THE_APP))
    return LANGUAGE_NAMES[found] if told and small_words(said, found) >= small_words(said, declared) else ""


def _texts(root: Node, language: str) -> Iterator[tuple[str, str]]:
    """Every shown text with the language declared for it."""
    stack: list[tuple[Node, str]] = [(root, language)]
    while stack:
        node, around = stack.pop()
        here = node.attributes.get("lang", "").strip() or around
        for child in node.children:
            if isinstance(child, str):
                if child.strip():
                    yield " ".join(child.split()), here
            elif not child.hidden and child.tag not in CODE and child.attributes.get("translate") != "no":
                stack.append((child, here))


def _passages(observation: Observation, declared: str) -> list[tuple[str, str, str]]:
    """Longer texts in a script that their language is not written in, with that language and the script."""
    visible = " ".join(observation.screen.text.split())
    found: list[tuple[str, str, str]] = []
    for text, language in _texts(tree(observation.screen.markup), declared):
        if len(text) < PASSAGE_LETTERS or text.isascii():
            continue
        script = foreign_script(text, language)
        long = sum(letter.isalpha() for letter in text) >= PASSAGE_LETTERS
        spaced = script in ("CJK", "HIRAGANA", "KATAKANA", "THAI") or len(text.split()) >= PASSAGE_WORDS
        if script and long and spaced and text in visible and not is_echo(observation, text):
            found.append((text, language, script))
    return found


def _called(language: str) -> str:
    return LANGUAGE_NAMES.get(language, f"“{shown(language, 8)}”")
