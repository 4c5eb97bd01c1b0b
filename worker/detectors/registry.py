"""All detectors, found by walking this package, and the judging of one observation by all of them.

There is no list of names to keep: a module in a category's folder is a detector.
"""

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType

import structlog

import worker.detectors
from worker.detectors.base import Detector, Finding, Meta
from worker.observation.observation import Observation

_log = structlog.get_logger(__name__)

_HERE = "worker.detectors."
_EXPERIMENTS = "worker.observation.experiments"


class DetectorInvalid(Exception):
    """A module among the detectors is not a detector; a fault in the code, found when loading."""


@dataclass(frozen=True, slots=True)
class DetectorError:
    """A detector broke on one observation: its other observations and the other detectors are not touched by that."""

    rule: str
    page: str
    error: str


def load() -> tuple[Detector, ...]:
    """Every detector, ordered by id.

    Raises DetectorInvalid when a module lacks META or detect, its id is not its file's name, or an id is there twice.
    """
    found: dict[str, Detector] = {}
    for folder in pkgutil.iter_modules(worker.detectors.__path__, f"{worker.detectors.__name__}."):
        if not folder.ispkg:
            continue
        category = importlib.import_module(folder.name)
        for module in pkgutil.iter_modules(category.__path__, f"{folder.name}."):
            detector = _detector(importlib.import_module(module.name))
            if detector.meta.id in found:
                raise DetectorInvalid(f"{module.name}: the id {detector.meta.id!r} is taken by another detector")
            found[detector.meta.id] = detector
    return tuple(found[rule] for rule in sorted(found))


def judge(
    detectors: Iterable[Detector], observation: Observation
) -> tuple[tuple[Finding, ...], tuple[DetectorError, ...]]:
    """What each detector finds in this observation, one finding a fingerprint.

    A detector that breaks becomes an error, and the others go on.
    """
    findings: dict[str, Finding] = {}
    errors: list[DetectorError] = []
    for detector in detectors:
        try:
            for finding in detector.detect(observation):
                findings.setdefault(finding.fingerprint, finding)
        except Exception as error:  # noqa: BLE001 - whatever breaks in one rule must not end the run
            _log.exception("detector_broke", rule=detector.meta.id, page=observation.screen.url)
            errors.append(DetectorError(detector.meta.id, observation.screen.url, f"{type(error).__name__}: {error}"))
    return tuple(findings.values()), tuple(errors)


def _detector(module: ModuleType) -> Detector:
    meta = getattr(module, "META", None)
    detect: Callable[[Observation], Iterator[Finding]] | None = getattr(module, "detect", None)
    if not isinstance(meta, Meta) or detect is None:
        raise DetectorInvalid(f"{module.__name__}: a detector has META and detect(observation)")
    stem = module.__name__.rpartition(".")[2]
    if meta.id != stem:
        raise DetectorInvalid(f"{module.__name__}: its id is {meta.id!r}, it must be the file's name, {stem!r}")
    return Detector(meta, detect, (module.__doc__ or "").strip(), _knows_experiments(module))


def _knows_experiments(module: ModuleType, *, itself: bool = True) -> bool:
    """Whether it names a kind of result of an experiment, or something of a module beside it that does."""
    origins = {getattr(value, "__module__", None) or "" for value in vars(module).values()}
    if any(origin.startswith(_EXPERIMENTS) for origin in origins):
        return True
    beside = (sys.modules[one] for one in origins if one.startswith(_HERE) and one != module.__name__)
    return itself and any(_knows_experiments(one, itself=False) for one in beside)
