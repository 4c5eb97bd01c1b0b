"""Passwords that break one of the rules that stand at a field for a new one."""

from collections.abc import Iterator, Mapping, Sequence

from worker.explorer.experiments.trials import Trial
from worker.explorer.forms.demands import Demands, told_kinds, told_lengths
from worker.observation.screen import Element

# Holds every kind of character within its first five.
_PASSWORD = "Kw7!mrtxqzvbnhjgfdpscyk"
_ALL_KINDS = 5
_ENOUGH = 16
_DIGITS, _SIGNS = "7", "!"
_NAMES = {
    "digit": "at least one digit",
    "upper": "at least one capital letter",
    "lower": "at least one small letter",
    "sign": "at least one special character",
}


def weak_passwords(fields: list[Element], hints: Mapping[str, Sequence[str]]) -> Iterator[Trial]:
    """One for each rule of the form's first field for a new password; it keeps all the others."""
    field = next((one for one in fields if one.input_type == "password"), None)
    if field is None or "current-password" in field.autocomplete or field.pattern:
        return
    said = hints.get(field.key, ())
    shortest, longest = told_lengths(said)
    kinds = told_kinds(said)
    if shortest is not None and _ALL_KINDS < shortest <= len(_PASSWORD) and field.min_length is None:
        value = _without_signs(kinds)[: shortest - 1]
        yield Trial(field.key, "short", f"at least {shortest} characters", value, told=True)
    length = max(shortest or 0, min(_ENOUGH, longest or _ENOUGH))
    for kind in ("digit", "upper", "lower", "sign"):
        if getattr(kinds, kind):
            yield Trial(field.key, kind, _NAMES[kind], _lacking(kind, kinds)[:length], told=True)


def _without_signs(kinds: Demands) -> str:
    return _PASSWORD.replace(_SIGNS, "p") if kinds.no_signs else _PASSWORD


def _lacking(kind: str, kinds: Demands) -> str:
    password = _without_signs(kinds)
    match kind:
        case "digit":
            return password.replace(_DIGITS, "p")
        case "upper":
            return password.lower()
        case "lower":
            return password.upper()
        case _:
            return password.replace(_SIGNS, "p")
