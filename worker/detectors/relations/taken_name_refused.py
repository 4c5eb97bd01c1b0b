"""Finds forms that open a second account by a name that another account has already."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.forms import TakenName
from worker.observation.observation import Observation

META = Meta(
    id="taken_name_refused",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Two accounts with the same name",
    why="Nothing asks whether the name is taken before the account is stored, and the database allows it twice.",
    fix="Make the name unique in the database, without regard to case, and say at the form that it is taken.",
    tags=("cwe-694",),
    references=("https://cwe.mitre.org/data/definitions/694.html",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each field whose value opened an account although another account has it."""
    for result in observation.experiments:
        if not isinstance(result, TakenName) or not result.accepted:
            continue
        label, where = shown(result.label, 25), place(result.page, 30)
        yield finding(
            META,
            observation,
            subject=f"{result.label} on {path_pattern(result.page)}",
            title=f"Two accounts can have the same “{label}” ({where})",
            description=f"An account was opened on {where} with “{shown(result.name, 40)}” as “{label}”, and then "
            "another one with the same, which was let in. Expected: the second is told that it is taken; one of the "
            "two may be shown what belongs to the other, or no longer be able to sign in.",
            page=result.page,
            details={"field": result.label},
        )
