"""Finds searches that show results for a word that cannot be anywhere."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.rows import lists
from worker.detectors.subjects import path_pattern, place
from worker.observation.observation import Observation
from worker.observation.screen import Element
from worker.surfaces.actions import Action, ActionKind

META = Meta(
    id="search_nonsense_finds_nothing",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Search that finds what is not there",
    why="The search ignores the words, or shows everything when nothing matches.",
    fix="Show that nothing was found; when suggestions follow, say that they are suggestions.",
)

_SEARCH = re.compile(r"search|suche|recherch|buscar|búsqueda|cerca|zoek|جستجو|^q$|query|keyword", re.IGNORECASE)
_NOTHING = re.compile(
    r"\b(no|0|zero|keine|aucune?|ningún|sin|nessun|geen)\s+(\w+\s+){0,3}(results?|products?|items?|matches|match|"
    r"hits|entries|articles|found|Treffer|Ergebnisse?|Produkte?|"
    r"résultats?|produits?|resultados?|productos?|risultat\w+|resultaten)|nothing|not find|couldn.t find|not "
    r"found|did not match|nichts gefunden|"
    r"rien trouvé|no se encontr|no encontramos|suggest|you (may|might) (also "
    r")?like|instead|popular|recommended|یافت نشد",
    re.IGNORECASE,
)
# A word of this length with such a run of consonants is in no language's dictionary and no product's name.
_NONSENSE = re.compile(r"^(?=.*[bcdfghjklmnpqrstvwxz]{5})[a-z0-9]{8,40}$", re.IGNORECASE)
FEWEST = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when the answer to a nonsense word is a list that says nothing of it."""
    word = next((action.value for action in observation.cause if _is_nonsense_search(action, observation)), "")
    screen = observation.screen
    effect = observation.effect
    if (
        not word
        or effect is None
        or not (effect.url_changed or effect.requests or effect.mutations or effect.document_changed)
    ):
        return
    answered = word in screen.url or word in screen.text
    # What carries the word on in its address is another view of the same search.
    listed = [rows for rows in lists(screen, FEWEST) if all(row.address and word not in row.address for row in rows)]
    if not answered or not listed or _NOTHING.search(screen.text):
        return
    rows = listed[0]
    if any(word.lower() in row.text.lower() for row in rows):
        return
    yield finding(
        META,
        observation,
        subject=path_pattern(screen.url),
        title=f"A search for nonsense on {place(screen.url, 30)} shows {len(rows)} results",
        description=f"A search for “{word}”, a word that is nowhere, shows {len(rows)} results, e.g. "
        f"“{rows[0].name[:40]}”. "
        "Expected: that nothing was found.",
        details={"word": word, "rows": len(rows)},
    )


def _is_nonsense_search(action: Action, observation: Observation) -> bool:
    if action.kind is not ActionKind.TYPE or action.target is None or not _NONSENSE.match(action.value):
        return False
    before = observation.before or observation.screen
    element = before.element(action.target.key)
    return action.target.role == "searchbox" or _SEARCH.search(action.target.name) is not None or _is_search(element)


def _is_search(element: Element | None) -> bool:
    if element is None:
        return False
    words = (element.input_type, element.field_name, element.label, element.placeholder, element.region)
    return any(_SEARCH.search(word) for word in words)
