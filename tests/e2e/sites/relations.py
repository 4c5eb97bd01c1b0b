"""A list in one page, sound, or with one of the faults that only show when things are done, undone and repeated."""

import json

from tests.e2e.sites.server import Answer, Asked, Page

LIST_FAULTS = (
    "double",
    "blank",
    "neighbour",
    "twin",
    "counter",
    "undo",
    "edit",
    "reopen",
    "cancel",
)

_LIST = """<!doctype html><html lang="en"><title>Packing list</title><main><h1>Packing list</h1>
<p><span id="count">0</span> things to pack</p>
<form id="adder"><label>What to pack <input name="thing" autocomplete="off"></label><button>Pack it</button></form>
<ul id="list"></ul><p id="note" role="status"></p></main>
<script>
const fault = 'FAULT';
let rows = JSON.parse(localStorage.rows || '[]'), stored = JSON.parse(localStorage.rows || '[]');
let editing = 0, last = null;
let count = rows.length, next = rows.reduce((most, row) => Math.max(most, row.id), 0) + 1;
const keep = () => { localStorage.rows = JSON.stringify(fault === 'edit' ? stored : rows); };
const byId = (id) => document.getElementById(id);
const button = (text, act) => {
  const made = document.createElement('button');
  Object.assign(made, { type: 'button', textContent: text, onclick: act });
  return made;
};
function remove(row) {
  last = row;
  if (fault === 'neighbour') rows.splice(Math.max(0, rows.indexOf(row) - 1), 1);
  else if (fault === 'twin') rows = rows.filter((one) => one.text !== row.text);
  else rows = rows.filter((one) => one !== row);
  stored = rows.map((one) => ({ ...one }));
  if (fault !== 'counter') count = rows.length;
  keep(); show();
  byId('note').replaceChildren('Removed. ', button('Undo', () => {
    if (fault !== 'undo') { rows.push(last); stored = [...rows]; count = rows.length; }
    keep(); show();
    byId('note').textContent = '';
  }));
}
function editor(row) {
  const field = document.createElement('input');
  field.setAttribute('aria-label', 'New text');
  const before = row.text;
  field.value = fault === 'reopen' ? row.first : row.text;
  if (fault === 'cancel') field.oninput = () => { row.text = field.value; keep(); };
  const save = button('Save', () => {
    row.text = field.value;
    if (fault !== 'edit') stored = [...rows];
    editing = 0; keep(); show();
  });
  const cancel = button('Cancel', () => { editing = 0; show(); });
  return [field, save, cancel];
}
function show() {
  byId('count').textContent = count;
  byId('list').replaceChildren(...rows.map((row) => {
    const item = document.createElement('li');
    if (editing === row.id) item.append(...editor(row));
    else item.append(Object.assign(document.createElement('span'), { textContent: row.text }), ' ',
      button('Edit', () => { editing = row.id; show(); }), button('Remove', () => remove(row)));
    return item;
  }));
}
byId('adder').onsubmit = (event) => {
  event.preventDefault();
  const field = byId('adder').thing, text = fault === 'blank' ? field.value : field.value.trim();
  if (!text) return;
  const put = () => {
    const row = { id: next++, text, first: text };
    rows.push(row); stored.push({ ...row });
    count += 1; keep(); show();
    field.value = '';
  };
  if (fault === 'double') setTimeout(put, 150); else put();
};
show();
</script></html>"""


def packing_list(fault: str = "") -> str:
    """The page, with one fault of LIST_FAULTS or none."""
    return _LIST.replace("FAULT", fault)


_CART = """<!doctype html><html lang="en"><title>Cart</title><header><a href="#">Cart <b id="badge">0</b></a></header>
<main><h1>Your cart</h1><button id="add" type="button">Add a mug to the cart</button>
<button id="like" type="button" aria-pressed="false">Save for later</button><ul id="lines"></ul></main>
<script>
const fault = 'FAULT', price = 12;
let pieces = Number(localStorage.pieces || 0), badge = Number(localStorage.badge || 0);
const byId = (id) => document.getElementById(id);
const button = (text, act) => {
  const made = document.createElement('button');
  Object.assign(made, { type: 'button', textContent: text, onclick: act });
  return made;
};
function change(to) {
  if (to > pieces || fault !== 'badge') badge = to;
  pieces = to;
  Object.assign(localStorage, { pieces, badge });
  show();
}
function take(typed) {
  const wanted = Number(typed);
  const fits = fault === 'negative' || (wanted > 0 && wanted < 100);
  if (Number.isInteger(wanted) && fits) change(wanted);
  else show('Please enter a whole number from 1 to 99.');
}
function show(said = '') {
  byId('badge').textContent = badge;
  byId('lines').replaceChildren();
  if (!pieces) return;
  const [line, field, sum] = ['li', 'input', 'strong'].map((tag) => document.createElement(tag));
  Object.assign(field, { type: 'number', name: 'quantity', value: pieces });
  field.onkeydown = (event) => { if (event.key === 'Enter') take(field.value); };
  sum.textContent = `€${(pieces * price).toFixed(2)}`.replace('€-', '-€');
  line.append('Mug €12.00 each ', button('-', () => change(Math.max(1, pieces - (fault === 'step' ? 2 : 1)))), field,
    button('+', () => change(pieces + 1)), sum, button('Remove', () => change(0)), said);
  byId('lines').append(line);
}
byId('add').onclick = () => change(pieces + 1);
byId('like').onclick = () => {
  const on = byId('like').getAttribute('aria-pressed') === 'true';
  byId('like').setAttribute('aria-pressed', fault === 'switch' ? 'true' : String(!on));
};
show();
</script></html>"""

_ROUTES = """<!doctype html><html lang="en"><title>Mugs</title>
<main><nav><a href="/">Shelf</a></nav><section id="view"></section></main>
<script>
const fault = 'FAULT';
const mugs = {
  blue: ['Blue mug', 'It holds 300 ml.', 'It is made of clay.'],
  red: ['Red mug', 'It holds 200 ml.', 'It is tin.'],
};
function show(path) {
  const mug = mugs[path.slice(1)];
  document.getElementById('view').innerHTML = mug
    ? `<h1>${mug[0]} in detail</h1><p>${mug[1]}</p><p>${mug[2]}</p>`
    : `<h1>Shelf</h1><p>All our mugs stand here.</p><p>Choose one.</p>
      <a href="/blue">Look at blue</a> <a href="/red">Look at red</a>`;
}
document.onclick = (event) => {
  const link = event.target.closest('a');
  if (!link) return;
  event.preventDefault();
  history.pushState({}, '', link.href);
  show(location.pathname);
};
window.onpopstate = () => {
  if (fault === 'trap') history.pushState({}, '', '/blue');
  if (fault !== 'back') show(location.pathname);
};
show(fault === 'link' ? '/' : location.pathname);
</script></html>"""


def cart(fault: str = "", *, drawn: bool = False) -> str:
    """A cart in one page; faults are badge, negative, step and switch; its link is without words when `drawn`."""
    page = _CART.replace("FAULT", fault)
    return page.replace('<a href="#">Cart', '<a href="#" class="cart-link">') if drawn else page


STALL_PAGES = {"/": "Blue mug", "/basket": "Your basket"}
_STALL = """<!doctype html><html lang="en"><title>TITLE</title>
<header><a href="/">Mugs</a> <a href="/basket">Basket</a></header><main id="view"></main>
<script>
const fault = 'FAULT', pieces = Number(localStorage.pieces || 0), view = document.getElementById('view');
if (location.pathname === '/basket') {
  view.innerHTML = '<h1>Your basket</h1>' + (pieces ? `<table><tr><td>Blue mug</td>
    <td><input type="number" name="quantity" aria-label="Quantity" value="${pieces}"></td>
    <td>€${(pieces * 12).toFixed(2)}</td></tr></table>` : '<p>It is empty.</p>');
} else {
  view.innerHTML = '<h1>Blue mug</h1><p>€12.00</p><button type="button">Add to basket</button><p id="said"></p>';
  view.querySelector('button').onclick = () => {
    const held = Number(localStorage.pieces || 0);
    localStorage.pieces = held && fault ? held : held + 1;
    view.querySelector('#said').textContent = held && fault === 'one' ? 'It is already in your basket.' : 'Thank you.';
  };
}
</script></html>"""

_CHOOSER = """<!doctype html><html lang="en"><title>Mugs</title><main><h1>Mugs</h1>
<label>Colour <select><option value="">Any</option><option>blue</option><option>red</option></select></label>
<ul><li>A mug to drink from</li><li>A second mug</li></ul></main>
<script>
const field = document.querySelector('select');
field.value = new URLSearchParams(location.search).get('colour') || '';
field.onchange = () => {
  const address = '/?colour=' + field.value;
  if ('FAULT' === 'skip') location.replace(address); else location.assign(address);
};
</script></html>"""


def stall(fault: str = "") -> dict[str, Answer]:
    """A thing to buy and a basket; with the fault "set" the basket never holds more than one, with "one" the page says
    so.
    """
    return {path: _STALL.replace("TITLE", title).replace("FAULT", fault) for path, title in STALL_PAGES.items()}


def chooser(fault: str = "") -> str:
    """A list that is narrowed by its address; with the fault "skip" without an entry in the history."""
    return _CHOOSER.replace("FAULT", fault)


def routes(fault: str = "") -> str:
    """A single-page app with addresses of its own; faults are back, trap and link."""
    return _ROUTES.replace("FAULT", fault)


def members(fault: str = "") -> dict[str, Answer]:
    """An account behind a password; with the fault "session" signing out is only said, with "kept" the browser may keep
    the account's page, with "notes" another page of the account asks for nothing but that somebody was in once.
    """
    keep = {} if fault == "kept" else {"cache-control": "no-store"}
    refused = Page(status=303, headers={"location": "/", **keep})
    ask = """<!doctype html><html lang="en"><title>Sign in</title><main><h1>Sign in</h1>
    <form method="post" action="/in"><label>Email <input type="email" name="email"></label>
    <label>Password <input type="password" name="password"></label>
    <button>Sign in</button></form></main></html>"""
    account = """<!doctype html><html lang="en"><title>Account</title><main><h1>Hello Anna</h1><p>Order of two mugs</p>
    <p>Order of a lamp</p><p>12 Market Street, York</p><a href="/notes">Notes</a>
    <form method="post" action="/out"><button>Sign out</button></form>
    </main></html>"""
    written = """<!doctype html><html lang="en"><title>Notes</title><main><h1>Notes of Anna</h1><p>Buy milk</p>
    <p>Call the plumber</p><p>Pay the rent</p></main></html>"""

    def page(asked: Asked) -> Page:
        inside = "member=yes" in asked.headers.get("cookie", "")
        return Page(account, headers={**keep, "set-cookie": "was_in=yes; Path=/"}) if inside else refused

    def notes(asked: Asked) -> Page:
        inside = "was_in=yes" in asked.headers.get("cookie", "")
        return Page(written, headers=keep) if inside else refused

    def go(to: str, cookie: str) -> Page:
        return Page(status=303, headers={"location": to, "set-cookie": cookie})

    forgets = "theme=light; Path=/" if fault == "session" else "member=; Path=/; Max-Age=0"
    return {
        "/": ask,
        "/account": page,
        "/notes": notes if fault == "notes" else page,
        "/in": lambda _: go("/account", "member=yes; Path=/; HttpOnly"),
        "/out": lambda _: go("/bye", forgets),
        "/bye": "<!doctype html><html lang='en'><title>Bye</title><h1>You are signed out</h1></html>",
    }


SHELF = """<!doctype html><html lang=en><title>Shelf</title><main><h1>Shelf</h1>
<p><b id=count></b> books</p>{orders}<ul></ul></main><script>
let books, turned = false;
const count = document.querySelector('#count'), list = document.querySelector('ul');
function row(name) {{
  const line = document.createElement('li'), button = document.createElement('button');
  line.append(name, ' ', button);
  button.textContent = 'Delete';
  button.onclick = async () => {{
    if (!confirm('Delete ' + name + '?')) return;
    const place = [...list.children].indexOf(line);
    await fetch('/books/' + ({turns} ? books[place] : name), {{ method: 'POST' }});
    if ({turns}) await draw(); else line.remove();
    {counts}
  }};
  return line;
}}
async function draw() {{
  books = await (await fetch('/books')).json();
  list.replaceChildren(...(turned ? books.toReversed() : books).map(row));
  count.textContent = books.length;
}}
document.querySelectorAll('select').forEach((orders) => {{
  orders.onchange = () => {{ turned = orders.selectedIndex > 0; draw(); }};
}});
draw();</script>"""
_ORDERS = "<label>Sort by <select><option>Title: A to Z<option>Title: Z to A</select></label>"


def shelf(fault: str = "") -> dict[str, Answer]:
    """Books that can be deleted; "back", "beside" or "late" says what is wrong with that. They can be "sorted", with
    "place" so that another is deleted then.
    """
    books = ["Dune", "Emma", "Ulysses", "Walden", "Zorba"]

    def answer(asked: Asked) -> Page:
        name = asked.path.rpartition("/")[2]
        if asked.method == "POST" and name in books and fault != "back":
            books.remove(name)
        return Page(json.dumps(books), type="application/json")

    counts = "" if fault == "late" else "count.textContent = list.children.length;"
    if fault == "beside":
        counts += "await fetch('/books/' + list.children[1].firstChild.data, { method: 'POST' });"
        counts += "list.children[1].remove();"
    orders = _ORDERS if fault in ("sorted", "place") else ""
    turns = "turned" if fault == "place" else "false"
    return {"/": SHELF.format(counts=counts, orders=orders, turns=turns), "*": answer}
