"""Rows that are labelled otherwise than chosen, and entries with a day that is still to come."""

from dataclasses import replace

from tests.unit.detectors.building import clicked, element, exchange, observation, screen, typed
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.observation import Observation
from worker.observation.screen import Element

TAGS = "".join(f'<a class="tag" href="#/?tag={tag}">{tag}</a>' for tag in ("java", "javascript", "css"))
NOTE = element("Note", "textbox", tag="textarea")
HERE = {"date": "Sun, 22 Nov 2026 09:00:00 GMT"}


def narrowed(*labels: str, to: str = "java", path: str = "/#/?tag=java", choices: str = TAGS) -> Observation:
    """A list after one of its labels was chosen; rows may bear several labels, with spaces between them."""
    rows = "".join(
        f'<article class="card"><h2><a href="#/{place}">Text {place}</a></h2>'
        f"{''.join(f'<span class=label>{label}</span>' for label in row.split())}</article>"
        for place, row in enumerate(labels)
    )
    body = f"<main><div>{choices}</div><section>{rows}</section></main>"
    before = screen("/#/", f"<main><div>{choices}</div><section>{rows}</section></main>")
    return observation(screen(path, body), before=before, cause=(clicked(element(to, "link")),))


def written(
    around: str,
    date: str = HERE["date"],
    before: str = "",
    at: str = "/mugs/1",
    into: Element = NOTE,
    leads_to: str = "/mugs/1",
    method: str = "POST",
) -> Observation:
    """What came of typing "A friendly question" into a page."""
    before_it = screen(at, f"<main><h1>A mug</h1><p>{before}</p></main>", elements=(into,))
    after = screen(leads_to, f'<main><h1>A mug</h1><div class="note"><p>A friendly question</p>{around}</div></main>')
    answer = replace(exchange("/api/notes"), method=method, response_headers={"date": date})
    return observation(after, before=before_it, cause=(typed(into, "A friendly question"),), exchanges=(answer,))


CASES: tuple[Case, ...] = (
    bad("labelled_as_chosen", "another label that begins alike", narrowed("java", "java css", "javascript", "java")),
    good("labelled_as_chosen", "rows with the label, some with more", narrowed("java", "java css", "java")),
    good(
        "labelled_as_chosen",
        "a label below the chosen one",
        narrowed("java", "java", "spring", "java", choices=TAGS),
    ),
    good("labelled_as_chosen", "a list that was not narrowed by it", narrowed("java", "java", "css", path="/#/new")),
    bad("fresh_entry_is_of_today", "a comment of next month", written("<i>December 22, 2026</i>")),
    good(
        "fresh_entry_is_of_today",
        "a day that the page named before",
        written("<i>December 22, 2026</i>", before="December 22, 2026"),
    ),
    good(
        "fresh_entry_is_of_today",
        "a day that the page named before, without its year",
        written("<i>December 22, 2026</i>", before="Tuesday, 22 December"),
    ),
    good(
        "fresh_entry_is_of_today",
        "an older entry with the same words, whose day nobody named here",
        written(
            '<i>December 22, 2026</i></div><div class="note"><p>A friendly question</p><i>December 29, 2026</i>',
            before="December 29, 2026",
        ),
    ),
    good("fresh_entry_is_of_today", "words that nobody kept", written("<i>December 22, 2026</i>", method="GET")),
    bad(
        "fresh_entry_is_of_today",
        "the day before the chosen one",
        written("<i>December 6, 2026</i>", at="/book?day=2026-12-07"),
    ),
    good("fresh_entry_is_of_today", "the chosen day", written("<i>December 7, 2026</i>", at="/book?day=2026-12-07")),
    good("fresh_entry_is_of_today", "a day far off", written("<i>December 27, 2026</i>", at="/book?day=2026-12-07")),
    good(
        "fresh_entry_is_of_today",
        "words that were looked for",
        written("<i>December 22, 2026</i>", into=element("Search", "searchbox")),
    ),
    good(
        "fresh_entry_is_of_today",
        "words that stand in the address since",
        written("<i>December 22, 2026</i>", leads_to="/mugs?q=A+friendly+question"),
    ),
    good("fresh_entry_is_of_today", "a comment of today", written("<i>November 22, 2026</i>")),
    good("fresh_entry_is_of_today", "a day on which it is due", written("<i>Due</i> <b>December 22, 2026</b>")),
    good("fresh_entry_is_of_today", "a day that may be this month's", written("<i>11/12/2026</i>")),
)
