"""Attacks on what a page's scripts ask for with a token of the signed-in visitor's."""

import pytest

from tests.e2e.sites.token_app import TokenApp
from tests.e2e.test_probing_attacks import Attacker, StartSite, attacker, send_first_form
from worker.explorer.walk import Walk

__all__ = ["attacker"]

pytestmark = pytest.mark.asyncio(loop_scope="session")

FAULTS = {
    "a database that is asked in a visitor's words": (
        TokenApp(bound=False),
        "injected_value",
        {"sql_injection"},
    ),
    "records of others": (TokenApp(guarded=False), "strangers_answer", {"missing_access_control"}),
    "a token without a signature": (TokenApp(believes="unsigned"), "forged_token", {"forged_token"}),
    "a token under any signature": (TokenApp(believes="any signature"), "forged_token", {"forged_token"}),
    "a secret that everybody guesses": (TokenApp(secret="your-256-bit-secret"), "forged_token", {"forged_token"}),
}


async def signed_up(attacker: Attacker, address: str) -> Walk:
    walk = await attacker.walk()
    await walk.open(address)
    await send_first_form(walk)
    await walk.open(address)
    assert walk.screen is not None
    assert "Log out" in walk.screen.text
    return walk


@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_is_found_behind_a_token(attacker: Attacker, site: StartSite, name: str) -> None:
    app, experiment, rules = FAULTS[name]
    walk = await signed_up(attacker, site(app.pages()).url)
    assert await attacker.attack(walk, experiment) == rules
    await walk.visitor.close()
    assert all(finding.details["request"] for finding in attacker.found.values())


@pytest.mark.parametrize(
    "experiment", sorted({experiment for _, experiment, _ in FAULTS.values()} | {"foreign_origin"})
)
async def test_nothing_is_found_where_tokens_and_values_are_checked(
    attacker: Attacker, site: StartSite, experiment: str
) -> None:
    walk = await signed_up(attacker, site(TokenApp().pages()).url)
    assert await attacker.attack(walk, experiment) == set()
    await walk.visitor.close()


@pytest.mark.parametrize(("leaving", "status"), [("", 200), ("localStorage.clear()", 401)])
async def test_a_token_is_lent_as_long_as_the_page_would_send_it(
    attacker: Attacker, site: StartSite, leaving: str, status: int
) -> None:
    app = TokenApp().pages()
    shop = site({**app, "/leave": f"<!doctype html><title>Bye</title><p>Bye<script>{leaving}</script>"})
    walk = await signed_up(attacker, shop.url)
    await walk.open(f"{shop.url}leave")
    answer = await walk.visitor.fetch(f"{shop.url}api/people/me", token=str)
    await walk.visitor.close()
    assert answer.status == status
    assert "eyJ" not in str(answer.request_headers)
