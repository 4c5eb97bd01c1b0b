"""The names of weekdays, whole and short, in the languages whose calendars are read."""

from collections.abc import Sequence
from itertools import pairwise

_NAMES = (
    "monday mon mo,tuesday tues tue tu,wednesday wed we,thursday thurs thur thu th,friday fri fr,saturday sat sa,"
    "sunday sun su",
    "montag mo,dienstag di,mittwoch mi,donnerstag do,freitag fr,samstag sonnabend sa,sonntag so",
    "lunes lun lu,martes mar ma,miércoles mié mie mi,jueves jue ju,viernes vie vi,sábado sáb sab sá sa,domingo dom do",
    "lundi lun lu,mardi mar ma,mercredi mer me,jeudi jeu je,vendredi ven ve,samedi sam sa,dimanche dim di",
    "lunedì lun lu,martedì mar ma,mercoledì mer me,giovedì gio gi,venerdì ven ve,sabato sab sa,domenica dom do",
    "maandag maa ma,dinsdag din di,woensdag woe wo,donderdag don do,vrijdag vri vr,zaterdag zat za,zondag zon zo",
    "segunda seg,terça ter,quarta qua,quinta qui,sexta sex,sábado sáb,domingo dom",
)
_LANGUAGES = [
    {name: number for number, names in enumerate(language.split(",")) for name in names.split()} for language in _NAMES
]
_SHORTEST_WHOLE = 5
_WHOLE = {name: number for language in _LANGUAGES for name, number in language.items() if len(name) >= _SHORTEST_WHOLE}


def weekdays_named(texts: Sequence[str]) -> list[int]:
    """The weekdays (Monday is 0) that all these texts name in one language and in their order; [] where they do not."""
    names = [text.strip(" .").casefold() for text in texts]
    for language in _LANGUAGES:
        found = [language[name] for name in names if name in language]
        if len(found) == len(names) and all((one + 1) % 7 == other for one, other in pairwise(found)):
            return found
    return []


def whole_weekday(word: str) -> int | None:
    """The weekday (Monday is 0) of a name that is written out, None for another word."""
    return _WHOLE.get(word.casefold())
