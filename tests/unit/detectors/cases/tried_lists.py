"""Lists that were sorted, filtered, searched and turned over on purpose."""

import re
from dataclasses import replace

from tests.unit.detectors.building import ORIGIN, element, link, observation, rows, screen
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.experiments.lists import (
    ColumnSort,
    FilterTrial,
    Found,
    KeptFilters,
    MoreTrial,
    OppositeChoices,
    OvertakenSearch,
    PagesTrial,
    ScrolledList,
    SearchedSigns,
    SearchTrial,
)
from worker.observation.observation import Observation
from worker.observation.screen import Screen


def table(*cells: str, header: str = "Price", aria: str = "", key: bool = False) -> Screen:
    made = "".join(
        f"<tr><td>Order {place}</td><td{f' data-sort={place}' if key else ''}>{cell}</td></tr>"
        for place, cell in enumerate(cells)
    )
    sort = f' aria-sort="{aria}"' if aria else ""
    head = f"<thead><tr><th>Order</th><th{sort}>{header} {'' if aria else '▲'}</th></tr></thead>"
    return screen("/orders", f"<main><table>{head}<tbody>{made}</tbody></table></main>")


def touched(before: str, after: str, header: str = "Price", *, key: bool = False) -> Observation:
    looks = tuple(table(*cells.split("|"), header=header, key=key) for cells in (before, after, before))
    return observation(looks[-1], ColumnSort(header, looks))


def turned_round(once: str, again: str) -> Observation:
    """A column of levels: in no order, after one touch of its header, after the second."""
    first = "high|low|medium|low|high|medium"
    return observation(
        None, ColumnSort("Level", tuple(table(*look.split("|"), header="Level") for look in (first, once, again)))
    )


LEVELS = "low|low|high|high|medium|medium"
UNSORTED = ("9", "118", "14", "24")


def saying(words: str, *items: str) -> Screen:
    return screen("/shop", f"<p>{words}</p>{rows(*items)}")


ALL = ("Mug", "Vase", "Bowl", "Board", "Lamp")


def narrowed(
    *shown: str,
    told: int | None = None,
    before: Screen | None = None,
    combined: Screen | None = None,
    restored: Screen | None = None,
    left: Screen | None = None,
) -> Observation:
    whole = saying("5 products", *ALL)
    trial = FilterTrial(
        "Clay",
        told,
        before or whole,
        left or saying(f"{len(shown)} products", *shown),
        "In stock",
        combined,
        restored or whole,
    )
    return observation(whole, trial)


def paged(*names: str) -> Screen:
    return saying("Page 1 of 4", *names)


def labelled(*bearing: str) -> Screen:
    """Rows that lead nowhere: "name|label", below the choices."""
    made = "".join(
        f"<li class=card><h3>{name}</h3><i class=kind>{label}</i></li>"
        for name, label in (one.split("|") for one in bearing)
    )
    return screen("/all", f"<main><h1>All</h1><p>{len(bearing)} in all</p><ul class=list>{made}</ul></main>")


def parted(chosen: str, *bearing: str, on: bool = False, told: int | None = None) -> Observation:
    """A part of `MIXED` that was chosen, among all labels there."""
    beside = tuple({one.split("|")[1] for one in MIXED} - {chosen})
    narrowed = labelled(*bearing)
    if on:
        narrowed = replace(narrowed, elements=(element(chosen, "tab", checked=True),))
    trial = FilterTrial(chosen, told, labelled(*MIXED), narrowed, restored=labelled(*MIXED), beside=beside)
    return observation(narrowed, trial)


def first_page(chosen: str, *bearing: str) -> Observation:
    """What a field with all labels shows of a list that goes on with another page."""
    options = ("All", *dict.fromkeys(one.split("|")[1] for one in MIXED))
    field = element("Made of", "combobox", tag="select", options=options)
    whole = replace(labelled(*MIXED), elements=(field,), text="Page 1 of 4")
    return observation(None, FilterTrial(chosen, None, whole, labelled(*bearing)))


def pale(chosen: str) -> Observation:
    """All rows are still there, and those that do not bear the label have another class."""
    whole = labelled(*MIXED)
    marked = re.sub(rf"class=card(?=><h3>\w+</h3><i class=kind>(?!{chosen}))", 'class="card pale"', whole.markup)
    narrowed = replace(whole, markup=marked, elements=(element(chosen, "tab", checked=True),))
    return observation(narrowed, FilterTrial(chosen, None, whole, narrowed, beside=("Glass", "Wood")))


MIXED = ("Mug|Clay", "Vase|Glass", "Bowl|Clay", "Board|Wood", "Spoon|Wood", "Jar|Glass")


def opposite(
    first: tuple[str, ...], second: tuple[str, ...], whole: Screen | None = None, counts: tuple[str, str] = ("", "")
) -> Observation:
    made = (saying(counts[0], *first), saying(counts[1], *second))
    return observation(made[1], OppositeChoices("Open", "Done", whole, (made[0],), (made[1],)))


def tasks(*words: str) -> Screen:
    return screen("/tasks", f"<main><ul>{''.join(f'<li>{word}</li>' for word in words)}</ul></main>")


def opposite_tasks(whole: tuple[str, ...]) -> Observation:
    first, second = tasks("Water roses", "Buy milk"), tasks("Buy milk")
    return observation(second, OppositeChoices("Open", "Done", tasks(*whole), (first,), (second,)))


def searched(**answers: bool) -> Observation:
    title, address = "Oak board", f"{ORIGIN}/product/oak-board"
    words = {"as written": title, "a word of it": "board", "in capitals": "BOARD", "with spaces": "  board "}
    found = tuple(
        Found(
            how.replace("_", " "),
            words[how.replace("_", " ")],
            screen(
                "/search?q=board",
                rows("Oak board", "Oak spoon") if hit else "<p>Nothing was found.</p>",
                links=(link("/product/oak-board", title),) if hit else (),
            ),
        )
        for how, hit in answers.items()
    )
    return observation(screen("/shop"), SearchTrial(title, address, found))


def signs_kept(held: str, plain: str = "Oak board") -> Observation:
    trial = SearchedSigns(f"{ORIGIN}/search", ("Oak board", plain), ("Oak board & 1+1 #2", held))
    return observation(screen("/search"), trial)


def searched_rows(capitals: str) -> Observation:
    found = Found("a word of it", "milk", tasks("Buy <mark>milk</mark>"))
    missed = Found("in capitals", "MILK", screen("/tasks", capitals))
    return observation(found.screen, SearchTrial("Buy milk", "", (found, missed), "Buy milk"))


def turned(
    total: str,
    *pages: tuple[str, ...],
    ended: bool = True,
    last: tuple[str, ...] | None = None,
    again: tuple[str, ...] | None = None,
) -> Observation:
    made = tuple(
        screen(f"/shop?page={number}", f"<p>{total}</p>{rows(*names)}") for number, names in enumerate(pages, 1)
    )
    end = screen("/shop?page=99", rows(*last)) if last is not None else None
    first = screen("/shop?page=1", rows(*again)) if again is not None else None
    return observation(made[-1], PagesTrial(made, ended, end, first))


def loaded(words: str, *looks: tuple[str, ...]) -> Observation:
    made = tuple(saying(words, *names) for names in looks)
    return observation(made[-1], MoreTrial(made))


def scrolled(words: str, *looks: tuple[str, ...], top: tuple[str, ...] = (), waiting: str = "") -> Observation:
    made = tuple(saying(words, *names) for names in looks)
    return observation(made[-1], ScrolledList(made, saying(words, *(top or looks[-1])), waiting))


def placed_one_by_one() -> Observation:
    looks = [
        screen("/shop", rows(*names).replace("<li", '<li style="position: absolute"'))
        for names in (ALL[:3], (*ALL[1:], "Rug"))
    ]
    return observation(looks[-1], ScrolledList(tuple(looks), looks[-1]))


MANY = tuple(f"Vase with the number {number}" for number in range(8))
FIRST, SECOND = ("Mug", "Vase", "Bowl", "Board"), ("Lamp", "Rug")

MIDDLE = f'<p>7 products</p>{rows("Mug", "Vase", "Bowl")}<a href="/shop?page=1">1</a> <a href="/shop?page=3">3</a>'


def kept_filters(**kept: bool) -> Observation:
    return observation(None, KeptFilters("https://shop.example/tasks", tuple(kept.items())))


def overtaken(*later: str) -> Observation:
    """What a search for a mug shows once the answer to its first letter has come, too."""
    return observation(None, OvertakenSearch("https://shop.example/", "m", "mug", ("Tools", "Mug"), later))


def set_later(*shown: str) -> Observation:
    """A filter that shows a lamp and a rug, and what it shows when it was set on the second page."""
    trial = FilterTrial("Wool", None, paged(*ALL), saying("", "Lamp", "Rug"), later=saying("", *shown))
    return observation(None, trial)


CASES: tuple[Case, ...] = (
    good("count_matches_rows", "a page in the middle", observation(screen("/shop?page=2", MIDDLE))),
    good(
        "count_matches_rows",
        "a list that is still being loaded",
        observation(screen("/shop", f"<p>7 products</p>{rows('Mug', 'Vase')}", "7 products\nMug\nVase\nLoading more…")),
    ),
    bad("column_is_sorted", "numbers sorted as texts", touched("£9|£118|£14|£24", "£118|£14|£24|£9")),
    bad(
        "column_is_sorted",
        "days sorted as texts",
        touched(
            "1 May 2024|9 June 2024|3 Jan 2024|4 Feb 2024",
            "1 May 2024|3 Jan 2024|4 Feb 2024|9 June 2024",
            header="Date",
        ),
    ),
    bad("column_is_sorted", "an order that it claims", observation(table("9", "118", "14", "24", aria="ascending"))),
    bad("column_is_sorted", "names in no order", touched("Ann|Bob|Cy|Dan|Eve", "Cy|Ann|Eve|Bob|Dan", header="Name")),
    bad(
        "column_is_sorted",
        "a header that says it sorts, and does not",
        observation(
            None, ColumnSort("Price", (table(*UNSORTED), table(*UNSORTED, aria="ascending"), table(*UNSORTED)))
        ),
    ),
    bad(
        "column_is_sorted", "a scale that is not turned round", turned_round(LEVELS, "low|high|low|high|medium|medium")
    ),
    good("column_is_sorted", "a scale that is turned round", turned_round(LEVELS, "medium|medium|high|high|low|low")),
    good("column_is_sorted", "a scale that is put back", turned_round(LEVELS, "high|low|medium|low|high|medium")),
    good("column_is_sorted", "a scale that is sorted one way only", turned_round(LEVELS, LEVELS)),
    good(
        "column_is_sorted",
        "an order that the second touch takes off",
        observation(
            None,
            ColumnSort(
                "Price",
                (
                    table("9", "14", "24", "118", aria="none"),
                    table("118", "24", "14", "9", aria="descending"),
                    table(*UNSORTED, aria="none"),
                ),
            ),
        ),
    ),
    good(
        "column_is_sorted",
        "days with words beside them",
        touched("3 May 2026|1 May 2026|2 May 2026|9 May 2026", "1 May 2026 late|1 May 2026|2 May 2026|9 May 2026"),
    ),
    bad("column_is_sorted", "signed amounts sorted as texts", touched("€9|€118|€14|€24", "+€72|+€345|−€98|−€9")),
    good("column_is_sorted", "signed amounts", touched("€9|€118|€14|€24", "+€345|+€72|−€9|−€98")),
    good("column_is_sorted", "signed amounts by their size", touched("€9|€118|€14|€24", "+€345|−€98|+€72|−€9")),
    good("column_is_sorted", "numbers in order", touched("£9|£118|£14|£24", "£9|£14|£24|£118")),
    good("column_is_sorted", "numbers in the other order", touched("£9|£118|£14|£24", "£118|£24|£14|£9")),
    good(
        "column_is_sorted",
        "a scale",
        touched("Low|High|Medium|Low|High", "Low|Low|Medium|High|High", header="Priority"),
    ),
    good(
        "column_is_sorted",
        "family names",
        touched("Ann Zoe|Bob Young|Cy Xu|Dan Wu|Eve Ada", "Eve Ada|Dan Wu|Cy Xu|Bob Young|Ann Zoe", header="Name"),
    ),
    good(
        "column_is_sorted",
        "cells with a key of their own",
        touched("9 kB|118 kB|14 kB|2 kB", "118 kB|14 kB|9 kB|2 kB", key=True),
    ),
    good("column_is_sorted", "units that differ", touched("9 MB|118 kB|14 MB|2 GB", "118 kB|9 MB|14 MB|2 GB")),
    good("column_is_sorted", "touching that sorts nothing", touched("9|118|14|24", "9|118|14|24")),
    good("column_is_sorted", "thousands", touched("1,200|900|12,000|80", "80|900|1,200|12,000")),
    bad("search_keeps_its_words", "a search that ends at a sign", signs_kept("Oak board ")),
    bad("search_keeps_its_words", "a plus that is a space", signs_kept("Oak board & 1 1 #2")),
    good("search_keeps_its_words", "a search for all that was typed", signs_kept("Oak board & 1+1 #2")),
    good("search_keeps_its_words", "a field that is empty after each search", signs_kept("", plain="")),
    good("search_keeps_its_words", "a search without any signs", signs_kept("Oak board 1 1 2")),
    bad("reload_shows_the_same", "a filter that is off again", kept_filters(Project=True, Assignee=False)),
    good("reload_shows_the_same", "filters that stay", kept_filters(Project=True, Assignee=True)),
    good("reload_shows_the_same", "filters that nobody promised to keep", kept_filters(Project=False, Assignee=False)),
    bad("newest_search_stays", "results of the beginning of a word", overtaken("Tools", "Fork", "Mug")),
    bad("newest_search_stays", "results that are taken away", overtaken("Tools")),
    good("newest_search_stays", "results of the word", overtaken("Tools", "Mug")),
    bad("filter_narrows", "rows that are new", narrowed("Mug", "Sofa")),
    bad("filter_narrows", "another number than it says", narrowed("Mug", "Vase", told=3)),
    bad("filter_narrows", "a filter lost beside another", narrowed("Mug", "Vase", combined=saying("", "Mug", "Lamp"))),
    bad("filter_narrows", "a filter that stays", narrowed("Mug", "Vase", restored=saying("", "Mug", "Vase", "Bowl"))),
    bad(
        "filter_narrows",
        "a first page that does not come back",
        narrowed("Lamp", "Rug", before=paged(*ALL), restored=paged("Lamp", "Rug")),
    ),
    bad("filter_narrows", "a later page that shows none of what fits", set_later()),
    bad(
        "filter_narrows",
        "a filter that the next page has lost",
        observation(None, FilterTrial("Wool", None, paged(*ALL), paged("Lamp", "Rug"), off_on_next_page=True)),
    ),
    good("filter_narrows", "a later page that shows the first of what fits", set_later("Lamp", "Rug")),
    good(
        "filter_narrows",
        "a first page that comes back",
        narrowed("Lamp", "Rug", before=paged(*ALL), restored=paged(*ALL)),
    ),
    good(
        "filter_narrows",
        "a first page with other things at each visit",
        narrowed("Lamp", "Rug", before=paged(*ALL), restored=paged("Cup", "Jug")),
    ),
    good(
        "filter_narrows",
        "drafts that all things do not hold",
        observation(None, FilterTrial("Drafts", None, saying("5 products", *ALL), saying("", "Sofa"))),
    ),
    bad(
        "filter_narrows", "an open thing among those that are done", opposite(("Mug", "Vase", "Bowl"), ("Bowl", "Lamp"))
    ),
    bad(
        "filter_narrows",
        "two counts that are more than all",
        opposite(("Mug", "Vase"), ("Lamp",), saying("1-5 of 20", *ALL), ("12 products found", "10 products found")),
    ),
    bad("filter_narrows", "a line that is open and done", opposite_tasks(("Water roses", "Buy milk", "Call Anna"))),
    good("filter_narrows", "a line that stands there twice", opposite_tasks(("Water roses", "Buy milk", "Buy milk"))),
    good("filter_narrows", "opposites with nothing in common", opposite(("Mug", "Vase", "Bowl"), ("Lamp",))),
    good("filter_narrows", "choices that are about something else", opposite(("Mug", "Vase"), ("Mug", "Vase"))),
    good("filter_narrows", "things with something of both", opposite(("Mug|2 open", "Vase"), ("Mug|3 done", "Lamp"))),
    good(
        "filter_narrows",
        "two counts that are all together",
        opposite(("Mug", "Vase"), ("Lamp",), saying("1-5 of 20", *ALL), ("12 products found", "8 products found")),
    ),
    bad("filter_narrows", "one that is labelled so and left out", parted("Clay", "Mug|Clay")),
    bad(
        "filter_narrows",
        "some of a first page that are labelled otherwise",
        first_page("Clay", "Mug|Clay", "Bowl|Clay", "Jar|Glass"),
    ),
    good("filter_narrows", "a first page that is labelled so", first_page("Clay", "Mug|Clay", "Bowl|Clay", "Cup|Clay")),
    good("filter_narrows", "a first page of other things", first_page("Clay", "Mug|Clay", "Jar|Glass", "Pot|Glass")),
    bad("filter_narrows", "some that are labelled otherwise", parted("Clay", "Mug|Clay", "Bowl|Clay", "Jar|Glass")),
    bad("filter_narrows", "a choice that shows as made and changes nothing", parted("Clay", *MIXED, on=True)),
    bad("filter_narrows", "fewer rows than told, which lead nowhere", parted("Small", "Mug|Clay", "Jar|Glass", told=3)),
    good("filter_narrows", "what is labelled so", parted("Clay", "Mug|Clay", "Bowl|Clay")),
    good("filter_narrows", "a choice that does not show as made", parted("Clay", *MIXED)),
    good(
        "filter_narrows",
        "a label that goes with another as a whole",
        parted("Clay", "Mug|Clay", "Bowl|Clay", "Vase|Glass", "Jar|Glass"),
    ),
    good("filter_narrows", "a choice that makes the others pale", pale("Clay")),
    good("filter_narrows", "a label that no choice is called by", parted("Small", "Mug|Clay", "Jar|Glass")),
    good("filter_narrows", "a part of the list", narrowed("Mug", "Vase", told=2, combined=saying("", "Mug"))),
    good("filter_narrows", "a page that shows a choice only", narrowed("Mug", "Sofa", before=saying("Our best", *ALL))),
    good(
        "filter_narrows",
        "a list of which nothing is left but other links",
        narrowed(left=screen("/shop", '<a class="skip" href="#content">Skip to the content</a><p>0 products</p>')),
    ),
    good("filter_narrows", "a filter that waits for a button", narrowed(*ALL, told=2)),
    good(
        "filter_narrows",
        "a list that goes on",
        narrowed("Mug", told=2, before=saying("1-5 of 40", *ALL), restored=saying("1-5 of 40", *ALL)),
    ),
    bad(
        "search_finds_what_is_shown",
        "a word in capitals",
        searched(as_written=True, a_word_of_it=True, in_capitals=False),
    ),
    bad("search_finds_what_is_shown", "spaces around it", searched(as_written=True, with_spaces=False)),
    bad("search_finds_what_is_shown", "the whole name", searched(as_written=False, a_word_of_it=True)),
    good(
        "search_finds_what_is_shown",
        "a search that finds it",
        searched(as_written=True, a_word_of_it=True, in_capitals=True, with_spaces=True),
    ),
    good(
        "search_finds_what_is_shown",
        "a search for other things",
        searched(as_written=False, a_word_of_it=False, in_capitals=False),
    ),
    bad("search_finds_what_is_shown", "a line that leads nowhere", searched_rows("<p>Nothing was found.</p>")),
    good("search_finds_what_is_shown", "a line that is found", searched_rows("<ul><li>Buy milk</li></ul>")),
    good(
        "search_finds_what_is_shown",
        "a line that may stand on a further page",
        searched_rows("<ul><li>Milk the cow</li></ul><p>Page 1 of 3</p>"),
    ),
    good("search_finds_what_is_shown", "whole words only", searched(as_written=True, a_word_of_it=False)),
    bad("more_keeps_all", "a row that is lost", loaded("", ALL[:3], (*ALL[1:], "Rug"))),
    bad("scrolled_list_is_whole", "a row that is lost", scrolled("", ALL[:3], (*ALL[1:], "Rug"))),
    bad("scrolled_list_is_whole", "the same part once more", scrolled("", MANY, (*MANY, *MANY))),
    bad(
        "scrolled_list_is_whole",
        "nothing that ever comes",
        scrolled("1-8 of 95 products", MANY, MANY, MANY, waiting="Loading more…"),
    ),
    good("scrolled_list_is_whole", "a list that grows to its end", scrolled("5 products", ALL[:3], ALL, ALL)),
    good("scrolled_list_is_whole", "rows that come back at the top", scrolled("", ALL[:3], (*ALL[1:], "Rug"), top=ALL)),
    good("scrolled_list_is_whole", "rows that are placed one by one", placed_one_by_one()),
    good("scrolled_list_is_whole", "a part of it on each page", scrolled("1-8 of 95 products", MANY, MANY, MANY)),
    good(
        "scrolled_list_is_whole",
        "something else that loads",
        scrolled("8 products", MANY, MANY, MANY, waiting="Loading…"),
    ),
    good("more_keeps_all", "a list that grows to its end", loaded("5 products", ALL[:3], ALL)),
    good("more_keeps_all", "a control that turns the page", loaded("5 products", ALL[:3], ALL[3:])),
    good("more_keeps_all", "a control that unfolds a text", loaded("8 products", ALL[:3], ALL[:3])),
    bad(
        "pages_are_disjoint",
        "a page that begins with the end of the one before, in a list that stays as it is",
        turned("", FIRST, (FIRST[-1], *SECOND), again=FIRST),
    ),
    good(
        "pages_are_disjoint",
        "a list that somebody has added to meanwhile",
        turned("", FIRST, (FIRST[-1], *SECOND), again=("Spade", *FIRST[:-1])),
    ),
    bad("pages_are_complete", "a page that is missing", turned("8 products", FIRST, SECOND)),
    bad(
        "pages_are_complete",
        "an empty last page",
        turned("", FIRST, ("Lamp", "Rug", "Cup", "Jug"), ended=False, last=()),
    ),
    good("pages_are_complete", "all rows", turned("6 products", FIRST, SECOND)),
    good("pages_are_complete", "one row on the last page", turned("5 products", FIRST, ("Lamp",))),
    good(
        "pages_are_complete",
        "a list that was not turned over to its end",
        turned("90 products", FIRST, SECOND, ended=False, last=("Cup",)),
    ),
    good("pages_are_complete", "rows that stand on two pages", turned("8 products", FIRST, ("Mug", "Rug"))),
)
