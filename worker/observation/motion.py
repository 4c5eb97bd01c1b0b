"""What moves or flashes on a screen by itself."""

from dataclasses import dataclass

from worker.observation.screen import Box


@dataclass(frozen=True, slots=True)
class Motion:
    """An element that is moved, or made brighter and darker, again and again without an end.

    `share` is how much of the window it takes, 0 to 1, and `flashes` how often it flashes in a second. `name` is that
    of the animation in the style sheet, "" when a script made it.
    """

    key: str
    box: Box
    text: str
    name: str
    share: float
    moves: bool = True
    flashes: float = 0.0
