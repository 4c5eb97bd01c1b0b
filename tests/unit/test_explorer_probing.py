"""Hostile data and guessed addresses are for hosts that the test's owner proved to be theirs."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from deffatest.targets import OwnHosts
from tests.unit.explorer_screens import BASE, element, field, form_of, screen
from tests.unit.memory_surface import MemoryApp, MemorySurface, MemoryVisitor
from worker.explorer.experiments.link_check import CheckLinks
from worker.explorer.experiments.planning import Scene
from worker.explorer.laboratory import Laboratory
from worker.explorer.walk import Request, Sight, Walk
from worker.explorer.windows import DESKTOP
from worker.observation.runtime import Exchange
from worker.observation.screen import Link
from worker.surfaces.interface import Visitor

SENT_TO = f"{BASE}/send"


async def planned(own: Iterable[str], *, sent_to: str = SENT_TO, page: str = BASE) -> tuple[set[str], list[str]]:
    """What is planned to probe a page with a form, a script with a source map and a picture, and what is noted."""
    mail, note = field("Email", input_type="email", required=True), field("Note")
    send = element("button", "Send", form="form")
    form = form_of(mail, note, submit=send.key, action=sent_to)
    app = MemoryApp(page, lambda _session, _url: screen(f"{page}/", mail, note, send, forms=(form,)))

    async def ignore(_: Sight) -> None:
        pass

    async def visitor() -> Visitor:
        return await MemorySurface(app).visitor("visitor-1", DESKTOP)

    def loaded(path: str, kind: str) -> Exchange:
        return Exchange(0, "GET", f"{page}/{path}", kind, f"{page}/", 200)

    walk = Walk(await visitor(), ignore, visitor)
    seen = replace(
        await walk.open(f"{page}/"),
        scripts=(replace(loaded("js/app.js", "script"), body="//# sourceMappingURL=app.js.map\n"),),
        exchanges=(loaded("pictures/a.png", "image"),),
    )
    laboratory = Laboratory(page, 1, OwnHosts.parse(own))
    laboratory.plan_for_site()
    laboratory.plan_for_page(walk, seen)
    laboratory.plan_for_scene(Scene(walk, seen, new_state=True, seed=1))
    requests: list[Request] = []
    for following in (laboratory.next_errand, laboratory.next_experiment):
        while waiting := following():
            requests.append(waiting.request)
    probing = [one for one in requests if re.search(r"\.hostile\.|path_probe|source_map", type(one).__module__)]
    return {f"{type(one).__name__} {item}" for one in probing for item in one.items}, laboratory.notes()


NAMED = f"FetchSourceMaps {BASE}/js/app.js.map"
GUESSED = {f"ProbePaths {BASE}/.env", f"ProbePaths {BASE}/js/", f"ProbePaths {BASE}/pictures/"}


@pytest.mark.parametrize("own", [["shop.example"], ["*.example"], ["shop.example:443"]])
async def test_an_own_host_is_probed_and_nothing_is_noted(own: list[str]) -> None:
    plans, notes = await planned(own)
    assert plans >= {NAMED, *GUESSED}
    assert {plan.split()[0] for plan in plans} >= {"ProbePaths", "ReflectMarker", "SendForbidden"}
    assert notes == []


@pytest.mark.parametrize("own", [[], ["another.example"], ["*.shop.example"], ["shop.example:8443"]])
async def test_a_host_that_nobody_proved_is_only_looked_at_and_the_report_says_so(own: list[str]) -> None:
    plans, [note] = await planned(own)
    assert plans == {NAMED}
    assert note.startswith("Not tried on shop.example: guessed addresses or hostile and invalid data in forms or ")
    assert "POST /api/targets" in note


async def test_a_form_that_is_sent_to_somebody_elses_host_is_left_alone() -> None:
    plans, [note] = await planned(["shop.example"], sent_to="https://payments.example/pay")
    assert plans >= GUESSED
    assert not [plan for plan in plans if plan.startswith(("ReflectMarker", "SendForbidden"))]
    assert note.startswith("Not tried on payments.example: hostile")


async def test_an_address_that_redirects_is_not_judged_by_where_it_leads() -> None:
    answers = {
        f"{BASE}/.env": Exchange(0, "GET", "https://other.example/", "fetch", "", 200, redirected_from=f"{BASE}/.env"),
        f"{BASE}/.git/HEAD": Exchange(0, "GET", f"{BASE}/.git/HEAD", "fetch", "", 200, body="ref: refs/heads/main"),
    }
    laboratory = Laboratory(f"{BASE}/", 1, OwnHosts.parse(["shop.example"]))
    laboratory.plan_for_site()
    errand = laboratory.next_errand()
    assert errand is not None
    assert [probe.url for probe in await concluded(errand.request, answers)] == [f"{BASE}/.git/HEAD"]


async def test_a_link_by_which_one_is_sent_to_another_site_is_not_broken_by_that_sites_silence() -> None:
    away, gone = f"{BASE}/redirect?to=https://other.example/", f"{BASE}/old"
    silent = Exchange(0, "GET", "https://other.example/", "fetch", "", None, failure="net::ERR_NAME_NOT_RESOLVED")
    links = tuple(Link(url, "More", "a", "", "", visible=True) for url in (away, gone))
    request = CheckLinks(f"{BASE}/", links, frozenset((away, gone)), f"{BASE}/")
    answers = {away: replace(silent, redirected_from=away)}
    assert [check.url for check in await concluded(request, answers, links=links)] == [gone]


@pytest.mark.parametrize(("shown", "landed", "told"), [(True, "/", 1), (False, "/", 0), (False, "/log-in", 1)])
async def test_a_link_that_a_new_person_does_not_see_is_not_told_where_the_page_is_the_same(
    shown: bool, landed: str, told: int
) -> None:
    link = Link(f"{BASE}/bookings/2/edit", "Edit", "a", "", "", visible=True)
    request = CheckLinks(f"{BASE}/", (link,), frozenset((link.url,)), f"{BASE}/")
    checks = await concluded(request, {}, links=(link,) if shown else (), landed=landed)
    assert len(checks) == told


async def concluded(
    request: Request, answers: Mapping[str, Exchange], links: tuple[Link, ...] = (), landed: str = ""
) -> list[Any]:
    """What the errand came to, where all other addresses answer that nothing is there; a page shows these links, and
    whoever opens one has `landed` at this path.
    """
    results: list[Any] = []

    async def note(sight: Sight) -> None:
        results.extend(sight.observation.experiments)

    class Answering(MemoryVisitor):
        async def fetch(self, url: str, *, method: str = "GET", **_more: object) -> Exchange:
            return answers.get(url, Exchange(0, method, url, "fetch", "", 404))

    surface = MemorySurface(
        MemoryApp(BASE, lambda _session, url: replace(screen(f"{BASE}{landed}" if landed else url), links=links))
    )

    async def visitor() -> Visitor:
        return Answering(surface, "visitor-1", DESKTOP)

    await request.perform(Walk(await visitor(), note, visitor))
    return results
