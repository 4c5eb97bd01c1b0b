"""Experiments in other surroundings, on small apps that bear them and on ones that do not."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.sites.server import Asked, Page, Site
from tests.e2e.sites.steps import clicked, opened, target
from worker.detectors import registry
from worker.evidence.judge import Judge
from worker.explorer.experiments.planning import Experimenting, Scene
from worker.explorer.experiments.surroundings import (
    failed_load,
    interrupted_sending,
    late_load,
    missing_parts,
    network_trouble,
    other_place,
    two_tabs,
)
from worker.explorer.scope import Scope
from worker.explorer.walk import Sight, Walk
from worker.observation.screen import Viewport
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Surface, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

StartSite = Callable[..., Site]

DETECTORS = registry.load()

NOTES = """<!doctype html><html lang=en><title>Notes</title><h1>Notes</h1>
<label>Note <input id=note></label><button>Add</button><p id=said></p><ul id=list></ul>
<script>
const list = document.getElementById('list'), said = document.getElementById('said');
const draw = (text) => {
  const row = document.createElement('li');
  row.textContent = text;
  return list.appendChild(row);
};
fetch('/notes').then((answer) => answer.json()).then((notes) => notes.forEach(draw));
document.querySelector('button').onclick = async () => {
  const text = document.getElementById('note').value, row = draw(text);
  const answer = fetch('/notes', { method: 'POST', body: JSON.stringify({ text }) });
  %s
};
</script>"""
CARELESS = NOTES % ""
CAREFUL = NOTES % (
    "const fail = () => { row.remove(); said.textContent = 'The note was not saved. Try again.'; };"
    "answer.then((one) => { if (!one.ok) fail(); else said.textContent = ''; }, fail);"
)
ORDERS = """<!doctype html><html lang=en><title>Orders</title><nav>Shop</nav><main></main><script>
const main = document.querySelector('main');
fetch('/orders').then((answer) => answer.ok ? answer.json() : Promise.reject(answer)).then((orders) => {
  main.innerHTML = '<h1>Orders</h1><ul>' + orders.map((one) => `<li>${one}</li>`).join('') + '</ul>';
}).catch(() => { %s });
</script>"""
DAYS = """<!doctype html><html lang=en><title>Days</title><h1>Days</h1><p id=day></p><p id=sum></p><script>
const written = (1234.5).toLocaleString(undefined, { style: 'currency', currency: 'USD' });
document.getElementById('day').textContent =
  'Born ' + new Date('2024-03-10').toLocaleDateString('en-US', { dateStyle: 'medium' %s });
document.getElementById('sum').textContent = 'Total $' + (%s).toFixed(2);
</script>"""
KEPT = """<!doctype html><html lang=en><title>Kept</title><h1>Kept</h1>
<label>Note <input id=note></label><button>Add</button><ul id=list></ul><script>
let notes = JSON.parse(localStorage.notes || '[]');
const draw = () => {
  document.getElementById('list').innerHTML = notes.map((note) => `<li>${note}</li>`).join('');
};
document.querySelector('button').onclick = () => {
  %s notes.push(document.getElementById('note').value); localStorage.notes = JSON.stringify(notes); draw();
};
draw();
</script>"""

EMPTIED = CAREFUL.replace("row = draw(text);", "row = draw(text); document.getElementById('note').value = '';")
# Keeps what failed, and sends it as soon as something else was taken.
RESENT = NOTES % (
    "const fail = () => { row.remove(); (window.failed ||= []).push(text); said.textContent = 'Not saved.'; };"
    "const more = () => (window.failed || []).splice(0).forEach((text) =>"
    "  fetch('/notes', { method: 'POST', body: JSON.stringify({ text }) }));"
    "answer.then((one) => { if (!one.ok) fail(); else { said.textContent = ''; more(); } }, fail);"
)
# What was sent leads to another page, which says so.
LEADS = """<!doctype html><html lang=en><title>Write</title><h1>Write</h1><label>Note <input id=note></label>
<button>Add</button><p id=said></p><script>
document.querySelector('button').onclick = async () => {
  const text = document.getElementById('note').value;
  const answer = await fetch('/notes', { method: 'POST', body: JSON.stringify({ text }) });
  await answer.json();
  %s
};
</script>"""
THANKS = "<!doctype html><html lang=en><title>Thanks</title><h1>Thank you</h1><p>Your note was received.</p>"

# Goes on whatever becomes of the request.
HURRIED = (LEADS % "location = '/thanks';").replace(" }) });", " }) }).catch(() => new Response('{}'));")

# Sent as forms always were. Kept in the browser as long as it is not sent.
SENT = """<!doctype html><html lang=en><title>Write</title><h1>Write</h1><form method=post action=/notes>
<label>Note <input id=note name=note></label><button>Add</button></form><script>
const field = document.getElementById('note'), form = document.querySelector('form');
%s
</script>"""
DRAFT = (
    "addEventListener('pageshow', () => { field.value = localStorage.draft || ''; });"
    "field.oninput = () => { localStorage.draft = field.value; };"
)


def notes_of(texts: list[str]) -> Callable[[Asked], Page]:
    def answer(asked: Asked) -> Page:
        if asked.method == "POST":
            texts.append(json.loads(asked.body)["text"])
        return Page(json.dumps(texts), type="application/json")

    return answer


class Trial:
    """What an experiment comes to on a page, after “Add” was tried there if it has that."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._rules: set[str] = set()

    async def rules(self, experiment: Experimenting, url: str, item: str = "") -> set[str]:
        """The rules that find something in what the first proposal concludes, or one item of it."""
        walk = await self._walk()
        seen = await walk.open(url)
        if "Add" in seen.screen.text:
            add = Action(ActionKind.CLICK, target(seen, "Add"))
            seen = await walk.perform(Action(ActionKind.TYPE, target(seen, "Note"), "Milk dfa1b2c3"), add)
        proposals = list(experiment.propose(Scene(walk, seen, new_state=True, seed=1)))
        await walk.visitor.close()
        request = next(one.request for one in proposals if not item or item in one.request.items)
        walk = await self._walk()
        await (request.with_items(frozenset((item,))) if item else request).perform(walk)
        await walk.visitor.close()
        return self._rules

    async def _walk(self) -> Walk:
        async def somebody_new() -> Visitor:
            return await self._surface.visitor("experiment-1", Viewport(1280, 800))

        return Walk(await somebody_new(), self._judge, somebody_new)

    async def _judge(self, sight: Sight) -> None:
        if sight.observation.experiments:
            judge = Judge(DETECTORS, Scope(sight.walk.url))
            self._rules |= {one.rule for one in judge.findings(sight) if one.category == "functional"}
            assert not judge.broken


@pytest.fixture
def trial(browser_surface: Surface) -> Iterator[Trial]:
    yield Trial(browser_surface)


async def test_a_note_that_only_seems_saved_is_noticed(trial: Trial, site: StartSite) -> None:
    app = site({"/": CARELESS, "/notes": notes_of([])})
    assert await trial.rules(network_trouble, app.url, network_trouble.SERVER_ERROR) == {"success_is_true"}


async def test_a_note_that_is_taken_back_with_a_message_is_in_order(trial: Trial, site: StartSite) -> None:
    app = site({"/": CAREFUL, "/notes": notes_of([])})
    assert not await trial.rules(network_trouble, app.url, network_trouble.SERVER_ERROR)


async def test_a_note_that_failed_and_is_gone_from_its_field_is_noticed(trial: Trial, site: StartSite) -> None:
    app = site({"/": EMPTIED, "/notes": notes_of([])})
    assert await trial.rules(network_trouble, app.url, network_trouble.SERVER_ERROR) == {"form_keeps_what_was_typed"}


@pytest.mark.parametrize(("page", "rules"), [(RESENT, {"double_submit_makes_one"}), (CAREFUL, set[str]())])
async def test_a_note_that_is_sent_again_after_a_failure_is_there_once(
    trial: Trial, site: StartSite, page: str, rules: set[str]
) -> None:
    app = site({"/": page, "/notes": notes_of([])})
    assert await trial.rules(network_trouble, app.url, network_trouble.SERVER_ERROR) == rules


@pytest.mark.parametrize(
    ("then", "rules"),
    [
        ("if (answer.ok) location = '/thanks';", {"failure_is_told"}),
        ("location = '/thanks';", {"success_is_true"}),
        ("if (answer.ok) location = '/thanks'; else said.textContent = 'Not sent. Try again.';", set[str]()),
    ],
    ids=["says nothing", "goes on all the same", "says so"],
)
async def test_what_leads_to_another_page_when_it_works_tells_when_it_fails(
    trial: Trial, site: StartSite, then: str, rules: set[str]
) -> None:
    app = site({"/": LEADS % then, "/notes": notes_of([]), "/thanks": THANKS})
    assert await trial.rules(network_trouble, app.url, network_trouble.SERVER_ERROR) == rules


async def test_the_page_of_the_browser_itself_is_nobodys_fault(trial: Trial, site: StartSite) -> None:
    app = site({"/": HURRIED, "/notes": notes_of([]), "/thanks": THANKS})
    assert not await trial.rules(network_trouble, app.url, network_trouble.OFFLINE)


@pytest.mark.parametrize(
    ("script", "rules"),
    [
        (f"{DRAFT} form.onsubmit = () => {{ localStorage.draft = ''; }};", {"form_keeps_what_was_typed"}),
        (DRAFT, set[str]()),
        ("", set[str]()),
        ("field.autocomplete = 'off'; field.value = '';", set[str]()),
    ],
    ids=["forgets when it is sent", "keeps a draft", "leaves it to the browser", "never comes back"],
)
@pytest.mark.parametrize("item", ["server error", "no answer"])
async def test_what_was_typed_is_there_when_one_goes_back_after_a_failure(
    trial: Trial, site: StartSite, script: str, item: str, rules: set[str]
) -> None:
    app = site({"/": SENT % script, "/notes": THANKS})
    assert await trial.rules(interrupted_sending, app.url, item) == rules


def orders(_: Asked) -> Page:
    return Page(json.dumps(["Blue lamp", "Red chair", "Green vase"]), type="application/json")


async def test_a_page_that_stays_empty_without_its_data_is_noticed(trial: Trial, site: StartSite) -> None:
    app = site({"/": ORDERS % "", "/orders": orders})
    assert await trial.rules(failed_load, app.url) == {"failure_is_told"}


async def test_a_page_that_says_that_its_data_could_not_be_loaded_is_in_order(trial: Trial, site: StartSite) -> None:
    app = site({"/": ORDERS % "main.textContent = 'Your orders could not be loaded.'", "/orders": orders})
    assert not await trial.rules(failed_load, app.url)


@pytest.mark.parametrize(
    ("answer", "item", "rules"),
    [
        ("main.textContent = error.message", "garbled answer", {"failure_shown_raw"}),
        ("main.textContent = 'Total: ' + error.total", "server error", {"failure_shown_raw"}),
        ("main.textContent = 'Your orders could not be loaded.'", "garbled answer", set[str]()),
        ("main.innerHTML = 'Not loaded. <button>Try again</button>'", "no answer", {"recovers_from_failure"}),
        (
            "main.innerHTML = 'Not loaded. <button onclick=location.reload()>Try again</button>'",
            "no answer",
            set[str](),
        ),
        ("main.textContent = 'Too many visitors. Come again later.'", "too many requests", set[str]()),
        ("", "too many requests", {"failure_is_told"}),
    ],
)
async def test_what_a_page_makes_of_data_that_come_broken(
    trial: Trial, site: StartSite, answer: str, item: str, rules: set[str]
) -> None:
    app = site({"/": ORDERS.replace("catch(()", "catch((error)") % answer, "/orders": orders})
    experiment = late_load if item == "too many requests" else failed_load
    assert await trial.rules(experiment, app.url, item) == rules


@pytest.mark.parametrize(
    ("meanwhile", "rules"),
    [("You have no orders yet.", {"failure_is_told"}), ("Loading…", set[str]()), ("", set[str]())],
    ids=["nothing is there", "still loading", "no words"],
)
async def test_a_page_that_says_that_nothing_is_there_while_it_loads_is_noticed(
    trial: Trial, site: StartSite, meanwhile: str, rules: set[str]
) -> None:
    app = site({"/": (ORDERS % "").replace("</main>", f"{meanwhile}</main>"), "/orders": orders})
    assert await trial.rules(late_load, app.url, "slow") == rules


PICTURE = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
LAMPS = """<!doctype html><html lang=en><title>Lamps</title>{style}<main><h1>Lamps</h1><p>Blue lamp</p>
<img src=/blue.png alt="A blue lamp"><p>Red lamp</p><img src=/red.png alt="A red lamp"><p>Green lamp</p></main>
<script src=/own.js></script>{script}"""
WAITS = (
    "<script>document.body.hidden = true; addEventListener('load', () => { if (%s) document.body.hidden = false; });"
)


@pytest.mark.parametrize(
    ("script", "rules"),
    [
        (WAITS % "document.images[0].naturalWidth" + "</script>", {"page_outlives_its_parts"}),
        (WAITS % "true" + "</script>", set[str]()),
        ("", set[str]()),
    ],
    ids=["waits for them", "waits for what becomes of them", "does not wait"],
)
async def test_a_page_that_needs_its_pictures_to_show_its_words_is_noticed(
    trial: Trial, site: StartSite, script: str, rules: set[str]
) -> None:
    drawn = Page(PICTURE, type="image/png")
    lamps = LAMPS.format(style="", script=script)
    app = site({"/": lamps, "/blue.png": drawn, "/red.png": drawn, "/own.js": Page("", type="text/javascript")})
    assert await trial.rules(missing_parts, app.url, missing_parts.PICTURES) == rules


@pytest.mark.parametrize(
    ("style", "script", "rules"),
    [
        ("<style>body { display: none }</style>", "show()", {"page_outlives_its_parts"}),
        ("", "window.show?.()", set[str]()),
        ("", "show()", set[str]()),
    ],
    ids=["hidden until it comes", "used if it is there", "an error that changes nothing"],
)
async def test_a_page_that_needs_a_script_of_another_site_is_noticed(
    trial: Trial, site: StartSite, style: str, script: str, rules: set[str]
) -> None:
    shows = "window.show = () => { document.body.style.display = 'block'; };"
    other = site({"/tag.js": Page(shows, type="text/javascript")}).url.replace("127.0.0.1", "localhost")
    loaded = f"<script src={other}tag.js></script><script>{script}</script>"
    lamps = LAMPS.format(style=style, script=loaded)
    app = site({"/": lamps, "/own.js": Page("", type="text/javascript")})
    assert await trial.rules(missing_parts, app.url) == rules


async def test_days_and_amounts_that_depend_on_the_place_are_noticed(trial: Trial, site: StartSite) -> None:
    app = site({"/": DAYS % ("", "parseFloat(written.replace(/[$,]/g, ''))")})
    assert await trial.rules(other_place, app.url) == {"day_stays_the_day", "locale_keeps_values"}


async def test_days_and_amounts_that_do_not_are_in_order(trial: Trial, site: StartSite) -> None:
    app = site({"/": DAYS % (", timeZone: 'UTC'", "1234.5")})
    assert not await trial.rules(other_place, app.url)


async def test_a_tab_that_writes_over_another_is_noticed(trial: Trial, site: StartSite) -> None:
    assert await trial.rules(two_tabs, site({"/": KEPT % ""}).url) == {"two_tabs_agree"}


async def test_a_tab_that_reads_before_it_writes_is_in_order(trial: Trial, site: StartSite) -> None:
    app = site({"/": KEPT % "notes = JSON.parse(localStorage.notes || '[]');"})
    assert not await trial.rules(two_tabs, app.url)


async def test_what_is_set_and_not_added_takes_the_place_of_what_was_there(trial: Trial, site: StartSite) -> None:
    assert not await trial.rules(two_tabs, site({"/": KEPT % "notes = [];"}).url)


async def test_the_answer_to_what_was_sent_is_no_place_where_it_is_kept(trial: Trial, site: StartSite) -> None:
    form = "<title>Write</title><form method=post><label>Note <input name=note></label><button>Add</button></form>"

    def written(asked: Asked) -> Page:
        return Page(form if asked.method != "POST" else f"<p>Thank you: {asked.body}")

    assert not await trial.rules(two_tabs, site({"/": written}).url)


async def test_what_has_a_page_of_its_own_is_not_looked_for_on_anothers(trial: Trial, site: StartSite) -> None:
    form = "<title>Write</title><form method=post><label>Note <input name=note></label><button>Add</button></form>"
    notes: list[str] = []

    def written(asked: Asked) -> Page:
        if asked.method == "POST":
            notes.append(asked.body)
            return Page(status=303, headers={"Location": f"/note/{len(notes)}"})
        number = asked.path.removeprefix("/note/")
        return Page(f"<title>Note</title><p>You wrote {notes[int(number) - 1]}" if number.isdigit() else form)

    assert not await trial.rules(two_tabs, site({"*": written}).url)


async def test_nobody_is_told_what_a_page_does_in_trouble(browser_surface: Surface, site: StartSite) -> None:
    """What is seen in trouble of our own making says nothing of the app to any other rule."""
    visitor = await browser_surface.visitor("visitor-1", Viewport(1280, 800))
    app = site({"/": CARELESS, "/notes": notes_of([])})
    await visitor.upset(*(network_trouble.TROUBLES[item] for item in (network_trouble.SERVER_ERROR,)))
    seen = await opened(visitor, app.url)
    found, _ = registry.judge(DETECTORS, await clicked(visitor, seen, "Add"))
    assert not {finding.rule for finding in found} & {"http_error", "uncaught_exception", "console_error"}
    await visitor.close()
