"""Opens examples in a real browser, as an explorer would, and notes which ACT rules are said to be broken."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from benchmarks.act.claims import named
from benchmarks.act.examples import Example
from benchmarks.act.serving import serving
from worker.detectors import registry
from worker.detectors.base import Category, Finding
from worker.explorer.experiments import registry as experiments
from worker.explorer.experiments.planning import Scene
from worker.explorer.walk import Sight, Walk, bare
from worker.observation.screen import Viewport
from worker.surfaces.interface import Surface, SurfaceError, Visitor

DESKTOP = Viewport(1280, 800)
SEED = 20
# Until a browser knows how long a film is and whether it sounds.
_MEDIA_SECONDS = 0.7
# What is judged by acting, and the rules that it is about: only those need it.
ACTED = {"keyboard_journey": frozenset(("80af7b", "a1b64e", "oj04fd"))}


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found on an example; `trouble` when it could not be opened."""

    example: Example
    findings: tuple[Finding, ...]
    trouble: str = ""

    @property
    def broken(self) -> frozenset[str]:
        """The ACT rules that something certain was found about."""
        return named(reference for one in self.findings if one.certain for reference in one.references)

    @property
    def doubted(self) -> frozenset[str]:
        """The ACT rules that a person is asked to look at."""
        return named(reference for one in self.findings for reference in one.references) - self.broken

    @property
    def missed(self) -> bool:
        """Whether it fails its rule and nobody said so."""
        return self.example.kind == "failed" and self.example.rule not in self.broken

    @property
    def flagged(self) -> bool:
        """Whether it does not fail its rule and somebody said that it does."""
        return self.example.kind != "failed" and self.example.rule in self.broken


async def judge(surface: Surface, examples: Sequence[Example], *, at_once: int = 3) -> list[Judged]:
    """Every example, several at once, each visitor one after the other."""
    waiting = iter(examples)
    judged: list[Judged] = []
    with serving(examples) as address:

        async def work(name: str) -> None:
            visitor = await surface.visitor(name, DESKTOP)
            for example in waiting:
                judged.append(await _judge(visitor, example, address + example.path))
            await visitor.close()

        await asyncio.gather(*(work(f"reader-{number}") for number in range(at_once)))
    order = {example: number for number, example in enumerate(examples)}
    return sorted(judged, key=lambda one: order[one.example])


async def _judge(visitor: Visitor, example: Example, url: str) -> Judged:
    sights: list[Sight] = []

    async def note(sight: Sight) -> None:
        sights.append(sight)

    async def renew() -> Visitor:
        return visitor

    walk = Walk(visitor, note, renew)
    trouble = ""
    try:
        observation = await walk.open(url)
        # The audit alone: what a page looks like is no part of these rules.
        audit = await visitor.audit_accessibility()
        await note(Sight(walk, replace(bare(observation), accessibility=audit)))
        if observation.screen.media:
            await walk.linger(_MEDIA_SECONDS)
        scene = Scene(walk, observation, new_state=True, seed=SEED)
        for experiment in experiments.load():
            if example.rule in ACTED.get(experiment.PLAN.id, ()):
                for proposal in list(experiment.propose(scene)):
                    await proposal.request.perform(walk)
    except SurfaceError as error:
        trouble = str(error)
    return Judged(example, _findings(sights), trouble)


def _findings(sights: Iterable[Sight]) -> tuple[Finding, ...]:
    detectors = [one for one in registry.load() if one.meta.category is Category.ACCESSIBILITY]
    found: dict[str, Finding] = {}
    for sight in sights:
        for finding in registry.judge(detectors, sight.observation)[0]:
            found.setdefault(finding.fingerprint, finding)
    return tuple(found.values())
