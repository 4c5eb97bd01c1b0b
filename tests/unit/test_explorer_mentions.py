"""Addresses that a text mentions, pages that are of one make, and code that was used."""

import pytest

from worker.detectors.sessions import is_log_out
from worker.explorer.destructive import is_destructive
from worker.explorer.makes import code_of, make_of
from worker.explorer.mentions import (
    Certainty,
    all_mentions,
    mentioned_in_code,
    mentioned_in_headers,
    mentioned_in_markup,
    mentioned_in_robots,
)
from worker.observation.code_use import CodeUse

PAGE = "https://site.test/shop/list"


def found(markup: str) -> dict[str, Certainty]:
    return {one.url.removeprefix("https://site.test"): one.certainty for one in mentioned_in_markup(markup, PAGE)}


@pytest.mark.parametrize(
    ("markup", "path"),
    [
        ('<a href="next">x</a>', "/shop/next"),
        ("<td background='../paper.png'>", "/paper.png"),
        ('<object><param name=movie value="/old/film"></object>', "/old/film"),
        ('<img srcset="/a 1x, /b 2x">', "/b"),
        ('<base href="/deep/"><a href=page>x</a>', "/deep/page"),
        ("<!-- <a href=/hidden>x</a> -->", "/hidden"),
        ('<img src="data:image/svg+xml,%3Cimage%20href=%22/within%22/%3E">', "/within"),
        ('<meta http-equiv=refresh content="5; url=/soon">', "/soon"),
        ("<p>See https://site.test/manual, please.</p>", "/manual"),
        ('<div style="background: url(/sky)">', "/sky"),
        ('<div style="background: url(&quot;/stars&quot;)">', "/stars"),
        ("<button data-url=/do>x</button>", "/do"),
    ],
)
def test_an_address_is_found_wherever_markup_holds_it(markup: str, path: str):
    assert path in found(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>and/or 24/7 km/h</p>",
        "<br/><hr />",
        '<a href="#top">x</a>',
        '<a href="mailto:a@b.test">x</a>',
        '<a href="javascript:void(0)">x</a>',
        '<script type="text/javascript">f("text/html", "application/json")</script>',
        "<p>12/31/2026</p>",
    ],
)
def test_what_only_has_slashes_is_no_address(markup: str):
    assert not found(markup)


def test_the_surest_comes_first_and_a_relative_text_may_be_meant_from_two_places():
    mentions = mentioned_in_markup('<a href="/named">x</a> <p>./one/two</p>', PAGE)
    assert mentions[0].certainty is Certainty.NAMED
    assert {one.url for one in mentions if one.certainty is Certainty.GUESS} == {
        "https://site.test/shop/one/two",
        "https://site.test/one/two",
    }


def test_a_script_mentions_in_strings_and_comments_and_not_in_regular_expressions():
    urls = {one.url for one in mentioned_in_code('get("/api/items"); // https://site.test/old\nx.match(/a/g)', PAGE)}
    assert urls == {"https://site.test/api/items", "https://site.test/old"}


def test_headers_and_robots_name_addresses():
    headers = {"Link": '</style>; rel="preload"', "Refresh": "9; url=/later", "Content-Type": "text/html"}
    assert [one.url for one in mentioned_in_headers(headers, PAGE)] == [
        "https://site.test/style",
        "https://site.test/later",
    ]
    robots = "User-agent: *\nDisallow: /private/*.html # all\nAllow: /\nSitemap: https://site.test/map.xml"
    assert [one.url for one in mentioned_in_robots(robots, PAGE)] == [
        "https://site.test/private/",
        "https://site.test/map.xml",
    ]


def test_a_page_that_mentions_without_end_is_cut():
    many = "".join(f'<a href="/{number}">x</a>' for number in range(5000))
    assert len(list(all_mentions(many, "text/html", {}, PAGE))) == 150


def test_pages_of_one_make_differ_only_in_what_they_say():
    one = "<h1>Lamp</h1><ul><li>a</li></ul><a href=/1>x</a><script>show({'name': 'Lamp', 'price': 3})</script>"
    other = "<h1>Chair</h1><ul><li>b</li><li>c</li></ul><a href=/2>y</a><script>show({'name': 'Chair'})</script>"
    assert make_of(one) == make_of(other)


@pytest.mark.parametrize(
    "changed",
    ["<h1>Lamp</h1><form action=/buy></form>", "<h1 onclick='buy()'>Lamp</h1>", "<h1>Lamp</h1><script>buy()</script>"],
)
def test_another_element_handler_or_script_makes_another_make(changed: str):
    assert make_of(changed) != make_of("<h1>Lamp</h1>")


def test_data_in_a_page_is_not_its_code():
    assert code_of('<script type="application/json">{"alpha": 1}</script>') == ""
    assert code_of("<script>const a = 'one';</script>") == code_of("<script>const a = 'another';</script>")


def test_a_document_about_deleting_deletes_nothing_and_a_control_does():
    assert not is_destructive("how-to-delete.html", "https://site.test/help/how-to-delete.html")
    assert is_destructive("Delete my account", "https://site.test/help/how-to-delete.html")
    assert is_destructive("", "https://site.test/items/delete?file=a.html")


@pytest.mark.parametrize("name", ["Create / Reset Database", "Reset all data", "Drop database"])
def test_what_throws_the_whole_of_an_app_away_is_left_to_the_end(name: str):
    assert is_destructive(name)


def test_ways_out_are_known_in_several_languages():
    assert all(map(is_log_out, ("Log out", "Sign out", "Abmelden", "Se déconnecter", "https://site.test/users/logout")))
    assert not any(map(is_log_out, ("Log in", "About us", "")))


def test_of_nested_functions_the_inner_one_tells_whether_a_part_ran():
    used = CodeUse()
    used.note_script(("a.js", 100), {(0, 100): True, (20, 60): False, (30, 40): True})
    assert (used.script_bytes, used.script_bytes_used) == (100, 70)
    used.note_script(("a.js", 100), {(0, 100): True, (20, 60): True})
    assert used.script_bytes_used == 100


def test_what_several_saw_counts_once():
    one, other = CodeUse(), CodeUse()
    one.note_style(("a.css", 50), {(0, 10)})
    other.note_style(("a.css", 50), {(0, 10), (20, 30)})
    one.add(other)
    assert (one.style_bytes, one.style_bytes_used) == (50, 20)
