"""Goes through a page by the Tab key: where the focus comes to, whether it can be seen, whether it comes out again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.graph import Deed
from worker.explorer.state import build_of
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.keyboard import KeyboardJourney
from worker.observation.focus import FocusStop
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("keyboard_journey", share=0.8, most=5)

MOST_STOPS = 60
# Enough to see that the focus goes round in a trap.
FIRST_STOPS = 24
# Pictures are taken of so many that look the same with the focus and without.
MOST_PICTURED = 6
# A trap is small: larger rounds are pages whose end was not reached.
LARGEST_TRAP = 6
# The focus came by each of a trap's controls so often.
ROUNDS = 3
# How a page may name the keys that lead out ("press Ctrl+M to exit").
_KEYS = re.compile(
    r"\b(?:(?:ctrl|control|alt|shift|cmd|meta)\s*\+\s*)+(?:[a-z0-9]|escape|esc|f\d+|tab)\b|\bF\d{1,2}\b", re.I
)
_PLAYWRIGHT = {"ctrl": "Control", "control": "Control", "alt": "Alt", "shift": "Shift", "cmd": "Meta", "meta": "Meta"}
_WAY_OUT = re.compile(
    r"\b(help|how|exit|leave|close|skip|hilfe|verlassen|schlie|aide|quitter|fermer|salir|ayuda)", re.I
)
MOST_KEYS = 4


@dataclass(frozen=True, slots=True)
class GoByTab(Undivided):
    """The Tab key from the top of a page to its end; `way` leads from a clean start to it."""

    way: tuple[Deed, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The journey, in one line."""
        return ("Press the Tab key again and again, and watch where the focus is",)

    async def perform(self, walk: Walk) -> None:
        """Press Tab until the focus leaves the page, then look into what seemed odd."""
        await walk.go(self.way)
        visited = await walk.visitor.tab_through(FIRST_STOPS)
        if len(visited) == FIRST_STOPS and visited[-1] is not None and not circle(_stops(visited)):
            visited += await walk.visitor.tab_through(MOST_STOPS - FIRST_STOPS)
        stops = _stops(visited)
        left = len(stops) < len(visited)
        trap = () if left or len(visited) < FIRST_STOPS else await _trap(walk, stops)
        unmarked: list[FocusStop] = []
        # Where the focus is pulled to and fro, no picture tells anything.
        suspects = () if trap else _each_once(stop for stop in stops if stop.marked is False)
        for stop in suspects[:MOST_PICTURED]:
            if await walk.visitor.focus_shows(stop) is False:
                unmarked.append(stop)
        await walk.conclude(self, KeyboardJourney(stops, left, tuple(unmarked), trap))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every make of page that has something for the keyboard."""
    if scene.new_state and any(element.visible and element.focusable for element in scene.screen.elements):
        yield Proposal(GoByTab(scene.way), build_of(scene.screen))


def circle(stops: Sequence[FocusStop]) -> tuple[FocusStop, ...]:
    """The few controls among which the focus went round at the end of a journey, () when there are none."""
    for size in range(1, LARGEST_TRAP + 1):
        tail = stops[-size * ROUNDS - 4 :]
        round_ = _each_once(tail)
        if len(round_) <= size and len(tail) >= size * ROUNDS:
            return round_
    return ()


async def _trap(walk: Walk, stops: tuple[FocusStop, ...]) -> tuple[FocusStop, ...]:
    """The circle that nothing leads out of; () when something does or nobody can tell."""
    round_ = circle(stops)
    # A modal dialog keeps the focus until it is closed, rightly; frames and what explains a way out are for a person.
    if not round_ or any(stop.modal or stop.tag == "iframe" or _WAY_OUT.search(stop.name) for stop in round_):
        return ()
    inside = {stop.number for stop in round_}
    presses = len(round_) * 2 + 2
    if _is_out(await walk.visitor.tab_through(presses, backwards=True), inside):
        return ()
    screen = walk.screen
    for key in ("Escape", *(keys_named(screen) if screen else ())):
        await walk.perform(Action(ActionKind.PRESS, value=key))
        focus = await walk.visitor.focus()
        if _is_out((focus,), inside) or _is_out(await walk.visitor.tab_through(presses), inside):
            return ()
    return round_


def keys_named(screen: Screen) -> list[str]:
    """The key combinations that the page speaks of, as they are pressed."""
    return [_pressed(found.group()) for found in _KEYS.finditer(screen.text)][:MOST_KEYS]


def _pressed(words: str) -> str:
    *held, last = (part.strip().lower() for part in words.split("+"))
    key = {"esc": "Escape", "escape": "Escape", "tab": "Tab"}.get(last, last)
    return "+".join([*(_PLAYWRIGHT[one] for one in held), key.upper() if key.startswith("f") and key[1:] else key])


def _stops(visited: Sequence[FocusStop | None]) -> tuple[FocusStop, ...]:
    return tuple(stop for stop in visited if stop is not None)


def _is_out(stops: Sequence[FocusStop | None], inside: set[int]) -> bool:
    return any(stop is None or stop.number not in inside for stop in stops)


def _each_once(stops: "Iterator[FocusStop] | Sequence[FocusStop]") -> tuple[FocusStop, ...]:
    return tuple({stop.number: stop for stop in stops}.values())
