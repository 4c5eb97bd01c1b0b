"""The words by which an app says no to what was sent."""

import re
from collections.abc import Collection

from worker.observation.screen import Screen, TextRun

_NO = re.compile(
    r"invalid|not valid|\bbad (?:user|login|password|e-?mail|credential|request|value)|rejected|not allowed|falsch|"
    r"required|\bmust\b|should (?:be|have|contain)|please (?:enter|check|fill|choose|provide|look|"
    r"correct|try|use|select)|\berror|wrong|cannot|can.t (?:be|have|add|order|use|enter|exceed)|too (?:long|short|many|"
    r"few|small|large|weak)|not match|incorrect|unknown|no account|not found|failed|denied|try again|at least|at most|"
    r"maximum|minimum|whole number|only \d|already (?:taken|in use|exists|registered)|\bformat\b|formato|ungültig|"
    r"pflichtfeld|bitte |fehler|muss |müssen |mindestens|höchstens|bereits|inválid|obligatori|debe |por favor|al menos|"
    r"ya existe|máximo|mínimo|invalide|requis|veuillez|doit |erreur|au moins|déjà|نامعتبر|الزامی|خطا|لطفا|حداقل|حداکثر|"
    r"باید",
    re.IGNORECASE,
)


def says_no(text: str) -> bool:
    """Whether a message refuses something."""
    return bool(_NO.search(text))


def refusal(known: Collection[str], screen: Screen) -> str:
    """A line that was not known and says no, "" when there is none."""
    return next((line for line in screen.text.splitlines() if line not in known and says_no(line)), "")


def refusals(before: Screen, after: Screen) -> list[TextRun]:
    """The texts that say no and were not there before."""
    known = {run.text for run in before.texts}
    return [run for run in after.texts if run.text not in known and says_no(run.text)]
