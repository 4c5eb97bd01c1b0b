"""Performs the experiments of one module on one page, and judges them."""

from types import ModuleType

from worker.detectors import registry
from worker.detectors.base import Detector, Finding
from worker.evidence.judge import Judge
from worker.explorer.experiments.planning import Proposal, Scene
from worker.explorer.scope import Scope
from worker.explorer.walk import Sight, Walk
from worker.explorer.windows import DESKTOP
from worker.surfaces.interface import Surface, Visitor

_SEED = 3
_JUDGED = ("functional", "visual")
_DETECTORS = registry.load()
# Each look is judged by all rules that it is given, so what is not asked for is left out.
_OF_EXPERIMENTS = tuple(one for one in _DETECTORS if one.meta.category in _JUDGED)


async def tried(surface: Surface, url: str, experiment: ModuleType) -> list[Finding]:
    """What its rules find in what the experiment proposes on this page; AssertionError when it proposes nothing."""
    proposals, findings = await proposed(surface, url, experiment)
    assert proposals, "nothing was proposed"
    return findings


async def proposed(surface: Surface, url: str, experiment: ModuleType) -> tuple[list[Proposal], list[Finding]]:
    """What the experiment proposes on this page, and what its rules find in it."""
    found: dict[str, Finding] = {}
    looking = await judged(surface, {}, ())
    seen = await looking.open(url)
    proposals = list(experiment.propose(Scene(looking, seen, new_state=True, seed=_SEED)))
    await looking.visitor.close()
    for proposal in proposals:
        walk = await judged(surface, found, _OF_EXPERIMENTS)
        await proposal.request.perform(walk)
        await walk.visitor.close()
    return proposals, [*found.values()]


async def judged(surface: Surface, found: dict[str, Finding], detectors: tuple[Detector, ...] = _DETECTORS) -> Walk:
    """Somebody new; what the rules find first in what they do and what comes of it is put into `found`."""

    async def judge(sight: Sight) -> None:
        if sight.request is not None or sight.observation.cause:
            rules = Judge(detectors, Scope(sight.walk.url))
            for one in rules.findings(sight):
                found.setdefault(one.fingerprint, one)
            assert not rules.broken

    async def somebody() -> Visitor:
        return await surface.visitor("visitor-1", DESKTOP)

    return Walk(await somebody(), judge, somebody)
