"""Tables over several pages, records that repeat what their row said, forms that edit them."""

from dataclasses import replace

from tests.unit.detectors.building import ORIGIN, clicked, element, observation, screen
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.experiments.edits import EditedField, EditedForm
from worker.observation.experiments.lists import PagesTrial, SortedPages
from worker.observation.observation import Observation
from worker.observation.runtime import Effect
from worker.observation.screen import Screen

CHANGED = Effect(mutations=20, requests=1, url_changed=True)


def tasks(told: str, *rows: str, page: int = 1) -> Screen:
    """A page of a table; rows are "title|hours|day", some of them marked by a class."""
    made = ""
    for place, row in enumerate(rows):
        title, hours, day = row.split("|")
        title, _, label = title.partition("#")
        link = f'<a href="/tasks/{title.lower()}">{title}</a>' + (f" <span>{label}</span>" if label else "")
        made += f'<tr class="{"done" if place % 2 else ""}"><td>{link}</td><td>{hours}</td><td>{day}</td></tr>'
    head = "<tr><th>Title</th><th>Hours</th><th>Day</th></tr>"
    body = f"<main><h1>Tasks</h1><p>{told}</p><table>{head}{made}</table></main>"
    return screen(f"/tasks?page={page}", body, headings=("Tasks",), text=f"Tasks\n{told}\n{' '.join(rows)}")


FIRST = ("Weed|2.5|Mar 3, 2026", "Sow|10|Mar 4, 2026", "Mow|3|Mar 5, 2026", "Dig|1|Mar 6, 2026")
SECOND = ("Oil|4|Mar 7, 2026", "Rake|2|Mar 9, 2026")


def turned(told: str, *pages: tuple[str, ...], ended: bool = True) -> Observation:
    made = tuple(tasks(told, *rows, page=number) for number, rows in enumerate(pages, 1))
    return observation(screen("/elsewhere"), PagesTrial(made, ended))


def opened(body: str) -> Observation:
    """The first row was clicked, and its record came."""
    on = element("Weed", "link", href=f"{ORIGIN}/tasks/weed")
    before = replace(tasks("6 tasks", *FIRST), elements=(on,))
    after = screen("/tasks/weed", f"<main><h1>Weed</h1>{body}</main>", headings=("Weed",))
    return observation(after, before=before, cause=(clicked(on),), effect=CHANGED)


def chosen(order: str, *rows: str) -> Observation:
    field = element("Sort by", "combobox", label="Sort by", value=order, options=("Title", order))
    return observation(replace(tasks("4 tasks", *rows), elements=(field,)))


def in_order(order: str, *pages: tuple[str, ...]) -> Observation:
    made = tuple(tasks("6 tasks", *rows, page=number) for number, rows in enumerate(pages, 1))
    return observation(screen("/elsewhere"), SortedPages(order, made))


BY_HOURS = tuple(sorted(FIRST, key=lambda row: float(row.split("|")[1])))
LABELLED = tuple(
    f"{title}|1|Mar 3, 2026"
    for title in ("Write#home", "Weed beds (again)#home", "Weed beds#quick", "Sow#home", "Mow#home", "Dig")
)
TITLE = EditedField("Title", "Weed", "Lantern df1", "Lantern df1")
NOTES = EditedField("Notes", "Soon", "Lantern df2", "Lantern df2")
EDITED = EditedForm(f"{ORIGIN}/tasks/4/edit", "Save", (TITLE, NOTES), True, ("The task was saved.",))
FORGOTTEN = replace(NOTES, now="Soon")
ADDED = EditedField("Tags", "Garden, spring", "Lantern df2", "df2, garden, lantern, spring")
ALIKE = EditedField("Tags", "garden", "Lantern df2", "Lantern df2, gardens")

CLEARED = EditedField("Notes", "Lantern df2", "", "Lantern df2")
FIRST_WORDS = EditedField("Notes", "", "Lantern df2", "")

CASES: tuple[Case, ...] = (
    bad("sum_of_column", "halves that are forgotten", turned("6 tasks, 21 hours in all", FIRST, SECOND)),
    bad("sum_of_column", "one page alone", observation(tasks("Total hours: 15", *FIRST))),
    bad("sum_of_column", "two rows", observation(tasks("Total hours: 150", *FIRST[:2]))),
    good("sum_of_column", "a single row", observation(tasks("Total hours: 150", *FIRST[:1]))),
    good("sum_of_column", "the right sum", turned("6 tasks, 22.5 hours in all", FIRST, SECOND)),
    good("sum_of_column", "a sum that is rounded once", turned("6 tasks, 23 hours in all", FIRST, SECOND)),
    good("sum_of_column", "pages that were not all seen", turned("9 tasks, 60 hours in all", FIRST, ended=False)),
    good("sum_of_column", "a number of something else", turned("6 tasks, 40 hours a week", FIRST, SECOND)),
    good("sum_of_column", "a list that goes on", observation(tasks("90 hours in all. Page 1 of 7", *FIRST))),
    bad("pages_are_complete", "a row of a table that is on no page", turned("7 tasks in all", FIRST, SECOND)),
    good("pages_are_complete", "all rows of a table, some of them marked", turned("6 tasks in all", FIRST, SECOND)),
    bad("pages_are_disjoint", "pages turned by a button that repeat a row", turned("", FIRST, (FIRST[3], *SECOND))),
    good("pages_are_disjoint", "pages turned by a button", turned("", FIRST, (*SECOND, "Hoe|1|Mar 9, 2026"))),
    bad("detail_shows_its_row", "another number", opened("<dl><dt>Hours</dt><dd>4</dd></dl>")),
    bad("detail_shows_its_row", "another day", opened("<p><b>Day:</b> March 2, 2026</p>")),
    bad("detail_shows_its_row", "the day before, under no label", opened("<p>You come on <b>March 2, 2026</b></p>")),
    good("detail_shows_its_row", "its day and others", opened("<p>March 2, 2026</p><p>March 3, 2026</p>")),
    good("detail_shows_its_row", "a day of something else", opened("<p>Written on <b>February 9, 2026</b></p>")),
    good("detail_shows_its_row", "the same number with a unit", opened("<p>Hours: 2.5 h</p>")),
    good(
        "detail_shows_its_row", "the same day otherwise written", opened("<dl><dt>Day</dt><dd>3 March 2026</dd></dl>")
    ),
    good("detail_shows_its_row", "a rounded number", opened("<p>Hours: ~3</p>")),
    good("detail_shows_its_row", "a label that stands twice", opened("<p>Hours: 4</p><p>Hours: 9</p>")),
    bad("column_is_sorted", "an order that was chosen in a field", chosen("Hours: low to high", *FIRST)),
    bad("column_is_sorted", "a column that was chosen in a field", chosen("Hours", *FIRST)),
    bad("column_is_sorted", "text order on the second page", in_order("Hours: low to high", BY_HOURS, SECOND)),
    good("column_is_sorted", "the order that was chosen", chosen("Hours: low to high", *BY_HOURS)),
    good("column_is_sorted", "the other direction", chosen("Hours: high to low", *reversed(BY_HOURS))),
    good("column_is_sorted", "titles that labels follow", chosen("Title: descending", *LABELLED)),
    bad("column_is_sorted", "titles in no order that labels follow", chosen("Title", *LABELLED[2:], *LABELLED[:2])),
    good("column_is_sorted", "an order of something else", chosen("Relevance", *FIRST)),
    good("column_is_sorted", "days in order over pages", in_order("Day", FIRST, SECOND)),
    bad("edit_persists", "one field of two", observation(None, replace(EDITED, fields=(TITLE, FORGOTTEN)))),
    bad("edit_persists", "nothing is kept though it says so", observation(None, replace(EDITED, fields=(FORGOTTEN,)))),
    bad(
        "edit_persists",
        "first words in an empty field",
        observation(None, replace(EDITED, fields=(TITLE, FIRST_WORDS))),
    ),
    good(
        "edit_persists", "an empty field for something else", observation(None, replace(EDITED, fields=(FIRST_WORDS,)))
    ),
    bad(
        "edit_persists", "what was taken out is there still", observation(None, replace(EDITED, fields=(TITLE, ADDED)))
    ),
    good("edit_persists", "words that only begin alike", observation(None, replace(EDITED, fields=(TITLE, ALIKE)))),
    good("edit_persists", "both fields are kept", observation(None, EDITED)),
    bad("edit_persists", "a field that cannot be cleared", observation(None, replace(EDITED, fields=(CLEARED,)))),
    good(
        "edit_persists",
        "a field that was cleared",
        observation(None, replace(EDITED, fields=(replace(CLEARED, now=""),))),
    ),
    good(
        "edit_persists",
        "a form that was refused",
        observation(None, replace(EDITED, fields=(TITLE, FORGOTTEN), refused="The notes are too long")),
    ),
    good(
        "edit_persists",
        "a form that makes a new one each time",
        observation(None, replace(EDITED, page=f"{ORIGIN}/tasks/new", fields=(FORGOTTEN,))),
    ),
)
