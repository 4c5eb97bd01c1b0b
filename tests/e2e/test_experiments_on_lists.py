"""Lists that are sorted, filtered, searched and turned over in a real browser; each fault has a sound twin."""

from collections.abc import Callable
from types import ModuleType

import pytest

from tests.e2e.sites import courses, ordered, parted
from tests.e2e.sites.experimenting import judged, proposed, tried
from tests.e2e.sites.lists import pages
from tests.e2e.sites.server import Site
from tests.e2e.sites.steps import target
from worker.detectors.base import Finding
from worker.explorer.experiments.planning import Scene
from worker.explorer.experiments.relations import (
    every_page,
    kept_filters,
    left_filter,
    loaded_more,
    narrowed_by_choice,
    narrowed_list,
    opened_row,
    opposite_choices,
    scrolled_list,
    search_for_shown,
    sorted_column,
    sorted_list,
)
from worker.explorer.experiments.surroundings import overtaken_search
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Surface

pytestmark = pytest.mark.asyncio(loop_scope="session")

TRIALS = [
    ("sort", "orders", sorted_column, "column_is_sorted"),
    ("sort", "grid", sorted_column, "column_is_sorted"),
    ("sort", "drawn", sorted_column, "column_is_sorted"),
    ("order", "priced", sorted_list, "sorted_as_said"),
    ("filter", "all", narrowed_list, "filter_narrows"),
    ("count", "all", narrowed_list, "filter_narrows"),
    ("choice", "choices", opposite_choices, "filter_narrows"),
    ("all", "choices", opposite_choices, "filter_narrows"),
    ("search", "search", search_for_shown, "search_finds_what_is_shown"),
    ("signs", "search", search_for_shown, "search_keeps_its_words"),
    ("lookup", "lookup", search_for_shown, "search_finds_what_is_shown"),
    ("more", "more", loaded_more, "more_keeps_all"),
    ("endless", "endless", scrolled_list, "scrolled_list_is_whole"),
    ("pages", "shop", every_page, "pages_are_complete"),
]


@pytest.mark.parametrize(("fault", "page", "experiment", "rule"), TRIALS, ids=[f"{one[0]}-{one[1]}" for one in TRIALS])
async def test_a_broken_list_is_found(
    browser_surface: Surface, fault: str, page: str, experiment: ModuleType, rule: str
) -> None:
    site = Site(pages(fault))
    try:
        found = await tried(browser_surface, f"{site.url}{page}", experiment)
    finally:
        site.close()
    assert {one.rule for one in found} == {rule}


@pytest.mark.parametrize(
    ("page", "experiment"), dict.fromkeys((one[1], one[2]) for one in TRIALS), ids=lambda one: str(one)[-30:]
)
async def test_a_sound_list_is_left_alone(browser_surface: Surface, page: str, experiment: ModuleType) -> None:
    site = Site(pages())
    try:
        assert await tried(browser_surface, f"{site.url}{page}", experiment) == []
    finally:
        site.close()


@pytest.mark.parametrize("make", ordered.MAKES)
async def test_a_wrong_order_is_found_by_whatever_control_it_is_chosen(browser_surface: Surface, make: str) -> None:
    site = Site(ordered.pages("text"))
    try:
        found = await tried(browser_surface, f"{site.url}{make}", sorted_list)
    finally:
        site.close()
    assert [(one.rule, "by price" in one.title) for one in found] == [("sorted_as_said", True)]


@pytest.mark.parametrize("fault", ["turned", "days", "still"])
async def test_days_in_the_wrong_order_are_found(browser_surface: Surface, fault: str) -> None:
    site = Site(ordered.pages(fault))
    try:
        found = await tried(browser_surface, f"{site.url}buttons", sorted_list)
    finally:
        site.close()
    assert {one.rule for one in found} == {"sorted_as_said"}
    assert any("by day" in one.title for one in found)


@pytest.mark.parametrize("make", [*ordered.MAKES, "turning"])
async def test_right_orders_below_an_advertisement_are_left_alone(browser_surface: Surface, make: str) -> None:
    site = Site(ordered.pages())
    try:
        assert await tried(browser_surface, f"{site.url}{make}", sorted_list) == []
    finally:
        site.close()


@pytest.mark.parametrize(
    ("fault", "make"),
    [
        *(("short", make) for make in parted.MAKES),
        ("ignored", "tabs"),
        ("stray", "chips"),
        ("count", "tabs"),
        ("stuck", "dots"),
    ],
)
async def test_a_part_that_is_not_what_was_chosen_is_found(browser_surface: Surface, fault: str, make: str) -> None:
    site = Site(parted.pages(fault))
    try:
        found = await tried(browser_surface, f"{site.url}{make}", narrowed_by_choice)
    finally:
        site.close()
    assert {one.rule for one in found} == {"filter_narrows"}


@pytest.mark.parametrize("make", parted.MAKES)
async def test_a_part_of_a_list_is_left_alone(browser_surface: Surface, make: str) -> None:
    site = Site(parted.pages())
    try:
        assert await tried(browser_surface, f"{site.url}{make}", narrowed_by_choice) == []
    finally:
        site.close()


async def test_links_to_other_pages_are_no_parts_of_a_list(browser_surface: Surface) -> None:
    site = Site(parted.pages())
    try:
        assert await proposed(browser_surface, f"{site.url}elsewhere", narrowed_by_choice) == ([], [])
    finally:
        site.close()


@pytest.mark.parametrize(("fault", "rules"), [("overtaken", {"newest_search_stays"}), ("", set[str]())])
async def test_an_answer_that_comes_late_does_not_take_the_place_of_a_newer_one(
    browser_surface: Surface, site: Callable[..., Site], fault: str, rules: set[str]
) -> None:
    found: dict[str, Finding] = {}
    walk = await judged(browser_surface, found)
    seen = await walk.open(f"{site(pages(fault)).url}asked")
    seen = await walk.perform(Action(ActionKind.TYPE, target(seen, "Search tools"), "mug"))
    [proposal] = overtaken_search.propose(Scene(walk, seen, new_state=True, seed=1))
    await walk.start_over()
    await proposal.request.perform(walk)
    await walk.visitor.close()
    assert {one.rule for one in found.values() if one.category == "functional"} == rules


TASKS = """<!doctype html><html lang=en><title>Tasks</title><main><h1>Tasks</h1>
<label>Project <select id=project><option>All<option>Garden<option>House</select></label>
<label>Assignee <select id=who><option>Everybody<option>Anna<option>Berta</select></label><ul></ul></main><script>
const fields = [project, who], kept = KEPT;
const said = new URLSearchParams(location.search);
for (const field of kept) if (said.get(field.id)) field.value = said.get(field.id);
const show = () => {
  document.querySelector('ul').innerHTML = ['Rake', 'Hoe', 'Spade', 'Fork', 'Hose'].map((name) =>
    `<li><a href="/task/${name}">${name}</a></li>`).join('');
};
for (const field of fields) field.onchange = () => {
  for (const one of kept) said.set(one.id, one.value);
  history.replaceState({}, '', `?${said}`);
  show();
};
show();
</script>"""


@pytest.mark.parametrize(("kept", "rules"), [("[project]", {"reload_shows_the_same"}), ("fields", set[str]())])
async def test_a_filter_that_a_reload_forgets_beside_another_is_found(
    browser_surface: Surface, site: Callable[..., Site], kept: str, rules: set[str]
) -> None:
    address = site({"/": TASKS.replace("KEPT", kept)}).url
    assert {one.rule for one in await tried(browser_surface, address, kept_filters)} == rules


@pytest.mark.parametrize(
    ("broken", "experiment", "rules"),
    [
        ("pager", narrowed_list, {"filter_narrows"}),
        ("untold", left_filter, {"back_restores"}),
        ("", narrowed_list, set[str]()),
        ("", left_filter, set[str]()),
    ],
    ids=["pager", "left", "sound pager", "sound when left"],
)
async def test_a_form_of_several_filters_is_kept_on_the_next_page_and_after_a_visit(
    browser_surface: Surface, site: Callable[..., Site], broken: str, experiment: ModuleType, rules: set[str]
) -> None:
    found = await tried(browser_surface, site(courses.pages(broken)).url, experiment)
    assert {one.rule for one in found} == rules


GOODS = {
    "oak-board": "£24.00",
    "clay-mug": "£9.00",
    "glass-vase": "£31.00",
    "brass-lamp": "£52.50",
    "wool-rug": "£80.00",
}


@pytest.mark.parametrize(
    ("page", "rules"),
    [
        ("<h1>{name}</h1><p>{whole}.00</p><p>Also: a bowl for £3.00</p>", {"detail_shows_its_row"}),
        ("<h1>Wool rug</h1><p>{price}</p><p>Also: a bowl for £3.00</p>", {"detail_shows_its_row"}),
        ("<h1>{name}</h1><p>{price}</p><p>Also: a bowl for £3.00</p>", set[str]()),
        ("<h1>{name}</h1><p>£<b>{digits}</b></p><p>Also: a bowl for £3.00</p>", set[str]()),
        ("<h1>{name}</h1><p id=price></p><script>price.textContent = '{price}'</script>", set[str]()),
    ],
    ids=["cuts the pence", "is about another", "says the same", "in parts", "told by a script"],
)
async def test_the_row_whose_page_says_something_else_is_the_one_that_is_opened(
    browser_surface: Surface, site: Callable[..., Site], page: str, rules: set[str]
) -> None:
    names = {slug: slug.replace("-", " ").capitalize() for slug in GOODS}
    rows = "".join(
        f"<li class=card><a href=/goods/{slug}><h3>{names[slug]}</h3></a> {price}" for slug, price in GOODS.items()
    )
    details = {
        f"/goods/{slug}": "<!doctype html><html lang=en><title>Goods</title><main>"
        + page.format(name=names[slug], price=price, whole=price.partition(".")[0], digits=price[1:])
        for slug, price in GOODS.items()
    }
    shelf = f"<!doctype html><html lang=en><title>All</title><main><h1>All</h1><ul>{rows}</ul></main>"
    found = await tried(browser_surface, site({"/": shelf} | details).url, opened_row)
    assert {one.rule for one in found} == rules
