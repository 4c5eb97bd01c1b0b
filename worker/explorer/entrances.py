"""How a page shows where one signs in, where one opens an account, and whether one is in."""

import re
from urllib.parse import urldefrag, urlsplit

from worker.detectors.sessions import is_log_out
from worker.explorer.forms import meaning_of
from worker.explorer.newcomers import SIGN_UP
from worker.observation.observation import Observation
from worker.observation.screen import Element, Form, Screen
from worker.surfaces.actions import ActionKind

_LOG_IN = re.compile(
    r"\b(log ?-?in|sign ?-?in|my account|anmelden|einloggen|iniciar sesi[óo]n|acceder|entrar|se connecter|connexion"
    r"|identifiez)\b|ورود",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\b(next|continue|weiter|siguiente|suivant)\b|ادامه", re.IGNORECASE)
# What opens a menu of one's own, in which sites hide the way out.
_OWN_MENU = re.compile(
    r"\b(account|profile|user|avatar|konto|profil|benutzer|cuenta|perfil|usuario|compte|utilisateur)\b|حساب|کاربر",
    re.IGNORECASE,
)
_FORM_ACTION = re.compile(r"""<form\b[^>]*\baction\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_USER_NAMES = frozenset(("email", "username", "phone", "name"))


def opens_own_menu(element: Element) -> bool:
    """Whether it is the button of one's own menu."""
    is_there = element.visible and element.enabled and not element.covered_by
    words = (element.name, *element.drawn)
    return is_there and element.role == "button" and not element.form and any(map(_OWN_MENU.search, words))


def offers_to_sign_out(screen: Screen) -> bool:
    """Whether a way out stands there, which only those have who are in."""
    shown = any(is_log_out(one.name) or is_log_out(one.href) for one in screen.elements)
    linked = any(is_log_out(link.text) or is_log_out(link.url) for link in screen.links)
    # In a menu that is closed it is seen by nobody yet.
    return shown or linked or any(is_log_out(urlsplit(form[1]).path) for form in _FORM_ACTION.finditer(screen.markup))


def was_asked_for(observation: Observation) -> bool:
    """Whether the form came up because the visitor went to its own page, or stood there already; many sites show it
    to those who are in, too.
    """
    before, last = observation.before, observation.cause[-1] if observation.cause else None
    if before is not None and log_in_form(before) is not None:
        return True
    if last is None or last.kind is not ActionKind.NAVIGATE:
        return last is not None and last.kind is ActionKind.BACK
    return urldefrag(last.value).url == urldefrag(observation.screen.url).url


def log_in_form(screen: Screen) -> Form | None:
    """The form that asks for a name and one password, or None."""
    return next(
        (
            form
            for form in screen.forms
            if len(_passwords(screen, form)) == 1
            and not _is_sign_up(screen, form)
            and any(asks_for_name(one) for one in open_fields(screen, form))
        ),
        None,
    )


def seems_outside(screen: Screen) -> bool:
    """Whether it asks to sign in, or offers that and not to sign out."""
    return log_in_form(screen) is not None or (entry(screen) is not None and not offers_to_sign_out(screen))


def sign_up_form(screen: Screen) -> Form | None:
    """The form that opens an account, or None."""
    return next((form for form in screen.forms if _passwords(screen, form) and _is_sign_up(screen, form)), None)


def entry(screen: Screen) -> Element | None:
    """The link or button that leads to signing in, or None."""
    return next(
        (
            one
            for one in screen.elements
            if one.role in ("link", "button", "menuitem", "clickable")
            and one.visible
            and one.enabled
            and not one.covered_by
            and _LOG_IN.search(one.name)
            and not SIGN_UP.search(one.name)
            and not one.form
        ),
        None,
    )


def way_to_sign_up(screen: Screen) -> Element | None:
    """The link or button that leads to where an account is opened, or None."""
    leads = (one for one in screen.elements if one.role in ("link", "button") and one.visible and one.enabled)
    return next((one for one in leads if SIGN_UP.search(one.name) and not one.form and not one.covered_by), None)


def _is_sign_up(screen: Screen, form: Form) -> bool:
    """Two passwords, or words that say so, or more than a name and a password is asked for."""
    button = screen.element(form.submit)
    words = " ".join((button.name if button else "", form.name, urlsplit(form.action).path.replace("-", " ")))
    if len(_passwords(screen, form)) > 1 or any(
        "new-password" in one.autocomplete for one in open_fields(screen, form)
    ):
        return True
    if _LOG_IN.search(button.name if button else ""):
        return False
    return bool(SIGN_UP.search(words))


def changes_password(screen: Screen, form: Form) -> bool:
    """Whether it asks for passwords only, more than one, as a form for another password does."""
    fields = open_fields(screen, form)
    return len(_passwords(screen, form)) > 1 and not any(asks_for_name(one) for one in fields)


def name_form(screen: Screen) -> Form | None:
    """The first of two steps: a form that asks for nothing but the account's name."""
    if log_in_form(screen) is not None:
        return None
    return next((form for form in screen.forms if _only_name(screen, form)), None)


def _only_name(screen: Screen, form: Form) -> bool:
    fields = [one for one in open_fields(screen, form) if one.input_type not in ("checkbox", "radio")]
    button = screen.element(form.submit)
    asks = len(fields) == 1 and asks_for_name(fields[0]) and meaning_of(fields[0]) != "search"
    return asks and button is not None and bool(_NEXT.search(button.name) or _LOG_IN.search(button.name))


def password_form(screen: Screen) -> Form | None:
    """The form that asks for one password, with a name or without."""
    asking = (form for form in screen.forms if len(_passwords(screen, form)) == 1 and not _is_sign_up(screen, form))
    return log_in_form(screen) or next(asking, None)


def code_form(screen: Screen) -> Form | None:
    """The form that asks for a code that is used once, or None."""
    return next(
        (form for form in screen.forms if any(meaning_of(one) == "one-time-code" for one in open_fields(screen, form))),
        None,
    )


def open_fields(screen: Screen, form: Form) -> list[Element]:
    """The fields of a form that can be filled now."""
    found = (screen.element(key) for key in form.fields)
    return [one for one in found if one is not None and one.visible and one.enabled and not one.read_only]


def _passwords(screen: Screen, form: Form) -> list[Element]:
    return [one for one in open_fields(screen, form) if one.input_type == "password"]


def asks_for_name(element: Element) -> bool:
    """Whether a field asks by what name an account goes."""
    if element.input_type not in ("text", "email", "tel", ""):
        return False
    return meaning_of(element) in _USER_NAMES or "username" in element.autocomplete or element.input_type == "email"
