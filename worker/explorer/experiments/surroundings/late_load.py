"""Opens a page while the answer with its data is late, or the server has enough of us."""

from collections.abc import Iterator

from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.surroundings.failed_load import loading
from worker.explorer.experiments.troubles import SLOW, TOO_MANY

# Each takes its time, and tells less than a failure does.
PLAN = Plan("late_load", share=0.5, most=3, seconds=8.0)


def propose(scene: Scene) -> Iterator[Proposal]:
    """What was just opened, where the server asks for patience or needs it."""
    return loading(scene, frozenset((TOO_MANY, SLOW)))
