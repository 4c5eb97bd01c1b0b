"""What a person could try on a screen: follow a link, press a button, fill a form, choose, hover, drag, scroll."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urldefrag, urlsplit

from worker.detectors.sessions import is_log_out
from worker.explorer.destructive import is_destructive
from worker.explorer.forms import pickers_of
from worker.explorer.makes import code_of
from worker.explorer.purposes import Purpose, serves
from worker.explorer.scope import Scope
from worker.explorer.state import SIGNPOSTS, collection_of, kinds_of, url_pattern
from worker.observation.screen import Element, Form, Screen
from worker.observation.sites import route_in

_CLICKABLE = frozenset(
    "button link clickable listener tab menuitem menuitemcheckbox menuitemradio option treeitem summary".split()  # noqa: SIM905 - reads better
)
# Beyond what a click, typing and focus do; each is a way of its own.
_GESTURES = ("hover", "key", "double click", "right click", "drag", "wheel", "touch")
_TICKED = frozenset(("checkbox", "radio", "switch"))
_TYPED = frozenset(("textbox", "searchbox", "spinbutton", "slider"))
_CHOSEN = frozenset(("combobox", "listbox"))
_FILE_NAME = re.compile(
    r"\.(?:pdf|zip|gz|docx?|xlsx?|csv|png|jpe?g|gif|svg|mp[34]|exe|dmg|apk|ics|txt|md)$", re.IGNORECASE
)


class Deal(StrEnum):
    """How an option is dealt with."""

    LINK = "link"
    BUTTON = "button"
    FORM = "form"
    TYPE = "type"
    CHOOSE = "choose"
    CHECK = "check"
    HOVER = "hover"
    GESTURE = "gesture"
    SCROLL = "scroll"
    KEY = "key"
    RELOAD = "reload"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Option:
    """Something to try. `subject` is an element's or form's key; things of one `kind` are expected to do the same.

    `gesture` says how, where a deal has several ways: see `Element.gestures`. `last` is what ends the session;
    `matters` what people come for, or what adds something.
    """

    key: str
    kind: str
    deal: Deal
    subject: str = ""
    leads_to: str = ""
    destructive: bool = False
    gesture: str = ""
    last: bool = False
    matters: bool = False


def options_of(screen: Screen, scope: Scope) -> tuple[Option, ...]:
    """Everything to try on this screen that stays within the app."""
    kinds = kinds_of(screen)
    code = code_of(screen.markup)
    in_forms = {key for form in screen.forms if form.submit or form.fields for key in (*form.fields, form.submit)}
    found: list[Option] = [_form(screen, form) for form in screen.forms if _fillable(screen, form)]
    for element in screen.elements:
        if element.visible and element.enabled and not element.covered_by:
            # The same button on pages with other code of their own does something else.
            place = "" if element.region in SIGNPOSTS else code
            kind = f"{kinds[element.key]}|{place}" if place else kinds[element.key]
            found.extend(_of_element(element, kind, scope, screen, in_form=element.key in in_forms))
            found.extend(_gestures(element, kind))
    if "key" in screen.gestures:
        found.append(Option("keys", f"keys|{url_pattern(screen.url)}|{code}", Deal.KEY, gesture="key"))
    if screen.page_height > 1.5 * screen.viewport.height:
        found.append(Option("scroll", f"scroll|{url_pattern(screen.url)}", Deal.SCROLL))
    if any(element.region == "dialog" for element in screen.elements):
        found.append(Option("escape", f"escape|{url_pattern(screen.url)}", Deal.KEY))
    found.append(Option("reload", f"reload|{url_pattern(screen.url)}", Deal.RELOAD))
    found.append(Option("back", f"back|{url_pattern(screen.url)}", Deal.BACK))
    return tuple(found)


def _form(screen: Screen, form: Form) -> Option:
    submit = screen.element(form.submit)
    name = submit.name if submit else form.name
    first = next(filter(None, map(screen.element, (form.submit, *form.fields))), None)
    is_everywhere = first is not None and first.region in SIGNPOSTS
    place = "" if is_everywhere else collection_of(url_pattern(form.action).partition("?")[0])
    return Option(
        f"form:{form.key}",
        f"form|{place}|{name}|{form.key}",
        Deal.FORM,
        form.key,
        destructive=is_destructive(name, form.action),
    )


def _fillable(screen: Screen, form: Form) -> bool:
    fields = [element for key in form.fields if (element := screen.element(key)) is not None]
    typed = any(one.visible and one.enabled and not one.read_only and not one.covered_by for one in fields)
    return typed or bool(pickers_of(screen, form))


def _of_element(element: Element, kind: str, scope: Scope, screen: Screen, *, in_form: bool) -> list[Option]:
    destructive = is_destructive(element.name, element.href)
    last = is_log_out(element.name) or is_log_out(element.href)
    subject = element.key

    def option(deal: Deal, leads_to: str = "") -> Option:
        # What is feared waits until the end, and what was tried until then must not stand for it.
        family = f"{deal}|{kind}|feared" if destructive else f"{deal}|{kind}"
        return Option(f"{deal}:{subject}", family, deal, subject, leads_to, destructive, last=last)

    if element.href and element.role not in _TICKED:
        return _of_link(element, option(Deal.LINK, _place(element.href)), scope, screen)
    found: list[Option] = []
    if element.role in _TICKED or element.input_type in ("checkbox", "radio"):
        if not (element.input_type == "radio" and element.checked):
            found.append(option(Deal.CHECK))
    elif element.role in _CHOSEN and element.tag == "select":
        if not element.read_only:
            found.append(option(Deal.CHOOSE))
    elif element.role in _TYPED or (
        element.tag in ("input", "textarea") and element.input_type not in ("submit", "button", "reset", "image")
    ):
        if not in_form and not element.read_only:
            found.append(option(Deal.TYPE))
    elif element.role in _CLICKABLE or element.tag in ("button", "summary", "input"):
        if element.role != "listener" or "click" in element.gestures:
            found.append(replace(option(Deal.BUTTON), matters=not (destructive or in_form) and _matters(element)))
        if (element.expanded is not None or element.role == "menuitem") and "hover" not in element.gestures:
            found.append(option(Deal.HOVER))
    return found


def _matters(element: Element) -> bool:
    """Whether its words promise what people come for; what stands around every page is no part of that."""
    wanted = serves(Purpose.TRADE, element.name) or serves(Purpose.ADD, element.name)
    return wanted and element.region not in SIGNPOSTS and not serves(Purpose.FAVOUR, element.name)


def _gestures(element: Element, kind: str) -> list[Option]:
    """The ways to touch it that it listens to, beyond those that its role offers anyway."""
    typed = element.tag in ("input", "textarea", "select") or element.role in _TYPED
    wanted = [
        gesture
        for gesture in _GESTURES
        if gesture in element.gestures and not (typed and gesture in ("key", "hover", "touch"))
    ]
    if "click" in element.gestures and "touch" in wanted:
        wanted.remove("touch")  # fingers and mouse do the same to it
    destructive = is_destructive(element.name, element.href)
    return [
        Option(
            f"{gesture}:{element.key}",
            f"{gesture}|{kind}",
            Deal.HOVER if gesture == "hover" else Deal.GESTURE,
            element.key,
            destructive=destructive,
            gesture=gesture,
        )
        for gesture in wanted
    ]


def _of_link(element: Element, option: Option, scope: Scope, screen: Screen) -> list[Option]:
    scheme = urlsplit(element.href).scheme
    if scheme == "javascript":
        return [Option(option.key, option.kind, Deal.BUTTON, option.subject, destructive=option.destructive)]
    if not scope.includes(element.href) or _FILE_NAME.search(urlsplit(element.href).path):
        return []
    if option.leads_to == _place(screen.url) and element.href != screen.url:
        return [Option(option.key, option.kind, Deal.BUTTON, option.subject, destructive=option.destructive)]
    return [option]


def _place(url: str) -> str:
    """An address without what names a part of its page; a client router's route is a place of its own."""
    base, fragment = urldefrag(url)
    return url if route_in(fragment) else base
