"""Finds servers that believe tokens which anybody can make (RFC 8725): unsigned, wrongly signed, or signed with a word
that everybody guesses.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.injections import told
from worker.detectors.subjects import place
from worker.observation.experiments.attacks import ForgedToken
from worker.observation.observation import Observation

META = Meta(
    id="forged_token",
    category=Category.SECURITY,
    severity=Severity.CRITICAL,
    title="Anybody can make a token that is believed",
    why="What a token claims is read without its signature being checked, or its secret is no secret.",
    fix="Check the signature of every token with one fixed algorithm, and sign with 32 random bytes or more.",
    tags=("cwe-347", "owasp-a07-2021"),
    references=("https://www.rfc-editor.org/rfc/rfc8725",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each way to make such a token: a server checks all of them alike."""
    for trial in observation.experiments:
        if isinstance(trial, ForgedToken):
            yield finding(
                META,
                observation,
                subject=trial.how,
                title=f"A token {trial.how} is believed",
                description=f"The account's token is {trial.how}, and GET {place(trial.url, 60)} is answered: whoever "
                "writes another name into it is taken for that account. Expected: a refusal.",
                details=told(trial.sent) | {"token": trial.how},
            )
