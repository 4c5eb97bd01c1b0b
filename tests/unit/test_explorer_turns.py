"""Which experiments come first, and which are not done twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from deffatest.targets import OwnHosts
from tests.unit.explorer_screens import BASE, element, field, form_of, link, screen
from tests.unit.memory_surface import MemoryApp, MemorySurface
from worker.explorer.experiments.hostile.injected_value import InjectValues
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.graph import Deed, open_page
from worker.explorer.laboratory import Laboratory
from worker.explorer.walk import Request, Sight, Undivided, Walk
from worker.explorer.windows import DESKTOP
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Visitor

WORDS = "Everything that we sell is made by hand in a small workshop behind the old mill of our town, one at a time."


async def planned(screens: Sequence[Screen]) -> list[Request]:
    """What is done after somebody has seen these pages, one after the other, in its order."""
    laboratory = Laboratory(BASE, 1, OwnHosts.parse(["shop.example"]))
    await see(laboratory, screens)
    found: list[Request] = []
    while waiting := laboratory.next_experiment():
        found.append(waiting.request)
    return found


async def see(laboratory: Laboratory, screens: Sequence[Screen]) -> None:
    """Let somebody look at these pages."""
    shown = {one.url: one for one in screens}
    app = MemoryApp(BASE, lambda _session, url: shown[url])

    async def ignore(_: Sight) -> None:
        pass

    async def visitor() -> Visitor:
        return await MemorySurface(app).visitor("visitor-1", DESKTOP)

    walk = Walk(await visitor(), ignore, visitor)
    for one in screens:
        laboratory.plan_for_scene(Scene(walk, await walk.open(one.url), new_state=True, seed=1))


@dataclass(frozen=True)
class Errand(Undivided):
    """An experiment that does nothing."""

    async def perform(self, walk: Walk) -> None:
        pass


@dataclass
class Kind:
    """A kind of experiment that is worth doing several times everywhere."""

    PLAN: Plan

    def propose(self, scene: Scene) -> Iterator[Proposal]:
        return (Proposal(Errand(), f"{scene.screen.url} {number}") for number in range(12))


async def test_what_takes_long_has_its_turn_less_often() -> None:
    kinds = (Kind(Plan("quick")), Kind(Plan("slow")), Kind(Plan("telling", share=2.0)))
    laboratory = Laboratory(BASE, 1, experiments=kinds)
    await see(laboratory, [screen("/", link("Away", "/away"))])
    takes = {"quick": 3.0, "slow": 9.0, "telling": 9.0}
    spent = dict.fromkeys(takes, 0.0)
    while sum(spent.values()) < 100 and (waiting := laboratory.next_experiment()):
        laboratory.note_done(waiting, takes[waiting.kind])
        spent[waiting.kind] += takes[waiting.kind]
    assert spent["telling"] > spent["slow"]
    assert spent["quick"] == pytest.approx(spent["slow"], abs=10.0)


@dataclass(frozen=True)
class Journey(Errand):
    """An experiment at the end of a way."""

    way: tuple[Deed, ...]


class Far:
    """A kind of experiment for places of which one is far away, and known first."""

    PLAN = Plan("far")

    def propose(self, scene: Scene) -> Iterator[Proposal]:
        step = (Action(ActionKind.CLICK),)
        typed = (Action(ActionKind.TYPE, value="anna"),) * 9
        sign_in = (*typed, Action(ActionKind.TYPE, value="summer7", secret=True), Action(ActionKind.CLICK))
        ways = ((step,) * 9, (step,) * 3, (open_page(BASE), sign_in, step), (step,) * 2)
        return (Proposal(Journey((open_page(scene.screen.url), *way)), str(way)) for way in ways)


async def test_what_is_far_has_its_turn_after_all_else_and_signing_in_does_not_count() -> None:
    laboratory = Laboratory(BASE, 1, experiments=(Far(),))
    await see(laboratory, [screen("/", link("Away", "/away"))])
    ways: list[tuple[Deed, ...]] = []
    while (waiting := laboratory.next_experiment()) and isinstance(waiting.request, Journey):
        ways.append(waiting.request.way)
    assert [len(way) for way in ways] == [4, 4, 3, 10]


async def test_what_visitors_type_is_tried_with_hostile_values_before_what_links_say() -> None:
    order = link("By price", "/list?order=price")
    word, send = field("Word", field_name="word"), element("button", "Find", form="form")
    form = replace(form_of(word, submit=send.key, action=f"{BASE}/find"), method="get")
    found = await planned([screen("/list", order), screen("/find", word, send, forms=(form,))])
    sent = [one.sending.url for one in found if isinstance(one, InjectValues)]
    assert sent == [f"{BASE}/find?word=a", f"{BASE}/list?order=price"]


async def test_a_form_is_sent_with_its_button_whose_value_is_nobodys() -> None:
    word = field("Word", field_name="word")
    send = element("button", "Find", form="form", tag="input", input_type="submit", field_name="go", value="Find")
    form = replace(form_of(word, submit=send.key, action=f"{BASE}/find"), method="get")
    found = await planned([screen("/find", word, send, forms=(form,))])
    [request] = [one for one in found if isinstance(one, InjectValues)]
    assert (request.sending.url, set(request.items)) == (f"{BASE}/find?word=a&go=Find", {"query word"})


@pytest.mark.parametrize(("other", "times"), [('main button "Sell"', 1), ("main button button", 2)])
async def test_pages_of_one_build_are_zoomed_spaced_and_gone_through_once(other: str, times: int) -> None:
    buy = element("button", "Buy", focusable=True)
    found = await planned(
        [
            screen("/buy", buy, text=WORDS, structure='main button "Buy"'),
            screen("/sell", buy, text=WORDS, structure=other),
        ]
    )
    names = [type(one).__name__ for one in found]
    assert {name: names.count(name) for name in ("ZoomPage", "SpaceText", "GoByTab")} == dict.fromkeys(
        ("ZoomPage", "SpaceText", "GoByTab"), times
    )


async def test_one_slow_experiment_does_not_keep_the_rest_of_its_kind_waiting() -> None:
    laboratory = Laboratory(BASE, 1, experiments=(Kind(Plan("once_slow")), Kind(Plan("quick"))))
    await see(laboratory, [screen("/", link("Away", "/away"))])
    takes = {"once_slow": iter([25.0, *[3.0] * 20]), "quick": iter([3.0] * 20)}
    turns: list[str] = []
    for _ in range(8):
        waiting = laboratory.next_experiment()
        assert waiting is not None
        laboratory.note_done(waiting, next(takes[waiting.kind]))
        turns.append(waiting.kind)
    assert turns.count("once_slow") > 1


async def test_what_no_way_led_to_is_proposed_again_by_another_way_and_at_last_given_up() -> None:
    class Lost:
        """A kind of experiment at most one of which is done."""

        PLAN = Plan("lost", most=1)

        def propose(self, scene: Scene) -> Iterator[Proposal]:
            return iter([Proposal(Errand(), f"the only place of {scene.screen.url}")])

    laboratory = Laboratory(BASE, 1, experiments=(Lost(),))
    tried = 0
    for _ in range(6):
        await see(laboratory, [screen("/", link("Away", "/away"))])
        while waiting := laboratory.next_experiment():
            tried += 1
            laboratory.note_impossible(waiting)
    assert tried == 3


async def test_a_list_is_tried_whole_and_not_as_a_word_has_narrowed_it() -> None:
    @dataclass
    class Lists(Kind):
        def propose(self, scene: Scene) -> Iterator[Proposal]:
            yield Proposal(Journey((open_page(scene.screen.url),)), "/list")

    def listing(path: str, rows: int) -> Screen:
        return screen(path, *(element("link", f"Row {row}") for row in range(rows)))

    laboratory = Laboratory(BASE, 1, experiments=(Lists(Plan("lists")),))
    await see(laboratory, [listing("/list?q=jar", 1), listing("/list", 9), listing("/list?q=a", 8)])
    [whole] = [one.request for _ in range(3) if (one := laboratory.next_experiment())]
    assert whole == Journey((open_page(f"{BASE}/list"),))
    await see(laboratory, [listing("/list?page=2", 18)])
    assert laboratory.next_experiment() is None, "as much again is no other place"


async def test_what_lies_under_a_dialog_is_not_tried_from_there() -> None:
    @dataclass
    class Buttons(Kind):
        def propose(self, scene: Scene) -> Iterator[Proposal]:
            return (Proposal(Errand(), one.name) for one in scene.screen.elements if one.visible)

    below = replace(element("button", "Next"), covered_by="dialog.edit", under_layer=True)
    laboratory = Laboratory(BASE, 1, experiments=(Buttons(Plan("buttons")),))
    await see(laboratory, [screen("/list/7", below, element("button", "Save", region="dialog"))])
    assert [one.once for _ in range(2) if (one := laboratory.next_experiment())] == ["Save"]


@dataclass(frozen=True)
class Says:
    """What a visitor's answers promise: to a guest, and to whoever is signed in."""

    guest: bool | None
    member: bool | None = None

    async def promises(self, visitor: Visitor) -> bool | None:
        return self.member if visitor.name == "insider" else self.guest


async def test_what_answers_promise_comes_first_and_what_they_deny_last() -> None:
    hints = {
        "denied": Says(guest=False),
        "unknown": Says(guest=None),
        "promised": Says(guest=True),
        "to members": Says(guest=None, member=True),
    }

    @dataclass
    class Hinted(Kind):
        def propose(self, scene: Scene) -> Iterator[Proposal]:
            return (Proposal(Errand(), name, hint=hint) for name, hint in hints.items() if scene.new_state)

    laboratory = Laboratory(BASE, 1, experiments=(Hinted(Plan("hinted", share=0.1)), Kind(Plan("others"))))
    await see(laboratory, [screen("/", link("Away", "/away"))])
    surface = MemorySurface(MemoryApp(BASE, lambda _session, url: screen(url)))
    for name in ("courier", "insider"):
        asking = await surface.visitor(name, DESKTOP)
        while await laboratory.follow_hint(asking, inside=name == "insider"):
            pass
    served = [one.once for _ in range(40) if (one := laboratory.next_experiment())]
    assert served[:2] == ["promised", "to members"]
    assert served[2] not in hints, "what promises nothing waits for its turn"
    assert [one for one in served if one in hints][2:] == ["unknown", "denied"]


async def test_what_was_tried_less_often_comes_before_more_of_the_same() -> None:
    sorts = ("favourite", "favourite", "favourite", "follow")

    @dataclass
    class Sorted(Kind):
        def propose(self, scene: Scene) -> Iterator[Proposal]:
            return (Proposal(Errand(), f"{scene.screen.url} {at}", sort=sort) for at, sort in enumerate(sorts))

    laboratory = Laboratory(BASE, 1, experiments=(Sorted(Plan("toggles")),))
    await see(laboratory, [screen("/", link("Away", "/away"))])
    served = [waiting.sort for _ in sorts if (waiting := laboratory.next_experiment())]
    assert served == ["favourite", "follow", "favourite", "favourite"]
