"""A page with a field that only a calendar of its own fills, as small scripts draw it; faults have sound twins."""

_PAGE = """<!doctype html><html lang=de><title>Buchen</title><h1>Zimmer buchen</h1>
<form><label>Name <input name=name required></label><label>Anreisetag (Datum) <input id=day name=day readonly></label>
<button>Buchen</button></form><p id=said></p>
<div id=calendar hidden style="position:absolute;background:#fff"><div><span id=back title=zurück>‹</span>
<b id=caption></b><span id=forward title=weiter>›</span></div><table><tbody id=weeks></tbody></table></div><script>
const at = (id) => document.getElementById(id);
const today = new Date();
let year = today.getFullYear(), month = today.getMonth();
function draw() {
  at('caption').textContent = new Date(year, month, 1).toLocaleDateString('de', { month: 'long', year: 'numeric' });
  const before = (new Date(year, month, 1).getDay() + 6) %% 7;
  const days = Array.from({ length: new Date(year, month + 1, 0).getDate() }, (_, day) => day + 1);
  const cells = [...Array(before).fill(''), ...days];
  let rows = '';
  const week = () => Array.from({ length: 7 }, () => `<td>${cells.shift() ?? ''}</td>`).join('');
  while (cells.length) rows += `<tr>${week()}</tr>`;
  at('weeks').innerHTML = rows;
}
function turn(by) { month += by; year += Math.floor(month / 12); month = (month + 12) %% 12; draw(); }
at('forward').onclick = () => turn(%(forward)s);
at('back').onclick = () => turn(-1);
at('day').onclick = () => { at('calendar').hidden = false; draw(); };
at('weeks').onclick = ({ target }) => {
  if (!target.textContent) return;
  const picked = new Date(year, month, Number(target.textContent));
  at('day').value = %(written)s;
  at('calendar').hidden = true;
};
document.querySelector('form').onsubmit = (event) => {
  event.preventDefault();
  at('said').textContent = at('day').value ? 'Danke, gebucht.' : 'Bitte einen Tag wählen.';
};
</script>"""


def calendar_page(*, broken: bool = False) -> str:
    """A form in German; when broken, the day is written in UTC and an arrow turns two months."""
    written = "picked.toISOString().slice(0, 10)" if broken else "picked.toLocaleDateString('de')"
    return _PAGE % {"forward": "2" if broken else "1", "written": written}
