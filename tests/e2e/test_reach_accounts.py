"""Signing in: with an account that was given, and with one that the site lets anybody open."""

import random
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
from pydantic import SecretStr

from tests.e2e.sites.exploring import explored
from tests.e2e.sites.server import Asked, Page, Site
from worker.explorer.accounts import Accounts, Standing, by_itself
from worker.explorer.explorer import Ground
from worker.explorer.forms import Persona, fill, submit
from worker.explorer.graph import Deed, open_page
from worker.explorer.newcomers import opens_account
from worker.explorer.walk import Sight, Walk
from worker.explorer.windows import DESKTOP
from worker.login import Login
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Surface, Visitor

# Signing out comes last: on a busy machine the end of the time must not bring it before all was seen.
SECONDS = 45.0
WHO, PASSWORD = "anna@example.com", "Right-Horse-7"

LOG_IN = """<h1>Log in</h1>{said}<form action=/login method=post><label>E-mail <input type=email name=email></label>
<label>Password <input type=password name=password></label><button>Log in</button></form>"""
SIGN_UP = """<h1>Join</h1><form action=/join method=post><label>E-mail <input type=email name=email></label>
<label>Password <input type=password name=password autocomplete=new-password></label>
<button>Create account</button></form>"""
GREETING = """<div role=dialog style="position:fixed;inset:0;background:white"><p>Welcome!</p>
<button onclick="this.parentNode.remove()">Close welcome banner</button></div>"""
OWN_MENU = """<button onclick="this.nextElementSibling.hidden = false">Your account</button><div hidden>{}</div>"""
INSIDE = """<h1>Members</h1><a href=/members/secret>Our secret</a> <a href=/logout>Log out</a>"""


class Club:
    """A site with members; a session ends after `lasting` requests; the first `failing` attempts to sign in break.
    `offers` stands beside the form to sign in. One that is `discreet` greets whoever comes, links to no form, and tells
    only in a menu of one's own that one is in.
    """

    def __init__(
        self,
        *,
        accepts_any_password: bool = False,
        may_join: bool = False,
        lasting: int = 10_000,
        offers: str = "",
        discreet: bool = False,
        failing: int = 0,
    ) -> None:
        self.failing = failing
        self.offers = offers
        self.discreet = discreet
        self.accepts_any_password = accepts_any_password
        self.may_join = may_join
        self.lasting = lasting
        self.members = {WHO: PASSWORD}
        self.sessions: dict[str, int] = {}
        self.logged_out_at: list[int] = []
        pages = {path: self.answer for path in ("/", "/login", "/join", "/members", "/members/secret", "/logout")}
        self.site = Site(pages)

    def answer(self, asked: Asked) -> Page:
        known = re.search(r"session=(\w+)", asked.headers.get("cookie", ""))
        session = known[1] if known and self.sessions.get(known[1], 0) > 0 else ""
        if session and asked.path.startswith("/members"):
            self.sessions[session] -= 1
        match asked.method, asked.path:
            case "POST", "/login":
                return self._log_in(asked.body)
            case "POST", "/join" if self.may_join:
                form = _form(asked.body)
                self.members[form["email"]] = form["password"]
                return self._let_in(form["email"])
            case _, "/logout":
                self.sessions.pop(session, None)
                self.logged_out_at.append(len(self.site.asked))
                return _page("<h1>Bye</h1>")
            case _, "/members" | "/members/secret" if not session:
                return Page("", 302, headers={"location": "/login"})
            case _, "/members" if self.discreet:
                return _page(f"<h1>Members</h1>{OWN_MENU.format('<a href=/logout>Log out</a>')}")
            case _, "/members":
                return _page(INSIDE)
            case _, "/login" if self.discreet:
                return _page(LOG_IN.format(said="") + GREETING)
            case _, "/" if self.discreet:
                return _page(f"<h1>The club</h1>{OWN_MENU.format('')}{'' if session else GREETING}")
            case _, "/members/secret":
                return _page("<h1>The secret</h1><table><tr><td>It is here</table><a href=/logout>Log out</a>")
            case _, "/login":
                return _page(LOG_IN.format(said=f"<p>{self.offers}"))
            case _, "/join" if self.may_join:
                return _page(SIGN_UP)
            case _:
                way = (
                    "<a href=/members>Members</a> <a href=/logout>Log out</a>"
                    if session
                    else "<a href=/login>Log in</a>"
                )
                return _page(f"<h1>The club</h1>{way}" + ("<a href=/join>Join us</a>" if self.may_join else ""))

    def _log_in(self, body: str) -> Page:
        form = _form(body)
        if self.failing > 0:
            self.failing -= 1
            return Page("<h1>The database is locked</h1>", 500)
        right = self.members.get(form.get("email", "")) == form.get("password")
        if right or (self.accepts_any_password and form.get("email") in self.members):
            return self._let_in(form["email"])
        return _page(LOG_IN.format(said="<p role=alert>That is not right.</p>"))

    def _let_in(self, email: str) -> Page:
        session = f"s{len(self.sessions)}"
        self.sessions[session] = self.lasting
        assert email
        return Page("", 303, headers={"location": "/members", "set-cookie": f"session={session}; Path=/; HttpOnly"})


def _form(body: str) -> dict[str, str]:
    return dict(parse_qsl(body))


def _page(body: str) -> Page:
    return Page(f"<!doctype html><title>Club</title>{body}")


@pytest.fixture
def clubs() -> Iterator[list[Club]]:
    opened: list[Club] = []
    yield opened
    for club in opened:
        club.site.close()


def given(password: str = PASSWORD) -> Login:
    return Login(host="127.0.0.1", username=WHO, password=SecretStr(password))


def disproved(ground: Ground) -> bool:
    """Whether it is known what becomes of a wrong password."""
    return ground.accounts.standing in (Standing.PROVED, Standing.DOUBTFUL)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_given_account_opens_what_lies_behind_and_a_wrong_password_does_not(
    browser_surface: Surface, clubs: list[Club]
):
    clubs.append(club := Club(lasting=3))
    ground = await explored(
        browser_surface, club.site.url, SECONDS, given(), until=lambda _: bool(club.logged_out_at), settled=disproved
    )
    assert ground.accounts.standing is Standing.PROVED
    assert f"{club.site.url}members/secret" in ground.graph.urls_seen
    assert ground.accounts.expired >= 1
    first_secret = next(n for n, one in enumerate(club.site.asked) if one.path == "/members/secret")
    assert all(at > first_secret for at in club.logged_out_at)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_page_to_sign_in_that_is_shown_to_those_who_are_in_does_not_put_them_out(
    browser_surface: Surface, clubs: list[Club]
):
    clubs.append(club := Club())
    ground = await explored(
        browser_surface,
        f"{club.site.url}login",
        SECONDS,
        given(),
        until=lambda ground: bool(ground.accounts.inside),
        settled=disproved,
    )
    assert ground.accounts.standing is Standing.PROVED


@pytest.mark.asyncio(loop_scope="session")
async def test_what_greets_is_closed_and_a_menu_of_ones_own_tells_that_one_is_in(
    browser_surface: Surface, clubs: list[Club]
):
    clubs.append(club := Club(discreet=True))
    ground = await explored(
        browser_surface,
        club.site.url,
        SECONDS,
        given(),
        until=lambda ground: bool(ground.accounts.inside) or ground.accounts.standing is Standing.REFUSED,
        settled=lambda _: True,
    )
    assert ground.accounts.standing is Standing.UNPROVED
    assert ground.accounts.inside


@pytest.mark.asyncio(loop_scope="session")
async def test_a_site_that_takes_any_password_is_not_believed(browser_surface: Surface, clubs: list[Club]):
    clubs.append(club := Club(accepts_any_password=True))
    ground = await explored(
        browser_surface,
        club.site.url,
        SECONDS,
        given(),
        until=lambda ground: bool(ground.accounts.inside),
        settled=disproved,
    )
    assert ground.accounts.standing is Standing.DOUBTFUL


@pytest.mark.asyncio(loop_scope="session")
async def test_an_account_that_is_refused_is_said_to_be(browser_surface: Surface, clubs: list[Club]):
    clubs.append(club := Club())
    ground = await explored(
        browser_surface,
        club.site.url,
        SECONDS,
        given("Wrong-Horse-7"),
        until=lambda ground: ground.accounts.standing is Standing.REFUSED,
    )
    assert ground.accounts.standing is Standing.REFUSED
    assert "did not accept" in ground.accounts.note
    assert [_form(one.body)["email"] for one in club.site.asked if one.method == "POST"].count(WHO) == 1


@pytest.mark.asyncio(loop_scope="session")
async def test_a_server_that_failed_once_has_not_refused_the_account(browser_surface: Surface, clubs: list[Club]):
    clubs.append(club := Club(failing=1))
    ground = await explored(
        browser_surface, club.site.url, SECONDS, given(), until=lambda ground: bool(ground.accounts.inside)
    )
    assert ground.accounts.inside


@pytest.mark.asyncio(loop_scope="session")
async def test_without_an_account_one_is_opened_where_the_site_offers_it(browser_surface: Surface, clubs: list[Club]):
    clubs.append(club := Club(may_join=True))
    secret = f"{club.site.url}members/secret"
    ground = await explored(
        browser_surface,
        club.site.url,
        SECONDS,
        until=lambda ground: secret in ground.graph.urls_seen,
        settled=lambda _: True,
    )
    assert len(club.members) > 1
    assert secret in ground.graph.urls_seen


@pytest.mark.asyncio(loop_scope="session")
async def test_an_account_that_the_site_offers_is_used_and_one_that_it_refuses_left(
    browser_surface: Surface, clubs: list[Club]
):
    clubs.append(club := Club(offers=f"Try: old@example.com / gone-7, {WHO} / {PASSWORD}"))
    secret = f"{club.site.url}members/secret"
    ground = await explored(
        browser_surface,
        club.site.url,
        SECONDS,
        until=lambda ground: secret in ground.graph.urls_seen,
        settled=lambda _: True,
    )
    assert secret in ground.graph.urls_seen
    assert "an account that the site offers: signed in" in ground.accounts.note


async def guest(surface: Surface) -> Walk:
    async def somebody() -> Visitor:
        return await surface.visitor("visitor-1", DESKTOP)

    async def nothing(_: Sight) -> None:
        pass

    return Walk(await somebody(), nothing, somebody)


async def fills(walk: Walk, url: str) -> tuple[Screen, Deed]:
    """What the only form there looked like, and how it was filled and sent."""
    before = (await walk.open(url)).screen
    form = before.forms[0]
    sent = submit(before, form)
    assert sent
    deed = (*fill(before, form, Persona(random.Random(3))), sent)
    await walk.perform(*deed)
    return before, deed


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("path", ["join", "login"])
async def test_an_account_that_somebody_opens_by_filling_a_form_is_the_runs_own(
    browser_surface: Surface, clubs: list[Club], path: str
):
    clubs.append(club := Club(may_join=True))
    walk, accounts = await guest(browser_surface), Accounts(club.site.url)
    before, deed = await fills(walk, f"{club.site.url}{path}")
    is_in = await accounts.adopt("visitor-1", before, deed, walk, by_itself(walk))
    await walk.visitor.close()
    assert (accounts.known is not None and accounts.known.username in club.members) is is_in is (path == "join")
    assert bool(walk.way_in) is is_in


@pytest.mark.asyncio(loop_scope="session")
async def test_who_opens_an_account_where_the_site_offers_one_is_in_with_their_own(
    browser_surface: Surface, clubs: list[Club]
):
    clubs.append(club := Club(may_join=True))
    walk, accounts = await guest(browser_surface), Accounts(club.site.url, offers=[given()])
    before, deed = await fills(walk, f"{club.site.url}join")
    assert await accounts.adopt("visitor-1", before, deed, walk, by_itself(walk))
    await walk.visitor.close()
    assert accounts.own is None
    assert accounts.opening == walk.way_in != ()


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("may_join", [True, False])
async def test_where_the_site_offers_an_account_it_is_found_out_whether_others_can_be_opened(
    browser_surface: Surface, clubs: list[Club], *, may_join: bool
):
    clubs.append(club := Club(may_join=may_join))
    walk, accounts = await guest(browser_surface), Accounts(club.site.url, offers=[given()])
    await accounts.find_opening(walk)
    assert (len(club.members) > 1) is may_join
    signing_in = (*open_page(f"{club.site.url}login"), Action(ActionKind.TYPE, None, PASSWORD, secret=True))
    another = accounts.way_in_of_another((signing_in,))
    assert any(map(opens_account, another)) is may_join
    assert another != accounts.opening or not may_join
    await walk.visitor.close()
