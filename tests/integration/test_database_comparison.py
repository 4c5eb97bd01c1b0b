"""What a project's earlier tests found is kept for the next, told to its worker, and shown to its owner alone."""

from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.integration.acting import Claim, Person, Row, Worker, bug, completed, operator, sign_up
from tests.stack_fixture import Stack

pytestmark = pytest.mark.usefixtures("quiet_queue")

TRIAL = {"page": "shop.example.com/cart", "how": "click button 'Pay'"}


@pytest.fixture
def person(stack: Stack) -> Person:
    return sign_up(stack)


def earlier(claim: Claim, *, attempt: int | None = None) -> Row | None:
    return claim.worker.ask("select queue.earlier_tests(%s, %s)", claim.job_id, attempt or claim.attempt)


def completed_test(person: Person, worker: Worker, address: str, *bugs: Row, **compared: Any) -> Claim:
    """A completed test of this address that found these bugs."""
    claim = claim_of(person, worker, address)
    result = completed(claim.test_id, *(found(claim.test_id, one) for one in bugs))
    assert claim.settle("completed", result | {"comparison": compared or None}) == "settled"
    return claim


def claim_of(person: Person, worker: Worker, address: str) -> Claim:
    person.submit(test_source_url=address)
    return worker.must_claim()


def found(test_id: str, more: Row) -> Row:
    return bug(test_id, more["ordinal"]) | {"trial": TRIAL, "confidence": "certain", "reach": ["On 2 pages"]} | more


def compared_with(claim: Claim, **more: Any) -> Row:
    told = earlier(claim)
    assert told is not None
    same: Row = {"test_id": told["test_id"], "tested_at": told["tested_at"], "fixed": [], "not_seen_again": []}
    return same | more


def test_the_first_test_of_a_project_has_nothing_to_compare_with(person: Person, worker: Worker) -> None:
    claim = claim_of(person, worker, "https://first.example.com/")
    assert earlier(claim) is None
    claim.settle("completed", completed(claim.test_id, found(claim.test_id, {"ordinal": 1})))
    [summary] = person.api.select("test_comparisons", test_id=f"eq.{claim.test_id}")
    assert (summary["earlier_test_id"], summary["new_bugs"], summary["fixed_bugs"]) == (None, 1, 0)
    [standing] = person.api.select("bug_standings", test_id=f"eq.{claim.test_id}")
    assert (standing["standing"], standing["confidence"], standing["reach"]) == ("new", "certain", ["On 2 pages"])


def test_the_next_test_of_the_same_host_is_told_what_is_known(person: Person, worker: Worker) -> None:
    first = completed_test(person, worker, "https://www.known.example.com/", {"ordinal": 1})
    told = earlier(claim_of(person, worker, "http://known.example.com/other/page"))
    assert told is not None
    assert (told["project"], told["test_id"]) == ("known.example.com", first.test_id)
    [known] = told["bugs"]
    assert {"fingerprint": "dead-control:1", "trial": TRIAL, "fixed_at": None}.items() <= known.items()


@pytest.mark.parametrize("address", ["https://other.example.com/", "https://one.example.com:8443/"])
def test_another_host_or_port_is_another_project(person: Person, worker: Worker, address: str) -> None:
    completed_test(person, worker, "https://one.example.com/", {"ordinal": 1})
    assert earlier(claim_of(person, worker, address)) is None


def test_the_same_host_under_another_owner_is_another_project(stack: Stack, person: Person, worker: Worker) -> None:
    completed_test(person, worker, "https://both.example.com/", {"ordinal": 1})
    stranger = sign_up(stack)
    assert earlier(claim_of(stranger, worker, "https://both.example.com/")) is None
    assert stranger.api.select("known_bugs") == []
    assert stranger.api.select("tested_projects") == []


def test_a_worker_that_lost_its_lease_is_told_nothing(person: Person, worker: Worker) -> None:
    completed_test(person, worker, "https://lease.example.com/", {"ordinal": 1})
    claim = claim_of(person, worker, "https://lease.example.com/")
    assert earlier(claim, attempt=claim.attempt + 1) is None
    assert earlier(claim) is not None


def test_a_bug_is_fixed_and_comes_back(person: Person, worker: Worker) -> None:
    address = "https://cycle.example.com/"
    completed_test(person, worker, address, {"ordinal": 1}, {"ordinal": 2})

    second = claim_of(person, worker, address)
    comparison = compared_with(second, fixed=[{"fingerprint": "dead-control:2"}])
    known = found(second.test_id, {"ordinal": 1, "standing": "known", "first_seen_at": "2026-01-02T03:04:05Z"})
    second.settle("completed", completed(second.test_id, known) | {"comparison": comparison})
    [summary] = person.api.select("test_comparisons", test_id=f"eq.{second.test_id}")
    assert [summary[name] for name in ("new_bugs", "known_bugs", "regressed_bugs", "fixed_bugs")] == [0, 1, 0, 1]
    assert summary["fixed"] == [{"fingerprint": "dead-control:2"}]

    third = claim_of(person, worker, address)
    told = earlier(third)
    assert told is not None
    fixed = {one["fingerprint"]: one["fixed_at"] for one in told["bugs"]}
    assert fixed["dead-control:1"] is None
    assert fixed["dead-control:2"] is not None
    back = found(third.test_id, {"ordinal": 2, "standing": "regressed", "fixed_at": fixed["dead-control:2"]})
    third.settle("completed", completed(third.test_id, back) | {"comparison": compared_with(third)})
    rows = person.api.select("known_bugs", "fingerprint,fixed_at,tests", order="fingerprint")
    assert rows == [
        {"fingerprint": "dead-control:1", "fixed_at": None, "tests": 2},
        {"fingerprint": "dead-control:2", "fixed_at": None, "tests": 2},
    ]


def test_what_is_known_outlives_the_tests(stack: Stack, person: Person, worker: Worker) -> None:
    completed_test(person, worker, "https://long.example.com/", {"ordinal": 1})
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("delete from public.tests where user_id = %s", [person.user_id])
    told = earlier(claim_of(person, worker, "https://long.example.com/"))
    assert told is not None
    assert [known["title"] for known in told["bugs"]] == ["Button 1 does nothing"]


def test_what_nobody_saw_for_a_year_is_forgotten(stack: Stack, person: Person, worker: Worker) -> None:
    address = "https://year.example.com/"
    completed_test(person, worker, address, {"ordinal": 1})
    with operator(stack) as database:
        database.execute("update public.known_bugs set last_seen_at = now() - interval '366 days'")
    completed_test(person, worker, address, {"ordinal": 2})
    assert [row["fingerprint"] for row in person.api.select("known_bugs")] == ["dead-control:2"]


@pytest.mark.parametrize(
    ("name", "test_name", "project"),
    [
        ("corner-shop-v1.4.2.zip", "Release", "bundle corner-shop"),
        ("Corner-Shop (3).zip", "Anything", "bundle corner-shop"),
        ("shop_2026-11-20.tar.gz", "Anything", "bundle shop"),
        ("dist.zip", "My Shop", "bundle dist / my shop"),
        ("build-17.zip", "My Shop", "bundle build / my shop"),
    ],
)
def test_a_bundle_is_known_by_its_name_without_its_version(
    stack: Stack, name: str, test_name: str, project: str
) -> None:
    with operator(stack) as database:
        row = database.execute(
            "select private.project_of(jsonb_populate_record(null::public.tests, %s)) as project",
            [Jsonb({"test_type": "web_bundle", "test_file_path": name, "test_name": test_name})],
        ).fetchone()
    assert row == {"project": project}
