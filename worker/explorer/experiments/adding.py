"""A deed that puts a row with a typed text into a list, learnt from a visitor who did it, to be done again."""

from dataclasses import dataclass, replace

from worker.detectors.markup import Node
from worker.explorer.experiments.planning import Scene
from worker.explorer.experiments.rows import rows_showing
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import meaning_of, new_token
from worker.explorer.graph import Deed, opens_address
from worker.explorer.newcomers import by_somebody_new, parted
from worker.explorer.walk import Walk
from worker.observation.observation import Observation
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

_LEAST_LENGTH = 3
# A text of ours needs so much room; where there is less, it is the bare mark.
_ROOM = 20
_CHANGES_WHAT_IS_THERE = frozenset(("PUT", "PATCH"))
_FREE_TEXT = frozenset(("text", "", "textarea"))


@dataclass(frozen=True, slots=True)
class Adding:
    """`way` leads a new person to where it is typed, `deed` types `said` and sends it; a row then shows it."""

    way: tuple[Deed, ...]
    deed: Deed
    said: str
    page: str
    field: str
    short: bool = False

    @classmethod
    def of(cls, scene: Scene) -> "Adding | None":
        """What the visitor of this scene has just added, None when nothing tells that a row was."""
        observation = scene.observation
        before = observation.before
        if before is None or len(observation.cause) < 2 or observation.cause[-1].kind is ActionKind.TYPE:
            return None
        if _edits(observation, before):
            return None
        for action in observation.cause:
            if (field := _free_text(before, action)) is None or action.value in observation.screen.url:
                continue
            if len(rows_showing(observation.screen, action.value)) == len(rows_showing(before, action.value)) + 1:
                short = field >= 0 and field < _ROOM
                key = action.target.key if action.target else ""
                way = scene.alone(scene.way_before)
                return cls(way, observation.cause, action.value, before.url, key, short)
        return None

    @property
    def kind(self) -> str:
        """Names the kind of place."""
        return self.field

    @property
    def sends_by_button(self) -> bool:
        """Whether a button is clicked at the end, not a key pressed."""
        return self.deed[-1].kind is ActionKind.CLICK

    def saying(self, text: str) -> Deed:
        """The deed with another text."""
        return tuple(
            replace(action, value=text) if action.kind is ActionKind.TYPE and action.value == self.said else action
            for action in self.deed
        )

    def text(self, word: str) -> str:
        """A text that stands nowhere else."""
        return new_token() if self.short else f"{word} {new_token()}"

    async def come(self, walk: Walk) -> None:
        """Go to where it is typed, as somebody new. Raises SurfaceError."""
        way_in, rest = parted(self.way)
        await come(walk, (*way_in, *by_somebody_new(rest, new_token())), self._can_be_typed)

    async def add(self, walk: Walk, text: str) -> Observation:
        """Add a row, by the shortest way from where the visitor is. Raises SurfaceError."""
        if walk.screen is None or not self._can_be_typed(walk.screen):
            for deed in self._last_visit():
                await walk.perform(*deed)
        return await walk.perform(*self.saying(text))

    async def add_row(self, walk: Walk, text: str) -> Node | None:
        """Add a row and find it; None when it is not shown exactly once. Raises SurfaceError."""
        observation = await self.add(walk, text)
        rows = rows_showing(observation.screen, text)
        return rows[0] if len(rows) == 1 else None

    def _can_be_typed(self, screen: Screen) -> bool:
        targets = [action.target for action in self.deed if action.target]
        return all((found := screen.element(one.key)) is not None and found.visible for one in targets)

    def _last_visit(self) -> tuple[Deed, ...]:
        """The part of the way from the last address on."""
        starts = [index for index, deed in enumerate(self.way) if opens_address(deed)]
        return self.way[starts[-1] :] if starts else self.way


def _edits(observation: Observation, before: Screen) -> bool:
    """Whether what was sent changes a thing that is there: a row then shows the text that showed another before."""
    if any(one.method in _CHANGES_WHAT_IS_THERE for one in observation.exchanges):
        return True
    typed = [one for one in observation.cause if one.kind is ActionKind.TYPE and one.target]
    held = [field for one in typed if one.target and (field := before.element(one.target.key)) and field.value.strip()]
    return 2 * len(held) > len(typed)


def _free_text(before: Screen, action: Action) -> int | None:
    """How much room a field for any text has that was typed into (-1: no limit); None when it was something else."""
    if action.kind is not ActionKind.TYPE or action.secret or not action.target or len(action.value) < _LEAST_LENGTH:
        return None
    field = before.element(action.target.key)
    if field is None or field.pattern or field.input_type not in _FREE_TEXT or meaning_of(field) == "search":
        return None
    if field.role in ("searchbox", "combobox"):
        return None
    return -1 if field.max_length is None or field.max_length < 0 else field.max_length
