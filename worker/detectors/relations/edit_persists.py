"""Finds changes that were saved and are lost: the old words are shown again, or stand in the form, or a switch is as
it was while others beside it were kept.
"""

import re
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from worker.detectors.addresses import is_for_editing
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, path_pattern, place, shown
from worker.observation.experiments.edits import EditedField, EditedForm, KeptSwitches
from worker.observation.experiments.rows import EditedRow
from worker.observation.observation import Observation

META = Meta(
    id="edit_persists",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Saved change that is lost",
    why="The change is made on the screen alone, or what is stored or read is another copy.",
    fix="Store the change, show what was stored, and say so when storing fails.",
)
_SUCCESS = re.compile(
    r"\b(?:saved|updated|changed|stored|success\w*|gespeichert|aktualisiert|geändert|guardad\w|actualizad\w|enregistré\w*|"
    r"mis à jour)\b|ذخیره شد|به‌روز شد",
    re.IGNORECASE,
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when, after saving without complaint, the old words are there and the new ones are not."""
    for result in observation.experiments:
        if isinstance(result, EditedForm) and (lost := _lost(result)):
            yield _forgotten(observation, result, lost)
        if isinstance(result, KeptSwitches) and any(one.kept for one in result.switches):
            lost = [one.name for one in result.switches if not one.kept]
            if lost:
                yield _turned_back(observation, result, lost)
        if not isinstance(result, EditedRow) or result.refused:
            continue
        if result.old_after_reload and not result.new_after_reload:
            after = "was shown until the page was reloaded" if result.new_shown else "was never shown"
            yield _found(observation, result, "is lost", f"The new text {after}; now the old one stands there")
        elif result.reopened is not None and result.old in result.reopened and result.new not in result.reopened:
            yield _found(
                observation,
                result,
                "is not in the form",
                "The list shows the new text, but the form to edit it holds the old one",
            )


def _lost(result: EditedForm) -> list[EditedField]:
    """The fields that hold their old value again, alone or beside the new one; [] when the app refused, or it may have
    made something new of them: a form that keeps nothing is one that edits only where its page is called so and it says
    that it has saved.
    """
    told = any(_SUCCESS.search(line) for line in result.told)
    kept = any(field.now == field.typed for field in result.fields)
    # An empty field may be for something that is not shown again, unless others of its form are.
    lost = [field for field in result.fields if field.now == field.old != field.typed and (field.old or kept)]
    if result.refused or not (kept or (told and is_for_editing(result.page))):
        return []
    return lost + [field for field in result.fields if _is_beside(field)]


def _is_beside(field: EditedField) -> bool:
    """Whether the old words stand there still, with the new ones, as of a list to which is only added."""
    old, typed = _parts(field.old), _parts(field.typed)
    return bool(old and typed) and old != typed and old | typed <= _parts(field.now)


def _parts(text: str) -> set[str]:
    """The words of a text: lists of them stand in fields with commas or spaces between, and often in small letters."""
    return set(re.split(r"[\s,;]+", text.casefold())) - {""}


def _forgotten(observation: Observation, result: EditedForm, lost: list[EditedField]) -> Finding:
    names = "”, “".join(shown(field.label, 25) for field in lost[:3])
    now = f"“{shown(lost[0].now, 40)}”{'' if _is_beside(lost[0]) else ' as before'}"
    return finding(
        META,
        observation,
        subject=f"{', '.join(field.label for field in lost)} on {path_pattern(result.page)}"
        f"{'' if lost[0].typed else ' when cleared'}",
        title=f"Saving on {place(result.page, 30)} does not keep “{names}”"[:90],
        description=f"{_done(lost[0])} and sent by “{shown(result.button, 30)}”; nothing complained. Opened again, the "
        f"form holds {now}. Expected: what was saved.",
        page=result.page,
        details={"lost": [field.label for field in lost]},
    )


def _turned_back(observation: Observation, result: KeptSwitches, names: Sequence[str]) -> Finding:
    """Several that stand as before do so for one cause, such as boxes that are not sent when they are off."""
    first, more = names[0], len(names) - 1
    others = f" and {more} {'other' if more == 1 else 'others'}" if more else ""
    do, stand, they = ("do", "stand", "they are") if more else ("does", "stands", "it is")
    return finding(
        META,
        observation,
        subject=f"switches on {path_pattern(result.page)}" if more else _one_switch(first, result.page),
        title=f"“{shown(first, 30)}”{others} on {place(result.page, 25)} {do} not stay as {they} set",
        description=f"The switches on {place(result.page)} were turned. When the page is opened anew, "
        f"“{shown(first, 60)}”{others} {stand} as before, while others are as they were turned. Expected: all stay as "
        "they are set.",
        page=result.page,
        details={"switches": list[JsonValue](names)},
    )


def _one_switch(name: str, page: str) -> str:
    return f"switch {mask(name)} on {path_pattern(page)}"


def _done(field: EditedField) -> str:
    label = shown(field.label, 30)
    return f"“{shown(field.typed, 40)}” was given for “{label}”" if field.typed else f"“{label}” was cleared"


def _found(observation: Observation, result: EditedRow, outcome: str, happened: str) -> Finding:
    return finding(
        META,
        observation,
        subject=f"{outcome} on {path_pattern(result.page)}",
        title=f"A saved change {outcome} on {place(result.page, 40)}",
        description=f"A row was edited (“{shown(result.control, 30)}”), saved, and nothing complained. {happened}. "
        "Expected: what was saved.",
        page=result.page,
    )
