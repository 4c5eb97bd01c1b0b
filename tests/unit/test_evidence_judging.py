"""What of a sight is held against the app."""

import asyncio
from dataclasses import replace

from tests.unit.detectors.building import ORIGIN, document, observation, picture, screen
from tests.unit.memory_surface import MemoryApp, MemorySurface
from worker.detectors import registry
from worker.evidence.judge import Judge
from worker.explorer.scope import Scope
from worker.explorer.walk import Sight, Walk
from worker.observation.experiments.keyboard import KeyboardOperation
from worker.observation.screen import Viewport
from worker.surfaces.interface import Visitor

DEAF = KeyboardOperation("button|Sizes|div|main|", "Sizes", "div", "button", "", "Click 'Sizes'")
# A picture that is called by its file is wrong, and was put there by nobody's experiment.
SPOILT = screen(pictures=(picture("/pictures/mug.jpg", alternative="mug.jpg"),))


def rules(*, provoked: bool, experiments: tuple[KeyboardOperation, ...] = (), status: int = 200) -> list[str]:
    async def note(_: Sight) -> None:
        return

    async def judged() -> list[str]:
        visitor = await MemorySurface(MemoryApp(ORIGIN, lambda _session, _url: SPOILT)).visitor(
            "v", Viewport(1280, 800)
        )

        async def renew() -> Visitor:
            return visitor

        seen = replace(observation(SPOILT), experiments=experiments, document=document("/", status))
        sight = Sight(Walk(visitor, note, renew), seen, provoked=provoked)
        return [one.rule for one in Judge(registry.load(), Scope(ORIGIN)).findings(sight)]

    return asyncio.run(judged())


def test_looks_that_our_own_input_may_have_spoilt_are_not_judged() -> None:
    assert rules(provoked=False) == ["meaningless_alternative"]
    assert rules(provoked=True) == []


def test_of_a_page_that_is_the_servers_own_failure_only_the_failure_is_told() -> None:
    assert "meaningless_alternative" not in rules(provoked=False, status=500)


def test_what_an_experiment_showed_is_judged_whatever_it_is_about_and_nothing_of_the_screen_it_was_done_on() -> None:
    assert rules(provoked=True, experiments=(DEAF,)) == ["deaf_to_keys"]
