"""A list in one page, sound, or with one of the faults that only show when things are done, undone and repeated."""

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
let rows = JSON.parse(localStorage.rows || '[]'), stored = JSON.parse(localStorage.rows || '[]'), editing = 0, last = null;
let count = rows.length, next = rows.reduce((most, row) => Math.max(most, row.id), 0) + 1;
const keep = () => { localStorage.rows = JSON.stringify(fault === 'edit' ? stored : rows); };
const byId = (id) => document.getElementById(id);
const button = (text, act) => { const made = document.createElement('button'); made.type = 'button'; made.textContent = text; made.onclick = act; return made; };
function remove(row) {
  last = row;
  if (fault === 'neighbour') rows.splice(Math.max(0, rows.indexOf(row) - 1), 1);
  else if (fault === 'twin') rows = rows.filter((one) => one.text !== row.text);
  else rows = rows.filter((one) => one !== row);
  stored = rows.map((one) => ({ ...one }));
  if (fault !== 'counter') count = rows.length;
  keep(); show();
  byId('note').replaceChildren('Removed. ', button('Undo', () => { if (fault !== 'undo') { rows.push(last); stored = [...rows]; count = rows.length; } keep(); byId('note').textContent = ''; show(); }));
}
function editor(row) {
  const field = document.createElement('input');
  field.setAttribute('aria-label', 'New text');
  const before = row.text;
  field.value = fault === 'reopen' ? row.first : row.text;
  if (fault === 'cancel') field.oninput = () => { row.text = field.value; keep(); };
  const save = button('Save', () => { row.text = field.value; if (fault !== 'edit') stored = [...rows]; editing = 0; keep(); show(); });
  const cancel = button('Cancel', () => { editing = 0; show(); });
  return [field, save, cancel];
}
function show() {
  byId('count').textContent = count;
  byId('list').replaceChildren(...rows.map((row) => {
    const item = document.createElement('li');
    if (editing === row.id) item.append(...editor(row));
    else item.append(Object.assign(document.createElement('span'), { textContent: row.text }), ' ', button('Edit', () => { editing = row.id; show(); }), button('Remove', () => remove(row)));
    return item;
  }));
}
byId('adder').onsubmit = (event) => {
  event.preventDefault();
  const field = byId('adder').thing, text = fault === 'blank' ? field.value : field.value.trim();
  if (!text) return;
  const put = () => { const row = { id: next++, text, first: text }; rows.push(row); stored.push({ ...row }); count += 1; keep(); show(); field.value = ''; };
  if (fault === 'double') setTimeout(put, 150); else put();
};
show();
</script></html>"""


def packing_list(fault: str = "") -> str:
    """The page, with one fault of LIST_FAULTS or none."""
    return _LIST.replace("FAULT", fault)
