"""Harmless attacks find the faults of a site that has them, and nothing on its twin that has none."""

import random
from collections.abc import Callable, Mapping

import pytest
from pydantic import SecretStr

from tests.e2e.sites import two_accounts
from tests.e2e.sites.attacked import Accounts, faulty, sound
from tests.e2e.sites.drawn_profile import profile
from tests.e2e.sites.server import Answer, Site
from worker.detectors import registry
from worker.detectors.base import Finding
from worker.explorer import accounts as known_accounts
from worker.explorer.experiments import registry as experiments
from worker.explorer.experiments.planning import Proposal, Scene
from worker.explorer.forms import Persona, fill, submit, target_of
from worker.explorer.graph import Deed, open_page
from worker.explorer.walk import Sight, Walk
from worker.explorer.windows import DESKTOP
from worker.login import Login
from worker.observation.observation import Observation
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Surface, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

StartSite = Callable[[Mapping[str, Answer]], Site]
# The page, the experiment that is done there, and what it finds where the page is at fault.
FAULTS = {
    "/article?id=2": ("injected_value", {"sql_injection"}),
    "/voucher?code=": ("injected_value", {"sql_injection"}),
    "/posts?words=": ("injected_value", {"sql_injection"}),
    "/hello?name=Anna": ("injected_value", {"template_injection"}),
    "/check?host=shop.example": ("injected_value", {"command_injection"}),
    "/basket?basket=(dp0%0AVmug%0Ap1%0AI2%0As.": ("injected_value", {"serialized_object"}),
    "/file?file=terms.txt": ("injected_value", {"path_traversal"}),
    "/leave?next=/": ("injected_value", {"header_injection"}),
    "/search?q=lamp": ("injected_value", set[str]()),
    "/leave?next=/topic": ("foreign_address", {"open_redirect"}),
    "/preview?url=/lamp.png": ("foreign_address", {"server_side_request"}),
    "/me": ("foreign_origin", {"shared_with_any_origin"}),
    "/topic?topic=lamps": ("marked_address", {"script_from_address"}),
    "/script?topic=lamps": ("marked_address", {"script_from_address"}),
    "/comment?comment=Nice": ("marked_address", {"script_from_address"}),
    "/tabs": ("script_reads_address", {"script_from_address"}),
    "/greeted?name=Anna": ("script_reads_address", {"script_from_address"}),
    "/drawn?place=Lisbon": ("script_reads_address", {"script_from_address"}),
}
DETECTORS = registry.load()
# What answers say of themselves, and no attack shows.
PASSIVE = {"missing_security_headers", "unsafe_cookie", "version_leak", "weak_content_policy"}


@pytest.fixture
def attacker(browser_surface: Surface) -> "Attacker":
    return Attacker(browser_surface)


class Attacker:
    """Does what experiments propose for what one walk sees, and keeps what the rules say of it."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self.found: dict[str, Finding] = {}

    async def walk(self) -> Walk:
        return Walk(await self._new(), self._judge, self._new)

    async def attack(self, walk: Walk, *names: str, others_way_in: tuple[Deed, ...] = ()) -> set[str]:
        """The rules that found something, in all attacks so far."""
        for proposal in self.proposals(walk, *names, others_way_in=others_way_in):
            other = await self.walk()
            await proposal.request.perform(other)
            await other.visitor.close()
        return {one.rule for one in self.found.values()}

    def proposals(self, walk: Walk, *names: str, others_way_in: tuple[Deed, ...] = ()) -> list[Proposal]:
        """What these experiments propose for what the walk sees, each kind of place once."""
        assert walk.last is not None
        scene = Scene(walk, walk.last, new_state=True, seed=1, others_way_in=others_way_in)
        chosen = [one for one in experiments.load() if one.PLAN.id in names]
        return [*{(one.PLAN.id, found.once): found for one in chosen for found in one.propose(scene)}.values()]

    async def _judge(self, sight: Sight) -> None:
        findings, errors = registry.judge(DETECTORS, sight.observation)
        assert not errors
        security = (one for one in findings if one.category == "security" and one.rule not in PASSIVE and one.certain)
        self.found.update({one.fingerprint: one for one in security})

    async def _new(self) -> Visitor:
        return await self._surface.visitor("attacker", DESKTOP)


@pytest.mark.parametrize("path", [path for path, (_, rules) in FAULTS.items() if rules])
async def test_a_fault_is_found_by_a_harmless_attack(attacker: Attacker, site: StartSite, path: str) -> None:
    shop = site(faulty())
    walk = await attacker.walk()
    await walk.open(shop.url.rstrip("/") + path)
    experiment, rules = FAULTS[path]
    assert await attacker.attack(walk, experiment) == rules
    await walk.visitor.close()
    for finding in attacker.found.values():
        assert finding.details["request"]
        assert {tag.partition("-")[0] for tag in finding.tags} == {"cwe", "owasp"}


RUN_OR_FOLLOWED = ("/article?id=2", "/voucher?code=", "/leave?next=/topic")
ECHOED = ("/topic?topic=lamps", "/script?topic=lamps")


# What is echoed without harm may promise what an opened page does not keep.
@pytest.mark.parametrize(
    ("pages", "promising", "paths"), [(faulty, True, (*RUN_OR_FOLLOWED, *ECHOED)), (sound, False, RUN_OR_FOLLOWED)]
)
async def test_an_answer_hints_at_a_fault_before_anybody_opens_its_page(
    attacker: Attacker,
    site: StartSite,
    pages: Callable[[], Mapping[str, Answer]],
    promising: bool,
    paths: tuple[str, ...],
) -> None:
    shop = site(pages())
    walk = await attacker.walk()
    for path in paths:
        await walk.open(shop.url.rstrip("/") + path)
        hints = [one.hint for one in attacker.proposals(walk, FAULTS[path][0]) if one.hint]
        promises = [await hint.promises(walk.visitor) for hint in hints]
        assert (True in promises) is promising, path
    await walk.visitor.close()


@pytest.mark.parametrize(("pages", "rules"), [(faulty, {"reflected_input"}), (sound, set[str]())])
async def test_a_field_that_is_too_short_for_markup_keeps_nobody_from_sending_it(
    attacker: Attacker, site: StartSite, pages: Callable[[], Mapping[str, Answer]], rules: set[str]
) -> None:
    shop = site(pages())
    walk = await attacker.walk()
    await walk.open(f"{shop.url}ask")
    assert await attacker.attack(walk, "reflected_input") == rules
    await walk.visitor.close()


@pytest.mark.parametrize(("pasted", "rules"), [(True, {"reflected_input"}), (False, set[str]())])
async def test_what_is_stored_as_markup_is_found_where_a_script_draws_it(
    attacker: Attacker, site: StartSite, pasted: bool, rules: set[str]
) -> None:
    walk = await attacker.walk()
    await walk.open(f"{site(profile(pasted=pasted)).url}settings")
    assert await attacker.attack(walk, "reflected_input") == rules
    await walk.visitor.close()


async def test_nothing_is_found_on_a_site_that_is_in_order(attacker: Attacker, site: StartSite) -> None:
    shop = site(sound())
    walk = await attacker.walk()
    for path, (experiment, _) in FAULTS.items():
        await walk.open(shop.url.rstrip("/") + path)
        assert await attacker.attack(walk, experiment) == set(), path
    await walk.visitor.close()


@pytest.mark.parametrize(("pages", "rules"), [(faulty, {"sql_injection"}), (sound, set[str]())])
async def test_a_form_to_sign_in_that_can_be_talked_round_is_found_by_who_has_no_account(
    attacker: Attacker, site: StartSite, pages: Callable[[], Mapping[str, Answer]], rules: set[str]
) -> None:
    shop = site(pages())
    walk = await attacker.walk()
    await walk.open(f"{shop.url}enter")
    await send_first_form(walk)
    assert await attacker.attack(walk, "injected_value") == rules
    await walk.visitor.close()


@pytest.mark.parametrize("careful", [False, True])
async def test_an_account_is_tried_by_guests_other_accounts_and_foreign_pages(
    attacker: Attacker, site: StartSite, careful: bool
) -> None:
    shop = site(Accounts(careful=careful).pages())
    # Browsers take cookies that are Secure from this name as if it came by HTTPS.
    address = shop.url.replace("127.0.0.1", "localhost")
    walk = await signed_up(attacker, address)
    await walk.open(f"{address}person/0")
    await attacker.attack(walk, "strangers_answer")
    await walk.open(f"{address}account")
    await attacker.attack(walk, "active_upload")
    await send_first_form(walk)
    found = await attacker.attack(walk, "forged_request")
    await walk.visitor.close()
    assert found == (set() if careful else {"missing_access_control", "active_upload", "forged_request"})


async def test_another_account_that_is_let_in_is_told_apart_from_a_guest(attacker: Attacker, site: StartSite) -> None:
    shop = site(Accounts(careful=False, members_only=True).pages())
    address = shop.url.replace("127.0.0.1", "localhost")
    walk = await signed_up(attacker, address)
    await walk.open(f"{address}person/0")
    assert await attacker.attack(walk, "strangers_answer") == {"missing_access_control"}
    await walk.visitor.close()
    assert [finding.details["who"] for finding in attacker.found.values()] == ["another account"]


@pytest.mark.parametrize(("careful", "everywhere"), [(False, True), (False, False), (True, True)])
async def test_what_an_account_is_told_is_read_by_another_site_as_a_script(
    attacker: Attacker, site: StartSite, careful: bool, everywhere: bool
) -> None:
    shop = site(Accounts(careful=careful, everywhere=everywhere).pages())
    address = shop.url.replace("127.0.0.1", "localhost")
    walk = await signed_up(attacker, address)
    await walk.open(f"{address}greeting")
    found = await attacker.attack(walk, "read_as_script")
    await walk.visitor.close()
    assert found == ({"readable_as_script"} if everywhere and not careful else set())


@pytest.mark.parametrize(("careful", "wall"), [(False, False), (True, False), (False, True)])
async def test_a_record_that_only_its_owner_lists_is_asked_for_by_another(
    attacker: Attacker, site: StartSite, careful: bool, wall: bool
) -> None:
    shop = site(Accounts(careful=careful, wall=wall).pages())
    address = shop.url.replace("127.0.0.1", "localhost")
    walk = await signed_up(attacker, address)
    await walk.open(f"{address}notes")
    await send_first_form(walk)
    found = await attacker.attack(walk, "strangers_answer")
    await walk.visitor.close()
    assert found == (set() if careful or wall else {"missing_access_control"})


@pytest.mark.parametrize(("careful", "shared"), [(False, False), (True, False), (False, True)])
async def test_a_record_of_a_list_that_every_account_has_for_itself_is_asked_for_by_another(
    attacker: Attacker, site: StartSite, careful: bool, shared: bool
) -> None:
    shop = site(Accounts(careful=careful, members_only=True, first_notes=3, shared=shared).pages())
    address = shop.url.replace("127.0.0.1", "localhost")
    walk = await signed_up(attacker, address)
    await walk.open(f"{address}notes")
    found = await attacker.attack(walk, "strangers_answer")
    await walk.visitor.close()
    assert found == (set() if careful or shared else {"missing_access_control"})


@pytest.mark.parametrize(("careful", "path"), [(False, "profile/0"), (True, "profile/0"), (False, "person/0")])
async def test_what_a_given_account_is_shown_on_its_own_pages_is_asked_for_as_a_guest(
    attacker: Attacker, site: StartSite, careful: bool, path: str
) -> None:
    shop = site(Accounts(careful=careful).pages())
    address = shop.url.replace("127.0.0.1", "localhost")
    walk = await signed_up(attacker, address, email="owner@example.com")
    await walk.open(address + path)
    found = await attacker.attack(walk, "strangers_answer")
    await walk.visitor.close()
    assert found == ({"missing_access_control"} if path.startswith("profile") and not careful else set())


@pytest.mark.parametrize(
    ("careful", "path", "again"),
    [
        (False, "profile/0", False),
        (False, "notes", False),
        (True, "profile/0", False),
        (True, "greeting", True),
        (True, "notes", False),
    ],
)
async def test_what_a_given_account_has_is_asked_for_with_an_account_that_anybody_can_open(
    attacker: Attacker, site: StartSite, careful: bool, path: str, again: bool
) -> None:
    shop = site(Accounts(careful=careful, members_only=True).pages())
    address = shop.url.replace("127.0.0.1", "localhost")
    login = Login(host="localhost", username="owner@example.com", password=SecretStr("Right-Horse-7"))
    accounts = known_accounts.Accounts(address, login)
    walk = await signed_up(attacker, address, email=login.username)
    guest = await attacker.walk()
    accounts.see("visitor-2", await guest.open(f"{address}join"))
    await guest.visitor.close()
    if again:  # as where a session has ended
        await walk.open(f"{address}join")
        await send_first_form(walk, {"E-mail": login.username})
    await walk.open(address + path)
    if path == "notes":
        await send_first_form(walk)
    others = accounts.way_in_of_another(tuple(step.deed for step in walk.steps[:2]))
    found = await attacker.attack(walk, "strangers_answer", others_way_in=others)
    await walk.visitor.close()
    assert found == (set() if careful else {"missing_access_control"})
    assert all(finding.details["who"] == "another account" for finding in attacker.found.values())


@pytest.mark.parametrize("careful", [False, True])
async def test_what_an_address_alone_changes_is_changed_by_a_link_of_another_site(
    attacker: Attacker, site: StartSite, careful: bool
) -> None:
    shop = site(Accounts(careful=careful, everywhere=False).pages())
    walk = await signed_up(attacker, shop.url)
    await walk.open(f"{shop.url}calling")
    await send_first_form(walk)
    await attacker.attack(walk, "forged_visit")
    await walk.open(f"{shop.url}calling")
    assert walk.screen is not None
    follow = next(one for one in walk.screen.elements if one.name == "Follow Ben")
    await walk.perform(Action(ActionKind.CLICK, target_of(follow)))
    await attacker.attack(walk, "forged_visit")
    await walk.visitor.close()
    assert {one.subject for one in attacker.found.values()} == (set() if careful else {"GET /calling", "GET /follow"})


async def signed_up(attacker: Attacker, address: str, email: str = "") -> Walk:
    """Somebody with an account of a made-up address, or of this one."""
    walk = await attacker.walk()
    await walk.open(f"{address}join")
    await send_first_form(walk, {"E-mail": email} if email else {})
    return walk


async def send_first_form(walk: Walk, values: Mapping[str, str] | None = None) -> None:
    """Fill it in as an ordinary visitor, with these values in the fields of these names."""
    assert walk.screen is not None
    form = walk.screen.forms[0]
    sent = submit(walk.screen, form)
    assert sent is not None
    corrections = {one.key: (values or {})[one.name] for one in walk.screen.elements if one.name in (values or {})}
    await walk.perform(*fill(walk.screen, form, Persona(random.Random(1)), corrections), sent)


@pytest.mark.parametrize(
    ("pages", "rules"),
    [
        (two_accounts.pages(), {"missing_access_control"}),
        (two_accounts.pages(careful=True), set[str]()),
        (two_accounts.pages(shared=True), set[str]()),
    ],
    ids=["open", "careful", "shared"],
)
async def test_records_of_one_offered_account_are_asked_for_as_the_other(
    attacker: Attacker, site: StartSite, pages: Mapping[str, Answer], rules: set[str]
) -> None:
    shop = site(pages)
    accounts = known_accounts.Accounts(shop.url)
    walk = await attacker.walk()

    async def do(deed: Deed) -> Observation:
        observation = await walk.perform(*deed)
        accounts.see("visitor-1", observation)
        return observation

    await do(open_page(f"{shop.url}login"))
    assert await accounts.enter("visitor-1", walk, do)
    await walk.open(f"{shop.url}orders")
    found = await attacker.attack(walk, "second_account", others_way_in=accounts.way_in_of_another(walk.way_in))
    await walk.visitor.close()
    assert found == rules
