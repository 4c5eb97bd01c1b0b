"""A person proves that a host is theirs, and only then do their tests probe it."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.integration.acting import Person, Refused, Worker, anonymous, http, operator, server, sign_up
from tests.integration.clockwork import Clockwork
from tests.integration.fleet import wait_until
from tests.stack_fixture import Stack
from tests.stand_ins.name_server import NameServer, name_server

Row = dict[str, Any]
OWN = ["127.0.0.0/8", "::1/128", "localhost"]


class Api:
    """The endpoints as one person."""

    def __init__(self, stack: Stack, person: Person) -> None:
        self._address = f"{stack.url}/functions/v1/api"
        self._headers = {"apikey": stack.publishable_key, "authorization": f"Bearer {person.token}"}

    def ask(self, method: str, path: str, body: Row | None = None) -> httpx.Response:
        return http.request(method, f"{self._address}{path}", headers=self._headers, json=body)

    def data(self, method: str, path: str, body: Row | None = None) -> Any:
        answer = self.ask(method, path, body)
        assert answer.is_success, answer.text
        return answer.json()["data"]


@pytest.fixture(scope="module", autouse=True)
def nobody_elses_exceptions(stack: Stack) -> None:
    """Sites that other tests let be probed are gone by now."""
    with operator(stack) as connection:
        connection.execute("delete from private.target_exceptions where pattern like '127.0.0.1:%'")


@pytest.fixture(scope="module")
def ann(stack: Stack) -> Person:
    return sign_up(stack)


@pytest.fixture(scope="module")
def names() -> Iterator[NameServer]:
    with name_server() as server:
        yield server


@pytest.fixture
def clockwork(stack: Stack, worker: Worker) -> Clockwork:
    return Clockwork(stack, worker)


def publish(names: NameServer, target: Row) -> str:
    """Publish a target's challenge; the record's key."""
    record = target["challenge"]["dns"]
    key = f"{record['name']} {record['type']}"
    names.records[key] = [json.dumps(record["value"])]
    return key


def told_to_probe(stack: Stack, person: Person) -> list[str]:
    """The hosts that a claim of this person's test would name."""
    with operator(stack) as connection:
        [row] = connection.execute("select private.may_probe(%s) as hosts", [person.user_id]).fetchall()
    return sorted(set(row["hosts"]) - set(OWN))


def test_a_host_is_claimed_checked_proved_and_lost(
    stack: Stack, ann: Person, names: NameServer, clockwork: Clockwork
) -> None:
    api = Api(stack, ann)
    target = api.data("POST", "/targets", {"host": "Shop.Example.COM."})
    assert (target["host"], target["state"], target["verified_at"]) == ("shop.example.com", "pending", None)
    assert target["challenge"]["dns"]["name"] == "_deffatest-challenge.shop.example.com"
    assert target["challenge"]["file"] == {
        "url": "https://shop.example.com/.well-known/deffatest-challenge.txt",
        "content": target["challenge"]["dns"]["value"],
    }
    assert api.data("POST", "/targets", {"host": "shop.example.com"}) == target

    def check() -> Row:
        asked = api.ask("POST", f"/targets/{target['id']}/verify")
        assert asked.status_code == 202
        with operator(stack) as connection:
            # As if ten seconds had passed since the last check.
            connection.execute("update public.target_ownership set check_at = now() where id = %s", [target["id"]])
        clockwork.turn("target-ownership", dns_servers=[names.address])
        return api.data("GET", f"/targets/{target['id']}")

    checked = check()
    assert (checked["state"], told_to_probe(stack, ann)) == ("pending", [])
    assert "There is no TXT record _deffatest-challenge.shop.example.com." in checked["outcome"]

    record = publish(names, target)
    proved = check()
    assert (proved["state"], proved["method"]) == ("verified", "dns")
    assert proved["expires_at"][:10] > proved["verified_at"][:10]
    assert told_to_probe(stack, ann) == ["*.shop.example.com", "shop.example.com"]

    del names.records[record]
    assert check()["state"] == "lost"
    assert told_to_probe(stack, ann) == []


def test_what_was_proved_ends_in_time_even_when_nobody_looks(
    stack: Stack, ann: Person, names: NameServer, clockwork: Clockwork
) -> None:
    api = Api(stack, ann)
    target = api.data("POST", "/targets", {"host": "old.example.com"})
    publish(names, target)
    api.data("POST", f"/targets/{target['id']}/verify")
    clockwork.turn("target-ownership", dns_servers=[names.address])
    assert "old.example.com" in told_to_probe(stack, ann)
    with operator(stack) as connection:
        changed = "update public.target_ownership set expires_at = %s where id = %s"
        connection.execute(changed, ["2020-01-01", target["id"]])
        assert "old.example.com" not in told_to_probe(stack, ann)
        # A week later it is looked for again, and found.
        connection.execute("update public.target_ownership set check_at = now() where id = %s", [target["id"]])
    clockwork.turn("target-ownership", dns_servers=[names.address])
    assert "old.example.com" in told_to_probe(stack, ann)


@pytest.mark.parametrize(
    ("found", "then", "checked_again"),
    [
        ("unanswered", "verified", True),
        ("absent", "lost", False),
        ("refused", "refused", False),
        ("file", "verified", True),
    ],
)
def test_silence_takes_nothing_away_and_a_missing_proof_does(
    stack: Stack, found: str, then: str, checked_again: bool
) -> None:
    person = sign_up(stack)
    target = person.api.call("claim_target", p_host="shop.example.org")
    note = "select upkeep.record_target_check(%s, %s, %s, %s) as state"
    with operator(stack) as connection:
        connection.execute(note, [target["id"], target["challenge"], "dns", "Proved."])
        [row] = connection.execute(note, [target["id"], target["challenge"], found, "Looked."]).fetchall()
        assert row["state"] == then
        [row] = connection.execute(
            "select check_at > now() as again, method from public.target_ownership where id = %s", [target["id"]]
        ).fetchall()
        assert (row["again"] or False) is checked_again
        [row] = connection.execute(note, [target["id"], "deffatest-of-a-deleted-claim", "dns", "Proved."]).fetchall()
        assert row["state"] is None
    if found == "file":
        assert told_to_probe(stack, person) == ["shop.example.org"]


def test_two_people_prove_the_same_host_each_with_their_own_challenge(
    stack: Stack, names: NameServer, clockwork: Clockwork
) -> None:
    people = [sign_up(stack), sign_up(stack)]
    targets = [Api(stack, person).data("POST", "/targets", {"host": "both.example.com"}) for person in people]
    values = [target["challenge"]["dns"]["value"] for target in targets]
    assert len(set(values)) == 2
    publish(names, targets[0])
    for target, person in zip(targets, people, strict=True):
        person.api.call("verify_target", p_target_id=target["id"])
    clockwork.turn("target-ownership", dns_servers=[names.address])
    assert [told_to_probe(stack, person) for person in people] == [["*.both.example.com", "both.example.com"], []]
    names.records["_deffatest-challenge.both.example.com TXT"] = [json.dumps(value) for value in values]
    people[1].api.call("verify_target", p_target_id=targets[1]["id"])
    with operator(stack) as connection:
        connection.execute("update public.target_ownership set check_at = now() where id = %s", [targets[1]["id"]])
    clockwork.turn("target-ownership", dns_servers=[names.address])
    assert told_to_probe(stack, people[1]) == ["*.both.example.com", "both.example.com"]


@pytest.mark.usefixtures("quiet_queue")
def test_a_claim_names_what_its_owner_may_probe(stack: Stack, worker: Worker) -> None:
    person = sign_up(stack)
    target = person.api.call("claim_target", p_host="mine.example.com")
    with operator(stack) as connection:
        connection.execute(
            "select upkeep.record_target_check(%s, %s, 'dns', 'Proved.')", [target["id"], target["challenge"]]
        )
    person.submit()
    assert sorted(worker.must_claim().payload["may_probe"]) == sorted([*OWN, "*.mine.example.com", "mine.example.com"])


def test_the_scheduler_looks_as_soon_as_somebody_asks(stack: Stack, names: NameServer, clockwork: Clockwork) -> None:
    person = sign_up(stack)
    target = Api(stack, person).data("POST", "/targets", {"host": "soon.example.com"})
    publish(names, target)
    settings = {"dns_servers": names.address, "schedule": "target-ownership=3600", "log_format": "json"}
    scheduler = clockwork.command(**settings)
    try:
        assert scheduler.stderr is not None
        for line in scheduler.stderr:
            if "scheduler ready" in line:
                break
        # Its first turn, within ten seconds of the start, is not the one that is meant.
        with operator(stack) as connection:
            ran = "select succeeded_at from upkeep.last_runs where service = 'target-ownership'"
            wait_until(lambda: connection.execute(ran).fetchone(), "the scheduler's first turn has ended")
        person.api.call("verify_target", p_target_id=target["id"])
        wait_until(lambda: told_to_probe(stack, person), "somebody looked")
    finally:
        scheduler.terminate()
        scheduler.communicate(timeout=60)


@pytest.mark.parametrize(
    "host",
    [
        *("", "com", "localhost", "127.0.0.1", "0x7f.1", "[::1]", "8.8.8.8", "printer.local", "10.0.0.1.nip.io"),
        *("https://shop.example.com", "shop.example.com/path", "shop.example.com:8443", "user@example.com", "a b.com"),
        *("b\u00fccher.example", "-a.example.com", "a..example.com", "*.example.com", "x" * 64 + ".example.com"),
    ],
)
def test_what_is_no_public_host_cannot_be_claimed(ann: Person, host: str) -> None:
    with pytest.raises(Refused) as refusal:
        ann.api.call("claim_target", p_host=host)
    assert (refusal.value.status, refusal.value.message) == (422, "Nobody can prove that they own this host.")
    assert refusal.value.details
    assert "such as shop.example.com" in refusal.value.hint


def test_a_target_of_another_is_not_there(stack: Stack, ann: Person) -> None:
    target = ann.api.call("claim_target", p_host="anns.example.com")
    bob = sign_up(stack)
    api = Api(stack, bob)
    for method, path in (("POST", "/verify"), ("DELETE", ""), ("GET", "")):
        answer = api.ask(method, f"/targets/{target['id']}{path}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "target_not_found")
    assert api.data("GET", "/targets") == bob.api.select("target_ownership") == []
    assert Api(stack, ann).data("DELETE", f"/targets/{target['id']}") == {"id": target["id"]}


def test_nobody_writes_a_proof_themselves(stack: Stack, ann: Person) -> None:
    target = ann.api.call("claim_target", p_host="forged.example.com")
    for caller in (ann.api, anonymous(stack), server(stack)):
        for attempt in (
            lambda caller=caller: caller.update("target_ownership", {"state": "verified"}, id=f"eq.{target['id']}"),
            lambda caller=caller: caller.insert("target_ownership", {"user_id": ann.user_id, "host": "a.example.com"}),
            lambda caller=caller: caller.delete("target_ownership", id=f"eq.{target['id']}"),
        ):
            with pytest.raises(Refused) as refusal:
                attempt()
            assert refusal.value.code == "42501"


def test_there_are_no_more_than_a_hundred_targets(stack: Stack) -> None:
    person = sign_up(stack)
    with operator(stack) as connection:
        connection.execute(
            "insert into public.target_ownership (user_id, host, challenge)"
            " select %s, number || '.example.com', 'x' from generate_series(1, 100) as number",
            [person.user_id],
        )
    answer = Api(stack, person).ask("POST", "/targets", {"host": "one-more.example.com"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "too_many_targets")
