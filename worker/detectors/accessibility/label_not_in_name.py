"""Finds controls that are called otherwise than they are labelled: who says "click Send" is not understood.

Only where the name is given beside the visible words (aria-label, aria-labelledby). Signs, numbers, icons and words in
brackets are no label; a card that is one large link may be called by one of its texts.
"""

import re
import unicodedata
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, kind_of, mask, place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Element

META = Meta(
    id="label_not_in_name",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Control called otherwise than it is labelled",
    why="The aria-label was written for another text, or the text changed and it did not.",
    fix="Leave the aria-label away so that the visible text is the name, or begin it with the visible text.",
    tags=("wcag-2.5.3",),
    references=(
        "https://www.w3.org/WAI/standards-guidelines/act/rules/2ee8b8/",
        "https://www.w3.org/WAI/WCAG22/Understanding/label-in-name.html",
    ),
)

_ROLES = frozenset(
    (
        "button",
        "checkbox",
        "combobox",
        "link",
        "menuitem",
        "menuitemcheckbox",
        "menuitemradio",
        "option",
        "radio",
        "searchbox",
        "spinbutton",
        "switch",
        "tab",
        "textbox",
        "treeitem",
    )
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W_]+")
# One letter is a sign: x closes, B is bold, i informs.
SHORTEST = 2
# More words than these are content, not a label that anybody would say.
MOST_WORDS = 8
MOST = 3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of control."""
    screen = observation.screen
    told: set[str] = set()
    for element in screen.elements:
        label = _unsaid(element) if element.visible and element.role in _ROLES else ""
        # The name holds the words of its row; what is seen is the same on all.
        subject = f"{kind_of(element.key)}: {mask(label)}"
        if not label or subject in told:
            continue
        told.add(subject)
        yield finding(
            META,
            observation,
            subject=subject,
            title=f"“{shown(label, 22)}” on {place(screen.url, 20)} is called “{shown(element.name, 22)}”",
            description=f"A person sees “{shown(label, 60)}”, and assistive technology knows it as "
            f"“{shown(element.name, 60)}”. Who speaks to the device says the visible words, and nothing happens. "
            "Expected: the name contains them, best at its beginning.",
            boxes=(element.box,),
            element=element_pattern(element.key),
            details={"visible": label, "name": element.name},
        )
        if len(told) == MOST:
            return


def _unsaid(element: Element) -> str:
    """The visible label when the name does not contain it, "" when it does or nobody can tell."""
    name = _words(element.name)
    texts = [text for text in element.drawn if _is_label(text)]
    whole = [word for text in texts for word in _words(text)]
    if not texts or not name or len(whole) > MOST_WORDS or element.name.endswith("…"):
        return ""
    # Several texts: which of them is the label cannot be told, one that is in the name is enough.
    if _contains(name, whole) or (len(texts) > 1 and any(_contains(name, _words(text)) for text in texts)):
        return ""
    if "".join(whole) in "".join(name):
        return ""  # "E-mail" and "email", "Sign up" and "Signup"
    return " ".join(texts)


def _is_label(text: str) -> bool:
    words = _words(text)
    letters = [word for word in words if not word.isdigit()]
    # Ligatures of icon fonts ("arrow_forward") are drawn as pictures.
    return any(len(word) >= SHORTEST for word in letters) and not re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", text.strip())


def _words(text: str) -> list[str]:
    """Its words in small letters, without accents' ways of writing, signs, and what stands in brackets."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _WORD.findall(_BRACKETS.sub(" ", plain) or plain)


def _contains(name: list[str], label: list[str]) -> bool:
    """Whether the label's words stand in the name, together and in their order."""
    return any(name[at : at + len(label)] == label for at in range(len(name) - len(label) + 1))
