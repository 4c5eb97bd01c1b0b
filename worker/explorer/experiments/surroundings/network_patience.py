"""Does what asks something of the server while the server has enough of us, or answers late."""

from collections.abc import Iterator

from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.surroundings.network_trouble import in_trouble
from worker.explorer.experiments.troubles import SLOW, TOO_MANY

# Each takes its time, and tells less than a failure does.
PLAN = Plan("network_patience", share=0.4, most=4, seconds=12.0)


def propose(scene: Scene) -> Iterator[Proposal]:
    """What was just done, where the server asks for patience or needs it."""
    return in_trouble(scene, frozenset((TOO_MANY, SLOW)))
