"""How what one person did is done by another: a newcomer's name is not taken, and what is called by the name that the
first one gave is called by the newcomer's own.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from worker.explorer.forms import MADE_UP, as_somebody_new
from worker.explorer.graph import Deed, opens_address
from worker.surfaces.actions import Action, ActionKind

SIGN_UP = re.compile(
    r"\b(sign ?-?up|register|registration|join|(?:create|open) (?:an |the |your |my )?account|registrieren"
    r"|konto (?:er|an)|registrarse|crear (?:una )?cuenta|regístrate|s.inscrire|créer un compte|inscription)\b|ثبت ?نام",
    re.IGNORECASE,
)
"""What stands on that which opens an account, or leads there."""

_DIGITS = re.compile(r"\d+")


def opens_account(deed: Deed) -> bool:
    """Whether a deed sends what an account is opened with: a password twice, or by a control that says so."""
    secrets = sum(action.secret for action in deed)
    sent_by = deed[-1].target.name if deed[-1].target else ""
    return secrets > 1 or (secrets == 1 and SIGN_UP.search(sent_by) is not None)


def parted(way: tuple[Deed, ...]) -> tuple[tuple[Deed, ...], tuple[Deed, ...]]:
    """A way cut after its first deeds with secrets, by which one signs in or opens an account; () where it has none."""
    ends = 0
    for position, deed in enumerate(way):
        if ends and opens_address(deed):
            break
        if any(action.secret for action in deed):
            ends = position + 1
    return way[:ends], way[ends:]


def by_somebody_new(way: tuple[Deed, ...], token: str) -> tuple[Deed, ...]:
    """A way as a newcomer goes it, whose names have this token: what is typed on it is typed anew, and what is called
    by it later, in addresses and on controls, is called anew. Who signs in to an account that exists goes by its name.
    """
    way_in, _ = parted(way)
    kept = frozenset[str]() if any(map(opens_account, way_in)) else names_typed(way_in)
    names: dict[str, str] = {}
    renewed: list[Deed] = []
    for deed in way:
        names |= {name: token for name in names_typed((deed,)) - kept}
        renewed.append(renamed(deed, names))
    return tuple(renewed)


def anew(way_in: tuple[Deed, ...], token: str) -> tuple[Deed, ...]:
    """How another person opens an account, with names of this token."""
    return tuple(as_somebody_new(deed, token) for deed in way_in)


def names_typed(way: tuple[Deed, ...]) -> frozenset[str]:
    """The tokens of the made-up names that are typed on a way."""
    typed = (action.value for deed in way for action in deed if action.kind is ActionKind.TYPE)
    return frozenset(name for value in typed for name in MADE_UP.findall(value))


def renamed(deed: Deed, names: Mapping[str, str]) -> Deed:
    """The deed with other names for these, in what is typed and asked for and in what is touched."""
    if not names:
        return deed
    return tuple(_renamed(action, names) for action in deed)


def _renamed(action: Action, names: Mapping[str, str]) -> Action:
    target = action.target
    if target is not None:
        target = replace(
            target,
            key=_in_key(target.key, {old: new for old, new in names.items() if old in target.name}),
            selector=in_names(target.selector, names),
            name=in_names(target.name, names),
            href=in_names(target.href, names),
        )
    return replace(action, value=in_names(action.value, names), target=target)


def in_names(text: str, names: Mapping[str, str]) -> str:
    """The text with other names for these."""
    for old, new in names.items():
        text = text.replace(old, new)
    return text


def _in_key(key: str, names: Mapping[str, str]) -> str:
    """Digits are masked in elements' keys, so that names differ there less than they do."""
    for old, new in names.items():
        key = re.sub(rf"{_DIGITS.sub('#', old)}(?![0-9a-f#])", _DIGITS.sub("#", new), key)
    return key
