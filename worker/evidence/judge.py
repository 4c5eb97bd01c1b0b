"""Asks every detector about everything seen within the app."""

from dataclasses import dataclass, field, replace

from deffatest.run_record import Category
from worker.detectors import registry
from worker.detectors.base import Detector, Finding
from worker.explorer.scope import Scope
from worker.explorer.walk import Sight
from worker.observation.observation import Observation

_ABOUT_LOOKS = frozenset((Category.VISUAL, Category.ACCESSIBILITY))


@dataclass(slots=True)
class Judge:
    """The detectors of a run; `broken` names those that failed on something."""

    detectors: tuple[Detector, ...]
    scope: Scope
    broken: set[str] = field(default_factory=set[str])

    def findings(self, sight: Sight) -> tuple[Finding, ...]:
        """What is wrong with what was seen.

        Of an experiment only what it showed beyond the screen it was done on; of a page that our own input spoilt
        nothing about its looks.
        """
        observation = sight.observation
        if not self.scope.includes(observation.screen.url):
            return ()
        found = self._ask(observation)
        if observation.experiments and found:
            known = {finding.fingerprint for finding in self._ask(replace(observation, experiments=()))}
            return tuple(finding for finding in found if finding.fingerprint not in known)
        return tuple(finding for finding in found if not sight.provoked or finding.category not in _ABOUT_LOOKS)

    def _ask(self, observation: Observation) -> tuple[Finding, ...]:
        found, errors = registry.judge(self.detectors, observation)
        self.broken.update(error.rule for error in errors)
        return found
