"""Fields and a button that scripts make a form of, though the markup has none."""

import json
import re
from collections.abc import Callable

import pytest
from pydantic import SecretStr

from tests.e2e.sites.exploring import explored
from tests.e2e.sites.server import Asked, Page, Site
from tests.e2e.sites.steps import opened
from worker.explorer.accounts import Standing
from worker.login import Login
from worker.observation.screen import Screen
from worker.surfaces.interface import Surface, Visitor

StartSite = Callable[..., Site]

WHO, PASSWORD = "anna@example.com", "Right-Horse-7"

SIGN_IN = """<!doctype html><title>Club</title><div id=root><h1>Welcome</h1><div class=card>
<div><label for=who>E-mail</label><input id=who type=email oninput=check()></div>
<div><label for=pass>Password</label><input id=pass type=password oninput=check()>
<button onclick="pass.type = pass.type === 'password' ? 'text' : 'password'">Show</button></div>
<button onclick="location = '/lost'">Forgot your password?</button>
<button id=enter disabled onclick=send()>Sign in</button></div></div>
<script>
const check = () => { enter.disabled = !(who.value && pass.value); };
async function send() {
  const answer = await fetch('/session', { method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ who: who.value, pass: pass.value }) });
  if (answer.ok) location = '/';
  else root.insertAdjacentHTML('beforeend', '<p role=alert>Wrong e-mail or password</p>');
}
</script>"""
INSIDE = "<h1>Members</h1><a href=/secret>Our secret</a> <a href=/logout>Log out</a>"


def club(asked: Asked) -> Page:
    """A single-page app whose log-in has no form."""
    is_in = "session=in" in asked.headers.get("cookie", "")
    match asked.method, asked.path:
        case "POST", "/session":
            right = json.loads(asked.body) == {"who": WHO, "pass": PASSWORD}
            return Page("{}", headers={"Set-Cookie": "session=in"}) if right else Page("{}", 401)
        case _, "/logout":
            return Page("", 302, headers={"Location": "/", "Set-Cookie": "session=; Max-Age=0"})
        case _, "/secret" if is_in:
            return Page("<h1>Secret</h1><a href=/logout>Log out</a>")
        case _:
            return Page(INSIDE if is_in else SIGN_IN)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_visitor_signs_in_where_the_page_has_fields_and_a_button_and_no_form(
    browser_surface: Surface, site: StartSite
) -> None:
    members = site({path: club for path in ("/", "/session", "/secret", "/logout")})
    ground = await explored(
        browser_surface,
        members.url,
        45.0,
        Login(host="127.0.0.1", username=WHO, password=SecretStr(PASSWORD)),
        until=lambda ground: f"{members.url}secret" in ground.graph.urls_seen,
        settled=lambda ground: ground.accounts.standing in (Standing.PROVED, Standing.DOUBTFUL),
    )
    assert ground.accounts.standing is Standing.PROVED
    assert f"{members.url}secret" in ground.graph.urls_seen


def told(screen: Screen) -> list[tuple[list[str], str]]:
    """What each form asks for, and what sends it."""
    names = {element.key: element.name for element in screen.elements}
    return [([names[key] for key in form.fields], names.get(form.submit, "")) for form in screen.forms]


FIELD = "<div><label>{0} <input></label></div>"
FORMS: dict[str, tuple[str, list[tuple[list[str], str]]]] = {
    "fields in their own boxes and one button": (
        FIELD.format("Street") + FIELD.format("Town") + "<div><button>Cancel</button><button>Save</button></div>",
        [(["Street", "Town"], "Save")],
    ),
    "a text and what sends it": (
        "<div><textarea aria-label=Reply></textarea></div><button>Post</button>",
        [(["Reply"], "Post")],
    ),
    "something editable and what sends it": (
        "<div><div contenteditable role=textbox aria-label=Note>&nbsp;</div><button>Add</button></div>",
        [(["Note"], "Add")],
    ),
    "two places that are sent alike": (
        f"<section>{FIELD.format('Name')}<button>Save</button></section>"
        f"<section>{FIELD.format('Motto')}<button>Save</button></section>",
        [(["Name"], "Save"), (["Motto"], "Save")],
    ),
    "what sends by another word, where it is the only one": (
        FIELD.format("Celsius") + FIELD.format("Place") + "<button>Fahrenheit!</button>",
        [(["Celsius", "Place"], "Fahrenheit!")],
    ),
    "a search and its button": (
        "<div><input placeholder='Search products'><button>Search</button></div><ul><li>Mug<button>Add</button></ul>",
        [(["Search products"], "Search")],
    ),
    "a form whose button sends by a script alone": (
        f"<form>{FIELD.format('Street')}<button type=button>Clear</button><button type=button>Save</button></form>",
        [(["Street"], "Save")],
    ),
    "a form in a dialog whose button stands below it": (
        f"<dialog open><form>{FIELD.format('Street')}</form><footer><button>Close</button>"
        "<button>Save</button></footer></dialog>",
        [(["Street"], "Save")],
    ),
    "fields of components within a form": (
        "<form><my-field></my-field><button>Send</button></form><script>customElements.define('my-field', class "
        "extends HTMLElement { connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = "
        "'<label>Street <input></label>'; } });</script>",
        [(["Street"], "Send")],
    ),
    "a search above things to add": (
        "<input placeholder='Search products'><ul><li>Mug<button>Add to cart</button><li>Cup"
        "<button>Add to cart</button></ul>",
        [],
    ),
    "numbers in rows that can be removed": (
        "<ul><li>Mug <input type=number aria-label=Pieces><button>Remove</button><li>Cup "
        "<input type=number aria-label=Pieces><button>Remove</button></ul><button>Save</button>",
        [],
    ),
    "a line that Enter sends, above what clears the list": (
        "<input placeholder='What needs to be done?'><ul><li>Milk</ul><button>Clear completed</button>",
        [],
    ),
    "a field of another section": (
        f"<main><section>{FIELD.format('Colour')}</section><section><h2>Letters</h2><button>Subscribe</button></section></main>",
        [],
    ),
    "a field in the header": (f"<header>{FIELD.format('Colour')}</header><main><button>Save</button></main>", []),
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.asyncio(loop_scope="session")
async def test_what_is_filled_and_sent_together_is_told(name: str, visitor: Visitor, site: StartSite) -> None:
    markup, expected = FORMS[name]
    page = site({"/": f"<!doctype html><title>Page</title><body>{markup}"})
    screen = (await opened(visitor, page.url)).screen
    assert told(screen) == expected
    assert len({form.key for form in screen.forms}) == len(screen.forms)
    assert all(re.fullmatch("|get", form.method) for form in screen.forms)
