"""Subjects are the same on the next run and on every page that shows the same fault."""

from dataclasses import replace

import pytest

from tests.unit.detectors.building import ORIGIN, observation, screen
from tests.unit.detectors.cases.appearance import covered
from tests.unit.detectors.cases.performance import timed
from tests.unit.detectors.cases.relations_of_state import REMOVED
from worker.detectors.functional import console_error
from worker.detectors.performance import layout_shift, slow_response
from worker.detectors.relations import undo_brings_back
from worker.detectors.subjects import (
    address_pattern,
    asks_for_nothing,
    data_pattern,
    element_pattern,
    message_pattern,
    path_pattern,
    place,
    section_pattern,
    shown,
)
from worker.detectors.visual import partly_covered_text
from worker.observation.appearance import Layout
from worker.observation.experiments.returns import UndoneDeed
from worker.observation.observation import Observation
from worker.observation.runtime import ConsoleMessage, LayoutShift

UNFOCUSED = "An invalid form control with name='score' is not focusable."
HERE = "http://127.0.0.1:4000/shop"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://127.0.0.1:4000/product/12", "http://localhost:5555/product/7?from=cart"),
        (
            "http://a.com/order/7c9e6679-7425-40de-944b-e07fc1f90ae7",
            "http://a.com/order/16fd2706-8baf-433b-82eb-8c7fada847da",
        ),
        ("http://a.com/media/7d/a9/7da9e69f16.jpg", "http://a.com/media/d5/5e/d55ed79963.jpg"),
        (
            "http://a.com/media/43/3b/433bdd0d406cc6d8eb7c0f913a30e903.jpg",
            "http://a.com/media/a5/a5/a5a502893e83cac3c8df1daced475e1f.jpg",
        ),
        ("http://a.com/assets/index-BfK3x9Qz.js", "http://a.com/assets/index-C1d2E3f4.js"),
        ("http://a.com/static/app.4f3a2b1c.css", "http://a.com/static/app.9d8e7f6a.css"),
        ("http://a.com/#/item/12?tab=1", "http://a.com/#/item/9"),
    ],
)
def test_addresses_of_one_kind_have_one_pattern(one: str, other: str) -> None:
    assert path_pattern(one) == path_pattern(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/shop", "/cart"),
        ("/product/walnut-clock", "/product/oak-board"),
        ("/#/cart", "/#/shop"),
        ("/static/cart.js", "/static/shop.js"),
    ],
)
def test_addresses_of_different_things_differ(one: str, other: str) -> None:
    assert path_pattern(f"http://a.com{one}") != path_pattern(f"http://a.com{other}")


def test_a_hash_is_no_name_that_a_visitor_made_up() -> None:
    assert asks_for_nothing("http://a.com/people/annadf320088")
    assert not asks_for_nothing("http://a.com/media/a5a502893e83cac3c8df1daced475e1f.jpg")


def test_a_name_that_a_visitor_made_up_is_the_same_in_every_replay() -> None:
    marks = ("a81c09", "ffb440", "a#c#", "#", "ffbaac")
    assert len({element_pattern(f"div|Home annadf{mark} Sign out|div|header|") for mark in marks}) == 1
    assert len({element_pattern(f"div|{f'Home annadf{mark} Sign out'[:18]}…|div||") for mark in marks}) == 1
    assert element_pattern("div|Welcome annadf08c…|div||") == element_pattern("div|Welcome annadfff6…|div||")
    assert element_pattern("link|The pdf|a||") != element_pattern("link|The {id}|a||")


def test_data_of_one_of_many_things_is_like_that_of_the_next() -> None:
    one, other = (data_pattern(f"http://a.com/api/stock/{name}", HERE) for name in ("enamel-teapot", "supper-plate"))
    assert one == other
    assert data_pattern("http://a.com/api/orders", HERE) != data_pattern("http://a.com/api/order-lines", HERE)


def test_another_site_is_named_by_its_host_without_port() -> None:
    assert address_pattern("https://cdn.example.org:8443/a.js", HERE) == "cdn.example.org/a.js"
    assert address_pattern("http://127.0.0.1:9/a.js", HERE) == "/a.js"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Order 17 failed at http://127.0.0.1:4000/api/orders/17", "Order 3 failed at http://localhost:9/api/orders/3"),
        ("x is null\n    at add (http://a.com/shop.js:10:5)", "x is null\n    at add (http://a.com/shop.js:99:1)"),
        ("No answer after 3012 ms", "No answer after 2988 ms"),
    ],
)
def test_messages_that_differ_by_counters_and_places_are_one(one: str, other: str) -> None:
    assert message_pattern(one) == message_pattern(other)


def test_messages_about_different_names_differ() -> None:
    assert message_pattern("Cannot read 'price'") != message_pattern("Cannot read 'name'")


def test_an_elements_counter_does_not_count() -> None:
    assert element_pattern("button|Remove item 4|button|main||4") == element_pattern(
        "button|Remove item 9|button|main||12"
    )


def test_titles_are_cut_at_a_word() -> None:
    assert shown("A generous mug with a wide handle", 20) == "A generous mug with…"
    assert place("http://a.com/") == "the start page"
    assert place("http://a.com/shop?x=1") == "/shop"


def test_what_one_part_of_the_site_covers_on_many_pages_is_one_bug() -> None:
    marks = {
        one.fingerprint
        for path, words in (("/mugs", "All our mugs"), ("/terms", "What we promise"))
        for one in partly_covered_text.detect(
            observation(screen(path), layout=Layout(partly_covered=(covered(f'div.main-content "{words}"'),)))
        )
    }
    assert len(marks) == 1


def test_what_the_browser_says_of_each_page_of_a_kind_is_one_bug() -> None:
    marks = {
        one.fingerprint
        for path in ("/mugs/blue-whale/review", "/mugs/red-fox/review")
        for one in console_error.detect(
            observation(screen(path), console=(ConsoleMessage(0, "error", UNFOCUSED, f"{ORIGIN}{path}"),))
        )
    }
    assert len(marks) == 1


def test_a_late_banner_above_every_page_and_a_template_that_is_slow_are_one_bug_each() -> None:
    def jumped(path: str, *moved: str) -> Observation:
        return replace(
            timed(cumulative_layout_shift=0.3, shifts=(LayoutShift(0.3, moved, False),)), screen=screen(path)
        )

    frame = ("main||main|main", "div|Home News|div|header")
    jumps = [jumped("/news", *frame), jumped("/contact", *frame)]
    assert len({one.fingerprint for seen in jumps for one in layout_shift.detect(seen)}) == 1
    pushed = [jumped("/news", "footer||footer|footer"), jumped("/contact", "footer||footer|footer")]
    assert len({one.fingerprint for seen in pushed for one in layout_shift.detect(seen)}) == 1
    apart = [jumped("/news", "p|Offers|p|main"), jumped("/contact", "p|Offers|p|main"), jumps[0]]
    assert len({one.fingerprint for seen in apart for one in layout_shift.detect(seen)}) == 3
    slow = [replace(timed(time_to_first_byte=3100.0), screen=screen(path)) for path in ("/vets/anna", "/vets/otto")]
    assert len({one.fingerprint for seen in slow for one in slow_response.detect(seen)}) == 1


def test_an_undo_in_vain_is_one_bug_whatever_row_of_ours_was_removed() -> None:
    removals = [
        replace(REMOVED, control=f"Remove {name}", undo_brings_back=False)
        for name in ("Lantern df7a451b", "Lantern df5a5bf7", "Mend a jumper for Anna Miller")
    ]
    deed = UndoneDeed(REMOVED.page, "Remove A day of glazes", "Undo", ("A day of glazes",), (), ())
    marks = {one.fingerprint for what in (*removals, deed) for one in undo_brings_back.detect(observation(None, what))}
    assert len(marks) == 1


def test_what_the_script_of_a_section_does_is_one_bug_on_its_list_and_on_its_pages() -> None:
    assert section_pattern(f"{ORIGIN}/rooms") == section_pattern(f"{ORIGIN}/rooms/garden") == "/rooms"
    assert section_pattern(f"{ORIGIN}/rooms") != section_pattern(f"{ORIGIN}/people/anna")
    assert section_pattern(f"{ORIGIN}/") == "/"
