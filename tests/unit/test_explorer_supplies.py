"""What is chosen before a button is pressed again that asked for it."""

from dataclasses import replace

from tests.unit.detectors.building import element, observation, screen, text_run
from worker.explorer.supplies import request_for_more, supplies
from worker.observation.runtime import Effect
from worker.observation.screen import Screen
from worker.surfaces.calendars import Calendar

STILL = Effect()


def page(*names: str, said: str = "") -> Screen:
    days = tuple(element(name, key=name) for name in names)
    return screen("/stays/7", elements=days, texts=(text_run(said),) if said else ())


def chosen(seen: Screen, calendar: Calendar | None = None) -> list[list[str]]:
    return [
        [action.target.name or action.value for action in deed if action.target] for deed in supplies(seen, calendar)
    ]


def test_new_words_that_ask_for_something_are_a_request_as_long_as_the_page_stays() -> None:
    asked = observation(page(said="Choose check-in and check-out."), before=page(), effect=STILL)
    assert request_for_more(asked) == "Choose check-in and check-out."
    assert request_for_more(replace(asked, before=asked.screen)) == ""
    assert request_for_more(replace(asked, effect=replace(STILL, url_changed=True))) == ""
    assert request_for_more(replace(asked, screen=page(said="Saved."))) == ""


def test_a_day_is_chosen_first_and_then_two_with_free_nights_between_them() -> None:
    names = [str(day) for day in range(1, 32)]
    calendar = Calendar(2030, 1, (4, 9, 10, 11, 12))
    assert chosen(page(*names), calendar) == [["9"], ["9", "11"]]
    named = [f"{day} January 2030" for day in range(1, 32)]
    assert chosen(page("9 February 2030", *named), calendar) == [
        ["9 January 2030"],
        ["9 January 2030", "11 January 2030"],
    ]
    assert chosen(page(*names), Calendar(0, 0, ())) == []


def test_of_choices_without_an_answer_the_first_is_taken_and_of_lists_an_entry() -> None:
    sizes = [element(name, "radio", key=name, field_name="size", checked=False) for name in ("S", "M")]
    colours = [element(name, "radio", key=name, field_name="colour", checked=name == "Red") for name in ("Blue", "Red")]
    engraving = element("Engraving", "combobox", key="list", options=("Choose", "None", "Name"))
    assert chosen(screen("/rings/7", elements=(*sizes, *colours, engraving))) == [["S", "Engraving"]]
