"""What may not be the app's fault, or does no harm in today's browsers, is left to a person to look at."""

from dataclasses import replace

import pytest

from tests.unit.detectors.building import ORIGIN, document, exchange, link, observation, screen, timings
from worker.detectors import registry
from worker.detectors.base import Severity
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange, UncaughtException

ELSEWHERE = "https://cdn.example.org/widget.js"
LOST = exchange(ELSEWHERE, None, "script", failure="net::ERR_NAME_NOT_RESOLVED", same_site=False)
SENT_ON = exchange(
    "http://code.example.net/button.html",
    307,
    "document",
    same_site=False,
    response_headers={"Non-Authoritative-Reason": "HSTS"},
)
ANSWERED = exchange("https://fonts.example.net/a.css", 200, "stylesheet", same_site=False)
MISSING = UncaughtException(1, "ReferenceError", "widget is not defined", f"at {ORIGIN}/shop:9:1", f"{ORIGIN}/shop")


def certain(rule: str, seen: Observation) -> list[bool]:
    findings, _ = registry.judge((one for one in registry.load() if one.meta.id == rule), seen)
    return [finding.certain for finding in findings]


@pytest.mark.parametrize(("others", "sure"), [((), False), ((SENT_ON,), False), ((ANSWERED,), True)])
def test_silence_of_other_sites_counts_only_where_one_of_them_answered(
    others: tuple[Exchange, ...], *, sure: bool
) -> None:
    assert certain("failed_request", observation(exchanges=(LOST, *others))) == [sure]


@pytest.mark.parametrize("thrown", [MISSING, replace(MISSING, message="no answer", stack="")])
@pytest.mark.parametrize(("exchanges", "sure"), [((LOST,), False), ((), True)])
def test_an_error_that_may_come_of_another_sites_silence_may_be_the_networks_fault(
    thrown: UncaughtException, exchanges: tuple[Exchange, ...], *, sure: bool
) -> None:
    assert certain("uncaught_exception", observation(exceptions=(thrown,), exchanges=exchanges)) == [sure]


@pytest.mark.parametrize(("rel", "sure"), [("", False), ("opener", True)])
def test_a_tab_that_nobody_invited_to_reach_back_harms_in_old_browsers_alone(rel: str, *, sure: bool) -> None:
    links = (link("https://maps.example.org/x", "Map", target="_blank", rel=rel),)
    assert certain("unsafe_target_blank", observation(screen(links=links))) == [sure]


@pytest.mark.parametrize(("load", "sure"), [(None, False), (500, True)])
def test_a_page_that_still_loads_may_only_be_late(load: float | None, *, sure: bool) -> None:
    seen = observation(screen("/", '<div id="root"></div>'), timings=timings(load=load))
    assert certain("blank_page", seen) == [sure]


@pytest.mark.parametrize(
    ("body", "severity"), [("", Severity.MEDIUM), ("<script src=app.js></script>", Severity.CRITICAL)]
)
def test_an_address_that_answers_with_nothing_harms_fewer_than_a_page_that_fails(body: str, severity: Severity) -> None:
    seen = observation(screen("/x", "<div></div>"), document=document("/x", body=body))
    findings, _ = registry.judge((one for one in registry.load() if one.meta.id == "blank_page"), seen)
    assert [finding.severity for finding in findings] == [severity]
