"""Opens a page as a new person, does nothing, and counts how much of the code that came with it was needed."""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.code_use import CodeUse
from worker.observation.experiments.code import LoadedCode, LoadedFile

PLAN = Plan("loaded_code", share=0.4, most=3)

# Less code than this in one file loads before anybody notices, used or not.
SMALLEST = 300_000


@dataclass(frozen=True, slots=True)
class CountLoadedCode(Undivided):
    """How much of a page's code runs while it comes up."""

    page: str

    @property
    def words(self) -> tuple[str, ...]:
        """Where a person can see the same."""
        return ("Look at the Coverage tab of the browser's developer tools",)

    async def perform(self, walk: Walk) -> None:
        """Count from before the page is opened until it is quiet."""
        await walk.visitor.count_code_use()
        await walk.open(self.page)
        if files := _files(walk.visitor.code_use):
            await walk.conclude(self, LoadedCode(self.page, files))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Pages that bring a large script or style sheet of the app's own, once a set of files."""
    if not scene.new_state:
        return
    large = sorted(
        url_pattern(exchange.url)
        for exchange in scene.observation.exchanges
        if exchange.kind in ("script", "stylesheet") and exchange.same_site and exchange.size >= SMALLEST
    )
    if large:
        yield Proposal(CountLoadedCode(scene.screen.url), " ".join(large))


def _files(use: CodeUse) -> tuple[LoadedFile, ...]:
    found: list[LoadedFile] = []
    for (url, size), functions in use.scripts.items():
        found.append(LoadedFile(url, size, CodeUse(scripts={(url, size): functions}).script_bytes_used))
    for (url, size), rules in use.styles.items():
        found.append(LoadedFile(url, size, CodeUse(styles={(url, size): rules}).style_bytes_used))
    return tuple(sorted((one for one in found if one.size >= SMALLEST), key=lambda one: one.url))
