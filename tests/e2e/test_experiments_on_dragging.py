"""Rows that are dragged in a real browser; faults have sound twins."""

from collections.abc import Callable

import pytest

from tests.e2e.sites.experimenting import tried
from tests.e2e.sites.server import Site
from tests.e2e.sites.sorting import board
from worker.explorer.experiments.relations import dragged_row, moved_row
from worker.surfaces.interface import Surface

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("broken", "outcomes"),
    [
        (("forgotten",), {"is back after a reload"}),
        (("untold", "ticks"), {"is back after a reload"}),
        (("twice", "forgotten"), {"is there twice"}),
        (("lost", "forgotten"), {"is gone"}),
        (("untold",), set[str]()),
        (("copied",), set[str]()),
        ((), set[str]()),
    ],
    ids=["forgotten", "kept but for the order", "twice", "lost", "keeps nothing", "copied on purpose", "sound"],
)
async def test_a_row_that_does_not_stay_where_it_was_dropped_is_found(
    browser_surface: Surface, site: Callable[..., Site], broken: tuple[str, ...], outcomes: set[str]
) -> None:
    found = await tried(browser_surface, site(board(*broken)).url, dragged_row)
    assert {one.rule for one in found} <= {"dragged_row_stays"}
    assert {part for one in found for part in outcomes if part in one.title} == outcomes
    assert bool(found) == bool(outcomes)


PLAN = """<!doctype html><html lang=en><title>Plan</title><main><h1>Plan</h1><ol></ol></main><script>
const list = document.querySelector('ol'), given = ['Read', 'Write', 'Draw'];
const done = new Set(JSON.parse(localStorage.done || '[]'));
const order = KEEPS ? JSON.parse(localStorage.order || 'null') || given : given;
const draw = () => { list.innerHTML = ''; order.forEach((name, place) => {
  const row = document.createElement('li');
  row.innerHTML = `${name} <input type=checkbox aria-label="Done: ${name}" ${done.has(name) ? 'checked' : ''}>
    <button ${place === order.length - 1 ? 'disabled' : ''}>${name} down</button>`;
  row.querySelector('input').onchange = ({target}) => {
    target.checked ? done.add(name) : done.delete(name); localStorage.done = JSON.stringify([...done]);
  };
  row.querySelector('button').onclick = () => {
    order.splice(place + 1, 0, ...order.splice(place, 1)); localStorage.order = JSON.stringify(order); draw();
  };
  list.append(row);
}); };
draw();
</script>"""


@pytest.mark.parametrize(("keeps", "rules"), [("false", {"dragged_row_stays"}), ("true", set[str]())])
async def test_a_row_that_its_arrow_moves_until_a_reload_is_found(
    browser_surface: Surface, site: Callable[..., Site], keeps: str, rules: set[str]
) -> None:
    found = await tried(browser_surface, site({"/": PLAN.replace("KEEPS", keeps)}).url, moved_row)
    assert {one.rule for one in found} == rules
