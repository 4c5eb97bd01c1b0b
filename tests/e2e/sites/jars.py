"""Jars of money in one page that a server keeps for each visitor, with one fault or none.

"sum" and "owner": what the page says beside the list stays as it was until a reload. "cancel": what is typed stays on
the page. "twice": a double click gives twice. "undo": a jar comes back on the screen alone. "page": a filter keeps the
page.
"""

import json
from collections.abc import Callable
from itertools import count

from tests.e2e.sites.server import Asked, Page

NAMES = ("Rent", "Trips", "Books", "Tools", "Bikes", "Shoes", "Plants")
FAULTS = ("sum", "owner", "cancel", "twice", "undo", "page")

_PAGE = """<!doctype html><html lang=en><title>Jars</title><header><p id=owner></p></header><main><h1>Jars</h1>
<p id=sum></p><label>Kind <select id=kind><option>All kinds<option>Home<option>Away</select></label>
<ul id=list></ul><p id=told></p><button id=next>Next page</button>
<form id=gift><label>A gift for Rent <input inputmode=decimal></label><button>Give</button></form>
<form id=who><label>Owner <input></label><button>Save</button></form>
<p id=note role=status></p>
<dialog><form id=edit><label>Monthly limit <input inputmode=decimal></label>
<button type=button id=no>Cancel</button><button>Keep</button></form></dialog></main><script>
const fault = 'FAULT', by = (id) => document.getElementById(id), say = (id, text) => { by(id).textContent = text; };
const tell = async (change) => (await fetch('/kept', { method: 'POST', body: JSON.stringify(change) })).json();
let kept, page = 1, edited;
function beside() {
  if (fault !== 'sum' || !by('sum').textContent) {
    say('sum', `Limits of ${kept.jars.reduce((sum, one) => sum + one.limit, 0)} euros a month`);
  }
  if (fault !== 'owner' || !by('owner').textContent) say('owner', `Jars of ${kept.owner}`);
}
function draw() {
  const kind = by('kind').value, fits = kept.jars.filter((one) => kind === 'All kinds' || one.kind === kind);
  by('list').replaceChildren(...fits.slice(page * 4 - 4, page * 4).map((one) => {
    const row = document.createElement('li');
    row.innerHTML = `<b></b> <span></span> <button class=edit></button> <button class=delete></button>`;
    const [name, limit, edit, gone] = row.children;
    name.textContent = one.name;
    limit.textContent = `${one.limit} euros`;
    edit.textContent = `Edit ${one.name}`;
    gone.textContent = `Delete ${one.name}`;
    edit.onclick = () => { edited = one; by('edit').elements[0].value = one.limit; by('edit').parentNode.showModal(); };
    gone.onclick = () => remove(one);
    return row;
  }));
  say('told', `Page ${page} of ${Math.ceil(fits.length / 4)}`);
  by('next').hidden = page * 4 >= fits.length;
  beside();
}
async function remove(one) {
  const all = kept.jars;
  kept = await tell({ jars: all.filter((other) => other !== one) });
  draw();
  by('note').innerHTML = `${one.name} was deleted. <button>Undo</button> <button>Dismiss</button>`;
  by('note').firstElementChild.onclick = async () => {
    kept = fault === 'undo' ? { ...kept, jars: all } : await tell({ jars: all });
    say('note', '');
    draw();
  };
}
by('kind').onchange = () => { if (fault !== 'page') page = 1; draw(); };
by('next').onclick = () => { page += 1; draw(); };
by('edit').elements[0].oninput = (event) => { if (fault === 'cancel') edited.limit = Number(event.target.value); };
by('no').onclick = () => { by('edit').parentNode.close(); draw(); };
by('edit').onsubmit = async (event) => {
  event.preventDefault();
  edited.limit = Number(by('edit').elements[0].value);
  kept = await tell({ jars: kept.jars });
  by('edit').parentNode.close();
  draw();
};
by('gift').onsubmit = async (event) => {
  event.preventDefault();
  const [field, button] = by('gift').elements;
  button.disabled = fault !== 'twice';
  const answer = await fetch('/gift', { method: 'POST', body: JSON.stringify({ amount: Number(field.value) }) });
  kept.jars[0].limit = (await answer.json()).limit;
  draw();
};
by('who').onsubmit = async (event) => {
  event.preventDefault();
  kept = await tell({ owner: by('who').elements[0].value });
  draw();
};
(async () => { kept = await tell({}); by('who').elements[0].value = kept.owner; draw(); })();
</script>"""


def jars(fault: str = "") -> dict[str, str | Page | Callable[[Asked], Page]]:
    """The site."""
    visitors = count(1)
    kept: dict[str, dict[str, object]] = {}

    def page(asked: Asked) -> Page:
        known = _visitor(asked)
        headers = {} if known else {"Set-Cookie": f"visitor=v{next(visitors)}; Path=/"}
        return Page(_PAGE.replace("FAULT", fault), headers=headers)

    def keep(asked: Asked) -> Page:
        own = kept.setdefault(_visitor(asked), _at_first())
        own.update(json.loads(asked.body))
        return Page(json.dumps(own), type="application/json")

    def give(asked: Asked) -> Page:
        jars = kept.setdefault(_visitor(asked), _at_first())["jars"]
        assert isinstance(jars, list)
        jars[0]["limit"] += json.loads(asked.body)["amount"]
        return Page(json.dumps(jars[0]), type="application/json")

    return {"/": page, "/kept": keep, "/gift": give}


def _visitor(asked: Asked) -> str:
    return asked.headers.get("cookie", "").partition("visitor=")[2].partition(";")[0]


def _at_first() -> dict[str, object]:
    jars = [
        {"id": number, "name": name, "kind": "Home" if number < 3 else "Away", "limit": 100 + number}
        for number, name in enumerate(NAMES)
    ]
    return {"owner": "Annabel", "jars": jars}
