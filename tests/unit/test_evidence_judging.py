"""What of a sight is held against the app."""

import asyncio
from dataclasses import replace
from html import escape
from urllib.parse import quote

import pytest

from tests.unit.detectors.building import ORIGIN, document, element, observation, picture, screen, typed
from tests.unit.memory_surface import MemoryApp, MemorySurface
from worker.detectors import registry
from worker.detectors.base import Finding
from worker.evidence.judge import Judge
from worker.explorer.experiments.markers import probe_for
from worker.explorer.graph import open_page
from worker.explorer.scope import Scope
from worker.explorer.walk import Sight, Walk
from worker.observation.experiments.keyboard import KeyboardOperation
from worker.observation.observation import Observation
from worker.observation.runtime import ConsoleMessage, UncaughtException
from worker.observation.screen import Viewport
from worker.surfaces.actions import Action
from worker.surfaces.interface import Visitor

DEAF = KeyboardOperation("button|Sizes|div|main|", "Sizes", "div", "button", "", "Click 'Sizes'")
# A picture that is called by its file is wrong, and was put there by nobody's experiment.
SPOILT = screen(pictures=(picture("/pictures/mug.jpg", alternative="mug.jpg"),))


PROBE = probe_for("df123456")
FAILED = UncaughtException(1, "SyntaxError", "missing ) after argument list", "", ORIGIN)
LINE = ConsoleMessage(1, "error", "The list is empty")


def rules(*, provoked: bool, experiments: tuple[KeyboardOperation, ...] = (), status: int = 200) -> list[str]:
    seen = replace(observation(SPOILT), experiments=experiments, document=document("/", status))
    return [one.rule for one in judged(seen, provoked=provoked)]


def judged(seen: Observation, *, provoked: bool, judge: Judge | None = None) -> tuple[Finding, ...]:
    async def note(_: Sight) -> None:
        return

    async def findings() -> tuple[Finding, ...]:
        visitor = await MemorySurface(MemoryApp(ORIGIN, lambda _session, _url: SPOILT)).visitor(
            "v", Viewport(1280, 800)
        )

        async def renew() -> Visitor:
            return visitor

        sight = Sight(Walk(visitor, note, renew), seen, provoked=provoked)
        return (judge or Judge(registry.load(), Scope(ORIGIN))).findings(sight)

    return asyncio.run(findings())


def test_looks_that_our_own_input_may_have_spoilt_are_not_judged() -> None:
    assert rules(provoked=False) == ["meaningless_alternative"]
    assert rules(provoked=True) == []


@pytest.mark.parametrize(
    ("url", "body", "cause", "told"),
    [
        (f"{ORIGIN}/?show={quote(PROBE)}", "<p>Topics", open_page(f"{ORIGIN}/?show={quote(PROBE)}"), False),
        (f"{ORIGIN}/", "<p>Topics", open_page(f"{ORIGIN}/#{PROBE}"), False),
        (f"{ORIGIN}/comments", f"<p>{PROBE}", open_page(f"{ORIGIN}/comments"), False),
        (f"{ORIGIN}/comments", f"<script>show('{PROBE}')</script>", open_page(f"{ORIGIN}/comments"), False),
        (f"{ORIGIN}/search?q=lamp", "<p>Lamp", open_page(f"{ORIGIN}/search?q=lamp"), True),
        # What is typed may be anything; a page that shows it as text and fails does so by itself.
        (f"{ORIGIN}/search?q={quote(PROBE)}", f"<p>{escape(PROBE)}", (typed(element("Search"), PROBE),), True),
    ],
)
def test_errors_that_our_own_probe_makes_in_a_page_are_no_bugs_of_their_own(
    url: str, body: str, cause: tuple[Action, ...], told: bool
) -> None:
    seen = observation(screen(url, body), cause=cause, exceptions=(FAILED,), console=(LINE,))
    found = {one.rule for one in judged(seen, provoked=True)} & {"uncaught_exception", "console_error"}
    assert found == ({"uncaught_exception", "console_error"} if told else set())


def test_of_a_page_that_is_the_servers_own_failure_only_the_failure_is_told() -> None:
    assert "meaningless_alternative" not in rules(provoked=False, status=500)


def test_what_an_experiment_showed_is_judged_whatever_it_is_about_and_nothing_of_the_screen_it_was_done_on() -> None:
    assert rules(provoked=True, experiments=(DEAF,)) == ["deaf_to_keys"]


def test_what_visitors_write_is_not_the_sites_language() -> None:
    judge = Judge(registry.load(), Scope(ORIGIN))
    english = "<p>Write to your host whenever you like, and the answer will come on the same day or the next.</p>" * 3
    note = "یک پرسش دوستانه دربارهٔ پیشنهاد شما، سپاس."
    seen = observation(screen("/messages", f"<main><h1>Messages</h1>{english}<p>{note}</p></main>", language="en"))

    def told(cause: tuple[Action, ...]) -> list[str]:
        found = judged(replace(seen, cause=cause), provoked=False, judge=judge)
        return [one.rule for one in found if one.rule == "wrong_language"]

    assert told(()) == ["wrong_language"]
    assert told((typed(element("Message", "textbox"), note),)) == []
    assert told(()) == [], "what was written once stays there"
