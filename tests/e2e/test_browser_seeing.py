"""What a visitor sees of a page: its structure, layout, traffic, timings, and pictures of it."""

import asyncio
import io
from collections.abc import Callable

import pytest
from PIL import Image

from tests.e2e.sites.server import Answer, Page, Site
from tests.e2e.sites.steps import clicked, named, opened, target
from worker.explorer.options import options_of
from worker.explorer.scope import Scope
from worker.observation.screen import Box, Viewport
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Frame, Surface, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

StartSite = Callable[..., Site]

RED = (229, 23, 63)


def catalogue(prices: list[int], extra: str = "") -> str:
    items = "".join(f"<li><a href=/p/{price}>Mug {price}</a><button>Buy</button></li>" for price in prices)
    return f"""<!doctype html><html lang=en><title>Mugs</title><header><nav><a href=/>Home</a>
    <a href=/cart>Cart ({len(prices)})</a></nav></header>
    <main><h1>Mugs</h1>{extra}<ul>{items}</ul><form aria-label=Search><input name=q aria-label=Query></form></main>
    </html>"""


async def test_keys_and_structure_do_not_change_with_numbers_and_lengths(visitor: Visitor, site: StartSite) -> None:
    shop = site(
        {
            "/a": catalogue([1, 2, 3, 4]),
            "/b": catalogue([10, 20, 30, 40, 50, 60]),
            "/c": catalogue([1, 2], "<dialog open>Hi<button>OK</button></dialog>"),
        }
    )
    one = (await opened(visitor, f"{shop.url}a")).screen
    other = (await opened(visitor, f"{shop.url}b")).screen
    assert one.structure == other.structure
    assert {element.key for element in one.elements} < {element.key for element in other.elements}
    assert len({element.key for element in other.elements}) == len(other.elements)
    assert (await opened(visitor, f"{shop.url}c")).screen.structure != one.structure
    cart = named(await opened(visitor, f"{shop.url}a"), "Cart (4)")
    assert (cart.role, cart.region, cart.href, cart.language) == ("link", "nav", f"{shop.url}cart", "en")


async def test_a_form_is_sent_by_the_button_that_does_not_leave_it(visitor: Visitor, site: StartSite) -> None:
    several = "<button>Go back</button><button>Cancel</button><input type=submit value=Continue><button>Save</button>"
    for page, sender in ((several, "Continue"), ("<button>Back</button>", "Back"), ("<button>Pay</button>", "Pay")):
        seen = (await opened(visitor, site({"/": f"<form><input name=town>{page}</form>"}).url)).screen
        assert (sent := seen.element(seen.forms[0].submit)) is not None
        assert sent.name == sender


async def test_what_another_visitor_sent_meanwhile_is_known(
    browser_surface: Surface, visitor: Visitor, site: StartSite
) -> None:
    sends = """<title>Notes</title><form method=post action=/kept><button>Keep</button></form>
    <form action=/found><button>Look</button></form>"""
    notes = site({"/": sends, "/kept": "<title>Kept</title><p>Kept", "/found": "<title>Found</title><p>Found"})
    other = await browser_surface.visitor("visitor-2", Viewport(800, 600))
    await opened(visitor, notes.url)
    await clicked(other, await opened(other, notes.url), "Look")
    assert not (await opened(visitor, notes.url)).crowded
    await clicked(other, await opened(other, notes.url), "Keep")
    assert (seen := await opened(visitor, notes.url)).crowded
    assert not (await clicked(visitor, seen, "Keep")).crowded
    await other.close()


async def test_a_document_that_was_opened_and_not_written_is_an_empty_page(visitor: Visitor, site: StartSite) -> None:
    shop = site({"/": "<title>Notes</title><button onclick='document.open()'>Write</button>", "/b": catalogue([1, 2])})
    written = await clicked(visitor, await opened(visitor, shop.url), "Write")
    assert (written.screen.text, written.screen.elements) == ("", ())
    await visitor.audit_accessibility()
    await visitor.study_appearance()
    await visitor.tab_through(2)
    assert await visitor.motions() == ()
    assert "Cart (2)" in (await opened(visitor, f"{shop.url}b")).screen.text


async def test_what_is_turned_or_has_depth_is_told(visitor: Visitor, site: StartSite) -> None:
    page = """<p>Flat</p><p style="transform: translate(4px, 4px) scale(2)">Larger</p>
    <p style="transform: rotate(30deg)">Slanted</p><div style="perspective: 900px"><button>Far</button></div>"""
    seen = await opened(visitor, site({"/": page}).url)
    assert {run.text for run in seen.screen.texts if run.turned} == {"Slanted", "Far"}
    assert named(seen, "Far").turned


async def test_boxes_without_a_word_are_seen_and_an_empty_coloured_page_is_not(
    visitor: Visitor, site: StartSite
) -> None:
    box = "<div style='width: 80px; height: 80px; background: teal'></div>"
    shell = "<div style='min-height: 100vh; background: #eee'></div>"
    shop = site({"/box": box, "/shell": shell})
    assert [(await opened(visitor, f"{shop.url}{name}")).screen.painted for name in ("box", "shell")] == [True, False]


async def test_what_waits_outside_of_a_page_that_does_not_scroll_makes_it_no_wider(
    visitor: Visitor, site: StartSite
) -> None:
    inside = "<p style='width: 3000px'>Cut</p>"
    waiting = "<p style='transform: translateX(4000px)'>Later</p><div style='width: 3000px; height: 9px'></div>"
    shop = site({"/": f"<body style='overflow-x: hidden'>{inside}{waiting}"})
    wide = (await opened(visitor, shop.url)).screen.overflows
    assert [one.text for one in wide if one.kind == "page"] == ["Cut"]


async def test_a_raised_sheet_is_a_layer_of_its_own(visitor: Visitor, site: StartSite) -> None:
    page = """<p>Below</p><div style="position: absolute; top: 0; z-index: 9; background: #fffffff4">Dropped down</div>
    <div style="position: absolute; top: 0; left: 300px">Misplaced</div>
    <div style="position: absolute; top: 2000px"><div style="background: #fed">Tile</div></div>"""
    layers = {run.text: bool(run.layer) for run in (await opened(visitor, site({"/": page}).url)).screen.texts}
    assert layers == {"Below": False, "Dropped down": True, "Misplaced": False, "Tile": True}


async def test_what_nobody_can_scroll_to_is_not_seen(visitor: Visitor, site: StartSite) -> None:
    page = """<!doctype html><style>
nav, .skip { position: absolute } nav { position: fixed; left: 0; top: 0; width: 200px; transform: translateX(-100%) }
.skip { left: -999px } .far { position: absolute; left: 3000px; top: 10px; white-space: nowrap }
</style><nav><a href=/orders>Orders</a></nav><a class=skip href="#main">Skip</a>
<button onclick="document.querySelector('nav').style.transform = 'none'">Menu</button><a class=far href=/far>Far</a>"""
    screen = await opened(visitor, site({"/": page}).url)
    assert {one.name for one in screen.screen.elements if one.visible} == {"Menu", "Far"}
    seen = await visitor.perform(Action(ActionKind.CLICK, target(screen, "Menu")))
    assert {one.name for one in seen.screen.elements if one.visible} == {"Menu", "Far", "Orders"}


async def test_an_open_menu_is_told_from_an_invisible_layer(visitor: Visitor, site: StartSite) -> None:
    buy = "<button style='position: absolute; left: 40px; top: 300px'>Buy</button>"
    page = f"{buy}<div style='position: fixed; inset: 0; %s'></div>"
    closing = "<style>summary::before { content: ''; position: fixed; inset: 0 }</style><details open><summary>Sizes"
    dropped = "<style>li a { display: block; position: absolute; left: 0; top: 270px; padding: 30px 90px }</style>"
    unfolded = f"{buy}{dropped}<ul class='dropdown-menu show'><li><a href=/sales>Sales</a></ul>"
    note = "position: absolute; left: 0; top: 270px; width: 300px; height: 90px; background: #fff"
    shadow = "box-shadow: 0 6px 12px #999"
    shop = site(
        {
            "/menu": page % "background: #fed",
            "/dimmed": page % "background: rgba(0, 0, 0, 0.5)",
            "/glass": page % "",
            "/closing": buy + closing,
            "/unfolded": unfolded,
            "/note": f"{buy}<div style='{note}; {shadow}'><p>All sizes</p></div>",
            "/misplaced": f"{buy}<div style='{note}'><p>All sizes</p></div>",
        }
    )
    names = ("menu", "closing", "unfolded", "dimmed", "note", "misplaced", "glass")
    covered = [named(await opened(visitor, f"{shop.url}{name}"), "Buy") for name in names]
    assert all(one.covered_by for one in covered)
    assert [one.under_layer for one in covered] == [True, True, True, True, True, False, False]


@pytest.mark.parametrize(
    ("style", "region"),
    [("position: fixed; top: 0; left: 0; width: 100%; height: 100%", "dialog"), ("position: relative", "")],
    ids=["over all", "within the page"],
)
async def test_a_sheet_over_all_that_calls_itself_modal_is_a_dialog(
    visitor: Visitor, site: StartSite, style: str, region: str
) -> None:
    page = f"<a href=/>Home</a><div id=modal-overlay style='{style}'><form><input><button>Save</button></form></div>"
    seen = await opened(visitor, site({"/": page}).url)
    assert named(seen, "Save").region == region
    assert named(seen, "Home").region == ""


async def test_what_a_sheet_over_all_keeps_from_is_covered_wherever_one_would_scroll_to_it(
    visitor: Visitor, site: StartSite
) -> None:
    long = (
        "<button>Menu</button><p style='height: 3000px'></p><form><input aria-label=Name><button>Order</button></form>"
    )
    over = "position: fixed; inset: 0; background: #fed"
    sheet = f"<div style='{over}; z-index: %d'><p>Hi</p><button>Close</button></div>"
    shop = site(
        {
            "/sheet": long + sheet % 9,
            "/dialog": f"{long}<dialog id=ask><button>Close</button></dialog><script>ask.showModal()</script>",
            "/behind": long + sheet.replace("<button>Close</button>", "") % -1,
            "/beside": long + "<div style='position: fixed; bottom: 0'><button>Chat</button></div>",
        }
    )
    for name, covered in (("sheet", True), ("dialog", True), ("behind", False), ("beside", False)):
        seen = await opened(visitor, f"{shop.url}{name}")
        assert bool(named(seen, "Order").covered_by) is covered, name
        tried = {option.subject for option in options_of(seen.screen, Scope(shop.url))}
        assert (named(seen, "Order").key in tried or named(seen, "Order").form in tried) is not covered, name


async def test_constraints_of_fields_are_read_as_declared(visitor: Visitor, site: StartSite) -> None:
    page = """<form action=/buy method=post novalidate name=order>
    <label>Amount <input name=amount type=number min=1 max=9 step=2 required></label>
    <input name=mail type=email placeholder="Your mail" autocomplete=email minlength=5 maxlength=40 pattern=".+@.+">
    <select name=size aria-label=Size><option>S<option>M<option disabled>XL</select>
    <textarea name=note readonly aria-label=Note></textarea>
    <input type=hidden name=token value=abc><button disabled>Order</button></form>"""
    seen = await opened(visitor, site({"/": page}).url)
    amount, mail, size, note = named(seen, "Amount"), named(seen, "Your mail"), named(seen, "Size"), named(seen, "Note")
    assert (amount.role, amount.required, amount.minimum, amount.maximum, amount.step) == (
        "spinbutton",
        True,
        "1",
        "9",
        "2",
    )
    assert (mail.input_type, mail.min_length, mail.max_length, mail.pattern, mail.autocomplete) == (
        "email",
        5,
        40,
        ".+@.+",
        "email",
    )
    assert size.options == ("S", "M")
    assert note.read_only
    assert not named(seen, "Order").enabled
    form = seen.screen.forms[0]
    assert (form.method, form.validates, form.submit) == ("post", False, named(seen, "Order").key)
    assert form.fields == (amount.key, mail.key, size.key, note.key)


async def test_what_marks_a_field_as_needed_is_read(visitor: Visitor, site: StartSite) -> None:
    page = """<style>.star::after { content: "*" }</style><form>
    <p><label>One <span aria-hidden=true>*</span><input></label></p><p><label class=star>Two <input></label></p>
    <p><label>Three <input class="wide required"></label></p><p><label>Four <input data-required=false></label></p>
    <p><label>Five <input aria-describedby=how></label></p><p id=how>At most ten letters</p></form>"""
    seen = await opened(visitor, site({"/": page}).url)
    marks = [named(seen, name).mark for name in ("One", "Two", "Three", "Four")]
    assert marks == ["One *", "Two *", "Three (required)", "Four"]
    assert named(seen, "Five").description == "At most ten letters"


async def test_what_is_cut_off_or_too_wide_is_measured(browser_surface: Surface, site: StartSite) -> None:
    page = """<!doctype html><meta name=viewport content="width=device-width"><div style="width: 600px;
    height: 20px; background: #ccc" class=banner>Too wide for a phone</div>
    <div style="width: 80px; height: 20px; overflow: hidden; white-space: nowrap" class=cut>This sentence is cut
    off</div>
    <div style="width: 80px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis">This one ends in dots</div>
    <div style="width: 100px; overflow-x: auto; white-space: nowrap">This one can be scrolled to its end</div>
    <span style="position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%)">For screen readers</span>
    <a href=/x style="display: none">Hidden link</a><img src=/broken.png alt=Broken width=50 height=50>"""
    phone = await browser_surface.visitor("phone", Viewport(375, 700, touch=True))
    screen = (await opened(phone, site({"/": page}).url)).screen
    await phone.close()
    assert [(one.kind, round(one.by)) for one in screen.overflows if one.kind == "page"] == [("page", 600 + 8 - 375)]
    assert [one.text for one in screen.overflows if one.kind == "container"] == ["This sentence is cut off"]
    dotted = next(run for run in screen.texts if run.text == "This one ends in dots")
    assert dotted.clipped
    assert dotted.intended_ellipsis
    assert not any("screen readers" in run.text for run in screen.texts)
    assert [(link.text, link.visible) for link in screen.links] == [("Hidden link", False)]
    assert [(picture.natural_width, picture.complete, picture.alternative) for picture in screen.pictures] == [
        (0, True, "Broken")
    ]


async def test_console_exceptions_and_traffic_are_collected_once(visitor: Visitor, site: StartSite) -> None:
    page = """<!doctype html><title>Noise</title><script src=/app.js></script><link rel=stylesheet href=/missing.css>
    <h1>Noise</h1>"""
    script = """console.warn('careful'); console.error('bad');
    setTimeout(() => { throw new RangeError('uncaught') }, 0); Promise.reject(new Error('rejected'));
    fetch('/api', { method: 'POST', body: JSON.stringify({ user: 'anna', password: 'open' }) });
    fetch('http://nowhere.invalid/').catch(() => {});"""
    shop = site(
        {
            "/": page,
            "/app.js": Page(script, type="text/javascript"),
            "/api": Page('{"ok": 1}', type="application/json", headers={"x-frame-options": "DENY"}),
        }
    )
    seen = await opened(visitor, shop.url)
    assert {("warning", "careful"), ("error", "bad")} <= {(one.level, one.text) for one in seen.console}
    assert {(one.name, one.message) for one in seen.exceptions} == {("RangeError", "uncaught"), ("Error", "rejected")}
    assert all("deffatest" not in one.stack for one in seen.exceptions)
    by_path = {one.url.removeprefix(shop.url): one for one in seen.exchanges}
    assert by_path["missing.css"].status == 404
    api = by_path["api"]
    assert (api.method, api.status, api.kind, api.body, api.page) == ("POST", 200, "fetch", '{"ok": 1}', shop.url)
    assert api.response_headers["x-frame-options"] == "DENY"
    assert "anna" in api.request_body
    assert "open" not in api.request_body
    assert by_path["http://nowhere.invalid/"].failure == "net::ERR_NAME_NOT_RESOLVED"
    assert not by_path["http://nowhere.invalid/"].same_site
    assert seen.document is not None
    assert (seen.document.status, seen.document.kind) == (200, "document")
    assert [one.url for one in seen.scripts] == [f"{shop.url}app.js"]
    assert "careful" in seen.scripts[0].body
    again = await visitor.look()
    assert (again.console, again.exceptions, again.exchanges, again.effect) == ((), (), (), None)
    assert again.document == seen.document
    assert again.before == seen.screen


async def test_a_slow_page_shows_in_its_timings(visitor: Visitor, site: StartSite) -> None:
    page = """<!doctype html><style>body { margin: 0 } h1 { font-size: 60px }</style><div id=late></div>
    <h1>Slow page</h1>
    <button onclick="work(250)">Work</button><script>
    function work(ms) { const end = performance.now() + ms; while (performance.now() < end); }
    work(200);
    onload = () => requestAnimationFrame(() => setTimeout(() => { late.style.height = '400px' }, 60))</script>"""
    seen = await opened(visitor, site({"/": page}).url)
    timings = seen.timings
    assert timings is not None
    assert timings.new_document
    assert timings.time_to_first_byte is not None
    assert timings.first_contentful_paint is not None
    assert timings.largest_contentful_paint is not None
    assert timings.largest_contentful_paint >= 200
    assert "Slow page" in timings.largest_element
    assert timings.cumulative_layout_shift > 0.1
    assert timings.shifts
    assert timings.heap_bytes
    # The browser hands out what took long when it finds the time, and does not find it at every opening.
    tasks = list(timings.long_tasks)
    for attempt in range(40):
        if any(task.duration_ms >= 200 for task in tasks):
            break
        seen = await opened(visitor, seen.screen.url) if attempt % 10 == 9 else await visitor.look()
        tasks += seen.timings.long_tasks if seen.timings else ()
    assert any(task.duration_ms >= 200 for task in tasks)
    worked = (await clicked(visitor, seen, "Work")).timings
    assert worked is not None
    assert not worked.new_document
    assert any(one.duration_ms >= 250 and "Work" in one.key for one in worked.interactions)


async def test_what_is_slow_belongs_to_the_place_of_a_routed_page_where_it_was_done(
    visitor: Visitor, site: StartSite
) -> None:
    page = """<!doctype html><title>Routed</title><button onclick="work(300); location.hash = '/other'">Go</button>
    <script>function work(ms) { const end = performance.now() + ms; while (performance.now() < end); }</script>"""
    seen = await opened(visitor, site({"/": page}).url)
    first = seen.screen.url
    after = await clicked(visitor, seen, "Go")
    told = [one for one in after.timings.interactions if one.duration_ms >= 250] if after.timings else []
    again = await visitor.look()
    retold = [one for one in again.timings.interactions if one.duration_ms >= 250] if again.timings else []
    assert again.screen.url == f"{first}#/other"
    assert {one.url for one in (*told, *retold)} == {first}
    assert [one.told for one in retold] == [bool(told)]


async def test_an_outline_is_drawn_around_the_element_and_taken_away_again(visitor: Visitor, site: StartSite) -> None:
    page = """<!doctype html><body style="margin: 0; position: relative; background: white">
    <div style="height: 1700px"></div>
    <button style="margin-left: 200px; width: 120px; height: 40px">Far</button><div style="height: 1700px"></div>"""
    seen = await opened(visitor, site({"/": page}).url)
    box = named(seen, "Far").box
    picture = Image.open(io.BytesIO(await visitor.screenshot((box,)))).convert("RGB")
    assert picture.size == (1280, 720)
    red = [(x, y) for x in range(0, 1280) for y in range(0, 720) if picture.getpixel((x, y)) == RED]
    assert min(x for x, _ in red) == pytest.approx(box.x - 3, abs=2)
    assert max(x for x, _ in red) == pytest.approx(box.x + box.width + 3, abs=2)
    assert max(y for _, y in red) - min(y for _, y in red) == pytest.approx(box.height + 6, abs=3)
    after = await visitor.look()
    assert after.screen.scroll_y == 0
    assert "2147483647" not in after.screen.markup
    whole = Image.open(io.BytesIO(await visitor.screenshot((Box(0, 0, 10, 10),), full_page=True)))
    assert whole.height == round(seen.screen.page_height)


async def test_a_form_is_read_whatever_its_fields_are_called(visitor: Visitor, site: StartSite) -> None:
    names = "id name children action method title target style lang dir hidden role type text data length className"
    fields = "".join(f"<label>{name} <input name={name}></label>" for name in names.split())
    form = f"<form action=/book><h2>Book</h2><ul><li>One</li><li>Two</li></ul>{fields}<button>Send it</button></form>"
    seen = await opened(visitor, site({"/": form}).url)
    assert [one.name for one in seen.screen.elements] == [*names.split(), "Send it"]
    assert len(seen.screen.forms[0].fields) == len(names.split())
    audited = await visitor.study_appearance()
    assert audited.picture
    assert (await clicked(visitor, seen, "Send it")).effect is not None


async def test_a_recording_goes_on_over_pages_and_crashes(visitor: Visitor, site: StartSite) -> None:
    frames: list[Frame] = []
    shop = site({"/": "<body style='background: green'>", "/next": "<body style='background: blue'>"})
    await visitor.start_recording(frames.append)
    await opened(visitor, shop.url)
    with pytest.raises(Exception, match="crash"):
        await opened(visitor, "chrome://crash")
    await opened(visitor, f"{shop.url}next")
    await visitor.stop_recording()
    count = len(frames)
    assert count >= 2
    assert [frame.at_ms for frame in frames] == sorted(frame.at_ms for frame in frames)
    last = Image.open(io.BytesIO(frames[-1].jpeg)).convert("RGB")
    assert last.size == (frames[-1].width, frames[-1].height)
    blue = last.getchannel("B").getpixel((5, 5))
    assert isinstance(blue, int)
    assert blue > 200
    await opened(visitor, shop.url)
    assert len(frames) == count


async def test_a_film_shows_what_moves_and_nothing_while_all_stands_still(visitor: Visitor, site: StartSite) -> None:
    frames: list[Frame] = []
    begun, moved = asyncio.Event(), asyncio.Event()

    def seen(frame: Frame) -> None:
        frames.append(frame)
        begun.set()
        if len(frames) > 6:
            moved.set()

    still = "<body style='background: green'>still"
    moving = "<style>@keyframes go {to {margin-left: 800px}} p {animation: go 3s linear infinite}</style><p>moving"
    shop = site({"/": still, "/moving": moving})
    await opened(visitor, shop.url)
    await visitor.start_recording(seen)
    async with asyncio.timeout(20):
        await begun.wait()
    for _ in range(3):
        await visitor.look()
    await visitor.stop_recording()
    assert len(frames) == 2, "one when it begins, one when it ends"
    frames.clear()
    await visitor.start_recording(seen)
    await opened(visitor, f"{shop.url}moving")
    async with asyncio.timeout(20):
        await moved.wait()
    await visitor.stop_recording()
    *moving_ones, _ = frames  # the last is taken when it ends, whether anything has moved since or not
    assert len({frame.jpeg for frame in moving_ones}) == len(moving_ones)


async def test_a_film_goes_on_after_pages_that_give_way_to_each_other(visitor: Visitor, site: StartSite) -> None:
    frames: list[Frame] = []
    hops = 40
    pages: dict[str, Answer] = {
        f"/{hop}": f"<body style='background: hsl({hop * 30} 60% 60%)'><script>location.replace('/{hop + 1}')</script>"
        for hop in range(hops)
    }
    pages["/"] = "<script>setTimeout(() => location.replace('/0'), 900)</script>begins when the visitor has looked"
    pages[f"/{hops}"] = "<body style='background: rgb(0, 0, 255)'>"
    passage = site(pages)
    arrived = asyncio.Event()

    def seen(frame: Frame) -> None:
        frames.append(frame)
        colour = Image.open(io.BytesIO(frame.jpeg)).convert("RGB").getpixel((600, 300))
        if isinstance(colour, tuple) and colour[2] > 240 and max(colour[:2]) < 20:
            arrived.set()

    await visitor.start_recording(seen)
    await opened(visitor, passage.url)
    async with asyncio.timeout(20):
        await arrived.wait()
    await visitor.stop_recording()


async def test_axe_runs_on_a_page_with_a_strict_policy_and_in_its_frames(visitor: Visitor, site: StartSite) -> None:
    strict = Page(
        "<!doctype html><html><title>Strict</title><img src=/a.png><iframe src=/inner title=Inner></iframe></html>",
        headers={
            "content-security-policy": "default-src 'self'; script-src 'none'; require-trusted-types-for 'script'"
        },
    )
    shop = site(
        {"/": strict, "/inner": "<!doctype html><html lang=en><title>Inner</title><img src=/b.png></html>", "*": ""}
    )
    await opened(visitor, shop.url)
    found = {one.rule: one for one in await visitor.audit_accessibility()}
    assert {"image-alt", "html-has-lang"} <= found.keys()
    assert len(found["image-alt"].nodes) == 2
    assert found["image-alt"].impact == "critical"
    assert "wcag2a" in found["image-alt"].tags


async def test_memory_is_measured_after_garbage_collection(visitor: Visitor, site: StartSite) -> None:
    page = """<script>const kept = []</script>
    <button onclick="for (let i = 0; i < 5000; i++) kept.push(document.createElement('p'))">Leak</button>"""
    seen = await opened(visitor, site({"/": page}).url)
    before = await visitor.measure_memory()
    await clicked(visitor, seen, "Leak")
    after = await visitor.measure_memory()
    assert after.nodes - before.nodes >= 5000
    assert after.heap_bytes > before.heap_bytes


async def test_what_was_touched_and_thrown_away_by_the_page_is_not_kept(visitor: Visitor, site: StartSite) -> None:
    page = """<button onclick="const box = document.createElement('div');
    box.innerHTML = '<p>One</p><p>Two</p><button>Close</button>';
    box.lastChild.addEventListener('click', () => box.remove()); document.body.append(box)">Open</button>"""
    seen = await opened(visitor, site({"/": page}).url)
    nodes: list[int] = []
    for _ in range(6):
        seen = await clicked(visitor, await clicked(visitor, seen, "Open"), "Close")
        nodes.append((await visitor.measure_memory()).nodes)
    assert nodes[1] == nodes[-1]


async def test_a_probe_that_ran_as_script_is_known_and_one_that_did_not_is_not(
    visitor: Visitor, site: StartSite
) -> None:
    await opened(
        visitor, site({"/": "<img src=x onerror=\"__marked('first')\"><p id=second>__marked('third')</p>"}).url
    )
    assert await visitor.marker_ran("first")
    assert not await visitor.marker_ran("second")
    assert not await visitor.marker_ran("third")


async def test_what_looks_touchable_is_an_element_once(visitor: Visitor, site: StartSite) -> None:
    page = """<!doctype html><div style="cursor: pointer" onclick="1"><b>Card</b> <span>with text</span></div>
    <div style="cursor: pointer"><a href=/a>Only link</a></div><div tabindex=0>Focusable</div>
    <div role=button>Role</div>
    <label style="cursor: pointer">Tick <input type=checkbox></label>"""
    seen = await opened(visitor, site({"/": page}).url)
    assert [(one.role, one.name) for one in seen.screen.elements] == [
        ("clickable", "Card with text"),
        ("link", "Only link"),
        ("clickable", "Focusable"),
        ("button", "Role"),
        ("checkbox", "Tick"),
    ]


async def test_observations_are_numbered_and_carry_their_cause(visitor: Visitor, site: StartSite) -> None:
    shop = site({"/": "<h1>One</h1>"})
    one = await opened(visitor, shop.url)
    action = Action(ActionKind.RELOAD)
    two = await visitor.perform(action)
    assert two.number > one.number
    assert two.cause == (action,)
    assert two.visitor == "visitor-1"
    assert two.at_ms > one.at_ms


async def test_a_page_that_its_scripts_draw_after_a_rest_is_not_taken_for_blank(visitor: Visitor) -> None:
    late = "<script>setTimeout(() => { document.body.innerHTML = '<h1>Here at last</h1>'; }, 900)</script><div></div>"
    site = Site({"/": f"<!doctype html><title>App</title>{late}"})
    try:
        seen = await opened(visitor, site.url)
    finally:
        site.close()
    assert seen.screen.headings == ("Here at last",)
