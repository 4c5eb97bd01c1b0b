"""What a person did just before, as rules ask it."""

from urllib.parse import unquote_plus

from worker.observation.observation import Observation
from worker.surfaces.actions import Action, ActionKind

_MOVES = frozenset((ActionKind.NAVIGATE, ActionKind.RELOAD, ActionKind.BACK, ActionKind.FORWARD))


def last(observation: Observation) -> Action | None:
    """The last of the actions, if anything was done."""
    return observation.cause[-1] if observation.cause else None


def in_words(observation: Observation) -> str:
    """The last deed in words, for a sentence that begins "After"; "" when nothing was done."""
    action = last(observation)
    return action.words if action else ""


def typed(observation: Observation) -> tuple[str, ...]:
    """What was typed or chosen, without secrets."""
    return tuple(
        action.value
        for action in observation.cause
        if action.kind in (ActionKind.TYPE, ActionKind.CHOOSE) and action.value and not action.secret
    )


def is_echo(observation: Observation, text: str) -> bool:
    """Whether the text only shows again what was typed into the app or stands in its address."""
    return any(
        text in value or (len(value) > 3 and value in text) for value in typed(observation)
    ) or text in unquote_plus(observation.screen.url)


def only_moved(observation: Observation) -> bool:
    """Whether all that was done was to open, reload or go back; nothing was operated."""
    return all(action.kind in _MOVES for action in observation.cause)
