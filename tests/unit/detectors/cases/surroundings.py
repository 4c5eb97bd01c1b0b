"""What becomes of an app in other surroundings: a network in trouble, another tab, another place."""

from dataclasses import replace

from tests.unit.detectors.building import ORIGIN, clicked, element, observation, screen
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.experiments.network import (
    AfterTrouble,
    FailedLoad,
    InTrouble,
    LostWhenReloaded,
    SentAgain,
    SentInVain,
    WithoutParts,
)
from worker.observation.experiments.places import Elsewhere, LogOutInOneTab, TwoTabs
from worker.observation.observation import Observation
from worker.observation.runtime import Effect

SILENT = InTrouble(
    fault="server error",
    control="Send",
    request="POST /api/messages",
    usual=("Thank you for your message",),
    shown=(),
    unchanged=True,
    arrived=True,
    waiting="",
    blank=False,
    carries=True,
    sent=1,
    sent_usually=1,
    seconds=2.5,
)
TOLD = replace(SILENT, shown=("Your message was not sent. Try again.",), unchanged=False)
FORGOTTEN = replace(TOLD, lost=("Message",))
TWICE = SentAgain("Send", "POST /api/messages", ORIGIN + "/messages", usually=1, now=1)
IN_VAIN = SentInVain("server error", ORIGIN + "/contact", "Send", "POST /contact", ("Message",))
BARE = WithoutParts(
    page=ORIGIN + "/lamps",
    parts="the scripts of tag.example",
    usual=("Lamps", "Blue lamp", "Red lamp", "Green lamp", "About us"),
    missing=("Lamps", "Blue lamp", "Red lamp", "Green lamp"),
    headings=("Lamps",),
    blank=False,
)
WAITING = replace(SILENT, shown=("Sending…",), waiting="Sending…", unchanged=False)
CLAIMED = replace(SILENT, shown=SILENT.usual, unchanged=False)
HAMMERED = replace(SILENT, fault="too many requests", sent=40, seconds=9.5)
AFTER = AfterTrouble("server error", "Send", "POST /api/messages", "doing the same again", recovered=False)
ANNOUNCED = replace(
    CLAIMED,
    usual=("Task 33", "Hours", "Comments", "Saved."),
    shown=("Tasks", "Search", "Saved."),
    announced=("Saved.",),
)
EMPTY = FailedLoad(
    fault="server error",
    request="GET /api/orders",
    usual=("Shop", "Orders", "Lamp, 12 €", "Chair, 40 €", "Vase, 9 €"),
    missing=("Orders", "Lamp, 12 €", "Chair, 40 €", "Vase, 9 €"),
    headings=("Orders",),
    shown=(),
    waiting="",
    blank=False,
    sent=1,
    sent_usually=1,
    seconds=2.5,
)
LOADING = replace(EMPTY, shown=("Loading…",), waiting="Loading…")
LATE = replace(EMPTY, fault="slow")
LOST = LostWhenReloaded("Add", "POST /api/notes", ("Buy milk {own}",), ("Buy milk {own}",))


def in_zone(home: str, there: str, *days: str) -> Observation:
    pair = (home, there)
    return observation(None, Elsewhere("America/Los_Angeles", True, (pair,), (there,), days, translated=False))


def in_locale(home: str, there: str, place: str = "de-DE") -> Observation:
    return observation(None, Elsewhere(place, False, ((home, there),), (there,), (), translated=False))


WORDS = " ".join(f"word{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")


def switched(
    to: str, words: str = WORDS, language: str = "en", region: str = "header", links: tuple[str, ...] = ()
) -> Observation:
    """“Deutsch” was chosen on /help in English."""
    german = element("Deutsch", region=region)
    around = tuple(element(f"Page {link}", "link", href=f"{ORIGIN}{link}", region="nav") for link in links)
    offered = (german, element("English", region=region), *around)
    return observation(
        screen(to, f"<p>{words}</p>", language=language),
        before=screen("/en/help", f"<p>{WORDS}</p>", language="en", elements=offered),
        cause=(clicked(german),),
        effect=Effect(document_changed=True),
    )


CASES: tuple[Case, ...] = (
    bad("day_stays_the_day", "a birthday a day early", in_zone("Born Mar 10, 2024", "Born Mar 9, 2024", "2024-03-10")),
    bad(
        "day_stays_the_day",
        "a deadline with its weekday",
        in_zone("Due Sunday, March 10, 2024", "Due Saturday, March 9, 2024", "2024-03-10"),
    ),
    bad("day_stays_the_day", "a day in digits", in_zone("3/10/2024", "3/9/2024", "2024-03-10")),
    good("day_stays_the_day", "a moment", in_zone("Mar 10, 2024", "Mar 9, 2024")),
    good("day_stays_the_day", "a moment with its hour", in_zone("Mar 10, 2:00 AM", "Mar 9, 6:00 PM", "2024-03-10")),
    good("day_stays_the_day", "another number", in_zone("10 left", "9 left", "2024-03-10")),
    bad("locale_keeps_values", "a date that is none", in_locale("Due 3/10/2024", "Due Invalid Date")),
    bad("locale_keeps_values", "a number that is none", in_locale("Total $1,234.50", "Total $NaN")),
    bad("locale_keeps_values", "an amount read back wrongly", in_locale("Total $1,234.50", "Total $1.23")),
    good("locale_keeps_values", "the same amount in German", in_locale("Total €1,234.50", "Total 1.234,50 €")),
    good("locale_keeps_values", "another currency", in_locale("Total $10.00", "Total 9,20 €")),
    good("locale_keeps_values", "Persian digits", in_locale("Total $1,234.50", "Total $۱٬۲۳۴٫۵۰", "fa-IR")),
    bad("two_tabs_agree", "what was written over", observation(None, TwoTabs("Add", shared=False, first_kept=False))),
    bad("two_tabs_agree", "what each tab has alone", observation(None, TwoTabs("Add", shared=False, first_kept=True))),
    bad("two_tabs_agree", "who is still in", observation(None, LogOutInOneTab("Log out", "Log out"))),
    good("two_tabs_agree", "tabs that agree", observation(None, TwoTabs("Add", shared=True, first_kept=True))),
    good("two_tabs_agree", "who is out", observation(None, LogOutInOneTab("Log out", ""))),
    bad("language_switch_keeps_the_page", "a way to the start page", switched("/de/", "andere Worte", "de")),
    bad("language_switch_keeps_the_page", "the same words again", switched("/en/help")),
    bad("language_switch_keeps_the_page", "another page", switched("/tasks", language="de", links=("/tasks", "/help"))),
    good(
        "language_switch_keeps_the_page",
        "the page by its German name",
        switched("/de/hilfe", "andere Worte", "de", links=("/en/tasks", "/en/help")),
    ),
    good("language_switch_keeps_the_page", "the page in German", switched("/de/help", "andere Worte", "de")),
    good("language_switch_keeps_the_page", "books in German", switched("/en/help", region="main")),
    good(
        "language_switch_keeps_the_page", "a page that was German before", switched(f"{ORIGIN}/en/help", language="de")
    ),
    bad("failure_is_told", "a page that does not change when the server fails", observation(None, SILENT)),
    bad("failure_is_told", "a page that says that it sends, for ever", observation(None, WAITING)),
    bad(
        "failure_is_told",
        "a page that is emptied by an error that nobody catches",
        observation(None, replace(SILENT, unchanged=False, error="x is undefined")),
    ),
    bad(
        "failure_is_told",
        "one request in two kinds of trouble, as one bug",
        observation(None, SILENT, replace(SILENT, fault="offline")),
    ),
    good("failure_is_told", "a message", observation(None, TOLD)),
    good(
        "failure_is_told", "a page that changed without new words", observation(None, replace(SILENT, unchanged=False))
    ),
    good("failure_is_told", "a request that was never made", observation(None, replace(SILENT, sent=0))),
    good("failure_is_told", "an answer that is only slow", observation(None, replace(SILENT, fault="slow"))),
    good("failure_is_told", "a page that tries again by itself", observation(None, replace(SILENT, sent=3))),
    good(
        "failure_is_told",
        "a message beside words that say that it loads",
        observation(None, replace(WAITING, shown=("Loading", "The list could not be loaded"))),
    ),
    bad("failure_is_told", "a page that stays empty", observation(None, EMPTY)),
    bad("failure_is_told", "a page that loads for ever", observation(None, LOADING)),
    bad(
        "failure_is_told",
        "a list that is said to be empty",
        observation(None, replace(EMPTY, shown=("You have no orders yet.",))),
    ),
    good(
        "failure_is_told",
        "a page without its data that says so",
        observation(None, replace(EMPTY, shown=("Your orders could not be loaded.", "Try again"))),
    ),
    good("failure_is_told", "another page in place of it", observation(None, replace(EMPTY, shown=("Sign in",)))),
    good("failure_is_told", "no connection", observation(None, replace(EMPTY, shown=("There is no connection",)))),
    good("failure_is_told", "keine Verbindung", observation(None, replace(EMPTY, shown=("Keine Verbindung",)))),
    good("failure_is_told", "a page that asks for it again", observation(None, replace(EMPTY, sent=4))),
    good("failure_is_told", "a small part that is missing", observation(None, replace(EMPTY, missing=("Vase, 9 €",)))),
    bad(
        "failure_leaves_the_page", "a page that is blank from the start", observation(None, replace(EMPTY, blank=True))
    ),
    good("failure_leaves_the_page", "a page without its data", observation(None, EMPTY)),
    bad(
        "failure_leaves_the_page",
        "a page that is blank as long as it waits",
        observation(None, replace(EMPTY, fault="slow", blank=True)),
    ),
    bad(
        "failure_is_told", "nothing, while it is only late", observation(None, replace(LATE, shown=("No orders yet",)))
    ),
    good("failure_is_told", "words that it loads", observation(None, replace(LATE, shown=("Loading…",)))),
    good("failure_is_told", "a page that waits without words", observation(None, LATE)),
    bad(
        "failure_is_told",
        "a page that shows for ever that it is at work",
        observation(None, replace(SILENT, unchanged=False, works=True)),
    ),
    good("failure_is_told", "a page that is at work beside its message", observation(None, replace(TOLD, works=True))),
    bad("double_submit_makes_one", "what was sent again", observation(None, replace(TWICE, now=2))),
    good("double_submit_makes_one", "what was sent again and is there once", observation(None, TWICE)),
    good("double_submit_makes_one", "what shows in two places", observation(None, replace(TWICE, usually=2, now=3))),
    bad("form_keeps_what_was_typed", "a form that could not be sent", observation(None, FORGOTTEN)),
    good("form_keeps_what_was_typed", "a form that could not be sent and keeps it", observation(None, TOLD)),
    good(
        "form_keeps_what_was_typed",
        "what is sent later",
        observation(None, replace(FORGOTTEN, shown=("No connection: it will be sent as soon as there is one.",))),
    ),
    good("form_keeps_what_was_typed", "a form that says nothing", observation(None, replace(SILENT, lost=("Note",)))),
    bad("form_keeps_what_was_typed", "a form that is empty when one goes back", observation(None, IN_VAIN)),
    good(
        "form_keeps_what_was_typed",
        "a form that is as it was when one goes back",
        observation(None, replace(IN_VAIN, lost=())),
    ),
    bad("page_outlives_its_parts", "a page that is blank", observation(None, replace(BARE, blank=True))),
    bad(
        "page_outlives_its_parts",
        "a page that broke over it",
        observation(None, replace(BARE, error="x is no function")),
    ),
    bad("page_outlives_its_parts", "words that wait for pictures", observation(None, replace(BARE, parts="pictures"))),
    good("page_outlives_its_parts", "what the other site would have shown", observation(None, BARE)),
    good(
        "page_outlives_its_parts",
        "a small part that is missing",
        observation(None, replace(BARE, missing=("Blue lamp",), error="x is no function")),
    ),
    bad("failure_shown_raw", "a value that is none", observation(None, replace(EMPTY, shown=("Total: $NaN",)))),
    bad(
        "failure_shown_raw",
        "an error as it was thrown",
        observation(None, replace(TOLD, shown=("Error: Unexpected token '<' is not valid JSON",))),
    ),
    good("failure_shown_raw", "a message in words", observation(None, TOLD)),
    good("failure_shown_raw", "a word that only looks so", observation(None, replace(TOLD, shown=("Nan's cakes",)))),
    good(
        "failure_shown_raw",
        "what always stands there",
        observation(None, replace(SILENT, usual=("Is NaN",), shown=("Is NaN",))),
    ),
    bad(
        "recovers_from_failure",
        "a way to try again that leads nowhere",
        observation(None, replace(EMPTY, comes_back=True, offered="Try again", retry_works=False)),
    ),
    good(
        "recovers_from_failure",
        "a way to try again that works",
        observation(None, replace(EMPTY, comes_back=True, offered="Try again", retry_works=True)),
    ),
    bad("recovers_from_failure", "a page that stays broken", observation(None, replace(EMPTY, comes_back=False))),
    good("recovers_from_failure", "a page that is there again", observation(None, replace(EMPTY, comes_back=True))),
    bad("success_is_true", "thanks for what went nowhere", observation(None, CLAIMED)),
    bad("success_is_true", "a message of success on another page", observation(None, ANNOUNCED)),
    good(
        "success_is_true",
        "a word of success that is no message",
        observation(None, replace(ANNOUNCED, announced=())),
    ),
    bad("success_is_true", "a row that a reload takes away", observation(None, LOST)),
    good("success_is_true", "a message that it did not work", observation(None, TOLD)),
    good(
        "success_is_true",
        "a request that carries nothing of the visitor's",
        observation(None, replace(CLAIMED, carries=False)),
    ),
    good("success_is_true", "a row that stays", observation(None, replace(LOST, lost=()))),
    good(
        "success_is_true",
        "an app that keeps it until there is a network",
        observation(None, replace(CLAIMED, fault="offline")),
    ),
    bad("failure_leaves_the_page", "a page on which nothing is left", observation(None, replace(SILENT, blank=True))),
    good("failure_leaves_the_page", "a message", observation(None, TOLD)),
    bad("recovers_from_failure", "doing it again in vain", observation(None, AFTER)),
    bad("recovers_from_failure", "a control that stays disabled", observation(None, replace(AFTER, how=""))),
    good("recovers_from_failure", "a second attempt that works", observation(None, replace(AFTER, recovered=True))),
    good("recovers_from_failure", "what nobody can tell", observation(None, replace(AFTER, recovered=None))),
    bad("waits_when_told_to", "forty requests in nine seconds", observation(None, HAMMERED)),
    good("waits_when_told_to", "a few retries with growing pauses", observation(None, replace(HAMMERED, sent=4))),
    good(
        "waits_when_told_to", "a page that asks as often anyway", observation(None, replace(HAMMERED, sent_usually=10))
    ),
)
