"""The words by which an app says no to what was sent."""

import re
from collections.abc import Collection

from worker.observation.screen import Screen

_NO = re.compile(
    r"invalid|not valid|required|must |error|wrong|cannot|can.t |at (?:most|least)|maximum|minimum|whole number|"
    r"too (?:long|short|many|few|large|small)|only \d|failed|denied|try again|please (?:enter|check|choose)|"
    r"ungültig|bitte |fehler|pflichtfeld|muss |höchstens|mindestens|inválid|obligatori|debe |máximo|mínimo|"
    r"invalide|requis|erreur|doit |veuillez|نامعتبر|الزامی|خطا|لطفا|حداکثر|حداقل",
    re.IGNORECASE,
)


def refusal(known: Collection[str], screen: Screen) -> str:
    """A line that was not known and says no, "" when there is none."""
    return next((line for line in screen.text.splitlines() if line not in known and _NO.search(line)), "")
