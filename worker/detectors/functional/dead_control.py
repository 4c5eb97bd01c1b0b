"""Finds buttons, links and other controls that do nothing at all when clicked.

Judged only where something must happen: not for what is disabled, already chosen, at its end, acts outside the page, or
is shown as an example of its looks.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from worker.detectors.addresses import without_fragment
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.days import days_named
from worker.detectors.deeds import last
from worker.detectors.markup import shows_how_to_write, tree
from worker.detectors.subjects import element_pattern, place, shown, template_pattern
from worker.observation.observation import Observation
from worker.observation.runtime import Effect
from worker.observation.screen import Element, Form, Screen
from worker.surfaces.actions import ActionKind

META = Meta(
    id="dead_control",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Control that does nothing",
    why="No code is attached to the control, it is attached to another element, or it fails without a word.",
    fix="Attach the action to this control and give an answer that can be seen; or disable or remove it.",
    references=("https://www.nngroup.com/articles/visibility-system-status/",),
)

_CONTROLS = frozenset(("button", "link", "menuitem", "tab", "switch", "checkbox", "radio", "menuitemcheckbox"))
_CHOSEN_ONCE = frozenset(("tab", "radio", "option", "menuitemradio"))
_OUTSIDE = ("mailto:", "tel:", "sms:", "blob:", "data:", "intent:", "whatsapp:", "geo:", "webcal:")
# What these do is outside the page, or is rightly nothing when there is nothing (left) to do.
_QUIET_NAMES = re.compile(
    r"\b(copy|print|share|play|pause|mute|full "
    r"?screen|install|download|export|refresh|reload|reset|clear|close|dismiss|cancel|"
    r"undo|redo|back to top|scroll|top|prev(ious)?|decrease|minus|fewer|zoom|today|skip|"
    r"kopieren|drucken|teilen|aktualisieren|zurücksetzen|leeren|schließen|abbrechen|zurück|nach oben|"
    r"copier|imprimer|partager|fermer|annuler|effacer|copiar|imprimir|compartir|cerrar|cancelar|borrar)\b|"
    r"^[-−–‹«<←×✕✖xX]$",
    re.IGNORECASE,
)
# Where a dialog stands, there is something to close.
_CLOSES = re.compile(
    r"\b(close|dismiss|cancel|schließen|abbrechen|fermer|annuler|cerrar|cancelar)\b|^[×✕✖xX]$", re.IGNORECASE
)
_TO_THE_TOP_OR_HOME = re.compile(r"\b(top|home|up|start|logo|menu|skip)\b", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"^\d+$")
_CURRENT_CLASS = re.compile(
    r"(^|[-_])(active|selected|current|on|chosen|pressed|disabled|inactive)($|[-_])", re.IGNORECASE
)
# What samples of a style are called, where at least so many stand on a page.
_STYLE = re.compile(
    r"((primary|secondary|tertiary|contrast|success|danger|warning|info|light|dark|outlined?|default|normal|basic|disabled|"
    r"active|rounded|split|block|small|medium|large|icon|button|btn|link|input|reset|submit)\s*)+",
    re.IGNORECASE,
)
_SAMPLES = 3
_CURRENT_STATES = ("aria-current", "aria-selected", "aria-pressed", "aria-checked", "aria-disabled")
_WRITTEN_INTO = frozenset(("textbox", "searchbox", "combobox", "spinbutton"))
_FIELDS_THAT_CHECK = frozenset(("email", "url", "number", "date", "time", "month", "week", "datetime-local"))


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when the last deed was a click on a control and nothing came of it."""
    action, effect, before = last(observation), observation.effect, observation.before
    if (
        action is None
        or action.kind is not ActionKind.CLICK
        or action.target is None
        or effect is None
        or before is None
    ):
        return
    element = before.element(action.target.key)
    if element is None or not _claims_to_act(element) or _is_example(element, before):
        return
    placeholder = _is_placeholder_link(element, effect, before)
    if not placeholder and (effect.any or not _must_act(element, before)):
        return
    form = _form_sent_by(element, before)
    if form is not None and (effect.answered_before or _holds_nothing(form, before) or _is_answered(form, before)):
        return  # it says again what it has said already, or there is nothing to search for
    if observation.exceptions:
        return  # the click did something: it failed, and uncaught_exception says so
    name = f"“{shown(element.name, 40)}”" if element.name else "without a name"
    kind = (
        "link"
        if element.role == "link"
        else "tab"
        if element.role == "tab"
        else "button"
        if element.role == "button"
        else "control"
    )
    yield finding(
        META,
        observation,
        subject=f"{element_pattern(element.key)} on "
        f"{element.region if element.region in ('header', 'footer', 'nav') else template_pattern(before.url)}",
        severity=META.severity if element.role == "button" else Severity.MEDIUM,
        title=f"The {kind} {name} does nothing",
        description=f"A click on the {kind} {name} on {place(before.url)} changes nothing: no page opens, nothing "
        f"on the "
        "screen changes, nothing is sent. Expected: it does what it says.",
        cause="The link has the placeholder “#” as its address and no code is attached to it."
        if placeholder
        else META.why,
        boxes=(element.box,),
        element=element_pattern(element.key),
        details={"selector": element.selector},
    )


def _claims_to_act(element: Element) -> bool:
    if (
        not (element.visible and element.enabled)
        or element.covered_by
        or element.role not in _CONTROLS
        or element.input_type == "file"
    ):
        return False
    if element.role in _CHOSEN_ONCE and element.checked:
        return False
    closes = element.region == "dialog" and _CLOSES.search(element.name)
    return bool(closes or not _QUIET_NAMES.search(element.name)) and not element.href.startswith(_OUTSIDE)


def _is_example(element: Element, before: Screen) -> bool:
    """Whether it is a sample that is called by its looks, among others, or nothing listens to it and the page shows how
    such things are written, as documentation does.
    """
    if element.region in ("header", "nav", "footer"):
        return False
    if _STYLE.fullmatch(element.name) and sum(bool(_STYLE.fullmatch(one.name)) for one in before.elements) >= _SAMPLES:
        return True
    if "click" in element.gestures:
        return False
    return shows_how_to_write(before.markup)


def _is_placeholder_link(element: Element, effect: Effect, before: Screen) -> bool:
    """Whether it leads to "#", which opens nothing, and nothing else came of the click; the top of the page is a
    place, though.
    """
    if (
        not element.href.endswith("#")
        or _TO_THE_TOP_OR_HOME.search(element.name)
        or not element.name
        or before.scroll_y > 0
    ):
        return False
    nothing = not (
        effect.mutations
        or effect.pixels_changed
        or effect.requests
        or effect.dialogs
        or effect.popups
        or effect.downloads
    )
    return nothing and not (
        effect.document_changed or effect.value_changed or effect.storage_changed or effect.scrolled
    )


def _must_act(element: Element, before: Screen) -> bool:
    if element.href and not element.href.startswith("javascript:"):
        here = without_fragment(element.href) == without_fragment(before.url)
        if here or element.target == "_blank":
            return False
    # A day of a calendar may be chosen already, or not be free.
    if _PAGE_NUMBER.match(element.name) or days_named(element.name) or _is_current(element, before):
        return False
    return not _form_may_refuse(element, before)


def _is_current(element: Element, before: Screen) -> bool:
    """Whether the markup says that this choice is made already (or may not be made)."""
    if not element.name:
        return False
    for node in tree(before.markup).find("a", "button", "li", "span", "div", "label"):
        marked = any(node.attributes.get(state, "false") not in ("false", "") for state in _CURRENT_STATES) or any(
            _CURRENT_CLASS.search(name) for name in node.classes
        )
        if marked and (node.text == element.name or node.attributes.get("aria-label") == element.name):
            return True
    return False


def _form_sent_by(element: Element, before: Screen) -> Form | None:
    return next((form for form in before.forms if element.form and form.submit == element.key), None)


def _holds_nothing(form: Form, before: Screen) -> bool:
    """Whether nobody has written anything into the form."""
    fields = [
        field for key in form.fields if (field := before.element(key)) is not None and field.role in _WRITTEN_INTO
    ]
    return bool(fields) and not any(field.value for field in fields)


def _is_answered(form: Form, before: Screen) -> bool:
    """Whether the page is what was searched for with just what is written there: its address asks for it."""
    fields = [field for key in form.fields if (field := before.element(key)) is not None]
    written = {field.value for field in fields if field.role in _WRITTEN_INTO and field.value}
    address = urlsplit(before.url)
    asked = parse_qsl(address.query) + parse_qsl(address.fragment.partition("?")[2])
    return bool(written) and written <= {value for _, value in asked}


def _form_may_refuse(element: Element, before: Screen) -> bool:
    """Whether the browser may rightly hold the form back: it then shows a bubble that is no part of the page."""
    form = next((form for form in before.forms if form.key == element.form), None) if element.form else None
    if form is None or not form.validates or element.input_type not in ("submit", "image", ""):
        return False
    fields = [field for key in form.fields if (field := before.element(key)) is not None]
    return any(
        field.required
        or field.pattern
        or field.min_length
        or field.minimum
        or field.maximum
        or field.input_type in _FIELDS_THAT_CHECK
        for field in fields
    )
