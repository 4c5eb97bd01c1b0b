"""What pages showed when they were simply opened, so that a proof need not open them to learn that it is not enough."""

from dataclasses import dataclass, field

from worker.detectors.base import Finding
from worker.evidence.scripts import Script
from worker.explorer.graph import open_page, opens_address
from worker.explorer.walk import Sight
from worker.surfaces.actions import ActionKind

_DEEDS_ON_A_PAGE = frozenset(
    (ActionKind.CLICK, ActionKind.TYPE, ActionKind.CHOOSE, ActionKind.PICK, ActionKind.CHECK, ActionKind.PRESS)
)


@dataclass(slots=True)
class Openings:
    """Fingerprints by address, as seen right after each address was typed or its link was followed."""

    _shown: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def note(self, sight: Sight, findings: tuple[Finding, ...]) -> None:
        """Take in what was seen, if a page was simply opened."""
        deed = sight.observation.cause
        if len(deed) != 1 or not sight.walk.steps or not sight.walk.steps[-1].new_document:
            return
        followed = deed[0].kind is ActionKind.CLICK and deed[0].target is not None and deed[0].target.role == "link"
        if opens_address(deed) or followed:
            shown = self._shown.setdefault(sight.observation.screen.url, set())
            shown.update(finding.fingerprint for finding in findings)

    def worth_trying(self, sight: Sight, finding: Finding, scripts: tuple[Script, ...]) -> tuple[Script, ...]:
        """The scripts without the bare address, when a deed on the page showed what opening it had not shown."""
        deed = sight.observation.cause
        if not deed or deed[-1].kind not in _DEEDS_ON_A_PAGE:
            return scripts
        url = sight.observation.screen.url
        if finding.fingerprint in self._shown.get(url, {finding.fingerprint}):
            return scripts
        return tuple(script for script in scripts if script.deeds != (open_page(url),))
