"""Places of a single-page app whose address does not open them: what is tried there comes by clicks."""

import json

import pytest

from deffatest.targets import OwnHosts
from tests.e2e.sites.exploring import explored
from tests.e2e.sites.server import Asked, Page, Site
from worker.surfaces.interface import Surface

SECONDS = 30.0

APP = """<!doctype html><title>Club</title><main id=main></main><script>
const main = document.getElementById('main');
const list = () => { main.innerHTML = '<h1>Tasks</h1><a href=/add>Add a task</a>'; };
const form = () => {
  main.innerHTML = '<h1>Add</h1><form><label>Title <input name=title required></label><button>Save</button></form>';
  main.querySelector('form').onsubmit = async (event) => {
    event.preventDefault();
    await fetch('/tasks', { method: 'POST', body: JSON.stringify({ title: event.target.title.value }) });
    main.innerHTML = '<h1>Saved</h1><p>The task was saved.</p>';
  };
};
document.addEventListener('click', (event) => {
  if (event.target.pathname !== '/add') return;
  event.preventDefault();
  history.pushState({}, '', '/add');
  form();
});
list();  // whatever the address says
</script>"""


@pytest.mark.asyncio(loop_scope="session")
async def test_a_form_that_only_a_click_leads_to_is_tried_as_any_other(browser_surface: Surface):
    titles: list[str] = []

    def answer(asked: Asked) -> Page:
        if asked.method == "POST":
            titles.append(json.loads(asked.body)["title"])
            return Page(json.dumps({"id": len(titles)}), 201)
        return Page(APP)

    site = Site({path: answer for path in ("/", "/add", "/tasks")})
    own = OwnHosts.parse(["127.0.0.1"])
    try:
        ground = await explored(browser_surface, site.url, SECONDS, settled=lambda _: "" in titles, own=own)
    finally:
        site.close()
    assert False in ground.addressed.values()
    assert any(titles)
    assert "" in titles
