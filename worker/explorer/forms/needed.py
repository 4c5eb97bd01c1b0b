"""Whether a form says in words, or by a star, that a field must be filled in."""

import re
from collections.abc import Iterable

from worker.explorer.forms.filling import fields_of
from worker.explorer.forms.hints import hints_of
from worker.observation.screen import Screen

_WORD = (
    r"(?:required(?: field)?|mandatory(?: field)?|pflichtfeld|pflichtangabe|erforderlich|(?:campo )?obligatori[oa]|"
    r"(?:campo )?requerido|(?:champ )?obligatoire|(?:champ )?requis|(?:فیلد )?(?:الزامی|اجباری|ضروری)(?: است)?)"
)
# In brackets, after a mark, or as all that is said: "Required quantity" says another thing.
_MARKED = re.compile(rf"[(\[]\W*{_WORD}\W*[)\]]|[-–—·|,:]\s*{_WORD}\W*$|^\W*{_WORD}\W*$", re.IGNORECASE)
_STAR = re.compile(r"^\s*[*✱∗]|[*✱∗]\s*:?\s*$")
_OPTIONAL = re.compile(
    r"\b(?:optional|(?:if|where) (?:any|applicable|available)|(?:not|no) (?:required|mandatory)|freiwillig|"
    r"nicht erforderlich|kein pflichtfeld|falls vorhanden|opcional|no (?:es )?obligatori|facultati|optionnel|"
    r"(?:non|pas) (?:obligatoire|requis))|اختیاری|دلخواه",
    re.IGNORECASE,
)
_SAYS_NEEDED = re.compile(
    r"required|mandatory|must be (?:filled|completed)|pflicht|erforderlich|auszufüllen|obligatori|obligatoire|requis|"
    r"requerid|"
    r"الزامی|اجباری|ضروری",
    re.IGNORECASE,
)
# Of several fields that may stand for each other none is needed by itself.
_ONE_OF_THEM = re.compile(
    r"one of|either|at least one|eine[sr]? der|entweder|mindestens ein|al menos un|uno de|au moins un|l.un d|یکی از|"
    r"حداقل یک",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"all (?:the )?fields (?:are|must)|alle felder (?:sind|müssen)|todos los campos (?:son|deben)|"
    r"tous les champs (?:sont|doivent)|(?:همه|تمام|کلیه)\S* (?:ی )?(?:فیلد|مورد|بخش)",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^\(?[*✱∗]\)?\s*[-=:–]?\s*\S")
_NAMES_STAR = re.compile(r"[*✱∗]|asterisk|sternchen|stern |asterisco|astérisque|ستاره", re.IGNORECASE)
_OF_FIELDS = re.compile(
    r"\b(?:fields?|marked|indicat\w+|denotes?|felder|angaben|gekennzeichnet\w*|markiert\w*|campos?|señalad\w+|"
    r"marcad\w+|champs?|"
    r"marqués?|indiqués?)\b|فیلد|ستاره",
    re.IGNORECASE,
)


def marked_as_needed(screen: Screen) -> dict[str, str]:
    """The fields that the page says must be filled in, by their keys, with the words that say so."""
    lines = [line.strip() for line in screen.text.splitlines() if line.strip()]
    hints = hints_of(screen)
    legend = _legend(lines, [text for texts in hints.values() for text in texts])
    if legend is not None and _ONE_OF_THEM.search(legend):
        return {}
    everything = _says_of_all(screen, lines)
    found = {key: _words(texts, legend) or everything.get(key, "") for key, texts in hints.items()}
    return {key: words for key, words in found.items() if words and not any(map(_OPTIONAL.search, hints[key]))}


def _words(texts: Iterable[str], legend: str | None) -> str:
    """What marks a field as needed; a star only where the page does not explain stars as something else."""
    if word := next((found[0].strip() for text in texts if (found := _MARKED.search(text))), ""):
        return word
    starred = legend is not None and any(_STAR.search(text) for text in texts)
    return (legend or "*") if starred else ""


def _legend(lines: list[str], known: list[str]) -> str | None:
    """How the page explains its stars: "" when it does not, None when they mean something else than a need."""
    labels = {text.strip(" *:✱∗") for text in known}
    notes = [line for line in lines if _explains(line) and line.strip(" *:✱∗") not in labels]
    needs = [line for line in notes if _SAYS_NEEDED.search(line) and not _OPTIONAL.search(line)]
    return None if len(needs) < len(notes) else next(iter(needs), "")


def _explains(line: str) -> bool:
    """Whether a line is about what a star stands for: it begins with one, or names it and speaks of fields."""
    return _NOTE.search(line) is not None or (
        _NAMES_STAR.search(line) is not None and _OF_FIELDS.search(line) is not None
    )


def _says_of_all(screen: Screen, lines: list[str]) -> dict[str, str]:
    """The fields of the page's one form where a line says that all of them are needed."""
    line = next((one for one in lines if _ALL.search(one) and _SAYS_NEEDED.search(one)), "")
    forms = [fields for form in screen.forms if len(fields := fields_of(screen, form)) > 1]
    if not line or len(forms) != 1 or _NAMES_STAR.search(line):
        return {}
    return {field.key: line for field in forms[0]}
