"""Lists that are sorted, filtered, searched and turned over in a real browser; each fault has a sound twin."""

from types import ModuleType

import pytest

from tests.e2e.sites import ordered, parted
from tests.e2e.sites.experimenting import proposed, tried
from tests.e2e.sites.lists import pages
from tests.e2e.sites.server import Site
from worker.explorer.experiments.relations import (
    every_page,
    loaded_more,
    narrowed_by_choice,
    narrowed_list,
    opposite_choices,
    scrolled_list,
    search_for_shown,
    sorted_column,
    sorted_list,
)
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
