"""Words by which an app says that something did not work."""

import re

_REGRET = re.compile(
    r"error|fail|could ?n.t|cannot|can.t|unable|sorry|wrong|offline|not (?:be )?(?:saved|sent|loaded|reached)|"
    r"try again|too many|fehler|fehlgeschlagen|leider|konnte|erreur|échou|échec|désolé|no se pudo|fall[óo]|خطا|متأسف",
    re.IGNORECASE,
)


def says_regret(line: str) -> bool:
    """Whether a line says that something did not work."""
    return _REGRET.search(line) is not None
