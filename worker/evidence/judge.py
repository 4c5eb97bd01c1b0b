"""Asks every detector about everything seen within the app."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from deffatest.run_record import Category
from worker.detectors import registry
from worker.detectors.base import Detector, Finding
from worker.detectors.deeds import only_moved, typed
from worker.detectors.traffic import is_error_page
from worker.explorer.experiments.markers import is_probe, is_spoilt
from worker.explorer.scope import Scope
from worker.explorer.walk import Sight
from worker.observation.observation import Observation
from worker.observation.screen import Box

_ABOUT_LOOKS = frozenset((Category.VISUAL, Category.ACCESSIBILITY))
_ABOUT_WRITING = frozenset(("wrong_language",))
_ABOUT_FAILURE = frozenset((Category.FUNCTIONAL, Category.SECURITY))


@dataclass(slots=True)
class Judge:
    """The detectors of a run; `broken` names those that failed on something."""

    detectors: tuple[Detector, ...]
    scope: Scope
    typed: set[str] = field(default_factory=set[str])
    """What visitors have written: in whatever language that is, it is not the site's."""
    broken: set[str] = field(default_factory=set[str])

    def findings(self, sight: Sight) -> tuple[Finding, ...]:
        """What is wrong with what was seen.

        Of an experiment only what it showed beyond the screen it was done on; of a page that our own input spoilt
        nothing about its looks, of one that it became part of nothing that scripts and browser say of it, and of what
        a server shows when it fails nothing but that.
        """
        observation = _without_own_errors(sight.observation)
        self.typed.update(typed(observation))
        if not self.scope.includes(observation.screen.url):
            return ()
        if observation.experiments:
            asked = tuple(one for one in self.detectors if one.knows_experiments)
            found = self._ask(asked, observation)
            bare = self._ask(asked, replace(observation, experiments=())) if found else ()
            known = {finding.fingerprint for finding in bare}
            return tuple(finding for finding in found if finding.fingerprint not in known)
        found = self._ask(self.detectors, observation)
        if is_error_page(observation.document):
            return tuple(finding for finding in found if finding.category in _ABOUT_FAILURE)
        return tuple(finding for finding in found if not sight.provoked or finding.category not in _ABOUT_LOOKS)

    def boxes(self, observation: Observation, findings: Iterable[Finding]) -> dict[str, tuple[Box, ...]]:
        """Where these findings stand in what is seen now, by fingerprint; those that are not seen now are left out."""
        rules = {finding.rule for finding in findings}
        found = self._ask((one for one in self.detectors if _may_find(one, rules)), observation)
        return {one.fingerprint: one.boxes for one in found}

    def _ask(self, detectors: Iterable[Detector], observation: Observation) -> tuple[Finding, ...]:
        found, errors = registry.judge(detectors, observation)
        self.broken.update(error.rule for error in errors)
        return tuple(
            finding
            for finding in found
            if finding.rule not in _ABOUT_WRITING or finding.details.get("text") not in self.typed
        )


def _without_own_errors(observation: Observation) -> Observation:
    """What was seen without the errors that a probe of ours may have made: it stands in the page as markup or script,
    now or since somebody else left it there, or in the address, which nobody else would open.
    """
    if not (observation.exceptions or observation.console):
        return observation
    opened = (observation.screen.url, *(one.value for one in observation.cause)) if only_moved(observation) else ()
    if any(is_probe(unquote(url)) for url in opened) or is_spoilt(observation.screen.markup):
        return replace(observation, exceptions=(), console=())
    return observation


def _may_find(detector: Detector, rules: set[str]) -> bool:
    """Whether one of these rules is the detector's own, or one of several that go by its name."""
    return any(rule == detector.meta.id or rule.startswith(f"{detector.meta.id}_") for rule in rules)
