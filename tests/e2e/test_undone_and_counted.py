"""Undoing what was done and counting what was ticked, on an app that keeps its word and on one that does not."""

import json
from collections.abc import Callable
from types import ModuleType
from urllib.parse import urljoin

import pytest

from tests.e2e.sites.server import Answer, Asked, Page, Site
from tests.e2e.sites.steps import target
from worker.detectors import registry
from worker.explorer.experiments.planning import Scene
from worker.explorer.experiments.relations import followed_change, undone_deed
from worker.explorer.walk import Sight, Walk
from worker.observation.screen import Viewport
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Surface, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

_TASKS = """<!doctype html><html lang=en><title>Tasks</title><main><h1>Tasks</h1><p id=count></p>
<label><input type=checkbox id=box> Water the roses</label><p><button id=clear>Finish all</button></p>
<p id=note role=status></p></main><script>
const by = (id) => document.getElementById(id);
const tell = (done) => fetch('/state', { method: 'POST', body: JSON.stringify({ done }) });
const draw = async () => {
  const { done } = await (await fetch('/state')).json();
  by('box').checked = done;
  by('count').textContent = `${done ? 2 : 3} open tasks`;
};
by('box').onchange = async () => { await tell(by('box').checked); %(counts)s };
by('clear').onclick = async () => {
  await tell(true);
  await draw();
  by('note').innerHTML = 'All are finished. <button>Undo</button>';
  by('note').firstElementChild.onclick = async () => { by('note').textContent = ''; %(undoes)s await draw(); };
};
draw();
</script>"""
SOUND = _TASKS % {"counts": "await draw();", "undoes": "await tell(false);"}
FORGETFUL = _TASKS % {"counts": "", "undoes": ""}


def app(page: str) -> dict[str, str | Page | Callable[[Asked], Answer]]:
    kept = {"done": False}

    def state(asked: Asked) -> Page:
        if asked.method == "POST":
            kept.update(json.loads(asked.body))
        return Page(json.dumps(kept), type="application/json")

    return {"/": page, "/state": state}


async def rules(surface: Surface, url: str, experiment: ModuleType, control: str, kind: ActionKind) -> set[str]:
    """The rules that find something in what the experiment makes of a deed, done when the app was as at first."""
    found: set[str] = set()

    async def judge(sight: Sight) -> None:
        if sight.request is not None:
            found.update(one.rule for one in registry.judge(registry.load(), sight.observation)[0])

    async def somebody_new() -> Visitor:
        return await surface.visitor("visitor-1", Viewport(1280, 800))

    walk = Walk(await somebody_new(), judge, somebody_new)
    seen = await walk.open(url)
    seen = await walk.perform(Action(kind, target(seen, control), "on" if kind is ActionKind.CHECK else ""))
    proposals = list(experiment.propose(Scene(walk, seen, new_state=True, seed=1)))
    await walk.visitor.fetch(urljoin(url, "/state"), method="POST", body='{"done": false}')
    await walk.start_over()
    await proposals[0].request.perform(walk)
    await walk.visitor.close()
    return found & {"undo_brings_back", "reload_shows_the_same"}


@pytest.mark.parametrize(("page", "expected"), [(SOUND, set[str]()), (FORGETFUL, {"undo_brings_back"})])
async def test_what_offers_to_undo_does(
    browser_surface: Surface, site: Callable[..., Site], page: str, expected: set[str]
) -> None:
    url = site(app(page)).url
    assert await rules(browser_surface, url, undone_deed, "Finish all", ActionKind.CLICK) == expected


@pytest.mark.parametrize(("page", "expected"), [(SOUND, set[str]()), (FORGETFUL, {"reload_shows_the_same"})])
async def test_what_is_ticked_is_counted(
    browser_surface: Surface, site: Callable[..., Site], page: str, expected: set[str]
) -> None:
    url = site(app(page)).url
    assert await rules(browser_surface, url, followed_change, "Water the roses", ActionKind.CHECK) == expected
