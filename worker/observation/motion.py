"""What moves on a screen by itself."""

from dataclasses import dataclass

from worker.observation.screen import Box


@dataclass(frozen=True, slots=True)
class Motion:
    """An element that is moved again and again without an end; `share` is how much of the window it takes, 0 to 1.

    `name` is that of the animation in the style sheet, "" when a script made it.
    """

    key: str
    box: Box
    text: str
    name: str
    share: float
