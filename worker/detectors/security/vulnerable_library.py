"""Finds JavaScript libraries in a version with publicly known holes."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.libraries import KNOWN, holes_of, libraries_at, libraries_in
from worker.detectors.subjects import shown
from worker.observation.observation import Observation

META = Meta(
    id="vulnerable_library",
    category=Category.SECURITY,
    severity=Severity.MEDIUM,
    title="Library with known holes",
    why="The library was put in once and never updated.",
    fix="Update to the newest version, and let a tool tell you when a newer one mends a hole.",
    tags=("cwe-1395", "cwe-1104", "owasp-a06-2021"),
    references=("https://owasp.org/Top10/A06_2021-Vulnerable_and_Outdated_Components/",),
)
_GRAVE = frozenset(("high", "critical"))
_MOST_NAMED = 4


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each library and version; whether the hole can be reached in this app is not known."""
    seen: set[tuple[str, str]] = set()
    for library, version, where in _used(observation):
        holes = holes_of(library, version)
        if not holes or (library, version) in seen:
            continue
        seen.add((library, version))
        name = KNOWN[library].name
        numbers = list(dict.fromkeys(number for hole in holes for number in hole.numbers))
        named = ", ".join(numbers[:_MOST_NAMED]) + (
            f" and {len(numbers) - _MOST_NAMED} more" * (len(numbers) > _MOST_NAMED)
        )
        yield finding(
            META,
            observation,
            subject=f"{library} with known holes",
            severity=META.severity if any(hole.severity in _GRAVE for hole in holes) else Severity.LOW,
            title=f"{name} {version} has known holes ({shown(numbers[0], 20)})",
            description=f"{where} is {name} {version}, of which these are known: {named}. Expected: a version without "
            "known holes. Whether they can be used against this app depends on how it uses the library.",
            details={"address": where, "library": library, "version": version, "advisories": list(numbers)},
        )


def _used(observation: Observation) -> Iterator[tuple[str, str, str]]:
    """What the scripts of the page say of themselves, more to be trusted than what their addresses say."""
    told: set[str] = set()
    for script in observation.scripts:
        for library, version in libraries_in(script.body):
            told.add(library)
            yield library, version, script.url
    for exchange in observation.exchanges:
        if exchange.kind == "script" and exchange.status is not None and exchange.status < 400:
            for library, version in libraries_at(exchange.url):
                if library not in told:
                    yield library, version, exchange.url
