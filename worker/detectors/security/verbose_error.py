"""Finds the server's inner errors in answers: stack traces with paths, functions and versions."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.injections import parameter_name, told
from worker.detectors.markup import code_text
from worker.detectors.subjects import path_pattern, place, shown
from worker.detectors.traffic import answers
from worker.observation.experiments.attacks import VerboseError
from worker.observation.observation import Observation
from worker.observation.stack_traces import trace_in

META = Meta(
    id="verbose_error",
    category=Category.SECURITY,
    severity=Severity.MEDIUM,
    title="Inner error shown to everyone",
    why="Nothing catches the error, and the server runs in its developers' mode.",
    fix="Show visitors a plain page with a number to refer to, and write the details to the log.",
    tags=("cwe-209", "owasp-a05-2021"),
    references=("https://owasp.org/www-community/Improper_Error_Handling",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each page or request that fails so."""
    for trial in observation.experiments:
        if isinstance(trial, VerboseError):
            named = parameter_name(trial.where, trial.parameter)
            yield finding(
                META,
                observation,
                subject=path_pattern(trial.url),
                page=trial.url,
                title=f"A strange value shows the server's inner error on {place(trial.url, 30)}",
                description=f"{trial.sent.method} {place(trial.url, 60)} was sent with {shown(repr(trial.value), 60)} "
                f"as {named}; the answer holds “{shown(trial.words, 80)}”. Expected: a plain message without details.",
                details={"parameter": trial.parameter, "payload": trial.value[:300]} | told(trial.sent),
            )
    for exchange in answers(observation):
        failed = exchange.same_site and exchange.status is not None and exchange.status >= 500
        words = trace_in(exchange.body) if failed else ""
        if words and words not in code_text(observation.screen.markup):
            yield finding(
                META,
                observation,
                subject=path_pattern(exchange.url),
                page=exchange.url if exchange.kind == "document" else "",
                title=f"The server's inner error can be read on {place(exchange.url, 40)}",
                description=f"{exchange.method} {place(exchange.url, 60)} was answered with status {exchange.status} "
                f"and “{shown(words, 80)}”. Expected: a plain message without details.",
                details={"address": exchange.url},
            )
