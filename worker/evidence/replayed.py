"""What a replay did, as data that outlives the run: enough to do it again with another tool."""

from collections.abc import Iterable

from deffatest.masking import mask_text, mask_url
from deffatest.run_record import Replay, ReplayedAction
from worker.evidence.run_logs import words
from worker.observation.screen import Viewport
from worker.surfaces.actions import Action, ActionKind


def as_data(viewport: Viewport, actions: Iterable[Action], beyond: Iterable[str] = ()) -> Replay:
    """The actions of a new person in a window of that size, secrets left out."""
    return Replay(
        width=viewport.width,
        height=viewport.height,
        touch=viewport.touch,
        actions=[_action(action) for action in actions],
        beyond=[mask_text(line) for line in beyond],
    )


def _action(action: Action) -> ReplayedAction:
    target = action.target
    masked = mask_url(action.value) if action.kind is ActionKind.NAVIGATE else mask_text(action.value)
    return ReplayedAction(
        kind=action.kind.value,
        words=words(action),
        selector=target.selector if target else "",
        frame=target.frame if target else "",
        role=target.role if target else "",
        name=target.name if target else "",
        value="" if action.secret else masked,
        secret=action.secret,
        skip_browser_validation=action.skip_browser_validation,
    )
