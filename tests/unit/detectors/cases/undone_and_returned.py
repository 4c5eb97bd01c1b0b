"""What undoing, going back, an address and a reload bring: what experiments saw of it."""

from dataclasses import replace

from tests.unit.detectors.building import ORIGIN, observation, screen
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.experiments.returns import (
    DeepLink,
    FollowedChange,
    Look,
    Returned,
    SwitchedLanguage,
    UndoneDeed,
)
from worker.observation.experiments.rows import DraggedRow
from worker.observation.observation import Observation


def look(path: str, heading: str, *lines: str, choices: tuple[str, ...] = ()) -> Look:
    return Look(ORIGIN + path, heading, (heading,), (heading, "Menu", *lines), choices, 0, 900)


PAGE = f"{ORIGIN}/tasks"
UNDONE = UndoneDeed(PAGE, "Archive all", "Undo", ("Buy milk", "Call Anna"), (), ())
RESTORED = replace(UNDONE, after_undo=("Buy milk",), after_opening=("Buy milk",), back=("Buy milk",))
OF_ROW = ("Buy milk", "By Friday", "Delete")
IN_PART = replace(RESTORED, lost=("Buy milk", "By Friday"), stored=("Buy milk",), of_row=OF_ROW)
CHANGED = FollowedChange(PAGE, "Done: Buy milk", (("4 open tasks", "3 open tasks"),))
OPEN = look("/tasks", "Tasks", "Buy milk", "Call Anna", choices=("Status: Open", "Done: Buy milk: off"))
ALL = look("/tasks", "Tasks", "Buy milk", "Call Anna", "Pay rent", "Walk", choices=("Status: All", "Walk: on"))
MILK = look("/tasks/7", "Buy milk", "Two litres", "By Friday")
FORGOTTEN = Returned("Buy milk", OPEN, MILK, ALL, MILK, 1)
LATE = replace(OPEN, headings=("Tasks", "Late"), choices=("Late: on",))
UNTICKED = Returned("Buy milk", LATE, MILK, replace(ALL, choices=("Late: off",)), None, 1, chosen="Late: on")
WARES = ("Mug", "Vase", "Bowl", "Lamp")
BLUE = replace(look("/wares?colour=blue", "Wares", *WARES), language="en")
BLAU = replace(look("/wares?colour=blue", "Waren", "Becher", "Krug", "Schale"), language="de")
ALLE = replace(look("/wares", "Waren", "Teller", "Löffel", "Gabel"), language="de")
SWITCHED = SwitchedLanguage("Deutsch", BLUE, "en", ALLE, BLAU, "de")
SECOND_PAGE = look("/tasks", "Tasks", "Paint the door", "Mow the lawn")
DOOR = look("/tasks/8", "Paint the door", "Green", "By May")
LED_AWAY = DeepLink("Paint the door", SECOND_PAGE, DOOR, look("/tasks", "Tasks", "Buy milk", "Call Anna"), 200, DOOR)

BEFORE = (("Milk", "Bread"), ("Nails",))
BESIDE = (("Bread", "Milk"), ("Nails",))
ACROSS = (("Bread",), ("Nails", "Milk"))
COPIED = (("Milk", "Bread"), ("Nails", "Milk"))


def dragged(
    after: tuple[tuple[str, ...], ...],
    later: tuple[tuple[str, ...], ...],
    *,
    where: str = "beside",
    keeps: bool = True,
) -> Observation:
    page = screen("/board")
    return observation(page, DraggedRow(page.url, "Milk", where, BEFORE, after, later, keeps))


CASES: tuple[Case, ...] = (
    bad("dragged_row_stays", "a row that is back", dragged(BESIDE, BEFORE)),
    bad("dragged_row_stays", "a row that is back where an arrow moved it", dragged(BESIDE, BEFORE, where="down")),
    good("dragged_row_stays", "a row that stays where an arrow moved it", dragged(BESIDE, BESIDE, where="down")),
    bad(
        "dragged_row_stays", "a row that is twice in its list", dragged((("Milk", "Bread", "Milk"), ("Nails",)), BESIDE)
    ),
    bad("dragged_row_stays", "a row that is gone from its list", dragged((("Bread",), ("Nails",)), (("Bread",), ()))),
    bad("dragged_row_stays", "a row that is in both lists until a reload", dragged(COPIED, ACROSS, where="across")),
    bad("dragged_row_stays", "a row that no list shows", dragged((("Bread",), ("Nails",)), ACROSS, where="across")),
    good("dragged_row_stays", "a row that stays", dragged(BESIDE, BESIDE)),
    good("dragged_row_stays", "a page that keeps nothing", dragged(BESIDE, BEFORE, keeps=False)),
    good("dragged_row_stays", "a drop that was refused", dragged(BEFORE, BEFORE)),
    good("dragged_row_stays", "a copy", dragged(COPIED, COPIED, where="across")),
    good(
        "dragged_row_stays",
        "a list that takes things away",
        dragged((("Bread",), ("Nails",)), (("Bread",), ()), where="across"),
    ),
    good("dragged_row_stays", "a page that others have changed", dragged(BESIDE, (("Bread",), ("Milk",)))),
    bad("undo_brings_back", "a row that is gone after a reload", observation(None, RESTORED)),
    good("undo_brings_back", "a row that stays", observation(None, replace(RESTORED, stored=("Buy milk",)))),
    bad("undo_brings_back", "a row that comes back without its day", observation(None, IN_PART)),
    good(
        "undo_brings_back",
        "a row that comes back whole",
        observation(None, replace(IN_PART, after_undo=IN_PART.lost, after_opening=IN_PART.lost)),
    ),
    good(
        "undo_brings_back",
        "something else that is gone",
        observation(None, replace(IN_PART, lost=("Buy milk", "News: it rains"))),
    ),
    bad("undo_brings_back", "an undo after a change of many", observation(None, UNDONE)),
    good("undo_brings_back", "what is there again", observation(None, replace(UNDONE, after_undo=("Buy milk",)))),
    good(
        "undo_brings_back",
        "what is there when the page is opened anew",
        observation(None, replace(UNDONE, after_opening=("Buy milk", "Call Anna"))),
    ),
    good("undo_brings_back", "a change that cannot be told", observation(None, replace(UNDONE, lost=()))),
    good("undo_brings_back", "an undo that asks first", observation(None, replace(UNDONE, asked=True))),
    bad("reload_shows_the_same", "a number that stays behind", observation(None, CHANGED)),
    good("reload_shows_the_same", "numbers that follow", observation(None, replace(CHANGED, stale=()))),
    bad("back_restores", "a list that is no longer as chosen", observation(None, FORGOTTEN)),
    bad("back_restores", "a box that is no longer ticked", observation(None, UNTICKED)),
    good("back_restores", "a box that was ticked by chance", observation(None, replace(UNTICKED, chosen=""))),
    good("back_restores", "a box that is still ticked", observation(None, replace(UNTICKED, after_back=LATE))),
    bad("language_switch_keeps_the_page", "a filter that is gone", observation(None, SWITCHED)),
    good(
        "language_switch_keeps_the_page",
        "the same part by another address",
        observation(None, replace(SWITCHED, after=replace(BLAU, url=ALLE.url))),
    ),
    good(
        "language_switch_keeps_the_page",
        "another part at each visit",
        observation(None, replace(SWITCHED, after=replace(ALLE, url=BLUE.url))),
    ),
    good(
        "language_switch_keeps_the_page",
        "a switch that changes this visit only",
        observation(None, replace(SWITCHED, again=BLUE, spoken_again="en")),
    ),
    good("back_restores", "a list as it was chosen", observation(None, replace(FORGOTTEN, after_back=OPEN))),
    good(
        "back_restores",
        "a field on which nothing depends",
        observation(None, replace(FORGOTTEN, after_back=replace(OPEN, choices=ALL.choices))),
    ),
    good(
        "back_restores",
        "a choice that is another one at each visit",
        observation(None, replace(FORGOTTEN, first_again=ALL, second_again=MILK)),
    ),
    bad("deep_link_opens_the_same", "the list that the thing is one of", observation(None, LED_AWAY)),
    good(
        "deep_link_opens_the_same",
        "a page of another kind, e.g. to sign in",
        observation(None, replace(LED_AWAY, opened=look("/login", "Sign in", "Email", "Password"))),
    ),
    good(
        "deep_link_opens_the_same",
        "an app that gives the thing another address",
        observation(None, replace(LED_AWAY, opened=look("/tasks/8-paint", "Paint the door", "Green", "By May"))),
    ),
)
