"""The offer to take a deed back that comes up with it."""

from worker.explorer.purposes import Purpose, serves
from worker.observation.observation import Observation
from worker.observation.screen import Element


def way_to_undo(seen: Observation) -> Element | None:
    """The one control that undoes which was not there, or took nothing, before."""
    before = {one.key for one in seen.before.elements if one.visible and one.enabled} if seen.before else set[str]()
    offered = [
        one
        for one in seen.screen.elements
        if one.visible and one.enabled and one.key not in before and serves(Purpose.UNDO, one.name)
    ]
    return offered[0] if len(offered) == 1 else None
