"""What must hold when people do, undo, repeat and leave things: each experiment on a page with the fault and on one
without.
"""

import random
from collections.abc import Callable
from types import ModuleType

import pytest

from tests.e2e.sites.relations import packing_list
from tests.e2e.sites.server import Site
from worker.detectors import registry
from worker.explorer.experiments.planning import Scene
from worker.explorer.experiments.relations import blank_row, double_submit, edited_row, removed_row
from worker.explorer.explorer import DESKTOP
from worker.explorer.forms import Persona, fill, submit, target_of
from worker.explorer.graph import Deed
from worker.explorer.walk import Sight, Walk
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Surface, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

Choose = Callable[[Screen], Deed]
DETECTORS = registry.load()


def fill_and_send(screen: Screen) -> Deed:
    form = screen.forms[0]
    sent = submit(screen, form)
    assert sent
    return (*fill(screen, form, Persona(random.Random(3))), sent)


def click(name: str) -> Choose:
    def choose(screen: Screen) -> Deed:
        return (Action(ActionKind.CLICK, target_of(next(one for one in screen.elements if one.name == name))),)

    return choose


async def found(surface: Surface, url: str, experiment: ModuleType, *choices: Choose) -> dict[str, str]:
    """The rules that fire, with their titles, after somebody did these deeds and the experiment was done on what it
    proposed then.
    """
    rules: dict[str, str] = {}

    async def visitor() -> Visitor:
        return await surface.visitor("visitor-1", DESKTOP)

    async def nothing(_: Sight) -> None:
        pass

    async def judge(sight: Sight) -> None:
        if sight.request is not None:
            findings, errors = registry.judge(DETECTORS, sight.observation)
            assert not errors
            rules.update({finding.rule: finding.title for finding in findings if finding.category == "functional"})

    explorer = Walk(await visitor(), nothing, visitor)
    observation = await explorer.open(url)
    for choose in choices:
        observation = await explorer.perform(*choose(observation.screen))
    proposals = list(experiment.propose(Scene(explorer, observation, True, 5)))
    await explorer.visitor.close()
    assert proposals, "the experiment sees no place for itself"
    for proposal in proposals:
        somebody = Walk(await visitor(), judge, visitor)
        await proposal.request.perform(somebody)
        await somebody.visitor.close()
    return rules


@pytest.mark.parametrize(
    ("fault", "experiment", "rule"),
    [
        ("double", double_submit, "double_submit_makes_one"),
        ("blank", blank_row, "blank_row_refused"),
        ("neighbour", removed_row, "removes_only_its_row"),
        ("twin", removed_row, "removes_only_its_row"),
        ("counter", removed_row, "counter_returns_after_removing"),
        ("undo", removed_row, "undo_brings_back"),
        ("edit", edited_row, "edit_persists"),
        ("reopen", edited_row, "edit_persists"),
        ("cancel", edited_row, "cancel_changes_nothing"),
    ],
)
async def test_a_list_with_a_silent_fault_is_caught(
    browser_surface: Surface, site: Callable[..., Site], fault: str, experiment: ModuleType, rule: str
) -> None:
    address = site({"/": packing_list(fault)}).url
    assert set(await found(browser_surface, address, experiment, fill_and_send)) == {rule}


@pytest.mark.parametrize("experiment", [double_submit, blank_row, removed_row, edited_row])
async def test_a_sound_list_is_left_in_peace(
    browser_surface: Surface, site: Callable[..., Site], experiment: ModuleType
) -> None:
    assert await found(browser_surface, site({"/": packing_list()}).url, experiment, fill_and_send) == {}
