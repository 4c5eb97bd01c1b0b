"""Lists that are sorted by hand, with the mouse alone, as libraries do it; `broken` names what is wrong.

A press begins, a move of some px picks the row up, and it follows the pointer from list to list until it is let go.
"""

import json
from urllib.parse import parse_qs

from tests.e2e.sites.server import Answer, Asked, Page

_PAGE = """<!doctype html><html lang=en><meta charset=utf-8><title>Plans</title><style>
.column { width: 220px; min-height: 60px; padding: 8px; border: 1px solid #888; float: left; margin: 8px }
.column li { list-style: none; padding: 10px; margin: 6px; background: #eee; %(style)s }
.handle { cursor: grab }</style><main><h1>Plans</h1><div id=board></div></main><script>
const board = document.getElementById('board'), broken = %(broken)s;
let columns = %(columns)s, held = null;
const draw = () => { board.innerHTML = columns.map((rows) => '<ul class=column>' + rows.map((row) =>
  `<li %(hint)s data-row="${row}">%(handle)s${row}%(tick)s</li>`).join('') + '</ul>').join(''); };
const order = () => [...board.children].map((list) => [...list.children].map((one) => one.dataset.row));
draw();
board.addEventListener('pointerdown', (event) => {
  const row = event.target.closest('%(grip)s')?.closest('li');
  if (row && event.button === 0) held = { row, x: event.clientX, y: event.clientY, moved: false };
});
document.addEventListener('pointermove', (event) => {
  if (!held) return;
  held.moved ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > 5;
  if (!held.moved) return;
  const under = document.elementFromPoint(event.clientX, event.clientY);
  const over = under?.closest('li'), list = under?.closest('.column');
  if (over && over !== held.row) {
    const box = over.getBoundingClientRect();
    over.parentElement.insertBefore(held.row, event.clientY > box.top + box.height / 2 ? over.nextSibling : over);
  } else if (list && !over && list !== held.row.parentElement) list.append(held.row);
});
document.addEventListener('pointerup', () => {
  if (!held?.moved) { held = null; return; }
  const row = held.row;
  held = null;
  if (broken.includes('copied') && row.parentElement !== board.firstChild) board.firstChild.append(row.cloneNode(true));
  if (broken.includes('twice')) board.firstChild.prepend(row.cloneNode(true));
  if (broken.includes('lost')) row.remove();
  const body = new URLSearchParams({ order: JSON.stringify(order()) });
  if (!broken.includes('untold')) fetch('/order', { method: 'POST', body });
});
</script>"""


# What is ticked is kept, whatever becomes of the order.
_TICK = """<input type=checkbox aria-label="${row} done" ${localStorage[row] ? "checked" : ""}
onchange="localStorage.setItem(this.parentElement.dataset.row, this.checked ? 1 : '')">"""


def board(*broken: str, hint: str = "", handle: str = "", style: str = "cursor: grab") -> dict[str, Answer]:
    """Two columns; "forgotten" (nothing is kept), "untold" (nothing is sent), "twice" and "lost" can be broken,
    "copied" rows stay in the first list, too, and "ticks" are kept;
    what a row is marked by, its handle and its style are given.
    """
    columns = [["Milk", "Bread", "Honey", "Salt"], ["Nails", "Glue"]]

    def page(_: Asked) -> Page:
        written = {
            "broken": json.dumps(broken),
            "columns": json.dumps(columns),
            "style": "" if handle else style,
            "hint": hint,
            "handle": handle,
            "tick": _TICK if "ticks" in broken else "",
            "grip": ".handle" if handle else "li",
        }
        return Page(_PAGE % written)

    def keep(asked: Asked) -> Page:
        if "forgotten" not in broken:
            columns[:] = json.loads(parse_qs(asked.body)["order"][0])
        return Page("{}", type="application/json")

    return {"/": page, "/order": keep}
