"""Orders that were chosen for a list, by whatever control, and what its rows showed then."""

from tests.unit.detectors.building import element, observation, screen
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.experiments.lists import OrderTrial, SortedPages
from worker.observation.observation import Observation
from worker.observation.screen import Screen


def listed(*rows: str) -> Screen:
    """A list of cards: "name|what else it says", as markup; a row that begins with "*" is sold out."""
    made = ""
    for row in rows:
        name, _, rest = row.removeprefix("*").partition("|")
        mark = "<em>Sold out</em>" if row.startswith("*") else ""
        made += f'<li class="card"><a href="/thing/{name.lower()}">{name}</a> {mark}{rest}</li>'
    return screen("/things", f"<main><h1>Things</h1><ul>{made}</ul></main>")


def tried(order: str, *rows: str, before: tuple[str, ...] = ()) -> Observation:
    look = listed(*rows)
    return observation(look, OrderTrial((order,), (look,), listed(*(before or tuple(reversed(rows))))))


def opposite(orders: tuple[str, str], first: tuple[str, ...], second: tuple[str, ...]) -> Observation:
    looks = (listed(*first), listed(*second))
    return observation(looks[1], OrderTrial(orders, looks, looks[0]))


def over_pages(order: str, *pages: tuple[str, ...]) -> Observation:
    return observation(screen("/elsewhere"), SortedPages(order, tuple(listed(*rows) for rows in pages)))


def days(*told: str, words: str = "") -> tuple[str, ...]:
    return tuple(f"{name}|<p>{words} <span>{day}</span></p>" for name, day in zip(NAMES, told, strict=False))


def chosen(value: str, *rows: str, label: str = "Sort by") -> Observation:
    field = element(label, "combobox", label=label, value=value, options=("Featured", value))
    look = listed(*rows)
    return observation(screen("/things", look.markup, text=look.text, elements=(field,)))


NAMES = ("Mug", "Vase", "Bowl", "Board", "Lamp")
MIXED = ("3 Mar 2026", "14 Jan 2026", "9 Nov 2025", "21 Feb 2026", "2 Apr 2026")
FALLING = ("2 Apr 2026", "3 Mar 2026", "21 Feb 2026", "14 Jan 2026", "9 Nov 2025")
RISING = tuple(reversed(FALLING))
STARS = ("4.5 out of 5", "4.9 out of 5", "3.1 out of 5", "4.0 out of 5", "2.2 out of 5")
LIKES = ("1.2k likes", "950 likes", "12 likes", "1 like")
POSTED = days(*RISING)

CASES: tuple[Case, ...] = (
    bad(
        "sorted_as_said",
        "pages that are each sorted by themselves",
        over_pages("Title A–Z", ("Bowl", "Mug", "Vase"), ("Apron", "Lamp", "Soap")),
    ),
    good(
        "sorted_as_said",
        "pages of a sorted list",
        over_pages("Title A–Z", ("Apron", "Bowl", "Lamp"), ("Mug", "Soap", "Vase")),
    ),
    bad("sorted_as_said", "Ä after Z", tried("Title A–Z", "Bowl", "Mug", "Zither", "Äpfel")),
    bad("sorted_as_said", "small letters after capital ones", tried("Title A–Z", "Bowl", "Mug", "Zither", "apron")),
    good("sorted_as_said", "Ä as A", tried("Title A–Z", "Äpfel", "Apron", "Bowl", "Zither")),
    good("sorted_as_said", "Ä as Ae", tried("Title A–Z", "Affe", "Bowl", "Ofen", "Öfen", "Zither")),
    good("sorted_as_said", "Ñ after N", tried("Title A–Z", "Mug", "Nube", "Ñandú", "Oso")),
    good("sorted_as_said", "Ø as an O", tried("Title A–Z", "Moda", "Nørrebro", "Nyhavn", "Oak")),
    bad("sorted_as_said", "days of posting in no order", tried("Newest", *days(*MIXED, words="Posted"))),
    bad("sorted_as_said", "days the wrong way round", tried("Newest first", *days(*RISING))),
    bad("sorted_as_said", "due days in no order", tried("Due date", *days(*MIXED, words="Due"))),
    bad(
        "sorted_as_said",
        "days that are compared as texts",
        tried("Oldest", *days("1/12/2025", "10/1/2026", "2/11/2025", "3/3/2024")),
    ),
    bad(
        "sorted_as_said",
        "times before now in no order",
        tried("Date: newest first", *days("2 hours ago", "3 weeks ago", "yesterday", "1 day ago", "20 minutes ago")),
    ),
    bad("sorted_as_said", "days in an order that a field shows", chosen("Date: newest first", *days(*MIXED))),
    bad("sorted_as_said", "likes in no order", tried("Most liked", "Mug|12 likes", "Vase|1,140 likes", "Bowl|7 likes")),
    bad(
        "sorted_as_said",
        "stars in no order",
        tried("Top rated", *(f"{name}|<i>{told}</i>" for name, told in zip(NAMES, STARS, strict=True))),
    ),
    bad(
        "sorted_as_said",
        "sizes compared without their unit",
        tried("Smallest first", "Mug|2 MB", "Vase|14 KB", "Bowl|300 KB"),
    ),
    bad(
        "sorted_as_said",
        "one of two opposite orders that stays as it was",
        opposite(("Oldest", "Newest"), POSTED, (POSTED[1], POSTED[0], *POSTED[2:])),
    ),
    bad(
        "sorted_as_said",
        "a price out of order among those in stock",
        tried("Cheapest", "Apron|£9", "Bowl|£7", "Clock|£8", "*Desk|£1"),
    ),
    good("sorted_as_said", "days in order", tried("Newest", *days(*FALLING, words="Posted"))),
    good("sorted_as_said", "due days from the last", tried("Due date", *days(*FALLING, words="Due"))),
    good("sorted_as_said", "days of something else", tried("Newest", *days(*RISING, words="Starts"))),
    good("sorted_as_said", "days of which nobody says what happened on them", tried("Newest", *days(*MIXED))),
    good(
        "sorted_as_said",
        "one of two days in order",
        tried("Newest", *(f"{row} <i>{day}</i>" for row, day in zip(days(*MIXED), FALLING, strict=True))),
    ),
    good(
        "sorted_as_said",
        "times before now in units of their own",
        tried("Newest", *days("5 minutes ago", "1 hour ago", "23 hours ago", "1 day ago", "6 days ago")),
    ),
    good(
        "sorted_as_said",
        "days of which some are told by how long ago they are",
        tried("Date: newest first", *days("2 hours ago", "3 Mar 2026", "1 hour ago", "1 Mar 2026")),
    ),
    good("sorted_as_said", "likes in order, with ties", tried("Most liked", *map("{0}|{1}".format, NAMES, LIKES))),
    good(
        "sorted_as_said",
        "a mean that counts for less where few have voted",
        tried("Top rated", "Mug|4.7 out of 5 (1,204)", "Vase|5.0 out of 5 (2)", "Bowl|4.1 out of 5 (80)"),
    ),
    good(
        "sorted_as_said",
        "what is sold out after all others",
        tried("Cheapest", "Apron|£7", "Bowl|£8", "Clock|£9", "*Desk|£1"),
    ),
    good(
        "sorted_as_said",
        "an advertisement in between",
        tried("Cheapest", "Apron|£7", "Bowl|£8", "Kettle|<b>Sponsored</b> £1", "Clock|£9", "Desk|£11"),
    ),
    good("sorted_as_said", "numbers that rows do not show", tried("Most liked", *NAMES)),
    good(
        "sorted_as_said",
        "a list that was not there before",
        tried("Cheapest", "Apron|£9", "Bowl|£7", "Clock|£8", before=("Apron",)),
    ),
    good("sorted_as_said", "a field for something else", chosen("Title", *NAMES, label="Form of address")),
    good(
        "sorted_as_said",
        "two opposite orders that are both right",
        opposite(("Oldest", "Newest"), POSTED, POSTED[::-1]),
    ),
)
