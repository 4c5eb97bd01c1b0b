"""Finds fields whose `autocomplete` says something else than their label: the browser fills a phone number into
"Email".

axe tells tokens that do not exist; this is about tokens that exist and are the wrong ones.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Element

META = Meta(
    id="contradicting_autocomplete",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Field filled with the wrong data by the browser",
    why="The autocomplete value was copied from another field.",
    fix="Give the field the autocomplete value of what it asks for, from the list in the HTML standard.",
    tags=("wcag-1.3.5",),
    references=(
        "https://www.w3.org/TR/WCAG22/#input-purposes",
        "https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill",
    ),
)

# What a field asks for, by its whole label (English, German, French, Spanish, Persian) and the tokens that fit.
_PURPOSES: tuple[tuple[str, re.Pattern[str], frozenset[str]], ...] = tuple(
    (purpose, re.compile(label, re.IGNORECASE), frozenset(tokens.split()))
    for purpose, label, tokens in (
        (
            "an email address",
            r"(your |work )?e-?mail([- ]?(address|adresse))?|(adresse|correo) [eé]-?(mail|lectr[oó]nic[oa])|ایمیل",
            "email username impp",
        ),
        (
            "a phone number",
            r"(your |mobile |cell )?(tele)?phone( number)?|mobile( number)?|telefon(nummer)?|téléphone|"
            r"teléfono|شماره تلفن",
            "tel tel-national tel-local tel-country-code tel-area-code username",
        ),
        ("a first name", r"(first|given) name|vorname|prénom|nombre de pila|نام", "given-name name additional-name"),
        (
            "a last name",
            r"(last|family) name|surname|nachname|nom de famille|apellidos?|نام خانوادگی",
            "family-name name",
        ),
        (
            "a postal code",
            r"(post(al)? ?code|zip( ?code)?)( / zip)?|postleitzahl|plz|code postal|código postal|کد پستی",
            "postal-code",
        ),
        ("a town", r"city|town|city / town|stadt|ort|ville|ciudad|شهر", "address-level2 address-level1 address-level3"),
        ("a card number", r"(credit )?card number|kartennummer|numéro de carte|número de tarjeta", "cc-number"),
        (
            "a password",
            r"((new|current|confirm|repeat|your) )?password|passwort|mot de passe|contraseña|رمز عبور",
            "current-password new-password one-time-code",
        ),
        ("a date of birth", r"(date of birth|birth ?(date|day))|geburtsdatum|date de naissance", "bday"),
    )
)
_TOKENS = frozenset(token for _, _, tokens in _PURPOSES for token in tokens)
_DECORATION = re.compile(r"\((required|optional|pflichtfeld|optionnel)\)|[*:]|\b(required|optional)\b", re.IGNORECASE)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each such field."""
    screen = observation.screen
    for element in screen.elements:
        purpose = _contradicted(element) if element.visible and element.autocomplete else None
        if purpose is None:
            continue
        label = shown(element.label or element.name, 30)
        yield finding(
            META,
            observation,
            subject=element_pattern(element.key),
            title=f"Browsers fill “{label}” on {place(screen.url, 25)} with something else",
            description=f"“{label}” asks for {purpose}, and its autocomplete is “{element.autocomplete}”, so a browser "
            "or a password manager puts other data there. Expected: the autocomplete value of what the label asks for.",
            boxes=(element.box,),
            element=element_pattern(element.key),
            details={"autocomplete": element.autocomplete, "label": label},
        )


def _contradicted(element: Element) -> str | None:
    """What the label asks for, when the token is one for something else; None when they agree or nobody can tell."""
    token = element.autocomplete.strip().lower().split()[-1:]
    label = " ".join(_DECORATION.sub(" ", element.label or element.name).split())
    asked = next((one for one in _PURPOSES if one[1].fullmatch(label)), None)
    if asked is None or not token or token[0] not in _TOKENS or token[0] in asked[2]:
        return None
    # Some switch filling off with a token that browsers have nothing for.
    return None if token[0] in ("new-password", "one-time-code") else asked[0]
