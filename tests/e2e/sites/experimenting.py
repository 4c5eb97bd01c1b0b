"""Performs the experiments of one module on one page, and judges them."""

from types import ModuleType

from worker.detectors import registry
from worker.detectors.base import Finding
from worker.evidence.judge import Judge
from worker.explorer.experiments.planning import Proposal, Scene
from worker.explorer.scope import Scope
from worker.explorer.walk import Sight, Walk
from worker.explorer.windows import DESKTOP
from worker.surfaces.interface import Surface, Visitor

_SEED = 3
_JUDGED = ("functional", "visual")


async def tried(surface: Surface, url: str, experiment: ModuleType) -> list[Finding]:
    """What its rules find in what the experiment proposes on this page; AssertionError when it proposes nothing."""
    proposals, findings = await proposed(surface, url, experiment)
    assert proposals, "nothing was proposed"
    return findings


async def proposed(surface: Surface, url: str, experiment: ModuleType) -> tuple[list[Proposal], list[Finding]]:
    """What the experiment proposes on this page, and what its rules find in it."""
    rules = Judge(registry.load(), Scope(url))
    found: dict[str, Finding] = {}

    async def nothing(_: Sight) -> None:
        pass

    async def judge(sight: Sight) -> None:
        if sight.request is not None or sight.observation.cause:
            findings = rules.findings(sight)
            assert not rules.broken
            found.update((one.fingerprint, one) for one in findings if one.category in _JUDGED)

    async def somebody() -> Visitor:
        return await surface.visitor("visitor-1", DESKTOP)

    looking = Walk(await somebody(), nothing, somebody)
    seen = await looking.open(url)
    proposals = list(experiment.propose(Scene(looking, seen, new_state=True, seed=_SEED)))
    await looking.visitor.close()
    for proposal in proposals:
        walk = Walk(await somebody(), judge, somebody)
        await proposal.request.perform(walk)
        await walk.visitor.close()
    return proposals, list(found.values())
