"""Finds switches whose second touch does not take back the first, and counters that do not follow them."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, path_pattern, place, shown
from worker.observation.experiments.quantities import ToggledTwice
from worker.observation.observation import Observation

META = Meta(
    id="second_touch_takes_back",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Switch that cannot be switched back",
    why="The control adds each time it is touched instead of changing between two states.",
    fix="Keep the state in one place, change it to the other at each touch, and draw the control and what it counts "
    "from that.",
)


_COUNTED = re.compile(r"\(?\b(\d+)\b\)?")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when the state changed once and stays, or the state returns and a counter does not."""
    for result in observation.experiments:
        if not isinstance(result, ToggledTwice):
            continue
        first, between, last = map(_without_number, result.states)
        name, where = shown(result.control, 25) or "the switch", place(result.page, 30)
        if first != between and last == between and _tells_state(first, between):
            yield _found(
                observation,
                result,
                "state",
                f"“{name}” on {where} cannot be switched back",
                f"“{first}”, “{between}”, “{last}”",
            )
        elif first == last != between:
            for label, before, once, twice in (*_number_on_it(result), *result.counters):
                if _is_stuck(before, once, twice):
                    words = f"“{shown(label.partition(' ')[2].replace('#', '…'), 25)}”" if label else "The number"
                    title = f"{words} on {where} does not follow “{name}” back"
                    yield _found(observation, result, label, title, f"{before}, {once}, {twice}")
                    break


def _tells_state(first: str, between: str) -> bool:
    """Whether the control says on or off, or the opposite: follow, unfollow; other names may go on to a third state."""
    was, became = first.partition(" ")[0].lower(), between.partition(" ")[0].lower()
    return {was, became} == {"on", "off"} or became == f"un{was}" or was == f"un{became}"


def _without_number(state: str) -> str:
    """What a control says but for how many have done the same: "Like (3)" is "Like"."""
    return _COUNTED.sub("", state).strip()


def _number_on_it(result: ToggledTwice) -> Iterator[tuple[str, str, str, str]]:
    """What the control itself counts, under no name, where it says one number each time."""
    first, between, last = (_COUNTED.findall(state) for state in result.states)
    if len(first) == len(between) == len(last) == 1:
        yield "", first[0], between[0], last[0]


def _is_stuck(before: str, once: str, twice: str) -> bool:
    return all(one.isdigit() for one in (before, once, twice)) and abs(int(once) - int(before)) == 1 and twice != before


def _found(observation: Observation, result: ToggledTwice, kind: str, title: str, seen: str) -> Finding:
    return finding(
        META,
        observation,
        subject=f"{kind} {mask(result.control)} on {path_pattern(result.page)}",
        title=title[:90],
        description=f"“{shown(result.control, 40)}” was touched twice. Before, between and after: {seen}. Expected: "
        "the second touch takes the first one back.",
        page=result.page,
        details={"states": list(result.states)},
    )
