"""Reports what axe-core found: one file for all its rules, since its own engine judges and only the words and
grouping are ours.

Each of its rules is a rule here, `axe_<its name>`. What one mend would cure is one bug, on however many pages it
stands: the texts of one colour on one ground, the nameless fields of one form, the elements made by one template.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.markup import tree
from worker.detectors.subjects import mask, place, shown, words_of
from worker.detectors.traffic import content_type
from worker.observation.observation import Observation
from worker.observation.runtime import AccessibilityNode, AccessibilityViolation
from worker.observation.screen import Box

META = Meta(
    id="axe",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Accessibility rule broken",
    why="The markup lacks what assistive technology needs to present this element.",
    fix="Follow the rule's own page, then check with a screen reader and with the keyboard alone.",
    references=("https://www.w3.org/TR/WCAG22/",),
)

ACT_RULES = "https://www.w3.org/WAI/standards-guidelines/act/rules/"
SEVERITIES = {"critical": Severity.HIGH, "serious": Severity.MEDIUM, "moderate": Severity.LOW, "minor": Severity.LOW}

_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_HTML = ("text/html", "application/xhtml+xml", "")
# Judged by a rule of our own, with geometry.
_OWNED = frozenset(("target-size",))
# About the page as a whole: whatever element axe names, it is one bug.
_WHOLE_PAGE = frozenset(
    (
        "bypass",
        "document-title",
        "html-has-lang",
        "html-lang-valid",
        "html-xml-lang-mismatch",
        "landmark-one-main",
        "meta-refresh",
        "meta-viewport",
        "meta-viewport-large",
        "page-has-heading-one",
        "region",
    )
)
# What an empty page breaks because it is empty: blank_page says so.
_ABOUT_CONTENT = frozenset(("bypass", "landmark-one-main", "page-has-heading-one", "region"))
# A stylesheet's pair of colours is their cause, whichever elements it is given to.
_ABOUT_COLOURS = frozenset(("color-contrast", "color-contrast-enhanced", "link-in-text-block"))
# What a form's fields lack, all of them lack for the way in which the form was written.
_ABOUT_FIELDS = frozenset(
    ("aria-input-field-name", "aria-toggle-field-name", "label", "label-title-only", "select-name")
)
_FIELDS = frozenset(("combobox", "listbox", "searchbox", "slider", "spinbutton", "textbox"))
# What stands in the wrong parent does so for that parent's sake.
_ABOUT_PARENTS = frozenset(("aria-required-parent", "dlitem", "listitem"))
# Classes that tell what an element is at this moment, not what it was made as.
_PASSING = re.compile(
    r"(?:is[-_])?(?:active|checked|closed|collapsed|current|disabled|expanded|first|focus(?:ed)?|hidden|hover|in|last|"
    r"odd|even|open(?:ed)?|pressed|selected|show|visible)"
)
# Bugs of one rule on one page; a missing class in a stylesheet would make hundreds.
MOST = 5
_MOST_NAMED = 4

# What is wrong, for a person who has never heard of axe; `{}` is the element. Rules that are not here use axe's own
# words.
TITLES = {
    "area-alt": "The area {} of an image map has no text alternative",
    "aria-allowed-attr": "{} has an ARIA attribute that its role does not allow",
    "aria-allowed-role": "{} has a role that its element does not allow",
    "aria-command-name": "{} has no name that a screen reader could say",
    "aria-dialog-name": "A dialog has no name that a screen reader could say",
    "aria-hidden-body": "The whole page is hidden from screen readers",
    "aria-hidden-focus": "{} is hidden from screen readers but can be reached by keyboard",
    "aria-input-field-name": "The field {} has no name that a screen reader could say",
    "aria-required-attr": "{} lacks an ARIA attribute that its role requires",
    "aria-required-children": "{} lacks the child elements that its role requires",
    "aria-required-parent": "{} stands outside of the element that its role belongs in",
    "aria-roles": "{} has a role that does not exist",
    "aria-toggle-field-name": "The switch {} has no name that a screen reader could say",
    "aria-tooltip-name": "A tooltip has no name that a screen reader could say",
    "aria-valid-attr": "{} has an ARIA attribute that does not exist",
    "aria-valid-attr-value": "{} has an ARIA attribute with a value that is not valid",
    "autocomplete-valid": "The field {} has an autocomplete value that does not exist",
    "button-name": "A button has no name that a screen reader could say",
    "bypass": "Keyboard users cannot skip to the content",
    "color-contrast": "The text {} is too pale to read",
    "definition-list": "A definition list has parts that do not belong in it",
    "dlitem": "{} stands outside of a definition list",
    "document-title": "The page has no title",
    "duplicate-id-aria": "Several elements share the id that {} is described by",
    "empty-heading": "A heading is empty",
    "frame-title": "A frame has no title",
    "heading-order": "The heading {} skips a level",
    "html-has-lang": "The page does not say its language",
    "html-lang-valid": "The page names a language that does not exist",
    "image-alt": "A picture has no text alternative",
    "image-redundant-alt": "A picture's alternative repeats the text beside it",
    "input-button-name": "A button has no name that a screen reader could say",
    "input-image-alt": "An image button has no text alternative",
    "label": "The field {} has no label",
    "label-title-only": "The field {} is labelled by a tooltip only",
    "landmark-one-main": "The page does not mark its main content",
    "landmark-unique": "Several landmarks have the same name",
    "link-in-text-block": "The link {} differs from the text around it by colour only",
    "link-name": "A link has no name that a screen reader could say",
    "list": "A list has children that are no list items",
    "listitem": "A list item stands outside of a list",
    "meta-refresh": "The page reloads or leaves by itself",
    "meta-viewport": "The page forbids zooming",
    "nested-interactive": "{} has another control inside it",
    "object-alt": "An embedded object has no text alternative",
    "page-has-heading-one": "The page has no main heading",
    "region": "Some content stands outside of all landmarks",
    "role-img-alt": "A drawing has no text alternative",
    "scrollable-region-focusable": "A scrolling area cannot be scrolled by keyboard",
    "select-name": "The selection field {} has no name",
    "skip-link": "The skip link leads nowhere",
    "summary-name": "A fold-out has no name that a screen reader could say",
    "svg-img-alt": "A drawing has no text alternative",
    "tabindex": "{} jumps ahead in the keyboard's order",
    "td-headers-attr": "A table cell names a header that is not there",
    "th-has-data-cells": "A table header has no cells",
    "valid-lang": "{} names a language that does not exist",
    "video-caption": "A video has no captions",
}


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each broken rule and kind of element."""
    document = observation.document
    if document is not None and content_type(document) not in _HTML:
        return  # what a browser makes of plain text, XML or a picture is its own
    blank = not observation.screen.text.strip()
    for violation in observation.accessibility or ():
        if violation.rule in _OWNED or not violation.nodes or (blank and violation.rule in _ABOUT_CONTENT):
            continue
        if blank and not _was_written(observation):
            continue
        groups: dict[str, list[AccessibilityNode]] = {}
        for node in violation.nodes:
            if _is_fine(violation.rule, node):
                continue
            if any(
                node.markup in other.markup
                for other in violation.nodes
                if other is not node and other.markup != node.markup
            ):
                continue  # it lies in an element that has the same fault
            groups.setdefault(_cause(violation, node), []).append(node)
        for which, nodes in list(groups.items())[:MOST]:
            yield _found(observation, violation, which, nodes)


def _is_fine(axe_rule: str, node: AccessibilityNode) -> bool:
    """Whether axe is wrong about an element: it minds the spacing of boxes that have no text of their own."""
    element = next(iter(tree(node.markup).elements), None)
    return (
        axe_rule == "avoid-inline-spacing"
        and element is not None
        and not any(isinstance(child, str) and child.strip() for child in element.children)
    )


def _was_written(observation: Observation) -> bool:
    """Whether the document is one that somebody wrote, and not one that the browser made of no answer at all."""
    return observation.document is not None and "<" in observation.document.body


def _found(
    observation: Observation, violation: AccessibilityViolation, which: str, nodes: list[AccessibilityNode]
) -> Finding:
    first = nodes[0]
    where = place(observation.screen.url, 25)
    title = TITLES.get(violation.rule)
    what = _called(first)
    said = title.replace("{}", what) if title else f"{violation.help}: {what}"
    elements = [element for node in nodes[:4] if (element := observation.screen.element(node.key)) is not None]
    return finding(
        META,
        observation,
        rule=rule_name(violation.rule),
        subject=which,
        severity=SEVERITIES.get(violation.impact, META.severity),
        title=f"{said[0].upper()}{said[1:]} ({where})" if len(said) + len(where) < 86 else said[:88],
        description=f"{violation.description.rstrip('.')}. On {where}: {shown(first.markup, 160)}."
        f"{_others_affected(nodes)}",
        cause=shown(first.summary, 400) or META.why,
        fix=_fix(first.summary) or META.fix,
        boxes=tuple(element.box for element in elements) or _text_boxes(observation, nodes),
        element=first.key,
        tags=tuple(_tag(tag) for tag in violation.tags if tag.startswith("wcag") or tag == "best-practice"),
        references=(*filter(None, (violation.help_url,)), *(f"{ACT_RULES}{one}/" for one in violation.act_rules)),
        details={
            "axe_rule": violation.rule,
            "impact": violation.impact,
            "markup": [node.markup[:300] for node in nodes[:5]],
        },
    )


def _others_affected(nodes: list[AccessibilityNode]) -> str:
    """A sentence about how many there are, "" for one alone."""
    if len(nodes) == 1:
        return ""
    _, *others = dict.fromkeys(map(_called, nodes))
    named = f", among them {', '.join(others[:_MOST_NAMED])}" if others else ""
    return f" {len(nodes)} elements are affected here for the same reason{named}."


def rule_name(axe_rule: str) -> str:
    """What a rule of axe's is called here."""
    return f"axe_{axe_rule.replace('-', '_')}"


def _cause(violation: AccessibilityViolation, node: AccessibilityNode) -> str:
    axe_rule = violation.rule
    if axe_rule in _WHOLE_PAGE:
        return "page"
    colours = _COLOUR.findall(node.summary)
    if axe_rule in _ABOUT_COLOURS and len(colours) > 1:
        return "|".join(colours)
    role, _, tag, region, form = _parts(node)
    if axe_rule in _ABOUT_FIELDS:
        if not form:
            return _template(node, ("type",))
        # Fields of one template are the same in whatever form they stand, be there one or one a row: the same order is
        # chosen on many pages.
        made_by = {_template(other, ("name", "type")) for other in violation.nodes if _parts(other)[4] == form}
        return made_by.pop() if len(made_by) == 1 else f"fields of {mask(form)}"
    if axe_rule in _ABOUT_PARENTS:
        return "|".join((role, tag, region))
    return _template(node, ("id", "name", "type"))


def _parts(node: AccessibilityNode) -> tuple[str, str, str, str, str]:
    """Role, name, tag, region and form of its key."""
    role, name, tag, region, form = (*node.key.split("|"), "", "", "", "", "")[:5]
    return role, name, tag, region, form


def _template(node: AccessibilityNode, telling: tuple[str, ...]) -> str:
    """What an element is made by: its tag with its classes and telling attributes, and its region; where it has none of
    these, its words.
    """
    element = next(iter(tree(node.markup).elements), None)
    region = _parts(node)[3]
    if element is None:
        return mask(node.key)
    marks = [mask(element.attributes[name]) for name in telling if element.attributes.get(name)]
    marks += sorted(mask(name) for name in element.classes if not _PASSING.fullmatch(name))
    return "|".join((element.tag, *(marks or [words_of(node.key)]), region))


def _called(node: AccessibilityNode) -> str:
    """What a person may look for: its name, or how the page's own code calls it, or what it is."""
    role, name, *_ = _parts(node)
    if name:
        return f"“{shown(words_of(node.key), 28)}”"
    element = next(iter(tree(node.markup).elements), None)
    attributes = element.attributes if element else {}
    own = (attributes.get("name") or attributes.get("id") or "") if role in _FIELDS else ""
    return f"“{shown(own, 28)}”" if own else role.strip() or "an element"


def _fix(summary: str) -> str:
    """axe says "Fix any of the following:" and then what to do, a line each."""
    lines = [line.strip() for line in summary.splitlines() if line.strip()]
    steps = [line for line in lines if not line.startswith("Fix ")]
    if not steps:
        return ""
    joint = " and " if any(line.startswith("Fix all") for line in lines) and len(steps) > 1 else ", or "
    return f"Correct this: {joint.join(shown(step, 140) for step in steps[:4])}."


def _tag(tag: str) -> str:
    """ "wcag143" is "wcag-1.4.3"; levels such as "wcag2aa" stay."""
    found = re.fullmatch(r"wcag(\d)(\d)(\d+)", tag)
    return f"wcag-{found.group(1)}.{found.group(2)}.{found.group(3)}" if found else tag


def _text_boxes(observation: Observation, nodes: list[AccessibilityNode]) -> tuple[Box, ...]:
    keys = {node.key for node in nodes}
    screen = observation.screen
    boxes = [one.box for one in (*screen.texts, *screen.pictures) if one.key in keys]
    return tuple(boxes[:4])
