"""What becomes of an app in other surroundings: a network in trouble, another tab, another place."""

from dataclasses import replace

from tests.unit.detectors.building import observation
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.experiments.network import AfterTrouble, InTrouble, LostWhenReloaded

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
WAITING = replace(SILENT, shown=("Sending…",), waiting="Sending…", unchanged=False)
CLAIMED = replace(SILENT, shown=SILENT.usual, unchanged=False)
HAMMERED = replace(SILENT, fault="too many requests", sent=40, seconds=9.5)
AFTER = AfterTrouble("server error", "Send", "POST /api/messages", "doing the same again", recovered=False)
LOST = LostWhenReloaded("Add", "POST /api/notes", ("Buy milk {own}",), ("Buy milk {own}",))

CASES: tuple[Case, ...] = (
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
    bad("success_is_true", "thanks for what went nowhere", observation(None, CLAIMED)),
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
