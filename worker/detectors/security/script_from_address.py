"""Finds addresses whose parts become markup or script of a page (cross-site scripting): whoever follows a prepared link
runs somebody else's script in their own name.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.injections import parameter_name, told
from worker.detectors.subjects import mask, path_pattern, place, shown
from worker.observation.experiments.attacks import SmuggledScript
from worker.observation.observation import Observation

META = Meta(
    id="script_from_address",
    category=Category.SECURITY,
    severity=Severity.CRITICAL,
    title="Part of the address becomes part of the page's markup",
    why="The value is put into the page, or into its script, without being escaped.",
    fix="Escape it where it is put into the page (use the template's own escaping, textContent instead of "
    "innerHTML), and add a Content-Security-Policy.",
    tags=("cwe-79", "owasp-a03-2021"),
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/DOM_based_XSS_Prevention_Cheat_Sheet.html",
    ),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each place of an address."""
    for trial in observation.experiments:
        if not isinstance(trial, SmuggledScript) or trial.outcome not in ("raw", "executed"):
            continue
        executed = trial.outcome == "executed"
        named = parameter_name(trial.where, trial.parameter) if trial.parameter else "the address after #"
        kept = ", is stored, and" if trial.stored else ""
        what = "runs as script" if executed else "becomes markup"
        yield finding(
            META,
            observation,
            subject=f"{trial.where} {mask(trial.parameter)} on {path_pattern(trial.url)}{' stored' * trial.stored}",
            severity=META.severity if executed else Severity.HIGH,
            page=trial.url if trial.stored else trial.sent.url,
            title=f"{shown(named[0].upper() + named[1:], 30)}{' is stored and' * trial.stored} {what} "
            f"({place(trial.url, 24)})",
            description=f"The harmless probe {shown(trial.probe, 90)} was sent as {named} of "
            f"{place(trial.sent.url.partition('?')[0], 40)}{kept} {what} on {place(trial.url, 40)}"
            f"{f' ({shown(trial.context, 80)})' if trial.context else ''}. Expected: it is shown as the text it is. "
            "An attacker can have a visitor's browser do anything the visitor may do here.",
            tags=("cwe-116",) if trial.stored else (),
            details={"probe": trial.probe, "outcome": trial.outcome, "context": trial.context[:300]} | told(trial.sent),
        )
