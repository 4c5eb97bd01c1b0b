"""A small shop of lists to sort, filter, search and turn over; `broken` names what is wrong with it."""

import json
from html import escape
from urllib.parse import parse_qs

from tests.e2e.sites.server import Answer, Asked, Page

THINGS = ("Oak board", "Clay mug", "Glass vase", "Linen towel", "Brass lamp", "Wool rug", "Stone bowl")
CLAY = ("Clay mug", "Stone bowl")
A_PAGE = 3
PRICES = (9, 118, 14, 24, 7, 61, 33)

TABLE = """<!doctype html><html lang=en><title>Orders</title><h1>Orders</h1><table id=orders><thead><tr>
<th><button>Order</button></th><th><button>Price</button></th></tr></thead><tbody>{rows}</tbody></table><script>
const body = document.querySelector('tbody'); let turn = 1, last = null;
document.querySelectorAll('th button').forEach((button, place) => button.addEventListener('click', () => {{
  turn = last === place ? -turn : 1; last = place;
  const text = (row) => row.children[place].textContent;
  const number = (row) => Number(text(row).replace(/[^0-9]/g, ''));
  const compare = {compare};
  [...body.children].sort((one, other) => turn * compare(one, other)).forEach((row) => body.append(row));
}}));</script>"""
# The same, drawn without a table: by roles, and by looks alone.
GRID = """<!doctype html><html lang=en><title>Orders</title><h1>Orders</h1><div {grid}><div {head} class=head>
<div {header} class=name>Order</div><div {header} class=name>Price</div></div>{rows}</div>
<script>
const box = document.querySelector('.head').parentNode; let turn = 1, last = null;
document.querySelectorAll('.name').forEach((header, place) => header.addEventListener('click', () => {{
  turn = last === place ? -turn : 1; last = place;
  const text = (row) => row.children[place].textContent;
  const number = (row) => Number(text(row).replace(/[^0-9]/g, ''));
  const compare = {compare};
  [...box.querySelectorAll('.row')].sort((one, other) => turn * compare(one, other)).forEach((row) => box.append(row));
}}));</script>"""
BY_NUMBER = "(one, other) => number(one) - number(other)"
BY_TEXT = "(one, other) => text(one) < text(other) ? -1 : 1"

FILTER = """<!doctype html><html lang=en><title>All</title><main><h1>Everything</h1><p id=count>7 products</p>
<label><input type=checkbox name=clay> Clay ({told})</label><label><input type=checkbox name=sale> On sale only</label>
<ul>{rows}</ul></main><script>
const rows = [...document.querySelectorAll('li')], [clay, sale] = document.querySelectorAll('input');
function show() {{
  const fits = rows.filter((row) => {fits});
  document.querySelector('ul').replaceChildren(...fits);
  document.querySelector('#count').textContent = fits.length + ' products';
}}
clay.addEventListener('change', show); sale.addEventListener('change', show);</script>"""
# A list in pages of three, of which tabs show a part.
CHOICES = """<!doctype html><html lang=en><title>Things</title><main><h1>Things</h1><div role=tablist>
<button role=tab>All</button><button role=tab>Open</button><button role=tab>Done</button></div><ul></ul>
<p id=count></p><button id=next>Next page</button></main><script>
const names = {names}, per = 3, [all, open, done] = document.querySelectorAll('[role=tab]');
const kinds = new Map([[all, () => true], [open, (_, place) => place % 2], [done, (_, place) => {done}]]);
let fits = names, page = 1;
function show() {{
  const pages = Math.ceil(fits.length / per);
  document.querySelector('ul').innerHTML = fits.slice((page - 1) * per, page * per).map((name) =>
    `<li><a href="/thing/${{name.toLowerCase().replace(' ', '-')}}">${{name}}</a></li>`).join('');
  document.querySelector('#count').textContent = `Page ${{page}} of ${{pages}}`;
  document.querySelector('#next').hidden = page >= pages;
}}
for (const [tab, fit] of kinds) tab.addEventListener('click', () => {{
  if (tab !== all || !{stays}) fits = names.filter(fit);
  page = 1; show();
}});
document.querySelector('#next').addEventListener('click', () => {{ page += 1; show(); }});
show();</script>"""
# A list that goes on when one asks for more.
MORE = """<!doctype html><html lang=en><title>Things</title><main><h1>Things</h1><ul></ul>
<button>Load more</button></main><script>
const names = {names}, list = document.querySelector('ul'), more = document.querySelector('button');
let shown = 0;
function show() {{
  if (shown && {loses}) list.firstElementChild.remove();
  for (const name of names.slice(shown, shown + 3)) {{
    const address = name.toLowerCase().replace(' ', '-');
    list.insertAdjacentHTML('beforeend', `<li><a href="/thing/${{address}}">${{name}}</a></li>`);
  }}
  shown += 3;
  more.hidden = shown >= names.length;
}}
more.onclick = show; show();</script>"""
# A list that goes on when its end comes into view.
ENDLESS = """<!doctype html><html lang=en><title>Things</title><style>li {{ height: 400px }}</style><main>
<h1>Things</h1><p>{count} products</p><ul></ul><p id=end>Loading more…</p></main><script>
const names = {names}, list = document.querySelector('ul'), end = document.querySelector('#end');
let shown = 0;
function show() {{
  if (shown && {loses}) list.firstElementChild.remove();
  for (const name of names.slice(shown, shown + 3)) {{
    const address = name.toLowerCase().replaceAll(' ', '-');
    list.insertAdjacentHTML('beforeend', `<li><a href="/thing/${{address}}">${{name}}</a></li>`);
  }}
  shown += 3;
  end.hidden = shown >= names.length;
}}
show();
new IntersectionObserver(([seen]) => {{ if (seen.isIntersecting && !end.hidden) setTimeout(show, 100); }}).observe(end);
</script>"""
# A list of lines that lead nowhere, searched as one types.
LOOKUP = """<!doctype html><html lang=en><title>Tools</title><main><h1>Tools</h1>
<label>Search tools <input type=search></label><ul></ul></main><script>
const names = {names}, field = document.querySelector('input');
function show() {{
  const words = field.value.trim(){lower};
  document.querySelector('ul').innerHTML = names.filter((name) => name{lower}.includes(words)).map((name) =>
    `<li>${{name}} <button>Lend</button></li>`).join('');
}}
field.addEventListener('input', show); show();</script>"""
# The same, looked up by a server.
ASKED = """<!doctype html><html lang=en><title>Tools</title><main><h1>Tools</h1>
<label>Search tools <input type=search></label><ul></ul></main><script>
const field = document.querySelector('input');
async function show() {{
  const words = field.value;
  const names = await (await fetch('/names?q=' + encodeURIComponent(words))).json();
  if ({newest}) document.querySelector('ul').innerHTML = names.map((name) => `<li>${{name}}</li>`).join('');
}}
field.addEventListener('input', show); show();</script>"""
BOTH = "(!clay.checked || row.dataset.clay) && (!sale.checked || row.dataset.sale)"
EITHER = "(!clay.checked && !sale.checked) || (clay.checked && row.dataset.clay) || (sale.checked && row.dataset.sale)"


PASTES = """onsubmit="location.href = '/search?q=' + this.q.value; return false\""""


def pages(*broken: str) -> dict[str, Answer]:
    """The shop's pages; "sort", "order", "filter", "count", "choice", "all", "search", "signs", "lookup",
    "overtaken", "more", "endless" and "pages" can be broken.
    """

    def answer(asked: Asked) -> Page:
        query = parse_qs(asked.query, keep_blank_values=True)
        if asked.path == "/orders":
            return Page(_orders(BY_TEXT if "sort" in broken else BY_NUMBER))
        if asked.path in ("/grid", "/drawn"):
            return Page(_grid(BY_TEXT if "sort" in broken else BY_NUMBER, by_roles=asked.path == "/grid"))
        if asked.path == "/priced":
            return Page(_priced(query.get("order", [""])[0], as_text="order" in broken))
        if asked.path == "/all":
            told = 3 if "count" in broken else len(CLAY)
            return Page(FILTER.format(told=told, rows=_cards(THINGS), fits=EITHER if "filter" in broken else BOTH))
        if asked.path == "/choices":
            done = "true" if "choice" in broken else "place % 2 === 0"
            return Page(CHOICES.format(names=list(THINGS), done=done, stays=str("all" in broken).lower()))
        if asked.path == "/more":
            return Page(MORE.format(names=list(THINGS), loses=str("more" in broken).lower()))
        if asked.path == "/endless":
            names = [f"{make} {name}" for make in ("Old", "New") for name in THINGS]
            return Page(ENDLESS.format(names=names, count=len(names), loses=str("endless" in broken).lower()))
        if asked.path == "/lookup":
            lower = "" if "lookup" in broken else ".toLowerCase()"
            return Page(LOOKUP.format(names=list(THINGS), lower=lower))
        if asked.path == "/asked":
            return Page(ASKED.format(newest="true" if "overtaken" in broken else "words === field.value"))
        if asked.path == "/names":
            wanted = query.get("q", [""])[0].lower()
            found = [name for name in THINGS if wanted in name.lower()]
            return Page(json.dumps(found), type="application/json")
        if asked.path == "/search":
            return Page(_search(query.get("q", [""])[0], as_typed="search" in broken, pasted="signs" in broken))
        if asked.path == "/shop":
            return Page(_shop(int(query.get("page", ["1"])[0]), one_short="pages" in broken))
        return Page(f"<!doctype html><title>Thing</title><h1>{asked.path.rpartition('/')[2].replace('-', ' ')}</h1>")

    return {"*": answer}


def _orders(compare: str) -> str:
    rows = "".join(f"<tr><td>Order {number}</td><td>£{price}</td></tr>" for number, price in enumerate(PRICES, 1))
    return TABLE.format(rows=rows, compare=compare)


def _grid(compare: str, *, by_roles: bool) -> str:
    grid, head, header, cell = (f"role={role}" if by_roles else "" for role in ("table", "row", "columnheader", "cell"))
    rows = "".join(
        f"<div {head} class=row><div {cell}>Order {number}</div><div {cell}>£{price}</div></div>"
        for number, price in enumerate(PRICES, 1)
    )
    return GRID.format(grid=grid, head=head, header=header, rows=rows, compare=compare)


def _priced(order: str, *, as_text: bool) -> str:
    priced = [(f"{price}", name) for price, name in zip(PRICES, THINGS, strict=True)]
    if order:
        priced.sort(key=lambda one: one[0] if as_text else int(one[0]), reverse=order == "high")
    choices = {"": "Featured", "low": "Price: low to high", "high": "Price: high to low"}
    options = "".join(
        f"<option value='{value}'{' selected' * (value == order)}>{text}</option>" for value, text in choices.items()
    )
    cards = "".join(f'<li class=card><a href="/thing/{name}">{name}</a> <b>£{price}</b></li>' for price, name in priced)
    return (
        "<!doctype html><html lang=en><title>Priced</title><main><h1>Priced</h1><form action=/priced>"
        f"<label>Sort by <select name=order>{options}</select></label><button>Sort</button></form>"
        f"<ul>{cards}</ul></main>"
    )


def _cards(names: tuple[str, ...]) -> str:
    made = ""
    for place, name in enumerate(names):
        marks = (" data-clay=1" * (name in CLAY)) + (" data-sale=1" * (place % 2))
        made += f'<li class=card{marks}><a href="/thing/{name.lower().replace(" ", "-")}">{name}</a></li>'
    return made


def _search(words: str, *, as_typed: bool, pasted: bool) -> str:
    wanted = words if as_typed else words.strip().lower()
    found = tuple(name for name in THINGS if wanted in (name if as_typed else name.lower()))
    said = f"{len(found)} products" if found else "Nothing was found"
    return (
        "<!doctype html><html lang=en><title>Search</title><main><h1>Search</h1>"
        f"<form action=/search {PASTES if pasted else ''}>"
        f'<input type=search name=q aria-label=Search value="{escape(words)}"><button>Search</button></form>'
        f"<p>{said}</p><ul>{_cards(found)}</ul></main>"
    )


def _shop(number: int, *, one_short: bool) -> str:
    listed = THINGS[(number - 1) * A_PAGE : number * A_PAGE]
    last = len(THINGS) // A_PAGE + (not one_short)
    links = "".join(f'<a href="/shop?page={page}">{page}</a> ' for page in range(1, last + 1) if page != number)
    return (
        f"<!doctype html><html lang=en><title>Shop</title><main><h1>Shop</h1><p>{len(THINGS)} products</p>"
        f"<ul>{_cards(listed)}</ul><nav aria-label=Pages>{links}</nav></main>"
    )
