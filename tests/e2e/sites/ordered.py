"""A board of notes that is put in order by controls of many makes; `broken` names what is wrong with it."""

import json
from urllib.parse import parse_qs

from tests.e2e.sites.server import Answer, Asked, Page

NOTES = (
    ("Kettle", "£9.00", "3 Mar 2026", "12 likes"),
    ("Apron", "£118.00", "14 Jan 2026", "1,140 likes"),
    ("Ladle", "£14.50", "9 Nov 2025", "7 likes"),
    ("Éclair tin", "£24.00", "21 Feb 2026", "95 likes"),
    ("Whisk", "£7.20", "2 Apr 2026", "7 likes"),
)
PAGE = """<!doctype html><html lang=en><title>Notes</title><main><h1>Notes</h1>{controls}<ul id=notes></ul></main>
<script>
const notes = {notes}, list = document.querySelector('#notes');
const number = (text) => Number(text.replace(/[^0-9.]/g, ''));
const keys = {{ price: (note) => {price}, day: (note) => {day}, likes: (note) => number(note[3]) }};
const row = ([name, price, day, likes], mark = '') => `<li class="note">${{mark}}<a href="/note/${{name}}">${{name}}</a>
  <i>${{price}}</i> <span class=posted>${{day}}</span> <em>${{likes}}</em></li>`;
function show(by, turn) {{
  const sorted = by ? [...notes].sort((one, other) => turn * (keys[by](one) < keys[by](other) ? -1 : 1)) : notes;
  list.innerHTML = row(['Pan', '£55.00', '1 Jan 2020', '3 likes'], '<b>Sponsored</b> ') +
    sorted.map((note) => row(note)).join('');
}}
show('', 1);
const orders = {orders};
{script}</script>"""
ORDERS: dict[str, tuple[str, int]] = {
    "Newest first": ("day", -1),
    "Oldest first": ("day", 1),
    "Price: low to high": ("price", 1),
    "Most liked": ("likes", -1),
}
BUTTONS = """for (const button of document.querySelectorAll('[data-order]')) {
  button.onclick = () => { show(...orders[button.textContent.trim()]); };
}"""
MENU = """const opener = document.querySelector('#opener'), menu = document.querySelector('#menu');
opener.onclick = () => { menu.hidden = !menu.hidden; opener.setAttribute('aria-expanded', String(!menu.hidden)); };
for (const entry of menu.children) entry.onclick = () => {
  menu.hidden = true; opener.setAttribute('aria-expanded', 'false');
  if (opener.dataset.shows) opener.textContent = entry.textContent;
  show(...orders[entry.textContent.trim()]);
};"""
PLAIN_MENU = MENU.replace("opener.setAttribute('aria-expanded', String(!menu.hidden));", "").replace(
    "opener.setAttribute('aria-expanded', 'false');", ""
)
MENU_SHOWN = "<div id=menu hidden{role}>{entries}</div>"


def pages(broken: str = "") -> dict[str, Answer]:
    """One page for each make of control; "text" compares prices as texts, "turned" shows the oldest first, "days"
    compares days as texts, "still" changes nothing.
    """

    def answer(asked: Asked) -> Page:
        if asked.path == "/links":
            return Page(_linked(parse_qs(asked.query).get("sort", [""])[0], broken))
        made = _MADE.get(asked.path.strip("/"))
        if made is None:
            return Page(f"<!doctype html><title>Note</title><h1>{asked.path.rpartition('/')[2]}</h1>")
        return Page(_page(*made, broken))

    return {"*": answer}


def _page(controls: str, script: str, broken: str) -> str:
    orders = {
        name: [by, turn * (-1 if broken == "turned" and by == "day" else 1)] for name, (by, turn) in ORDERS.items()
    }
    return PAGE.format(
        controls=controls,
        notes=json.dumps(NOTES),
        price="note[1]" if broken == "text" else "number(note[1])",
        day="note[2]" if broken == "days" else "Date.parse(note[2])",
        orders=json.dumps({name: [None, 1] for name in ORDERS} if broken == "still" else orders),
        script=script,
    )


def _linked(sort: str, broken: str) -> str:
    """Links for each order; the one that is chosen is none."""
    made = "".join(
        f"<b>{name}</b> " if name == sort else f'<a href="/links?sort={name.replace(" ", "+")}">{name}</a> '
        for name in ORDERS
    )
    chosen = f"if ({json.dumps(sort)}) show(...orders[{json.dumps(sort)}]);"
    return _page(f"<p>Sort by: {made}</p>", chosen, broken)


def _entries(tag: str, role: str = "") -> str:
    return "".join(f"<{tag}{f' role={role}' if role else ''}>{name}</{tag}>" for name in ORDERS)


_MADE = {
    "buttons": ("<p>" + "".join(f"<button data-order>{name}</button>" for name in ORDERS) + "</p>", BUTTONS),
    "tabs": (
        "<div role=tablist>" + "".join(f"<button role=tab data-order>{name}</button>" for name in ORDERS) + "</div>",
        BUTTONS,
    ),
    "dots": (
        "".join(f"<label><input type=radio name=order> <span>{name}</span></label>" for name in ORDERS),
        "for (const dot of document.querySelectorAll('input')) {"
        "dot.onchange = () => { show(...orders[dot.parentNode.textContent.trim()]); }; }",
    ),
    "menu": (
        "<button id=opener aria-haspopup=menu aria-expanded=false>Sort by ▾</button>"
        + MENU_SHOWN.format(role=" role=menu", entries=_entries("div", "menuitem")),
        MENU,
    ),
    "plain": ("<button id=opener>Sort</button>" + MENU_SHOWN.format(role="", entries=_entries("button")), PLAIN_MENU),
    "drawn": (
        "<div id=opener data-shows=1 role=combobox tabindex=0 aria-haspopup=listbox aria-expanded=false>Newest first"
        "</div>" + MENU_SHOWN.format(role=" role=listbox", entries=_entries("div", "option")),
        MENU,
    ),
}
MAKES = ("links", *_MADE)
# Each says how the list is sorted now by its value, and is turned round by every touch.
_MADE["turning"] = (
    "<p><button data-by=day>Newest first</button> <button data-by=price>Price: high to low</button></p>",
    """const turned = { 'Newest first': 'Oldest first', 'Oldest first': 'Newest first',
  'Price: high to low': 'Price: low to high', 'Price: low to high': 'Price: high to low' };
for (const button of document.querySelectorAll('button')) button.onclick = () => {
  button.textContent = turned[button.textContent];
  show(button.dataset.by, /^(Old|.*low to)/.test(button.textContent) ? 1 : -1);
};""",
)
