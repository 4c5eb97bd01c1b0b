"""Finds controls that answer to a click and cannot be reached by keyboard.

Certain only where a click was seen to do something, so that a pointer cursor or a listener for statistics alone proves
nothing. A part whose surroundings or content can be reached does the same by keyboard, as far as anybody can tell.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import last
from worker.detectors.subjects import element_pattern, kind_of, place, shown, template_pattern
from worker.observation.noticed import noticed
from worker.observation.observation import Observation
from worker.observation.runtime import Effect
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import ActionKind

META = Meta(
    id="mouse_only_control",
    category=Category.ACCESSIBILITY,
    severity=Severity.HIGH,
    title="Control that works by mouse only",
    why="A div or span listens to clicks: it takes no focus and no key.",
    fix='Use <button> or <a href>; else give it a role, tabindex="0" and the Enter and Space keys.',
    tags=("wcag-2.1.1", "wcag-4.1.2"),
    references=(
        "https://www.w3.org/WAI/WCAG22/Techniques/failures/F59",
        "https://www.w3.org/WAI/WCAG22/Understanding/keyboard.html",
    ),
)

# Inside of these, the keyboard goes by arrows while the focus stays on the whole.
_COMPOSITE = frozenset(
    ("option", "menuitem", "menuitemradio", "menuitemcheckbox", "tab", "treeitem", "row", "gridcell")
)
# So many of a kind on a page are made alike, as the headings of what unfolds are.
_SEVERAL = 3
_NATIVE = frozenset(("a", "area", "button", "input", "select", "textarea", "summary", "label", "html", "body", "form"))


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for what was clicked last, when it did something."""
    action, before, effect = last(observation), observation.before, observation.effect
    if action is None or action.target is None or before is None or effect is None or len(observation.cause) != 1:
        return
    element = before.element(action.target.key)
    if action.kind is not ActionKind.CLICK or element is None or not _is_for_mouse_only(element):
        return
    if not noticed(effect, before, observation.screen) or _has_twin(element, before):
        return
    name = shown(element.name, 35)
    alike = sum(_is_for_mouse_only(one) and kind_of(one.key) == kind_of(element.key) for one in before.elements)
    several = alike >= _SEVERAL
    subject = f"{kind_of(element.key)} on {template_pattern(before.url)}" if several else element_pattern(element.key)
    others = f" So are {alike - 1} others of its kind." if several else ""
    yield finding(
        META,
        observation,
        subject=subject,
        title=f"“{name}” on {place(before.url, 30)} cannot be used by keyboard",
        description=f"“{name}” is a <{element.tag}>{f' with role “{element.role}”' if _has_role(element) else ''} that "
        f"does something when it is clicked, and neither it nor anything in or around it takes the focus.{others} "
        "Expected: the Tab key reaches it and Enter works it.",
        boxes=(element.box,),
        element=element_pattern(element.key),
        page=before.url,
        # Keys that the page as a whole listens to may do the same.
        certain="key" not in before.gestures and "key" not in element.gestures,
        severity=META.severity if _is_main_way(effect) else Severity.MEDIUM,
        details={"tag": element.tag, "role": element.role},
    )


def _is_for_mouse_only(element: Element) -> bool:
    # Without a name nobody knows what it is: a backdrop, the rest of a card.
    named = element.visible and element.enabled and any(letter.isalnum() for letter in element.name)
    return named and not element.focusable and element.role not in _COMPOSITE and element.tag not in _NATIVE


def _is_main_way(effect: Effect) -> bool:
    return bool(effect.url_changed or effect.document_changed or effect.requests)


def _has_twin(element: Element, screen: Screen) -> bool:
    """Whether something of the same name can be reached: the card's link beside the card."""
    words = element.name.casefold()
    return any(
        other.focusable and other.visible and len(other.name) > 2 and other.name.casefold() in words
        for other in screen.elements
    )


def _has_role(element: Element) -> bool:
    return element.role not in ("clickable", "listener", "")
