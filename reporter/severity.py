"""How severities are shown: stored in four steps, read in three."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from deffatest.run_record import Bug, Severity


class ShownSeverity(StrEnum):
    """The words a reader sees, worst first."""

    CRITICAL = "Critical"
    MAJOR = "Major"
    MINOR = "Minor"


SHOWN = {
    Severity.CRITICAL: ShownSeverity.CRITICAL,
    Severity.HIGH: ShownSeverity.MAJOR,
    Severity.MEDIUM: ShownSeverity.MINOR,
    Severity.LOW: ShownSeverity.MINOR,
}

_WORST_FIRST = [Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW]


def count(bugs: Iterable[Bug]) -> dict[ShownSeverity, int]:
    """Bugs by shown severity, every severity present, worst first."""
    counted = Counter(SHOWN[bug.severity] for bug in bugs)
    return {severity: counted[severity] for severity in ShownSeverity}


def worst_first(bugs: Iterable[Bug]) -> list[Bug]:
    """The order to fix them in: severity, then how reliably they come back, then as they were found."""
    return sorted(bugs, key=lambda bug: (_WORST_FIRST.index(bug.severity), -_reliability(bug), bug.ordinal))


def _reliability(bug: Bug) -> float:
    return bug.reproduced / bug.attempts if bug.attempts else 0.0
