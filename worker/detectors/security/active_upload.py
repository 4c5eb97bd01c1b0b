"""Finds uploaded files that are served as pages of the site: scripts in them run in its name."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.injections import told
from worker.detectors.subjects import place
from worker.observation.experiments.attacks import ActiveUpload
from worker.observation.observation import Observation

META = Meta(
    id="active_upload",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="Uploaded pages are served as the site's own",
    why="Any kind of file is accepted and served from the site's address under the type that its name says.",
    fix="Accept only the kinds that are needed, and serve uploads from another domain or with "
    "Content-Disposition: attachment and nosniff.",
    tags=("cwe-434", "owasp-a04-2021"),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/File_Upload_Cheat_Sheet.html",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of file; HTML is worse than a drawing."""
    for trial in observation.experiments:
        if isinstance(trial, ActiveUpload):
            drawing = "svg" in trial.content_type
            yield finding(
                META,
                observation,
                subject=trial.content_type,
                severity=Severity.MEDIUM if drawing else META.severity,
                title=f"An uploaded {'SVG drawing' if drawing else 'page of HTML'} is served as {trial.content_type}",
                description=f"A harmless {trial.file.rpartition('.')[2].upper()} file was uploaded, and "
                f"{place(trial.url, 50)} serves it as {trial.content_type}. Expected: refused, or offered for download "
                "only. Scripts in such a file run with the rights of whoever opens it.",
                details=told(trial.sent),
            )
