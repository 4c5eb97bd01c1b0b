"""Finds data of one account that somebody else is given, or may change: a guest, or another account."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.injections import told
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.attacks import EditedByAnother, UnguardedAnswer
from worker.observation.observation import Observation

META = Meta(
    id="missing_access_control",
    category=Category.SECURITY,
    severity=Severity.CRITICAL,
    title="One account's data is given to others",
    why="The server looks for what is asked for and not for who asks.",
    fix="Check for every request that the session's account may see just this, on the server.",
    tags=("cwe-639", "cwe-862", "owasp-a01-2021"),
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/Insecure_Direct_Object_Reference_Prevention_Cheat_Sheet.html",
    ),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of address and who is let in."""
    for trial in observation.experiments:
        if isinstance(trial, EditedByAnother):
            yield _changed(observation, trial)
        if isinstance(trial, UnguardedAnswer):
            guest = trial.who == "guest"
            yield finding(
                META,
                observation,
                subject=f"{path_pattern(trial.url)} for {trial.who}",
                page=trial.url,
                title=f"{'Guests' if guest else 'Others'} can read an account's data at {place(trial.url, 35)}",
                description=f"{place(trial.url, 60)} shows “{shown(trial.private, 50)}”, {_whose(trial.private)}. "
                f"{'Without any session' if guest else 'Signed in as another account'} the answer holds it. "
                "Expected: only the account itself sees it.",
                details={"who": trial.who} | told(trial.sent),
            )


def _changed(observation: Observation, trial: EditedByAnother) -> Finding:
    label = shown(trial.label, 30)
    return finding(
        META,
        observation,
        subject=f"{path_pattern(trial.page)} changed by another account",
        page=trial.page,
        title=f"Others can change an account's data at {place(trial.page, 35)}",
        description=f"Another account, which is not offered to edit this, opened {place(trial.page, 60)}, put "
        f"“{shown(trial.text, 40)}” in place of “{shown(trial.held, 40)}” as “{label}”, and it was stored. "
        "Expected: only the account that it belongs to may change it.",
        fix="Check for every request that changes something that the session's account may change just this, on the "
        "server.",
        details={"who": "another account", "field": trial.label},
    )


def _whose(private: str) -> str:
    if "@" in private:
        return "the address of an account of the test"
    return "which an account of the test keeps there and nobody else has in a list"
