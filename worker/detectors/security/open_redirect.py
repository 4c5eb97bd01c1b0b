"""Finds addresses of the site that send visitors on to any other site."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.injections import parameter_name, subject_of, told
from worker.detectors.subjects import place, shown
from worker.observation.experiments.attacks import Redirection
from worker.observation.observation import Observation

META = Meta(
    id="open_redirect",
    category=Category.SECURITY,
    severity=Severity.MEDIUM,
    title="The site sends visitors on to any address",
    why="The destination is taken from the address without a look at where it leads.",
    fix="Redirect only to paths of this site, or to destinations from a list.",
    tags=("cwe-601", "owasp-a01-2021"),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html",),
)
_BY = {"header": "redirected", "page": "sent on by the page", "script": "sent on by the page's script"}


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each parameter."""
    for trial in observation.experiments:
        if isinstance(trial, Redirection):
            named = parameter_name(trial.where, trial.parameter)
            yield finding(
                META,
                observation,
                subject=subject_of(trial.where, trial.parameter, trial.sent),
                page=trial.url,
                title=f"{shown(named[0].upper() + named[1:], 30)} sends visitors to any site ({place(trial.url, 24)})",
                description=f"With {shown(trial.target, 60)} as {named}, visitors of {place(trial.url, 60)} are "
                f"{_BY[trial.by]} there. Expected: only pages of this site. A link that seems to lead here can end on "
                "a copy that asks for a password.",
                details={"parameter": trial.parameter, "payload": trial.target} | told(trial.sent),
            )
