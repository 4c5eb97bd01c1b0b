"""Forms that are filled, refused, sent again and tried at their limits in a real browser; faults have sound twins."""

import operator
import random
from collections.abc import Callable
from types import ModuleType
from urllib.parse import parse_qsl

import pytest

from tests.e2e.sites.calendars import calendar_page
from tests.e2e.sites.drafts import article, notes
from tests.e2e.sites.experimenting import judged, proposed, tried
from tests.e2e.sites.forms import pages
from tests.e2e.sites.records import articles, members, settings
from tests.e2e.sites.server import Asked, Page, Site
from tests.e2e.sites.told import CUTS, joining
from worker.detectors.base import Finding
from worker.explorer.experiments.acceptance import send_validly
from worker.explorer.experiments.hostile import forbidden_input
from worker.explorer.experiments.planning import Scene
from worker.explorer.experiments.relations import (
    edited_form,
    form_boundaries,
    long_word,
    picked_day,
    taken_name,
    typed_in_turn,
    unknown_thing,
    unusual_text,
)
from worker.explorer.forms import Persona, fill, submit
from worker.explorer.graph import open_page
from worker.explorer.walk import Sight, Walk
from worker.explorer.windows import DESKTOP
from worker.surfaces.interface import Surface, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

TRIALS = [
    ("limit", form_boundaries, "boundary_value_refused"),
    ("letters", unusual_text, "unicode_survives"),
    ("message", forbidden_input, "error_matches_field"),
    ("server", forbidden_input, "forbidden_input_accepted"),
]


NAMES = """<!doctype html><html lang=en><title>Join</title><form onsubmit="return false">
<label>First name <input id=first></label><label>Last name <input id=last></label>
<label>Nickname <input id=nick></label><button>Join</button></form><script>
const field = (id) => document.getElementById(id);
field('first').oninput = () => { field('nick').value = field('first').value.toLowerCase(); };
field('last').oninput = () => { %s };
</script>"""


@pytest.mark.parametrize(
    ("does", "rules"),
    [
        ("field('first').value = field('last').value; field('last').value = ''", {"typing_stays_in_its_field"}),
        ("", set[str]()),
    ],
)
async def test_a_field_that_writes_into_another_is_found(browser_surface: Surface, does: str, rules: set[str]) -> None:
    site = Site({"/": NAMES % does})
    try:
        found = await tried(browser_surface, site.url, typed_in_turn)
    finally:
        site.close()
    assert {one.rule for one in found} == rules


@pytest.mark.parametrize(
    ("kept", "rules"),
    [(("title", "summary"), {"draft_comes_back_whole"}), (("title", "summary", "text"), set[str]()), ((), set[str]())],
    ids=["without its text", "whole", "not at all"],
)
async def test_a_draft_that_comes_back_in_parts_is_found(
    browser_surface: Surface, site: Callable[..., Site], kept: tuple[str, ...], rules: set[str]
) -> None:
    pages = {"/": "<title>Home</title><h1>Home</h1>", "/write": article(*kept)}
    assert {one.rule for one in await tried(browser_surface, f"{site(pages).url}write", typed_in_turn)} == rules


@pytest.mark.parametrize(
    ("style", "rules"),
    [
        ("", {"long_word_breaks_out"}),
        ("overflow: hidden", {"long_word_breaks_out"}),
        ("overflow-wrap: anywhere", set[str]()),
        ("overflow: hidden; text-overflow: ellipsis", set[str]()),
    ],
    ids=["over the edge", "cut off", "in lines", "with an ellipsis"],
)
async def test_a_long_word_that_leaves_its_place_is_found(
    browser_surface: Surface, site: Callable[..., Site], style: str, rules: set[str]
) -> None:
    assert {one.rule for one in await tried(browser_surface, site({"/": notes(style)}).url, long_word)} == rules


TWICE = """<!doctype html><html lang=en><title>Join</title><h1>Join</h1>{said}<form method=post>
<label>E-mail <input type=email name=email></label><label>Password <input type=password name=one></label>
<label>Repeat password <input type=password name=two></label><button>Join</button></form>"""
STAY = """<!doctype html><html lang=en><title>Book</title><h1>Book</h1>{said}<form method=post>
<label>Name <input name=name></label><label>Arrival <input type=date name=one></label>
<label>Departure <input type=date name=two></label><button>Book</button></form>"""


def anything(_one: str, _two: str) -> bool:
    return True


def answered(page: str, right: Callable[[str, str], bool]) -> Callable[[Asked], Page]:
    """Takes what is right and says so, and refuses the rest."""

    def answer(asked: Asked) -> Page:
        sent = dict(parse_qsl(asked.body))
        if not sent:
            return Page(page.format(said=""))
        if right(sent.get("one", ""), sent.get("two", "")):
            return Page("<!doctype html><title>Done</title><h1>Thank you</h1><p>All is arranged.</p>")
        return Page(page.format(said="<p role=alert>These do not match.</p>"))

    return answer


@pytest.mark.parametrize(
    ("page", "right", "told"),
    [
        (TWICE, anything, ["“Repeat password” accepts another password than the field before"]),
        (TWICE, operator.eq, []),
        (STAY, anything, ["“Departure” accepts a day before the beginning"]),
        (STAY, operator.lt, []),
    ],
    ids=["two passwords", "one password", "leaves before it comes", "leaves after it comes"],
)
async def test_fields_that_contradict_each_other_are_tried(
    browser_surface: Surface, page: str, right: Callable[[str, str], bool], told: list[str]
) -> None:
    site = Site({"/": answered(page, right)})
    try:
        found = await tried(browser_surface, site.url, forbidden_input)
    finally:
        site.close()
    assert [one.title for one in found if "accepts a value of the wrong type" not in one.title] == told


async def test_a_form_that_does_not_keep_its_word_is_found(browser_surface: Surface, site: Callable[..., Site]) -> None:
    app = site(joining("name", "mail", "guests", "day", "secret", "about"))
    assert {one.title for one in await tried(browser_surface, app.url, forbidden_input)} == {
        "“Name” may be left empty although it is required",
        "“E-mail” accepts a value of the wrong type",
        "“Number of guests” accepts a value below its minimum",
        "“First day” accepts a day that does not exist",
        "“Password” accepts a shorter password than it asks for",
        "“Password” accepts a password without a digit",
        "“About you” accepts more characters than it allows",
    }


async def test_a_form_that_keeps_its_word_is_left_alone(browser_surface: Surface, site: Callable[..., Site]) -> None:
    assert await tried(browser_surface, site(joining()).url, forbidden_input) == []


async def test_what_is_not_surely_forbidden_or_never_sent_is_not_told(
    browser_surface: Surface, site: Callable[..., Site]
) -> None:
    """A field for either of two names takes what is no address; a script cuts off what is too long as it is typed."""
    app = site(joining("mail", "about", mail_label="E-mail or user name", script=CUTS))
    assert await tried(browser_surface, app.url, forbidden_input) == []


SIGN_IN = """<!doctype html><html lang=en><title>Sign in</title><h1>Sign in</h1>{said}<form method=post action=/check>
<label>User name <input name=name required></label><label>Password <input type=password name=password></label>
<button>Sign in</button></form>"""


async def test_who_is_asked_for_the_password_again_was_not_let_in(
    browser_surface: Surface, site: Callable[..., Site]
) -> None:
    app = site({"/": Page(SIGN_IN.format(said="")), "/check": Page(SIGN_IN.format(said="<p>Nobody is called so.</p>"))})
    proposals, findings = await proposed(browser_surface, app.url, forbidden_input)
    assert proposals
    assert findings == []


async def test_a_form_whose_day_only_a_calendar_gives_is_taken(browser_surface: Surface) -> None:
    site = Site({"/": calendar_page()})
    someone = await browser_surface.visitor("visitor-1", DESKTOP)
    try:
        screen = (await someone.perform(*open_page(site.url))).screen
        form, persona = screen.forms[0], Persona(random.Random(1))
        sent = submit(screen, form)
        assert sent is not None
        assert "Danke, gebucht." in (await someone.perform(*fill(screen, form, persona), sent)).screen.text
    finally:
        await someone.close()
        site.close()


@pytest.mark.parametrize("broken", [True, False], ids=["broken", "sound"])
async def test_a_calendar_that_gives_another_day_is_found(browser_surface: Surface, *, broken: bool) -> None:
    site = Site({"/": calendar_page(broken=broken)})
    try:
        found = await tried(browser_surface, site.url, picked_day)
    finally:
        site.close()
    assert {one.rule for one in found} == ({"picked_day_is_shown", "calendar_turns_by_months"} if broken else set())


async def test_a_refused_form_is_understood_and_sent_again(browser_surface: Surface) -> None:
    site = Site(pages())

    async def nothing(_: Sight) -> None:
        pass

    async def somebody() -> Visitor:
        return await browser_surface.visitor("visitor-1", DESKTOP)

    walk = Walk(await somebody(), nothing, somebody)
    page = f"{site.url}book"
    seen = await walk.open(page)
    accepted = await send_validly(walk, (open_page(page),), page, seen.screen.forms[0].key, random.Random(1))
    await walk.visitor.close()
    site.close()
    assert accepted is not None
    assert walk.screen is not None
    assert walk.screen.headings == ("Booked",)


@pytest.mark.parametrize(("fault", "experiment", "rule"), TRIALS, ids=[one[0] for one in TRIALS])
async def test_a_broken_form_is_found(browser_surface: Surface, fault: str, experiment: ModuleType, rule: str) -> None:
    site = Site(pages(fault))
    try:
        found = await tried(browser_surface, f"{site.url}book", experiment)
    finally:
        site.close()
    assert {one.rule for one in found} == {rule}


@pytest.mark.parametrize("experiment", [form_boundaries, unusual_text, forbidden_input], ids=lambda one: one.PLAN.id)
async def test_a_sound_form_is_left_alone(browser_surface: Surface, experiment: ModuleType) -> None:
    site = Site(pages())
    try:
        assert await tried(browser_surface, f"{site.url}book", experiment) == []
    finally:
        site.close()


@pytest.mark.parametrize(
    ("fault", "rules"),
    [("kept", {"edit_persists"}), ("ignored", {"edit_persists"}), ("choice", {"edit_persists"}), ("", set[str]())],
)
async def test_what_is_changed_or_cleared_and_saved_stays_so(
    browser_surface: Surface, site: Callable[..., Site], fault: str, rules: set[str]
) -> None:
    found = await tried(browser_surface, f"{site(settings(fault)).url}settings", edited_form)
    assert {one.rule for one in found} == rules


@pytest.mark.parametrize(("fault", "rules"), [("ignored", {"edit_persists"}), ("", set[str]())])
async def test_what_a_new_account_says_of_itself_for_the_first_time_is_kept(
    browser_surface: Surface, site: Callable[..., Site], fault: str, rules: set[str]
) -> None:
    found = await tried(browser_surface, f"{site(settings(fault, new=True)).url}settings", edited_form)
    assert {one.rule for one in found} == rules


@pytest.mark.parametrize(
    ("unique", "rules"),
    [
        (("username", "email"), set[str]()),
        (("email",), {"taken_name_refused"}),
        (("username",), {"taken_name_refused"}),
    ],
    ids=["both", "the address alone", "the name alone"],
)
async def test_two_accounts_by_one_name_are_noticed(
    browser_surface: Surface, site: Callable[..., Site], unique: tuple[str, ...], rules: set[str]
) -> None:
    found: dict[str, Finding] = {}
    walk = await judged(browser_surface, found)
    seen = await walk.open(f"{site({'*': members(unique)}).url}join")
    form = seen.screen.forms[0]
    sent = submit(seen.screen, form)
    assert sent is not None
    joined = await walk.perform(*fill(seen.screen, form, Persona(random.Random(1))), sent)
    proposals = list(taken_name.propose(Scene(walk, joined, new_state=True, seed=1)))
    assert [one.request.label for one in proposals if isinstance(one.request, taken_name.RegisterTakenName)] == [
        "User name",
        "E-mail",
    ]
    await walk.visitor.close()
    for proposal in proposals:
        walk = await judged(browser_surface, found)
        await proposal.request.perform(walk)
        await walk.visitor.close()
    assert {one.rule for one in found.values() if one.category == "functional"} == rules


@pytest.mark.parametrize(
    ("fault", "rules"),
    [
        ("loads", {"unknown_thing_is_told"}),
        ("empty", {"unknown_thing_is_told"}),
        ("away", set[str]()),
        ("", set[str]()),
    ],
)
async def test_an_address_of_nothing_says_so(
    browser_surface: Surface, site: Callable[..., Site], fault: str, rules: set[str]
) -> None:
    address = f"{site({'*': articles(fault)}).url}article/a-good-cup"
    assert {one.rule for one in await tried(browser_surface, address, unknown_thing)} == rules


async def test_of_a_thing_that_has_gone_meanwhile_nothing_can_be_told(
    browser_surface: Surface, site: Callable[..., Site]
) -> None:
    address = f"{site({'*': articles()}).url}article/a-lost-cup"
    assert await tried(browser_surface, address, unknown_thing) == []
