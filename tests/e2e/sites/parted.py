"""A list of which controls of many makes show a part; `broken` names what is wrong with it."""

import json
from urllib.parse import parse_qs

from tests.e2e.sites.server import Answer, Asked, Page

THINGS = (
    ("Oak board", "Wood"),
    ("Brown mug", "Clay"),
    ("Glass vase", "Glass"),
    ("Stone bowl", "Clay"),
    ("Ash spoon", "Wood"),
    ("Blue plate", "Clay"),
    ("Tall jar", "Glass"),
)
KINDS = ("All", "Clay", "Glass", "Wood")
PAGE = """<!doctype html><html lang=en><title>Things</title><main><h1>Things</h1>{controls}<ul id=things></ul></main>
<script>
const things = {things}, list = document.querySelector('#things');
let last = things;
function show(kind) {{
  const fits = ([name, bears], place) => kind === 'All' || {fits};
  last = kind === 'All' && {stuck} ? last : things.filter(fits);
  list.innerHTML = last.map(([name, bears]) =>
    `<li class=thing><h2>${{name}}</h2><small class=kind>${{bears}}</small></li>`).join('');
}}
show('All');
{script}</script>"""
FITS = {
    "": "bears === kind",
    "ignored": "true",
    "short": "bears === kind && place !== 5",
    "stray": "(bears === kind || place === 0 || place === 2)",
}
BUTTONS = """const buttons = [...document.querySelectorAll('[data-kind]')];
for (const button of buttons) button.onclick = () => {
  for (const one of buttons) one.setAttribute(one.dataset.kind, String(one === button));
  show(button.textContent.replace(/\\W*\\d*\\W*$/, ''));
};"""
DRAWN = """const opener = document.querySelector('#opener'), menu = document.querySelector('#menu');
const open = (now) => { menu.hidden = !now; opener.setAttribute('aria-expanded', String(now)); };
opener.onclick = () => open(menu.hidden);
for (const entry of menu.children) entry.onclick = () => {
  open(false); opener.textContent = entry.textContent; show(entry.textContent);
};"""


def pages(broken: str = "") -> dict[str, Answer]:
    """One page for each make of control, and one with links to other pages.

    With "ignored" all is shown, with "short" one that fits is left out, with "stray" some that do not fit are shown;
    with "count" a choice promises too many, with "stuck" all never comes back.
    """

    def answer(asked: Asked) -> Page:
        make = asked.path.strip("/").partition("/")[0]
        if make in ("links", "below"):
            kind = parse_qs(asked.query).get("kind", [asked.path.strip("/").partition("/")[2] or "All"])[0]
            return Page(_linked(make, kind, broken))
        if make == "elsewhere":
            return Page(_page("<p>" + "".join(f"<a href=/{one}>{one}</a> " for one in KINDS) + "</p>", "", broken))
        controls, script = _MADE[make]
        return Page(_page(controls.replace("(3)", "(4)") if broken == "count" else controls, script, broken))

    return {"*": answer}


def _page(controls: str, script: str, broken: str) -> str:
    return PAGE.format(
        controls=controls,
        things=json.dumps(THINGS),
        fits=FITS.get(broken, FITS[""]),
        stuck=str(broken == "stuck").lower(),
        script=script,
    )


def _linked(make: str, kind: str, broken: str) -> str:
    """Links with the choice in the query or as a page of its own; the one that is chosen is none."""
    addresses = {one: f"/links?kind={one}" if make == "links" else f"/below/{one}" for one in KINDS}
    addresses["All"] = f"/{make}"
    links = "".join(
        f"<li>{one}</li>" if one == kind and make == "links" else f'<li><a href="{addresses[one]}">{one}</a></li>'
        for one in KINDS
    )
    return _page(f"<ul class=kinds>{links}</ul>", f"show({json.dumps(kind)});", broken)


def _counted(attribute: str, role: str = "") -> str:
    counts = {one: sum(one in ("All", kind) for _, kind in THINGS) for one in KINDS}
    return "".join(
        f"<button {role} data-kind={attribute} {attribute}={str(one == 'All').lower()}>{one} ({counts[one]})</button>"
        for one in KINDS
    )


_MADE = {
    "tabs": (f"<div role=tablist>{_counted('aria-selected', 'role=tab')}</div>", BUTTONS),
    "chips": (f"<p>{_counted('aria-pressed')}</p>", BUTTONS),
    "dots": (
        "<fieldset><legend>Kind</legend>"
        + "".join(f"<label><input type=radio name=kind{' checked' * (one == 'All')}> {one}</label>" for one in KINDS)
        + "</fieldset>",
        "for (const dot of document.querySelectorAll('input')) {"
        "dot.onchange = () => { show(dot.parentNode.textContent.trim()); }; }",
    ),
    "drawn": (
        "<div id=opener role=combobox tabindex=0 aria-haspopup=listbox aria-expanded=false>All</div>"
        "<div id=menu role=listbox hidden>" + "".join(f"<div role=option>{one}</div>" for one in KINDS) + "</div>",
        DRAWN,
    ),
}
MAKES = ("links", "below", *_MADE)
