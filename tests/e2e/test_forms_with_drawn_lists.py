"""Forms with lists of choices that scripts draw in place of the browser's own."""

import random
from urllib.parse import parse_qsl

import pytest

from tests.e2e.sites.server import Asked, Page, Site
from worker.explorer.forms import Persona, fill, submit
from worker.explorer.graph import open_page
from worker.explorer.options import Deal, options_of
from worker.explorer.scope import Scope
from worker.explorer.windows import DESKTOP
from worker.surfaces.interface import Surface

FORM = """<!doctype html><title>Join</title><form action=/sent method=post>
<label>E-mail <input type=email name=email></label>
<div id=ask role=combobox aria-haspopup=listbox aria-expanded=false aria-controls=list tabindex=0 aria-label="Question"
  style="width:200px;height:30px;border:1px solid">%s</div>
<button type=button id=size aria-haspopup=listbox>Size</button>
<input type=hidden name=question><input type=hidden name=size><button id=send disabled>Send</button></form>
<script>
const form = document.forms[0];
function list(opener, field, entries) {
  opener.onclick = () => {
    const box = document.createElement('ul');
    box.setAttribute('role', 'listbox');
    box.id = opener === ask ? 'list' : 'sizes';
    box.style.cssText = 'position:fixed;left:300px;top:40px;background:#fff';
    for (const [text, chosen] of entries) {
      const entry = document.createElement('li');
      entry.setAttribute('role', 'option');
      entry.setAttribute('aria-selected', chosen);
      entry.textContent = text;
      entry.onclick = () => {
        field.value = opener.textContent = text;
        box.remove();
        send.disabled = !form.question.value;
      };
      box.append(entry);
    }
    document.body.append(box);
    document.onkeydown = (event) => event.key === 'Escape' && box.remove();
  };
}
list(ask, form.question, [['-- please choose --', false], ['Name of your pet?', false], ['First school?', false]]);
list(size, form.size, [['S', false], ['M', true]]);
</script>"""


@pytest.mark.asyncio(loop_scope="session")
async def test_a_form_passes_that_needs_an_entry_of_a_drawn_list_and_what_is_chosen_there_stays(
    browser_surface: Surface,
):
    sent: list[dict[str, str]] = []

    def answer(asked: Asked) -> Page:
        sent.append(dict(parse_qsl(asked.body)))
        return Page("<h1>Thank you</h1>")

    site = Site({"/": FORM % "", "/sent": answer})
    visitor = await browser_surface.visitor("visitor-1", DESKTOP)
    try:
        seen = (await visitor.perform(*open_page(site.url))).screen
        (form,) = seen.forms
        sending = submit(seen, form)
        assert sending is not None
        filled = fill(seen, form, Persona(random.Random(1)))
        await visitor.perform(*filled, sending)
    finally:
        await visitor.close()
        site.close()
    assert [one["question"] for one in sent] == ["Name of your pet?"]
    assert "size" not in sent[0]
    assert "Choose the first entry in 'Question'" in [action.words for action in filled]


# As Select2 draws it: what is chosen stands in a textbox that cannot be typed into, entries belong to a tree.
TREE = """<!doctype html><title>Task</title><form action=/sent method=post><label>Title <input name=title></label>
<span role=combobox tabindex=0 aria-haspopup=true aria-expanded=false aria-owns=colours onclick=unfold()
  style="display:block;width:200px"><span id=chosen role=textbox aria-readonly=true title=Colour>Colour</span></span>
<input type=hidden name=colour id=colour><button>Save</button></form>
<script>
function unfold() {
  document.body.insertAdjacentHTML('beforeend', `<ul id=colours role=tree style="position:fixed;left:300px;top:40px">
    <li role=treeitem aria-selected=false onclick="take('Red')">Red</ul>`);
}
function take(name) {
  colour.value = chosen.textContent = name;
  colours.remove();
}
</script>"""


@pytest.mark.asyncio(loop_scope="session")
async def test_an_entry_of_a_drawn_tree_is_chosen_and_nothing_is_typed_into_what_shows_it(browser_surface: Surface):
    sent: list[dict[str, str]] = []

    def answer(asked: Asked) -> Page:
        sent.append(dict(parse_qsl(asked.body)))
        return Page("<h1>Saved</h1>")

    site = Site({"/": TREE, "/sent": answer})
    visitor = await browser_surface.visitor("visitor-1", DESKTOP)
    try:
        seen = (await visitor.perform(*open_page(site.url))).screen
        (form,) = seen.forms
        sending = submit(seen, form)
        assert sending is not None
        await visitor.perform(*fill(seen, form, Persona(random.Random(1))), sending)
        typed = {option.key for option in options_of(seen, Scope(site.url)) if option.deal is Deal.TYPE}
    finally:
        await visitor.close()
        site.close()
    assert [one["colour"] for one in sent] == ["Red"]
    assert not typed
