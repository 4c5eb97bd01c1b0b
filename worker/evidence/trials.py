"""What was tried in a run: on which page, and how. Only what was tried again can be said to be fixed."""

import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from deffatest.masking import mask_text, mask_url
from deffatest.run_record import Trial
from worker.explorer.state import NARROW_PX
from worker.explorer.walk import Sight
from worker.surfaces.actions import Action, ActionKind

_OPENING = frozenset((ActionKind.NAVIGATE, ActionKind.RELOAD))
_LONGEST_NAME = 80
# What visitors write of themselves into pages and addresses is another in every run (worker/explorer/forms).
_TOKEN = re.compile(r"df[0-9a-f]{6}")


@dataclass(slots=True)
class Trials:
    """How often each thing was tried."""

    _done: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    def note(self, sight: Sight) -> None:
        """Take in what was seen and judged; of a page that our own input spoilt only the experiment it concludes."""
        if sight.provoked and sight.request is None:
            return
        trial = trial_of(sight)
        self._done[trial.page, trial.how] += 1
        effect = sight.observation.effect
        if sight.request is None and effect is not None and effect.document_changed:
            self._done[place_of(sight.observation.screen.url), f"open{_size(sight)}"] += 1

    def count(self, trial: Trial) -> int:
        """How often this was tried."""
        return self._done[trial.page, trial.how]


def trial_of(sight: Sight) -> Trial:
    """What led to what was just seen: an experiment, an audit, an opened page, or the last deed on its page."""
    observation = sight.observation
    here = place_of(observation.screen.url)
    if sight.request is not None:
        how = f"experiment {_words_of_name(type(sight.request).__name__)}"
    elif observation.accessibility is not None:
        how = "audit"
    elif observation.cause and observation.cause[-1].kind not in _OPENING:
        how = _told(observation.cause[-1])
        here = place_of(observation.before.url) if observation.before is not None else here
    else:
        how = "open"
    return Trial(page=here, how=f"{how}{_size(sight)}")


def place_of(url: str) -> str:
    """An address without scheme and port, secrets masked: the same for a site that is tested at another port."""
    parts = urlsplit(_TOKEN.sub("", mask_url(url)))
    tail = "".join((f"?{parts.query}" * bool(parts.query), f"#{parts.fragment}" * bool(parts.fragment)))
    return f"{parts.hostname or ''}{parts.path or '/'}{tail}"


def _told(action: Action) -> str:
    target = action.target
    name = f" {target.role} '{_TOKEN.sub('', mask_text(target.name))[:_LONGEST_NAME]}'" if target else ""
    key = f" {action.value}" if action.kind is ActionKind.PRESS else ""
    return f"{action.kind.value.replace('_', ' ')}{key}{name}"


def _size(sight: Sight) -> str:
    return " on a narrow screen" if sight.observation.screen.viewport.width < NARROW_PX else ""


def _words_of_name(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
