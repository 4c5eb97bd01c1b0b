"""What must hold when people do, undo, repeat and leave things: each experiment on a page with the fault and on one
without.
"""

import random
from collections.abc import Callable
from types import ModuleType

import pytest

from tests.e2e.sites.experimenting import judged
from tests.e2e.sites.jars import NAMES, jars
from tests.e2e.sites.records import letters, ordering
from tests.e2e.sites.relations import cart, chooser, members, packing_list, routes, shelf, stall
from tests.e2e.sites.server import Asked, Page, Site
from worker.detectors import registry
from worker.explorer.experiments.planning import Scene
from worker.explorer.experiments.relations import (
    added_twice,
    back_and_forward,
    blank_row,
    cart_again,
    deep_link,
    deleted_row,
    double_submit,
    edited_form,
    edited_row,
    followed_change,
    hurried_form,
    narrowed_list,
    odd_quantities,
    removed_row,
    signed_out,
    stepped_back,
    stepped_quantity,
    toggled_twice,
    undone_deed,
)
from worker.explorer.experiments.removing import remove
from worker.explorer.forms import Persona, fill, submit, target_of
from worker.explorer.graph import Deed
from worker.explorer.walk import Sight, Walk
from worker.explorer.windows import DESKTOP
from worker.observation.screen import Form, Screen
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Surface, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

Choose = Callable[[Screen], Deed]
DETECTORS = registry.load()


def fill_and_send(screen: Screen) -> Deed:
    return _filled_and_sent(screen, screen.forms[0])


def send_by(button: str) -> Choose:
    """Fill and send the form with this button."""

    def choose(screen: Screen) -> Deed:
        [key] = [one.key for one in screen.elements if one.name == button]
        return _filled_and_sent(screen, next(one for one in screen.forms if one.submit == key))

    return choose


def _filled_and_sent(screen: Screen, form: Form) -> Deed:
    sent = submit(screen, form)
    assert sent
    return (*fill(screen, form, Persona(random.Random(3))), sent)


def click(name: str) -> Choose:
    def choose(screen: Screen) -> Deed:
        return (Action(ActionKind.CLICK, target_of(next(one for one in screen.elements if one.name == name))),)

    return choose


async def found(surface: Surface, url: str, experiments: tuple[ModuleType, ...], *choices: Choose) -> dict[str, str]:
    """The rules that fire, with their titles, after somebody did these deeds and the experiments were done on what
    they proposed then.
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
    scene = Scene(explorer, observation, True, 5)
    proposals = [proposal for experiment in experiments for proposal in experiment.propose(scene)]
    await explorer.visitor.close()
    assert len(proposals) >= len(experiments), "an experiment sees no place for itself"
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
    assert set(await found(browser_surface, address, (experiment,), fill_and_send)) == {rule}


async def test_a_sound_list_is_left_in_peace(browser_surface: Surface, site: Callable[..., Site]) -> None:
    experiments = (double_submit, blank_row, removed_row, edited_row)
    assert await found(browser_surface, site({"/": packing_list()}).url, experiments, fill_and_send) == {}


@pytest.mark.parametrize(
    ("fault", "rules"),
    [
        ("back", {"removed_stays_removed"}),
        ("beside", {"removes_only_its_row"}),
        ("late", {"counter_returns_after_removing"}),
        ("place", {"removes_only_its_row"}),
        ("sorted", set[str]()),
        ("", set[str]()),
    ],
)
async def test_what_a_list_shows_can_be_deleted(
    browser_surface: Surface, site: Callable[..., Site], fault: str, rules: set[str]
) -> None:
    assert set(await found(browser_surface, site(shelf(fault)).url, (deleted_row,))) == rules


OF_JARS: list[tuple[str, ModuleType, tuple[Choose, ...], str]] = [
    ("sum", followed_change, (click("Edit Rent"), send_by("Keep")), "reload_shows_the_same"),
    ("owner", followed_change, (send_by("Save"),), "reload_shows_the_same"),
    ("cancel", edited_form, (click("Edit Rent"),), "cancel_changes_nothing"),
    ("twice", hurried_form, (send_by("Give"),), "double_submit_makes_one"),
    ("undo", undone_deed, (click("Delete Rent"),), "undo_brings_back"),
    ("page", narrowed_list, (), "filter_narrows"),
]


@pytest.mark.parametrize("broken", [True, False], ids=["broken", "sound"])
@pytest.mark.parametrize(("fault", "experiment", "choices", "rule"), OF_JARS, ids=[one[0] for one in OF_JARS])
async def test_a_page_follows_what_is_done_on_it(
    browser_surface: Surface,
    site: Callable[..., Site],
    fault: str,
    experiment: ModuleType,
    choices: tuple[Choose, ...],
    rule: str,
    *,
    broken: bool,
) -> None:
    address = site(jars(fault if broken else "")).url
    assert set(await found(browser_surface, address, (experiment,), *choices)) == ({rule} if broken else set())


@pytest.mark.parametrize(
    ("fault", "rules"),
    [("size", {"step_back_keeps_answers"}), ("all", {"step_back_keeps_answers"}), ("", set[str]())],
)
async def test_a_step_holds_what_was_given_for_who_comes_back(
    browser_surface: Surface, site: Callable[..., Site], fault: str, rules: set[str]
) -> None:
    address = f"{site(ordering(fault)).url}order"
    assert set(await found(browser_surface, address, (stepped_back,), fill_and_send)) == rules


async def test_what_moves_up_into_a_gap_is_not_taken_for_a_question(
    browser_surface: Surface, site: Callable[..., Site]
) -> None:
    walk = await judged(browser_surface, {})
    await walk.open(site(jars()).url)
    removal = await remove(walk, "Rent")
    assert removal is not None
    control, seen, asked = removal
    await walk.visitor.close()
    assert (control, asked) == ("Delete Rent", False)
    assert [name for name in NAMES if f"Delete {name}" in seen.screen.text] == ["Trips", "Books", "Tools", "Bikes"]


async def test_a_removal_is_agreed_to_where_a_page_asks(browser_surface: Surface, site: Callable[..., Site]) -> None:
    walk = await judged(browser_surface, {})
    await walk.open(f"{site(letters()).url}letters")
    removal = await remove(walk, "Berta")
    assert removal is not None
    _, seen, asked = removal
    await walk.visitor.close()
    assert asked
    assert [name for name in ("Anna", "Berta", "Clara") if name in seen.screen.text] == ["Anna", "Clara"]


ADD = click("Add a mug to the cart")


@pytest.mark.parametrize(("fault", "rules"), [("badge", {"cart_returns"}), ("", set[str]())])
async def test_a_badge_on_an_icon_counts_as_one(
    browser_surface: Surface, site: Callable[..., Site], fault: str, rules: set[str]
) -> None:
    address = site({"/": cart(fault, drawn=True)}).url
    assert set(await found(browser_surface, address, (cart_again,), ADD)) == rules


@pytest.mark.parametrize(
    ("fault", "experiments", "rules"),
    [
        ("badge", (cart_again,), {"cart_returns"}),
        ("negative", (odd_quantities,), {"quantity_refused_or_consistent"}),
        ("step", (stepped_quantity,), {"steps_lead_back"}),
        ("switch", (toggled_twice,), {"second_touch_takes_back"}),
        ("", (cart_again, odd_quantities, stepped_quantity, toggled_twice), set[str]()),
    ],
)
async def test_a_cart_is_asked_to_return_and_to_refuse(
    browser_surface: Surface,
    site: Callable[..., Site],
    fault: str,
    experiments: tuple[ModuleType, ...],
    rules: set[str],
) -> None:
    assert set(await found(browser_surface, site({"/": cart(fault)}).url, experiments, ADD)) == rules


@pytest.mark.parametrize(
    ("fault", "experiments", "rules"),
    [
        ("back", (back_and_forward,), {"back_restores"}),
        ("trap", (back_and_forward,), {"back_restores"}),
        ("link", (deep_link,), {"deep_link_opens_the_same"}),
        ("", (back_and_forward, deep_link), set[str]()),
    ],
)
async def test_addresses_of_a_single_page_app_are_kept(
    browser_surface: Surface,
    site: Callable[..., Site],
    fault: str,
    experiments: tuple[ModuleType, ...],
    rules: set[str],
) -> None:
    address = site({"*": routes(fault)}).url
    assert set(await found(browser_surface, address, experiments, click("Look at blue"))) == rules


def choose(value: str) -> Choose:
    def chosen(screen: Screen) -> Deed:
        field = next(one for one in screen.elements if one.tag == "select")
        return (Action(ActionKind.CHOOSE, target_of(field), value),)

    return chosen


@pytest.mark.parametrize(("fault", "rules"), [("skip", {"back_restores"}), ("", set[str]())])
async def test_what_was_chosen_can_be_left_by_going_back(
    browser_surface: Surface, site: Callable[..., Site], fault: str, rules: set[str]
) -> None:
    address = site({"*": chooser(fault)}).url
    assert set(await found(browser_surface, address, (back_and_forward,), choose("blue"))) == rules


async def test_a_page_that_answers_a_form_is_not_gone_back_to(
    browser_surface: Surface, site: Callable[..., Site]
) -> None:
    def door(asked: Asked) -> Page:
        refused = "<p role=alert>No such account, or another password.</p>" if asked.method == "POST" else ""
        told = "<h1>Lost</h1><p>We write to you</p><p>within an hour</p>" if asked.path == "/lost" else ""
        form = "<h1>Door</h1><form method=post><label>Name <input name=name></label><button>Enter</button></form>"
        body = told or f"{form}{refused}<p>Members come in</p><p>day and night</p><a href=/lost>Lost it?</a>"
        return Page(f"<!doctype html><html lang=en><title>Door</title>{body}", headers={"cache-control": "no-store"})

    address = site({"*": door}).url
    deeds = (send_by("Enter"), click("Lost it?"))
    assert await found(browser_surface, address, (back_and_forward,), *deeds) == {}


@pytest.mark.parametrize(("fault", "rules"), [("set", {"adding_again_adds"}), ("one", set[str]()), ("", set[str]())])
async def test_the_same_thing_put_into_a_basket_again_is_added(
    browser_surface: Surface, site: Callable[..., Site], fault: str, rules: set[str]
) -> None:
    address = site(stall(fault)).url
    assert set(await found(browser_surface, address, (added_twice,), click("Add to basket"))) == rules


@pytest.mark.parametrize("fault", ["session", "kept", "notes", ""])
async def test_what_an_account_showed_is_gone_after_signing_out(
    browser_surface: Surface, site: Callable[..., Site], fault: str
) -> None:
    rules = await found(browser_surface, site(members(fault)).url, (signed_out,), fill_and_send)
    assert set(rules) == ({"gone_after_signing_out"} if fault else set())
