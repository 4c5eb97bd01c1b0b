"""Finds filters that do not narrow: rows that were not in the whole list, more rows than it, another number than the
filter promises, a list that does not come back when the filter is taken off, one row under two filters that exclude
each other, nothing where the filter is set on a later page, or a next page without it; and rows whose own label, one of
the choices beside the filter, says that they do not fit or are missing.

Only a list whose rows lead somewhere or have names of their own is compared, and where more of it stands on other
pages, only with itself: its first page must come back, its rows may not be labelled as another choice of the same
field, and what is open may not be under what is done. Where all rows of one label are shown with another, that may be
meant so: what is overdue is open, too.
"""

import re
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.counts import told_total, without_count
from worker.detectors.main_list import list_at, place_of, place_of_list
from worker.detectors.row_labels import choices_beside, is_said, labels_of
from worker.detectors.rows import Row, has_more, lists
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.lists import FilterTrial, OppositeChoices
from worker.observation.observation import Observation
from worker.observation.screen import Screen

META = Meta(
    id="filter_narrows",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Filter that does not narrow the list",
    why="The filter's condition is not applied, applied to other data, or joined with the others in the wrong way.",
    fix="Apply all chosen filters to the same data, count with them, and show the whole list when none is chosen.",
)

# What such a filter shows is rightly left out where all is shown.
_KEPT_APART = re.compile(
    r"archiv|delet|trash|\bbin\b|draft|hidden|spam|snoozed|expired|inactive|gelöscht|papierkorb|entw[uü]rf|versteckt|"
    r"abgelaufen|inaktiv|eliminad|borrad|papelera|ocult|caducad|inactiv|supprim|corbeille|brouillon|masqué|expiré|بایگانی|"
    r"حذف|پیش[ \u200c]?نویس|غیر[ \u200c]?فعال",
    re.IGNORECASE,
)
# What is called so may well be called something narrower on its rows.
_BROAD = re.compile(
    r"active|open|current|pending|available|to ?do|aktive?|offene?|aktuelle?|activ[oa]s?|abiert[oa]s?|acti(?:f|ve)s?|"
    r"ouverte?s?|en cours|فعال|باز",
    re.IGNORECASE,
)
_NAMED = re.compile(r"[^\W\d_]{3}")
# Without pages, a list may still load its rest when one scrolls; up to this many a page would simply show.
FEW = 10


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the first thing that is wrong with each filter."""
    for trial in observation.experiments:
        if isinstance(trial, FilterTrial) and (wrong := _wrong(trial)):
            kind, what, expected = wrong
            yield finding(
                META,
                observation,
                subject=f"{kind} on {path_pattern(trial.before.url)}",
                page=trial.before.url,
                title=f"The filter “{shown(trial.name, 22)}” on {place(trial.before.url, 18)} {kind}"[:90],
                description=f"{what} Expected: {expected}",
                details={
                    "filter": trial.name,
                    "before": _names(_listed(trial.before, chosen=trial.name)),
                    "narrowed": _names(_listed(trial.narrowed)),
                },
            )
        elif isinstance(trial, OppositeChoices) and (described := _overlap(trial)):
            yield _shared(observation, trial, described)


def _shared(observation: Observation, trial: OppositeChoices, described: str) -> Finding:
    page = trial.by_second[0].url
    pair = f"“{shown(trial.first, 18)}” and “{shown(trial.second, 18)}”"
    return finding(
        META,
        observation,
        subject=f"opposites on {path_pattern(page)}",
        page=page,
        title=f"{pair} on {place(page, 18)} show the same row",
        description=f"{described} Expected: what is shown under one of them is not under the other.",
        details={"first": trial.first, "second": trial.second},
    )


def _wrong(trial: FilterTrial) -> tuple[str, str, str] | None:
    """What is wrong in few words, in a sentence, and what was expected; None when all is well or nobody can tell."""
    if wrong := _empty_on_later_page(trial) or _off_on_next_page(trial):
        return wrong
    before = _listed(trial.before, chosen=trial.name)
    home = place_of(before[0].node) if before else ""
    narrowed = _listed(trial.narrowed, home)
    if not before or not narrowed:
        return _stays(trial) or _strays(trial)
    whole, part = _identities(before), _identities(narrowed)
    named = shown(trial.name, 40)
    kept_apart = _KEPT_APART.search(trial.name) is not None
    if trial.from_all and (new := part - whole) and _is_whole(trial.before, before) and not kept_apart:
        row = next(row for row in narrowed if _same(row) in new)
        return (
            "shows what was not in the list",
            f"With “{named}” the list shows “{shown(row.name, 40)}”, which the whole list of {len(before)} rows does "
            "not have.",
            "a part of the whole list.",
        )
    loads_more = trial.told is not None and len(narrowed) < trial.told > FEW
    counts = all(row.address for row in before) or _tells(trial.before, len(before))
    if part != whole and trial.told is not None and trial.told != len(narrowed) and counts and not loads_more:
        return (
            "promises another number of rows",
            f"The filter says “{named} ({trial.told})” and shows {len(narrowed)} rows.",
            "as many rows as it says.",
        )
    if trial.from_all and not kept_apart and (wrong := _against_labels(trial, before, narrowed)):
        return wrong
    combined = _listed(trial.combined, home) if trial.combined else ()
    if combined and part != whole and (more := _identities(combined) - part):
        row = next(row for row in combined if _same(row) in more)
        return (
            "is lost with a second one",
            f"With “{shown(trial.second, 40)}” on top of “{named}” the list shows “{shown(row.name, 40)}”, which "
            f"“{named}” alone does not show.",
            "rows that fit both.",
        )
    restored = _listed(trial.restored, home) if trial.restored else ()
    if restored and part != whole and (lost := whole - _identities(restored)):
        row = next(row for row in before if _same(row) in lost)
        return (
            "does not let go",
            f"After “{named}” was taken off again, “{shown(row.name, 40)}” and {len(lost) - 1} others are still gone.",
            "the whole list, as before.",
        )
    return None


def _against_labels(trial: FilterTrial, before: Sequence[Row], narrowed: Sequence[Row]) -> tuple[str, str, str] | None:
    """Whether the rows' own labels say that some do not fit what was chosen, or that some which fit are missing."""
    chosen = " ".join(without_count(trial.name).split())
    beside = {without_count(one).casefold() for one in trial.beside} or choices_beside(trial.before, chosen)
    labels = labels_of((*before, *narrowed), chosen, beside)
    bearing = {_same(row): labels.get(id(row), "") for row in before}
    fitting = {same for same, label in bearing.items() if label == chosen.casefold()}
    if not fitting:
        return None
    part, named = _identities(narrowed), shown(chosen, 40)
    if part != bearing.keys() and (missing := fitting - part):
        row = next(row for row in before if _same(row) in missing)
        return (
            "leaves out what fits",
            f"Without a filter the list shows “{shown(row.name, 40)}” labelled “{named}”; with “{named}” it does not.",
            f"all {len(fitting)} rows with that label.",
        )
    strays = [row for row in narrowed if labels.get(id(row), "") not in ("", chosen.casefold())]
    if part == bearing.keys():
        several = len({labels[id(row)] for row in strays}) > 1 and not _BROAD.fullmatch(chosen)
        # Some filters make the other rows pale.
        alike = set(map(_looks, before)) == set(map(_looks, narrowed))
        strays = strays if several and alike and _shows_as_chosen(trial, chosen) else []
    else:
        whole = {
            label for label in bearing.values() if {one for one, bears in bearing.items() if bears == label} <= part
        }
        strays = [row for row in strays if labels[id(row)] not in whole and not is_said(chosen, trial.narrowed.url)]
    if not strays:
        return None
    return _labelled_otherwise(chosen, strays, labels[id(strays[0])])


def _strays(trial: FilterTrial) -> tuple[str, str, str] | None:
    """Of a list that goes on elsewhere: whether rows that are labelled as another choice of the same field are shown
    among those that fit. What is open may be called something narrower, and be shown rightly.
    """
    field = next((one for one in trial.before.elements if trial.name in one.options), None)
    if field is None or _BROAD.fullmatch(trial.name) or trial.before.truncated or trial.narrowed.truncated:
        return None
    home = place_of_list((trial.before, trial.narrowed))
    before, narrowed = ((list_at(home, one) if home else ()) for one in (trial.before, trial.narrowed))
    beside = {one.casefold() for one in field.options if one != trial.name}
    labels = labels_of((*before, *narrowed), trial.name, beside)
    shown_as = [labels.get(id(row), "") for row in narrowed]
    strays = [row for row, label in zip(narrowed, shown_as, strict=True) if label in beside]
    if not strays or shown_as.count(trial.name.casefold()) < len(strays):
        return None
    return _labelled_otherwise(trial.name, strays, labels[id(strays[0])])


def _labelled_otherwise(chosen: str, strays: Sequence[Row], label: str) -> tuple[str, str, str]:
    return (
        "shows what is labelled otherwise",
        f"With “{shown(chosen, 40)}” the list shows “{shown(strays[0].name, 40)}”, which is labelled "
        f"“{shown(label, 30)}”, and {len(strays) - 1} others that are labelled otherwise, too.",
        "only rows with the label that was chosen.",
    )


def _empty_on_later_page(trial: FilterTrial) -> tuple[str, str, str] | None:
    """Whether a filter that shows rows shows none of them when it was set on the second page of the list."""
    if trial.later is None or trial.later.truncated:
        return None
    home = place_of_list((trial.before,))
    rows = list_at(home, trial.narrowed) if home else ()
    if not rows or list_at(home, trial.later) or any(_words(row) in _squeezed(trial.later.text) for row in rows):
        return None
    named = shown(trial.name, 40)
    return (
        "shows nothing from page 2",
        f"On the first page “{named}” shows “{shown(rows[0].name, 40)}” and {len(rows) - 1} others. Chosen when the "
        "second page of the list stands there, it shows none of them.",
        "the first page of what fits, wherever the filter was set.",
    )


def _off_on_next_page(trial: FilterTrial) -> tuple[str, str, str] | None:
    if not trial.off_on_next_page:
        return None
    return (
        "is lost on the next page",
        f"“{shown(trial.name, 40)}” was set, and the second page of what it shows was opened: it is off again there.",
        "the filter on all pages of what it shows.",
    )


def _looks(row: Row) -> tuple[str, ...]:
    """What may decide how a row looks: all classes and styles in it."""
    return (_same(row), *(one.attributes.get(name, "") for one in row.node.walk() for name in ("class", "style")))


def _shows_as_chosen(trial: FilterTrial, chosen: str) -> bool:
    """Whether the page says that the filter is on: by its address, or by the control."""
    if trial.narrowed.url != trial.before.url:
        return is_said(chosen, trial.narrowed.url)
    on = {one.key for one in trial.before.elements if one.checked}
    return any(
        one.checked and one.key not in on and without_count(one.label or one.name) == chosen
        for one in trial.narrowed.elements
    )


def _stays(trial: FilterTrial) -> tuple[str, str, str] | None:
    """Of a list that goes on elsewhere: whether its first page is as narrow without the filter as with it."""
    if trial.restored is None or any(one.truncated for one in (trial.before, trial.narrowed, trial.restored)):
        return None
    home = place_of_list((trial.before,))
    before, narrowed, restored = (
        [row.address or row.text for row in list_at(home, one)] if home else []
        for one in (trial.before, trial.narrowed, trial.restored)
    )
    if not narrowed or narrowed == before or restored != narrowed:
        return None
    return (
        "does not let go",
        f"After “{shown(trial.name, 40)}” was taken off again, the list still shows what it showed with it.",
        "the same rows as before.",
    )


def _overlap(trial: OppositeChoices) -> str:
    """What stands under both choices, "" when nothing does or nobody can tell."""
    screens = (*trial.by_first, *trial.by_second)
    if any(screen.truncated for screen in screens):
        return ""
    home = place_of_list((*screens, *((trial.whole,) if trial.whole else ())))
    first, second = (
        [row for screen in pages for row in list_at(home, screen)] if home else []
        for pages in (trial.by_first, trial.by_second)
    )
    texts = [{_words(row) for row in rows} for rows in (first, second)]
    if texts[0] == texts[1]:
        return ""  # both show the same as a whole: the choices may be about something else
    known = {name: row for row in first if (name := _identity(row, trial.whole, home))}
    twice = [
        row for row in second if (same := known.get(_identity(row, trial.whole, home))) and _words(same) == _words(row)
    ]
    if twice:
        return (
            f"“{shown(twice[0].name, 40)}” stands under “{shown(trial.first, 30)}” and under "
            f"“{shown(trial.second, 30)}”, and {len(twice) - 1} others do too."
        )
    return _counted_twice(trial)


def _identity(row: Row, whole: Screen | None, home: str) -> str:
    """Where a row leads, else its words, if the whole list has them once; "" when nobody can tell."""
    if row.address or whole is None or has_more(whole):
        return row.address
    return _words(row) if [_words(one) for one in list_at(home, whole)].count(_words(row)) == 1 else ""


def _counted_twice(trial: OppositeChoices) -> str:
    """Whether both together are more than all there is, by what the page tells of them."""
    told = [told_total(one) if one else None for one in (trial.whole, trial.by_first[0], trial.by_second[0])]
    whole, first, second = told
    if whole is None or first is None or second is None or not max(first, second) < whole < first + second:
        return ""
    return (
        f"The page tells of {whole} in all, of {first} under “{shown(trial.first, 30)}” and of {second} under "
        f"“{shown(trial.second, 30)}”: some must be counted under both."
    )


def _words(row: Row) -> str:
    return _squeezed(row.text)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _listed(screen: Screen, home: str = "", chosen: str = "") -> Sequence[Row]:
    """The one list of a page that stands there as a whole, at the place where it was known to stand; () when there is
    none, or none for certain. What is chosen is no row of it.
    """
    if has_more(screen) or screen.truncated:
        return ()
    seen = " ".join(screen.text.split()).casefold()
    if home:
        rows = tuple(row for row in list_at(home, screen) if row.name.casefold() in seen)
        return rows if _are_told_apart(rows) else ()
    found = [rows for rows in lists(screen, 1) if _are_told_apart(rows)]
    found = [rows for rows in found if not any(without_count(row.text) == chosen for row in rows)]
    if any(row.address for rows in found for row in rows):
        found = [rows for rows in found if all(row.address for row in rows)]
    if not found or (len(found) > 1 and len(found[1]) * 2 > len(found[0])):
        return ()
    return _listed(screen, place_of(found[0][0].node))


def _are_told_apart(rows: Sequence[Row]) -> bool:
    """Whether each row leads somewhere else, or has a name of its own."""
    if not all(row.address for row in rows) and not all(_NAMED.search(row.name) for row in rows):
        return False
    return len(_identities(rows)) == len(rows)


def _is_whole(screen: Screen, rows: Sequence[Row]) -> bool:
    """Whether the page says that these rows are all: some pages show a choice until a filter is set."""
    return re.search(rf"(?<!\d){len(rows)}\s+[^\W\d_]{{4,}}", screen.text) is not None


def _tells(screen: Screen, number: int) -> bool:
    return re.search(rf"(?<![\d.,]){number}(?![\d.,])", screen.text) is not None


def _identities(rows: Sequence[Row]) -> frozenset[str]:
    return frozenset(map(_same, rows))


def _same(row: Row) -> str:
    """What it is known by wherever it stands: where it leads, else its name."""
    return row.address or row.name


def _names(rows: Sequence[Row]) -> list[JsonValue]:
    return [row.name for row in rows[:20]]
