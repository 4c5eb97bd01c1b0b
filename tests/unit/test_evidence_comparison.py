"""A run beside the project's earlier tests: nothing is called fixed that was not looked for again."""

from datetime import UTC, datetime

import pytest

from deffatest.run_record import Bug, Category, EarlierBug, EarlierTests, Severity, Standing, Trial
from tests.unit.explorer_screens import BASE, element, screen
from tests.unit.memory_surface import MemoryApp, MemorySurface
from worker.evidence.comparison import Memory
from worker.evidence.trials import Trials, trial_of
from worker.explorer.forms import target_of
from worker.explorer.graph import open_page
from worker.explorer.walk import Sight, Walk
from worker.explorer.windows import DESKTOP
from worker.surfaces.actions import Action, ActionKind

THEN = datetime(2026, 11, 1, tzinfo=UTC)
BUY = element("button", "Buy")
RULES = frozenset(("total", "axe"))


async def seen(*deeds: tuple[Action, ...], base: str = BASE) -> list[Sight]:
    """What one visitor saw after each of these deeds."""
    sights: list[Sight] = []

    async def keep(sight: Sight) -> None:
        sights.append(sight)

    surface = MemorySurface(MemoryApp(base, lambda _session, url: screen(url, BUY)))

    async def new_visitor():
        return await surface.visitor("visitor-1", DESKTOP)

    await Walk(await new_visitor(), keep, new_visitor).go(deeds)
    return sights


CLICKED = (open_page(f"{BASE}/cart"), (Action(ActionKind.CLICK, target_of(BUY)),))


def before(fingerprint: str, trial: Trial | None = None, **more: object) -> EarlierBug:
    told = {
        "fingerprint": fingerprint,
        "rule": "total",
        "category": Category.FUNCTIONAL,
        "severity": Severity.HIGH,
        "title": f"Bug {fingerprint}",
        "page": f"{BASE}/cart",
        "trial": trial,
        "first_seen_at": THEN,
        "last_seen_at": THEN,
    }
    return EarlierBug.model_validate(told | more)


def memory(*bugs: EarlierBug) -> Memory:
    return Memory(EarlierTests(project="shop.example", test_id="t", tested_at=THEN, bugs=list(bugs)))


def now(fingerprint: str) -> Bug:
    return Bug(
        id="bug-1",
        ordinal=1,
        rule="total",
        category=Category.FUNCTIONAL,
        severity=Severity.HIGH,
        title="The total is wrong",
        description="",
        page=f"{BASE}/cart",
        pages=[f"{BASE}/cart"],
        fingerprint=fingerprint,
        steps=[],
        found_at=THEN,
        cause="",
        fix="",
        attempts=1,
        reproduced=1,
        confirmed=True,
    )


async def trials_of(*deeds: tuple[Action, ...], times: int = 1, base: str = BASE) -> Trials:
    trials = Trials()
    for _ in range(times):
        for sight in await seen(*deeds, base=base):
            trials.note(sight)
    return trials


def test_a_bug_is_new_known_or_back():
    earlier = memory(before("known"), before("back", fixed_at=THEN))
    told = [earlier.told(now(name)) for name in ("other", "known", "back")]
    assert [bug.standing for bug in told] == [Standing.NEW, Standing.KNOWN, Standing.REGRESSED]
    assert told[1].first_seen_at == told[2].fixed_at == THEN
    comparison = earlier.compare(told, (), Trials(), RULES)
    assert comparison is not None
    assert (comparison.new, comparison.known, comparison.regressed) == (1, 1, 1)
    assert not comparison.fixed
    assert not comparison.not_seen_again


def test_without_earlier_tests_nothing_is_compared():
    assert Memory().compare([now("one")], (), Trials(), RULES) is None
    assert Memory().told(now("one")).standing is None


async def test_what_was_done_again_and_did_not_show_is_fixed():
    trial = trial_of((await seen(*CLICKED))[-1])
    assert trial == Trial(page="shop.example/cart", how="click button 'Buy'")
    comparison = memory(before("gone", trial)).compare([], (), await trials_of(*CLICKED), RULES)
    assert comparison is not None
    assert [bug.fingerprint for bug in comparison.fixed] == ["gone"]


@pytest.mark.parametrize(
    ("bug", "deeds", "doubtful", "rules", "why"),
    [
        (before("x"), CLICKED, (), RULES, "not known how"),
        (before("x", Trial(page="shop.example/cart", how="open")), CLICKED[:0], (), RULES, "Nobody came"),
        (before("x", Trial(page="shop.example/cart", how="click button 'Buy'")), CLICKED[:1], (), RULES, "Nobody came"),
        (before("x", Trial(page="shop.example/cart", how="open")), CLICKED, ("x",), RULES, "no replay showed it"),
        (before("x", Trial(page="shop.example/cart", how="open")), CLICKED, (), frozenset(("axe",)), "did not run"),
        (
            before("x", Trial(page="shop.example/cart", how="open"), category=Category.PERFORMANCE),
            CLICKED,
            (),
            RULES,
            "too few times",
        ),
    ],
)
async def test_what_was_not_looked_for_again_is_not_called_fixed(
    bug: EarlierBug,
    deeds: tuple[tuple[Action, ...], ...],
    doubtful: tuple[str, ...],
    rules: frozenset[str],
    why: str,
):
    comparison = memory(bug).compare([], doubtful, await trials_of(*deeds), rules)
    assert comparison is not None
    assert not comparison.fixed
    (missed,) = comparison.not_seen_again
    assert why in missed.why


async def test_a_timing_has_to_stay_away_several_times():
    slow = before("slow", Trial(page="shop.example/cart", how="open"), category=Category.PERFORMANCE)
    comparison = memory(slow).compare([], (), await trials_of(CLICKED[0], times=3), RULES)
    assert comparison is not None
    assert [bug.fingerprint for bug in comparison.fixed] == ["slow"]


async def test_a_rule_of_a_family_ran_when_the_family_did():
    bug = before("name", Trial(page="shop.example/cart", how="open"), rule="axe_button_name")
    comparison = memory(bug).compare([], (), await trials_of(CLICKED[0]), RULES)
    assert comparison is not None
    assert len(comparison.fixed) == 1


async def test_the_same_site_at_another_port_is_the_same_place():
    trial = trial_of((await seen(open_page("http://shop.example:8080/cart?x=1"), base="http://shop.example:8080"))[-1])
    assert trial == Trial(page="shop.example/cart?x=1", how="open")
