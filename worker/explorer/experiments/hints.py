"""Whether hostile values in an address look worth an experiment: asked of the server alone, in the fewest requests.

What is told here is no proof, and what is denied may still be found: it only says what comes first.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from worker.explorer.experiments.answers import AskedEnough, Asking, Trial, as_it_is, is_page
from worker.explorer.experiments.database_probes import looks_run
from worker.explorer.experiments.destinations import SAFE_HOST, destinations_of
from worker.explorer.experiments.entries import Entry, Sending, entries_of, fresh_token
from worker.explorer.experiments.markers import outcome_of, probe_for, stands_in_script
from worker.explorer.experiments.planning import Hint
from worker.observation.runtime import Exchange
from worker.surfaces.interface import Visitor

_REFUSED = frozenset((401, 403))
# Who asks for hints has others to ask for. s.
_LONGEST_ASKING = 3.0


@dataclass(frozen=True, slots=True)
class _OfEntries(ABC):
    """A hint that any of these entries of a request gives."""

    sending: Sending
    keys: frozenset[str]

    async def promises(self, visitor: Visitor) -> bool | None:
        """See `Hint`."""
        asking = Asking(visitor, as_it_is, _LONGEST_ASKING)
        try:
            if self._turns_away(await asking.send(self.sending)):
                return None
            for entry in entries_of(self.sending):
                if entry.key in self.keys and await self._looks_open(asking, entry):
                    return True
        except AskedEnough:
            return None
        return False

    def _turns_away(self, answer: Exchange) -> bool:
        status = answer.status
        return status is None or status in _REFUSED or 300 <= status < 400

    @abstractmethod
    async def _looks_open(self, asking: Asking, entry: Entry) -> bool: ...


class RunsValue(_OfEntries):
    """A value seems to be run by the server: it fails by signs that end a text, or reckons."""

    __slots__ = ()

    async def _looks_open(self, asking: Asking, entry: Entry) -> bool:
        trial = await Trial.begin(asking, self.sending, entry)
        return trial is not None and await looks_run(trial)


class EchoesMarkup(_OfEntries):
    """A value seems to become markup, or a part of a script."""

    __slots__ = ()

    async def _looks_open(self, asking: Asking, entry: Entry) -> bool:
        marker = fresh_token()
        answer = await asking.send(entry.holding(self.sending, entry.value + probe_for(marker)))
        outcome = outcome_of(answer.body, marker) if is_page(answer) else "absent"
        return outcome == "raw" or (outcome == "escaped" and stands_in_script(answer.body, marker))


class SendsAway(_OfEntries):
    """A value seems to say where visitors are led."""

    __slots__ = ()

    def _turns_away(self, answer: Exchange) -> bool:
        return answer.status is None or answer.status in _REFUSED

    async def _looks_open(self, asking: Asking, entry: Entry) -> bool:
        for start in ("https:", ""):
            answer = await asking.send(entry.holding(self.sending, f"{start}//{SAFE_HOST}/{fresh_token()}"))
            if any(urlsplit(target).hostname == SAFE_HOST for _, target in destinations_of(answer)):
                return True
        return False


def hint_of(kind: Callable[[Sending, frozenset[str]], Hint], sending: Sending, keys: frozenset[str]) -> Hint | None:
    """Such a hint, where the request can be sent without a page and leaves nothing behind."""
    return None if sending.changes or sending.logs_in or sending.by_token else kind(sending, keys)
