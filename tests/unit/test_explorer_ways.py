"""What another person has to do to stand where a visitor stands."""

from dataclasses import replace

from tests.unit.explorer_screens import BASE, element
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed, open_page
from worker.explorer.walk import Step
from worker.explorer.ways import lasting_visits, present_visit, way_in
from worker.surfaces.actions import Action, ActionKind

LIST, FORM, START = f"{BASE}/list", f"{BASE}/form", f"{BASE}/"


def click(name: str) -> Deed:
    return (Action(ActionKind.CLICK, target_of(element("button", name))),)


def opened(url: str, language: str = "en") -> Step:
    return Step(open_page(url), "", url, new_document=True, lasting=False, spoken=("", language))


def turned(url: str, before: str, after: str) -> Step:
    return Step(click(after), url, url, new_document=True, lasting=False, spoken=(before, after))


def test_what_answers_a_form_is_seen_by_who_sends_the_form() -> None:
    sent = Step(click("Send"), FORM, FORM, new_document=True, lasting=True, answer=True)
    fixed = Step(click("Postcode is missing"), FORM, f"{FORM}#postcode", new_document=False, lasting=False)
    assert present_visit([opened(FORM), sent, fixed]) == (open_page(FORM), click("Send"), click("Postcode is missing"))
    left = Step(click("Home"), FORM, START, new_document=True, lasting=False)
    assert present_visit([opened(FORM), sent, left, opened(LIST, "en")]) == (open_page(LIST),)


def test_what_a_link_led_to_is_opened_for_where_the_link_stood_there_may_be_others_by_then() -> None:
    topic = f"{BASE}/topics/7"
    link = replace(element("link", "Soup evening"), href=topic)
    added = Step(click("Add"), LIST, LIST, new_document=False, lasting=True)
    followed = Step((Action(ActionKind.CLICK, target_of(link)),), LIST, topic, new_document=True, lasting=True)
    led_on = replace(followed, url_after=f"{BASE}/sign-in")
    seen = opened(FORM)
    assert lasting_visits([opened(LIST), followed, seen]) == (open_page(topic),)
    assert lasting_visits([opened(LIST), added, followed, seen]) == (open_page(LIST), click("Add"), open_page(topic))
    assert lasting_visits([opened(LIST), led_on, seen]) == (open_page(LIST), led_on.deed)


def test_who_reads_a_page_in_another_language_has_chosen_it_before() -> None:
    steps = [opened(START), turned(START, "en", "de"), opened(LIST, "de")]
    assert lasting_visits(steps) == (open_page(START), click("de"))
    again = [*steps, turned(LIST, "de", "fr"), opened(FORM, "fr")]
    assert lasting_visits(again) == (open_page(LIST), click("fr"))
    back = [*steps, turned(LIST, "de", "en"), opened(FORM)]
    assert lasting_visits(back) == ()


def test_a_language_in_the_address_needs_no_choice() -> None:
    led = Step(click("de"), f"{BASE}/en/", f"{BASE}/de/", new_document=True, lasting=False, spoken=("en", "de"))
    assert lasting_visits([opened(f"{BASE}/en/"), led, opened(f"{BASE}/de/list", "de")]) == ()


def test_who_signs_in_reads_the_form_in_the_language_that_was_chosen() -> None:
    sign_in = click("Anmelden")
    steps = [
        opened(START),
        turned(START, "en", "de"),
        opened(FORM, "de"),
        Step(sign_in, FORM, START, new_document=True, lasting=True),
    ]
    assert way_in(steps, (sign_in,)) == ((open_page(START), click("de"), open_page(FORM), sign_in), 4)
