"""Finds pages that claim success although the server has refused: a person leaves in the belief that it is done.

The server's failure is made on purpose. The claim is proved false by a reload that no longer shows what it usually
keeps, or by words of success although what was typed went nowhere.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, place, shown
from worker.observation.experiments.network import InTrouble, LostWhenReloaded
from worker.observation.observation import Observation

META = Meta(
    id="success_is_true",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Success is claimed although the server refused",
    why="The page shows the outcome without looking at the server's answer, or does not take it back when that is an "
    "error.",
    fix="Show success only after an answer that says so (response.ok); what is shown in advance must be taken back, "
    "with a message, when the answer is an error.",
    tags=("cwe-252",),
    references=("https://developer.mozilla.org/docs/Web/API/Response/ok",),
)

_SUCCESS = re.compile(
    r"\b(success\w*|thank(s| you)|saved|sent|added|created|updated|submitted|received|confirmed|subscribed|ordered|"
    r"booked|registered|published|erfolg\w*|danke|vielen dank|gespeichert|gesendet|hinzugefügt|merci|enregistré|"
    r"envoyé|ajouté|gracias|guardado|enviado|añadido)\b|موفق|متشکر|ذخیره شد|ارسال شد",
    re.IGNORECASE,
)
_REGRET = re.compile(r"error|fail|could ?n.t|cannot|unable|sorry|wrong|not |fehler|nicht|erreur|échou|خطا", re.I)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each change that looks done and is not."""
    for seen in observation.experiments:
        if isinstance(seen, LostWhenReloaded) and seen.lost:
            words = shown(seen.lost[0], 60)
            told = f"shows “{words}” as if it had worked; after a reload that is gone"
            yield _found(observation, seen.control, seen.request, told)
        elif isinstance(seen, InTrouble) and (claim := _false_claim(seen)):
            yield _found(observation, seen.control, seen.request, f"says “{shown(claim, 80)}” all the same", seen.page)


def _false_claim(seen: InTrouble) -> str:
    """Words of success that are said only because nobody looked at the answer, "" when there are none."""
    said = set(seen.usual) & set(seen.shown)
    if len(said) * 2 <= len(seen.usual):
        said &= set(seen.announced)
    if seen.fault != "server error" or not seen.carries or not seen.sent:
        return ""
    if any(_REGRET.search(line) for line in seen.shown):
        return ""
    return next((line for line in sorted(said) if _SUCCESS.search(line)), "")


def _found(observation: Observation, control: str, request: str, told: str, page: str = "") -> Finding:
    page = page or observation.screen.url
    return finding(
        META,
        observation,
        page=page,
        subject=mask(request),
        title=f"“{shown(control, 25)}” claims success when the server fails, on {place(page, 22)}",
        description=f"{request} is answered with status 500, and the page {told}. "
        "Expected: a message that it did not work.",
        details={"request": request},
    )
