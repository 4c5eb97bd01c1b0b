"""Finds input that comes back as markup instead of text: the way scripts are smuggled into pages (cross-site
scripting).
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, path_pattern, place, shown
from worker.observation.experiments.forms import ReflectedInput
from worker.observation.observation import Observation

META = Meta(
    id="reflected_input",
    category=Category.SECURITY,
    severity=Severity.CRITICAL,
    title="Typed text becomes part of the page's markup",
    why="The text is put into the page without being escaped.",
    fix="Escape it where it is put into the page (use the template's own escaping, textContent instead of "
    "innerHTML), and add a Content-Security-Policy.",
    tags=("cwe-79", "owasp-a03-2021"),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each field whose text came back raw or was executed."""
    for trial in observation.experiments:
        if not isinstance(trial, ReflectedInput) or trial.outcome not in ("raw", "executed"):
            continue
        executed = trial.outcome == "executed"
        label = shown(trial.field_label, 30) or shown(trial.field, 30)
        url = trial.url or observation.screen.url
        what = "was executed as script" if executed else "stands in the page as elements"
        yield finding(
            META,
            observation,
            subject=f"{element_pattern(trial.field)} on {path_pattern(url)}",
            severity=META.severity if executed else Severity.HIGH,
            title=f"Text typed into “{label}” {'runs as script' if executed else 'becomes markup'} on {place(url, 25)}",
            description=f"The harmless probe {shown(trial.probe, 100)} was typed into “{label}” and {what}"
            f"{f' ({shown(trial.context, 80)})' if trial.context else ''}. Expected: it is shown as the text it is. "
            "An attacker can have a visitor's browser do anything the visitor may do here.",
            element=element_pattern(trial.field),
            details={"probe": trial.probe, "outcome": trial.outcome, "context": trial.context[:300], "address": url},
        )
