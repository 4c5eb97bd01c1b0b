# ruff: noqa: E501  (markup reads better in one piece)
"""Small pages for what makes the telling of places hard: each changes in one way between two visits.

Some count the visits, as pages do that show the time or carry a session.
"""

from itertools import count

from tests.e2e.sites.server import Answer, Asked, Page

_FIRST = ("Amber", "Birch", "Cedar", "Dune", "Elm", "Fern", "Grove", "Hazel", "Iris", "Juniper", "Kelp", "Larch")
_SECOND = ("lamp", "stool", "mirror", "basket", "shelf", "rug", "clock", "vase", "tray", "hook", "bench", "jug")
_VISITS = count(1)


def _page(title: str, body: str, language: str = "en") -> Page:
    menu = "".join(f'<a href="/{name}">{name.title()}</a> ' for name in ("list", "tabs", "dialog", "account", "news"))
    return Page(
        f'<!doctype html><html lang="{language}"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><header><nav>{menu}</nav></header><main><h1>{title}</h1>{body}</main>"
        "<footer><a href=/imprint>Imprint</a></footer></html>"
    )


def _asked(asked: Asked, name: str, otherwise: str = "") -> str:
    return next(
        (value for one, _, value in (part.partition("=") for part in asked.query.split("&")) if one == name), otherwise
    )


def _thing(number: int) -> str:
    return f"{_FIRST[number % 12]} {_SECOND[number // 12 % 12]}"


def _list(asked: Asked) -> Page:
    page, order = int(_asked(asked, "page", "1")), _asked(asked, "sort", "name")
    numbers = range(9 * page - 9, 9 * page)
    rows = "".join(
        f'<li><a href="/thing/{_thing(number).replace(" ", "-").lower()}">{_thing(number)}</a> £{number + 3}.50 '
        f"<button>Add to basket</button></li>"
        for number in (numbers if order == "name" else reversed(numbers))
    )
    return _page(
        "Things",
        f"<label>Sort <select name=sort><option>name<option>price</select></label><ul>{rows}</ul>"
        f'<nav aria-label=Pages><a href="/list?page=1">1</a> <a href="/list?page=2">2</a> <a href="/list?page=3">3</a></nav>',
    )


def _search(asked: Asked) -> Page:
    words = _asked(asked, "q")
    found = range(0 if words.startswith("zz") else len(words) + 4)
    rows = "".join(f'<li><a href="/thing/{number}">{_thing(number)}</a></li>' for number in found)
    result = (
        f"<p>{len(found)} results</p><ul>{rows}</ul>"
        if found
        else '<p>Nothing found.</p><a href="/list">See all things</a>'
    )
    return _page(
        "Search", f"<form><input name=q aria-label=Search value='{words}'><button>Search</button></form>{result}"
    )


def _session(_: Asked) -> Page:
    visit = next(_VISITS)
    return _page(
        "Session", f'<p>Your visit {visit}</p><a href="/session?sid={visit:032x}">Go on</a><button>Stay</button>'
    )


def _random_names(_: Asked) -> Page:
    visit = next(_VISITS)
    fields = "".join(
        f'<div class="css-{visit * 7919 % 65536:04x}"><label for="f{visit}{one}">{one}</label>'
        f'<input id="f{visit}{one}"></div>'
        for one in ("Street", "Town", "Country")
    )
    return _page("Address", f'<form>{fields}<button class="b-{visit:06x}">Save</button></form>')


def _order(_: Asked) -> Page:
    blocks = [
        "<section><h2>News</h2><button>Read news</button></section>",
        "<section><h2>Offers</h2><button>See offers</button></section>",
    ]
    visit = next(_VISITS)
    return _page("Welcome", "".join(blocks if visit % 2 else reversed(blocks)))


def _advert(_: Asked) -> Page:
    visit = next(_VISITS)
    return _page(
        "Magazine",
        f'<article><p>Long text.</p><button>Like</button></article><aside><a href="https://ads.example/{visit}">'
        f"{_thing(visit * 5)} for £{visit}</a></aside>",
    )


def _clock(_: Asked) -> Page:
    visit = next(_VISITS)
    return _page(
        "Status",
        f"<p>{visit % 24:02}:0{visit % 6}:1{visit % 9}, {visit * 37} readers</p><button>Likes {visit}</button><button>Refresh</button>",
    )


_TABS = """<div role=tablist><button role=tab aria-selected=true id=t1>Details</button>
<button role=tab aria-selected=false id=t2>Reviews</button><button role=tab aria-selected=false id=t3>Delivery</button></div>
<div id=p1><p>Oak.</p><button>Zoom</button></div><div id=p2 hidden><button>Write a review</button></div>
<div id=p3 hidden><label>Postcode <input name=postcode></label><button>Check</button></div>
<script>[1,2,3].forEach(n => document.getElementById('t'+n).onclick = () => [1,2,3].forEach(m => {
document.getElementById('p'+m).hidden = m !== n; document.getElementById('t'+m).setAttribute('aria-selected', m === n)}))</script>"""
_BARE_TABS = """<div><button id=t1>Day</button><button id=t2>Week</button></div>
<div id=p1><p>Today nothing.</p></div><div id=p2 hidden><p>On Friday a fair.</p></div>
<script>[1,2].forEach(n => document.getElementById('t'+n).onclick = () => [1,2].forEach(m => {
document.getElementById('p'+m).hidden = m !== n; document.getElementById('t'+m).setAttribute('aria-pressed', m === n)}))</script>"""
_DIALOG = """<button id=open>Delete the account</button><button>Export</button>
<dialog id=d><p>Sure?</p><button>Yes, delete</button><button id=no>Cancel</button></dialog>
<script>open.onclick = null; document.getElementById('open').onclick = () => d.showModal();
no.onclick = () => d.close()</script>"""
_ACCORDION = """<button id=a aria-expanded=false>Shipping</button><div id=x hidden><a href=/shipping>All rates</a></div>
<button id=b aria-expanded=false>Returns</button><div id=y hidden><a href=/returns>Print a label</a></div>
<script>for (const [k, v] of [['a','x'],['b','y']]) document.getElementById(k).onclick = () => {
const e = document.getElementById(v); e.hidden = !e.hidden; document.getElementById(k).setAttribute('aria-expanded', !e.hidden)}</script>"""
_COUNTER = """<p>Amount: <output id=o>1</output></p><button id=m>Less</button><button id=p>More</button>
<button id=buy>Buy (1)</button><script>let n = 1; const s = () => { o.value = n; buy.textContent = `Buy (${n})` };
m.onclick = () => { n--; s() }; p.onclick = () => { n++; s() }</script>"""
_BASKET = """<p id=none>Your basket is empty.</p><ul id=l></ul><button id=add>Add a thing</button><button id=out hidden>Check out</button>
<script>let n = 0; add.onclick = () => { n++; none.hidden = true; out.hidden = false;
l.insertAdjacentHTML('beforeend', `<li>Thing ${n} <button>Remove</button></li>`) }</script>"""
_SIGN_UP = """<form id=f novalidate><label>E-mail <input name=email required></label><label>Name <input name=name></label>
<button>Join</button></form><p id=e role=alert hidden>Please give an e-mail address.</p><p id=ok hidden>Welcome! <a href=/account>Your account</a></p>
<script>f.onsubmit = v => { v.preventDefault(); const good = f.email.value.includes('@'); e.hidden = good; ok.hidden = !good; f.hidden = good }</script>"""
_TOAST = """<button id=s>Save</button><div id=t role=status></div>
<script>s.onclick = () => t.textContent = 'Saved at ' + performance.now()</script>"""
_WIZARD = """<form id=f><fieldset id=s1><legend>Step 1</legend><label>Name <input name=name></label></fieldset>
<fieldset id=s2 hidden><legend>Step 2</legend><label>Street <input name=street></label></fieldset>
<fieldset id=s3 hidden><legend>Step 3</legend><p>All right?</p></fieldset><button type=button id=n>Next</button></form>
<script>let at = 1; n.onclick = () => { at++; for (const i of [1,2,3]) document.getElementById('s'+i).hidden = i !== at;
n.textContent = at === 3 ? 'Send' : 'Next' }</script>"""
_MORE = """<ul id=l></ul><button id=m>Show more</button><script>let n = 0; const more = () => { for (let i = 0; i < 6; i++) {
n++; l.insertAdjacentHTML('beforeend', `<li><a href="/thing/${n}">Story ${n}</a></li>`) } }; more(); m.onclick = more</script>"""
_THEME = """<button id=t aria-pressed=false>Dark</button><p>Text</p><script>t.onclick = () => {
document.body.classList.toggle('dark'); t.setAttribute('aria-pressed', document.body.classList.contains('dark')) }</script>"""
_SLIDES = """<button id=n aria-label="Next slide">›</button><a id=a href=/offer/1>Spring offer</a>
<script>let i = 1; n.onclick = () => { i++; a.href = '/offer/' + i; a.textContent = ['Spring', 'Summer', 'Autumn'][i % 3] + ' offer' }</script>"""


def _account(asked: Asked) -> Page:
    cookies = asked.headers.get("cookie", "")
    if "in=1" in cookies:
        return _page("Account", "<p>Hello Ada</p><a href=/orders>Orders</a> <a href=/leave>Sign out</a>")
    return _page(
        "Account",
        "<form action=/enter><label>Name <input name=name></label><label>Password <input name=secret type=password></label>"
        "<button>Sign in</button></form>",
    )


def _entered(_: Asked) -> Page:
    return Page(status=302, headers={"Location": "/account", "Set-Cookie": "in=1"})


PAGES: dict[str, Answer] = {
    "/": lambda _: _page("Home", "<p>Welcome.</p><a href=/list>All things</a>"),
    "/list": _list,
    "/search": _search,
    "/session": _session,
    "/address": _random_names,
    "/welcome": _order,
    "/magazine": _advert,
    "/status": _clock,
    "/tabs": lambda _: _page("Bench", _TABS),
    "/calendar": lambda _: _page("Calendar", _BARE_TABS),
    "/dialog": lambda _: _page("Settings", _DIALOG),
    "/help": lambda _: _page("Help", _ACCORDION),
    "/counter": lambda _: _page("Ticket", _COUNTER),
    "/basket": lambda _: _page("Basket", _BASKET),
    "/join": lambda _: _page("Join", _SIGN_UP),
    "/draft": lambda _: _page("Draft", _TOAST),
    "/wizard": lambda _: _page("Register", _WIZARD),
    "/stories": lambda _: _page("Stories", _MORE),
    "/theme": lambda _: _page("Reading", _THEME),
    "/slides": lambda _: _page("Offers", _SLIDES),
    "/account": _account,
    "/enter": _entered,
    "/about": lambda asked: (
        _page("Über uns", "<p>Wir sind drei.</p><a href=/about?lang=en>English</a><button>Schreiben</button>", "de")
        if _asked(asked, "lang") == "de"
        else _page("About us", "<p>We are three.</p><a href=/about?lang=de>Deutsch</a><button>Write</button>")
    ),
    "/user/3f2504e0-4f89-11d3-9a0c-0305e82c3301": lambda _: _page("Profile", "<p>Ada</p><button>Follow</button>"),
    "/user/9b2d04e0-1a89-41d3-8a0c-7705e82c3302": lambda _: _page("Profile", "<p>Bob</p><button>Follow</button>"),
    "/order/1001": lambda _: _page("Order 1001", "<p>Sent.</p><button>Print</button>"),
    "/order/1002": lambda _: _page("Order 1002", "<p>Paid.</p><button>Print</button>"),
    "/order/1003": lambda _: _page("Order 1003", "<p>Open.</p><button>Print</button><button>Cancel the order</button>"),
}
