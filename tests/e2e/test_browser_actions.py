"""What a visitor does to a page, and what is noticed of it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.e2e.sites.server import Asked, Page, Site
from tests.e2e.sites.steps import clicked, named, opened, target, typed
from worker.observation.screen import Viewport
from worker.surfaces.actions import Action, ActionKind, Target
from worker.surfaces.interface import ActionImpossible, Surface, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

StartSite = Callable[..., Site]

EFFECTS = """<!doctype html><title>Effects</title><p id=out>0</p>
<button onclick="document.querySelector('#out').textContent += 1">Change text</button>
<button onclick="setTimeout(() => { document.querySelector('#out').textContent = 'late' }, 350)">Change later</button>
<button onclick="fetch('/api').catch(() => {})">Ask the server</button>
<button onclick="localStorage.setItem('a', Math.random())">Remember</button>
<button onclick="history.pushState(0, '', '/other')">Go elsewhere</button>
<button onclick="window.scrollBy(0, 300)">Scroll</button>
<button onclick="paint()">Paint</button>
<style>#dead:hover { color: red } #dead:focus { outline: 3px solid red }</style><button id=dead>Dead</button>
<button onclick="document.querySelector('input').value = 'x'">Fill</button><input aria-label=Field>
<a href="#">Nowhere</a>
<p><span id=clock>0</span></p><canvas width=300 height=200></canvas><div style="height: 3000px"></div>
<script>
  setInterval(() => { document.querySelector('#clock').textContent = Date.now() }, 20);
  function paint() { const c = document.querySelector('canvas').getContext('2d'); c.fillStyle = 'red';
    c.fillRect(0, 0, 300, 200) }
</script>"""


@pytest.mark.parametrize(
    ("name", "noticed"),
    [
        ("Change text", "mutations"),
        ("Change later", "mutations"),
        ("Ask the server", "requests"),
        ("Remember", "storage_changed"),
        ("Go elsewhere", "url_changed"),
        ("Scroll", "scrolled"),
        ("Paint", "pixels_changed"),
        ("Fill", "value_changed"),
    ],
)
async def test_an_effect_is_noticed(visitor: Visitor, site: StartSite, name: str, noticed: str) -> None:
    shop = site({"/": EFFECTS, "/api": "{}"})
    seen = await opened(visitor, shop.url)
    effect = (await clicked(visitor, seen, name)).effect
    assert effect is not None
    assert effect.any
    assert getattr(effect, noticed)


SLOW = """<!doctype html><style>@keyframes turn { to { rotate: 1turn } } i { display: block; width: 20px; height: 20px }
i.turns { animation: turn 1s linear infinite }</style><p id=out>nothing yet</p><i></i>
<button onclick="this.disabled = true; answer()">Switched off</button>
<button onclick="document.querySelector('i').className = 'turns'; answer()">Spinning</button>
<button onclick="document.querySelector('p').setAttribute('aria-busy', 'true'); answer()">Busy</button>
<script>const done = () => { document.querySelector("#out").textContent = "done" }
  const answer = () => setTimeout(done, 1600)</script>"""


@pytest.mark.parametrize("name", ["Switched off", "Spinning", "Busy"])
async def test_an_answer_is_waited_for_while_the_page_shows_that_it_works_on_it(
    visitor: Visitor, site: StartSite, name: str
) -> None:
    shop = site({"/": SLOW})
    seen = await opened(visitor, shop.url)
    assert "done" in (await clicked(visitor, seen, name)).screen.text


BLOCKED = """<!doctype html><title>Blocked</title><p id=out>before</p>
<button onclick="setTimeout(hold, 50)">Show</button>
<script>
  const say = (word) => { document.querySelector('#out').textContent = word };
  function hold() { const until = Date.now() + 4000; while (Date.now() < until); draw() }
  function draw() { say('nearly'); setTimeout(say, 60, 'after') }
</script>"""


async def test_what_waits_for_a_script_that_holds_the_page_is_waited_for(visitor: Visitor, site: StartSite) -> None:
    seen = await opened(visitor, site({"/": BLOCKED}).url)
    assert "after" in {run.text for run in (await clicked(visitor, seen, "Show")).screen.texts}


async def test_a_dead_control_has_no_effect_although_a_clock_ticks_and_it_lights_up(
    visitor: Visitor, site: StartSite
) -> None:
    seen = await opened(visitor, site({"/": EFFECTS}).url)
    for _ in range(2):
        effect = (await clicked(visitor, seen, "Dead")).effect
        assert effect is not None
        assert not effect.any, effect


async def test_a_form_is_filled_and_sent_as_a_person_would(visitor: Visitor, site: StartSite) -> None:
    form = """<!doctype html><title>Form</title><form method=post action=/sent enctype="multipart/form-data">
    <label>Name <input name=name oninput="this.dataset.heard = 1" onchange="document.title = 'changed'"></label>
    <label>Born <input name=born type=date></label><label>Notes <textarea name=notes></textarea></label>
    <label>Country <select name=country><option value=at>Austria<option value=fr>France</select></label>
    <input type=checkbox name=agree id=agree style="position: absolute; opacity: 0"><label for=agree>I agree</label>
    <label>Photo <input type=file name=photo></label><button>Send</button></form>"""
    shop = site({"/": form, "/sent": "<h1>Thanks</h1>"})
    seen = await opened(visitor, shop.url)
    assert [one.fields for one in seen.screen.forms] == [
        tuple(named(seen, name).key for name in ("Name", "Born", "Notes", "Country", "I agree", "Photo"))
    ]
    filled = await visitor.perform(
        Action(ActionKind.TYPE, target(seen, "Name"), "Zoë"),
        Action(ActionKind.TYPE, target(seen, "Born"), "2001-02-03"),
        Action(ActionKind.TYPE, target(seen, "Notes"), "two\nlines"),
        Action(ActionKind.CHOOSE, target(seen, "Country"), "France"),
        Action(ActionKind.CHECK, target(seen, "I agree"), "on"),
        Action(ActionKind.UPLOAD, target(seen, "Photo"), "photo.png"),
    )
    assert filled.effect is not None
    assert filled.effect.value_changed
    assert filled.screen.title == "changed"
    assert named(filled, "Country").value == "France"
    assert named(filled, "I agree").checked
    sent = await clicked(visitor, filled, "Send")
    assert sent.screen.headings == ("Thanks",)
    body = next(asked for asked in shop.asked if asked.method == "POST").body
    for part in (
        "Zoë",
        "2001-02-03",
        "two\r\nlines",
        "\r\n\r\nfr\r\n",
        "\r\n\r\non\r\n",
        'filename="photo.png"',
        "image/png",
    ):
        assert part in body


@pytest.mark.parametrize(
    "opens",
    ["pick.click()", "Object.assign(document.createElement('input'), { type: 'file' }).click()"],
    ids=["beside it", "of a script"],
)
async def test_a_button_that_lets_a_file_be_chosen_does_something(
    visitor: Visitor, site: StartSite, opens: str
) -> None:
    page = f"""<!doctype html><title>Files</title><button onclick="{opens}">Upload</button>
    <input type=file id=pick hidden accept=".csv" multiple>"""
    seen = await opened(visitor, site({"/": page}).url)
    effect = (await clicked(visitor, seen, "Upload")).effect
    assert effect is not None
    assert effect.any


async def test_the_browsers_own_validation_can_be_skipped(visitor: Visitor, site: StartSite) -> None:
    shop = site(
        {
            "/": "<form action=/sent><label>Name <input name=name required></label><button>Send</button></form>",
            "/sent": "<h1>Sent</h1>",
        }
    )
    seen = await opened(visitor, shop.url)
    stayed = await clicked(visitor, seen, "Send")
    assert stayed.screen.url == shop.url
    went = await visitor.perform(Action(ActionKind.CLICK, target(seen, "Send"), skip_browser_validation=True))
    assert went.screen.url.startswith(f"{shop.url}sent")


async def test_shadow_trees_and_frames_are_seen_and_touched(visitor: Visitor, site: StartSite) -> None:
    page = """<!doctype html><title>Parts</title><shop-card></shop-card><div style="height: 1500px"></div>
    <iframe name=inner src=/inner width=400 height=200></iframe>
    <script>customElements.define('shop-card', class extends HTMLElement { connectedCallback() {
      this.attachShadow({ mode: 'open' }).innerHTML = '<p>In the shade</p>' +
        '<button onclick="this.textContent = `Pressed`">Shade</button>' } })</script>"""
    inner = """<!doctype html><title>Inner</title><div style="height: 400px"></div>
    <button onclick="this.textContent = 'Pressed'">Inside</button>"""
    shop = site({"/": page, "/inner": inner})
    seen = await opened(visitor, shop.url)
    assert "In the shade" in seen.screen.text
    inside = named(seen, "Inside")
    assert inside.frame == "inner"
    assert inside.box.y > 1500 + 400
    for name in ("Shade", "Inside"):
        effect = (await clicked(visitor, seen, name)).effect
        assert effect is not None
        assert effect.mutations
    assert [one.name for one in (await visitor.look()).screen.elements if one.name == "Pressed"] == [
        "Pressed",
        "Pressed",
    ]


async def test_a_covered_control_says_by_what(visitor: Visitor, site: StartSite) -> None:
    page = """<!doctype html><button>Buy</button><div id=banner style="position: fixed; inset: 0;
    background: white">Cookies?</div>"""
    seen = await opened(visitor, site({"/": page}).url)
    assert "banner" in named(seen, "Buy").covered_by
    with pytest.raises(ActionImpossible, match="covered by div#banner"):
        await clicked(visitor, seen, "Buy")


async def test_a_target_is_found_again_by_role_and_name_when_the_page_moved_it(
    visitor: Visitor, site: StartSite
) -> None:
    versions = iter(
        ["<button>Buy</button>", "<p>New</p><div><button>Help</button> <button>Buy</button></div>", "<p>Gone</p>"]
    )

    def next_version(_: Asked) -> Page:
        return Page(next(versions))

    shop = site({"/": next_version, "*": ""})
    seen = await opened(visitor, shop.url)
    buy = target(seen, "Buy")
    await visitor.perform(Action(ActionKind.RELOAD))
    moved = await visitor.perform(Action(ActionKind.CLICK, buy))
    assert [one.name for one in moved.screen.elements] == ["Help", "Buy"]
    await visitor.perform(Action(ActionKind.RELOAD))
    with pytest.raises(ActionImpossible, match="not on the page"):
        await visitor.perform(Action(ActionKind.CLICK, buy))


async def test_dialogs_are_answered_and_told(visitor: Visitor, site: StartSite) -> None:
    page = """<p id=out></p><button onclick="alert('Hello'); out.textContent = confirm('Sure?') +
    prompt('Who?')">Ask</button>
    <script>onbeforeunload = (event) => { event.preventDefault(); return '' }</script>"""
    shop = site({"/": page, "/next": "<h1>Next</h1>"})
    seen = await opened(visitor, shop.url)
    asked = await clicked(visitor, seen, "Ask")
    assert [(one.kind, one.message) for one in asked.dialogs] == [
        ("alert", "Hello"),
        ("confirm", "Sure?"),
        ("prompt", "Who?"),
    ]
    assert "falsetext" in asked.screen.text
    agreed = await visitor.perform(Action(ActionKind.CLICK, target(asked, "Ask"), agrees=True))
    assert "truetext" in agreed.screen.text
    left = await opened(visitor, f"{shop.url}next")
    assert left.screen.headings == ("Next",)
    assert [one.kind for one in left.dialogs] == ["beforeunload"]


async def test_popups_are_followed_for_their_errors_and_closed(visitor: Visitor, site: StartSite) -> None:
    shop = site(
        {"/": "<a href=/popup target=_blank>Terms</a>", "/popup": "<script>throw new TypeError('popup broke')</script>"}
    )
    seen = await opened(visitor, shop.url)
    after = await clicked(visitor, seen, "Terms")
    assert after.popups == (f"{shop.url}popup",)
    assert after.effect is not None
    assert after.effect.popups == 1
    assert after.screen.url == shop.url
    assert [(one.name, one.message) for one in after.exceptions] == [("TypeError", "popup broke")]


async def test_downloads_are_told_and_cancelled(visitor: Visitor, site: StartSite) -> None:
    file = Page(
        b"x" * 5_000_000, type="application/octet-stream", headers={"content-disposition": "attachment; filename=a.bin"}
    )
    shop = site({"/": "<a href=/file>Get it</a>", "/file": file})
    seen = await opened(visitor, shop.url)
    after = await clicked(visitor, seen, "Get it")
    assert after.downloads == (f"{shop.url}file",)
    assert after.screen.url == shop.url
    direct = await opened(visitor, f"{shop.url}file")
    assert direct.downloads == (f"{shop.url}file",)
    assert direct.screen.url == shop.url


async def test_back_reload_scroll_press_hover_and_resize(visitor: Visitor, site: StartSite) -> None:
    page = """<!doctype html><meta name=viewport content="width=device-width">
    <h1 onmouseover="document.title = 'pointed at'" style="cursor: pointer">Home</h1>
    <input aria-label=Search onkeydown="if (event.key === 'Enter') location = '/found'"><div style="height: 3000px">
    </div>"""
    shop = site({"/": page, "/found": "<h1>Found</h1>"})
    seen = await opened(visitor, shop.url)
    pointed = await visitor.perform(Action(ActionKind.HOVER, target(seen, "Home")))
    assert pointed.screen.title == "pointed at"
    scrolled = await visitor.perform(Action(ActionKind.SCROLL, value="500"))
    assert scrolled.screen.scroll_y == 500
    assert scrolled.effect is not None
    assert scrolled.effect.scrolled
    found = await visitor.perform(Action(ActionKind.PRESS, target(seen, "Search"), "Enter"))
    assert found.screen.headings == ("Found",)
    back = await visitor.perform(Action(ActionKind.BACK))
    assert back.screen.headings == ("Home",)
    small = await visitor.perform(Action(ActionKind.RESIZE, value="375x812"))
    assert small.screen.viewport == Viewport(375, 812, touch=True)
    assert small.screen.page_width == 375
    assert (await visitor.perform(Action(ActionKind.RELOAD))).effect is not None
    with pytest.raises(ActionImpossible, match="size"):
        await visitor.perform(Action(ActionKind.RESIZE, value="huge"))


async def test_a_password_never_leaves(visitor: Visitor, site: StartSite) -> None:
    login = """<form method=post action=/login><label>User <input name=user></label>
    <label>Password <input type=password name=secret></label><button>Log in</button></form>"""

    def echo(asked: Asked) -> Page:
        return Page(f"<p>You sent {asked.body}</p><script>console.log('{asked.body}')</script>")

    shop = site({"/": login, "/login": echo})
    seen = await opened(visitor, shop.url)
    filled = await typed(visitor, seen, "Password", "open sesame 42")
    assert named(filled, "Password").value == "••••••••"
    sent = await clicked(visitor, filled, "Log in")
    assert "open+sesame+42" in "".join(one.body for one in shop.asked)
    # What we were told to do is ours to mask in words; everything that was seen of it must be masked here.
    assert "sesame" not in repr([replace(one, cause=()) for one in (filled, sent)])


async def test_cookies_are_described_without_their_values(visitor: Visitor, site: StartSite) -> None:
    shop = site({"/": Page("<h1>Hi</h1>", headers={"set-cookie": "session=topsecretvalue; HttpOnly; SameSite=Lax"})})
    seen = await opened(visitor, shop.url)
    assert [(one.name, one.http_only, one.secure, one.same_site, one.session) for one in seen.cookies] == [
        ("session", True, False, "Lax", True)
    ]
    again = await opened(visitor, shop.url)
    assert "topsecretvalue" not in repr((seen, again))


async def test_visitors_share_nothing(browser_surface: Surface, visitor: Visitor, site: StartSite) -> None:
    shop = site(
        {
            "/": "<script>document.cookie = 'a=b'; localStorage.a = 1</script>",
            "/seen": "<p>cookie</p><script>document.write(document.cookie + (localStorage.a || 'nothing'))</script>",
        }
    )
    await opened(visitor, shop.url)
    other = await browser_surface.visitor("visitor-2", Viewport(800, 600))
    assert "nothing" in (await opened(other, f"{shop.url}seen")).screen.text
    await other.close()


async def test_an_address_is_asked_for_with_the_visitors_cookies(visitor: Visitor, site: StartSite) -> None:
    def echo(asked: Asked) -> Page:
        return Page(f"{asked.method} {asked.headers.get('cookie', 'none')} {'x' * 100_000}", type="text/plain")

    shop = site(
        {
            "/": "<script>document.cookie = 'who=anna'</script>",
            "/old": Page(status=301, headers={"location": "/echo"}),
            "/echo": echo,
            "/loop": Page(status=302, headers={"location": "/loop"}),
        }
    )
    await opened(visitor, shop.url)
    answer = await visitor.fetch(f"{shop.url}old", body_limit=1000)
    assert (answer.status, answer.url, answer.redirected_from) == (200, f"{shop.url}echo", f"{shop.url}old")
    assert answer.body.startswith("GET who=anna")
    assert len(answer.body) == 1000
    assert answer.size > 100_000
    assert "anna" not in answer.request_headers["cookie"]
    assert (await visitor.fetch(f"{shop.url}echo", method="HEAD")).body == ""
    assert (await visitor.fetch(f"{shop.url}loop")).failure == "net::ERR_TOO_MANY_REDIRECTS"
    assert (await visitor.fetch("http://no-such-host.invalid/")).failure == "net::ERR_NAME_NOT_RESOLVED"
    assert (await visitor.look()).exchanges == ()


async def test_a_request_is_sent_as_it_was_asked_for(visitor: Visitor, site: StartSite) -> None:
    def told(asked: Asked) -> Page:
        about = ("origin", "cookie", "content-type")
        return Page("|".join((asked.method, asked.body, *(asked.headers.get(one, "-") for one in about))))

    shop = site(
        {
            "/": "<script>document.cookie = 'who=anna'; document.cookie = 'size=big'</script>",
            "/told": told,
            "/moved": Page(status=302, headers={"location": "/told", "x-note": "here"}),
            "/kept": Page(status=307, headers={"location": "/told"}),
        }
    )
    await opened(visitor, shop.url)
    sent = {"Origin": "https://other.example", "Cookie": "size=small", "Content-Type": "text/plain"}

    async def answered(path: str, *, cookies: bool = True) -> str:
        return (await visitor.fetch(shop.url + path, method="PUT", headers=sent, body="a=1", cookies=cookies)).body

    assert await answered("told") == "PUT|a=1|https://other.example|who=anna; size=small|text/plain"
    assert await answered("told", cookies=False) == "PUT|a=1|https://other.example|size=small|text/plain"
    assert await answered("kept") == await answered("told")
    posted = await visitor.fetch(f"{shop.url}moved", method="POST", body="a=1", headers={"Content-Type": "text/plain"})
    assert posted.body.startswith("GET||-|who=anna")
    stayed = await visitor.fetch(f"{shop.url}moved", follow_redirects=False)
    assert (stayed.status, stayed.response_headers["x-note"], stayed.redirected_from) == (302, "here", "")


async def test_an_action_on_something_that_never_was_is_impossible(visitor: Visitor, site: StartSite) -> None:
    await opened(visitor, site({"/": "<h1>Empty</h1>"}).url)
    with pytest.raises(ActionImpossible, match="'Buy' is not on the page"):
        await visitor.perform(Action(ActionKind.CLICK, Target("button|Buy|button|main|", "#buy", "", "button", "Buy")))
    with pytest.raises(ActionImpossible, match="no address"):
        await opened(visitor, "file:///etc/passwd")
