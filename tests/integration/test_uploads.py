"""A file on its way from the user to a test that may run: by the endpoints and the official client, past inspectors."""

import hashlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.integration.acting import Person, Worker, operator, sign_up
from tests.integration.uploading import PART, Api, Inspectors, large_bundle, send, storage_of
from tests.stack_fixture import Stack
from tests.stand_ins.clamd import SIGNATURE, clamd
from tests.upload_files import EICAR, bundle, raw_zip, signed_app, zip_of


@pytest.fixture(scope="module")
def inspectors(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inspectors]:
    folder = tmp_path_factory.mktemp("uploads")
    with clamd(folder) as scanner:
        yield Inspectors(stack, folder, scanner)


@pytest.fixture(scope="module")
def inspector(inspectors: Inspectors) -> Iterator[None]:
    """One that works through this module."""
    with inspectors.one():
        yield


@pytest.fixture(scope="module")
def ann(stack: Stack) -> Person:
    return sign_up(stack, "chaos")


@pytest.fixture
def api(stack: Stack, ann: Person) -> Api:
    return Api(stack, ann)


@pytest.mark.usefixtures("inspector")
def test_a_small_file_comes_with_the_form_and_its_test_is_claimed_with_what_was_found(
    api: Api, ann: Person, worker: Worker
) -> None:
    content = bundle(app__js=b"let a = 1")
    submitted = api.submit_form(content, name="C:\\My Shop.zip").json()["data"]
    test_id = submitted["test_id"]
    upload = api.verdict(test_id)
    assert (upload["state"], upload["file_name"], upload["upload"]) == ("passed", "My Shop.zip", None)
    assert upload["found"] == {
        "type": "web_bundle",
        "sha256": hashlib.sha256(content).hexdigest(),
        "details": {"files": 2, "bytes": 77, "root": "", "pages": ["index.html"]},
    }
    assert upload["file_size"] == len(content)
    told = [event["payload"].get("message") for event in ann.events(test_id)]
    assert told == ["The file has arrived and is being inspected", "The file has passed inspection"]
    claim = worker.must_claim("web")
    assert claim.payload["upload"]["sha256"] == upload["found"]["sha256"]
    assert claim.payload["test_file_path"] == f"test-uploads/{test_id}/My_Shop.zip"


@pytest.mark.usefixtures("inspector")
def test_a_large_file_goes_up_in_parts_of_which_missing_ones_are_named(api: Api) -> None:
    content = large_bundle()
    submitted = api.announce(content)
    test_id, instructions = submitted["test_id"], submitted["upload"]
    assert [part["number"] for part in instructions["parts"]] == [1, 2, 3]
    first = send({**instructions, "parts": instructions["parts"][:1]}, content)

    after_a_while = api.data("GET", f"/tests/{test_id}/upload")["upload"]
    assert [part["number"] for part in after_a_while["parts"]] == [2, 3]
    assert [part["number"] for part in after_a_while["arrived"]] == [1]
    path = f"/tests/{test_id}/upload/complete"
    assert api.refused("POST", path, json={"parts": first}) == (422, "wrong_parts")
    rest = send(after_a_while, content)
    mixed_up = [{"number": part["number"], "etag": "0" * 32} for part in [*first, *rest]]
    assert api.refused("POST", path, json={"parts": mixed_up}) == (422, "wrong_parts")

    assert api.data("POST", path, json={"parts": [*rest, *first]})["state"] in ("arrived", "inspecting", "passed")
    # Whoever did not get the answer asks again, and nothing happens twice.
    assert api.call("POST", path, json={"parts": [*rest, *first]}).is_success
    upload = api.verdict(test_id)
    assert (upload["state"], upload["found"]["sha256"]) == ("passed", hashlib.sha256(content).hexdigest())


def test_an_address_takes_its_part_and_no_other_length(api: Api) -> None:
    content = bundle()
    submitted = api.announce(content)
    [part] = submitted["upload"]["parts"]
    assert part["size"] == len(content)
    assert httpx.put(part["url"], content=content + b"more").status_code == 403
    assert httpx.get(part["url"]).status_code == 403
    assert httpx.put(part["url"].replace(submitted["test_id"], "0" * 8), content=content).status_code == 403


@pytest.mark.usefixtures("inspector")
def test_the_official_client_inserts_the_test_and_asks_the_endpoint_where_to_send_its_file(
    stack: Stack, ann: Person
) -> None:
    from supabase import create_client

    client = create_client(stack.url, stack.publishable_key)
    client.postgrest.auth(ann.token)
    tests: Any = client.table("tests")
    row = {"user_id": ann.user_id, "test_name": "App", "test_type": "android_apk", "requested_duration_minutes": 5}
    test_id = tests.insert(row).execute().data[0]["id"]
    content = signed_app(schemes=("v2", "v3"))
    announced: Any = client.rpc(
        "announce_upload", {"p_test_id": test_id, "p_file_name": "shop.apk", "p_file_size": len(content)}
    ).execute()
    assert announced.data["state"] == "awaited"
    api = Api(stack, ann)
    parts = send(api.data("GET", f"/tests/{test_id}/upload")["upload"], content)
    api.data("POST", f"/tests/{test_id}/upload/complete", json={"parts": parts})
    upload = api.verdict(test_id)
    assert (upload["state"], upload["found"]["type"]) == ("passed", "android_apk")
    uploads: Any = client.table("uploads")
    [seen] = uploads.select("state, details").eq("test_id", test_id).execute().data
    assert seen["details"]["package"] == "com.example.shop"
    # No app worker is there: the test waits in line, and can be cancelled like any other.
    assert ann.api.call("cancel_test", p_test_id=test_id)["status"] == "cancelled"


@pytest.mark.usefixtures("inspector")
@pytest.mark.parametrize(
    ("content", "test_type", "code"),
    [
        (b"no archive at all", "web_bundle", "not_an_archive"),
        (zip_of({"page.html": b"x"}), "web_bundle", "index_missing"),
        (raw_zip(), "web_bundle", "index_missing"),
        (bundle(), "android_apk", "not_an_apk"),
    ],
)
def test_a_refused_file_fails_its_test_with_a_reason_and_gives_it_back(
    stack: Stack, content: bytes, test_type: str, code: str
) -> None:
    person = sign_up(stack)
    api = Api(stack, person)
    test_id = api.submit_form(content, test_type=test_type).json()["data"]["test_id"]
    upload = api.verdict(test_id)
    assert (upload["state"], upload["code"], upload["found"]) == ("refused", code, None)
    assert person.test(test_id)["status"] == "failed"
    assert person.events(test_id)[-1]["payload"]["message"] == upload["reason"]
    assert person.profile()["tests_this_month_count"] == 0


@pytest.mark.usefixtures("inspector")
def test_malware_is_kept_apart_and_explained(stack: Stack, api: Api, ann: Person) -> None:
    test_id = api.submit_form(bundle(notes__txt=EICAR)).json()["data"]["test_id"]
    upload = api.verdict(test_id)
    assert (upload["state"], upload["code"]) == ("quarantined", "malware_found")
    assert SIGNATURE in upload["reason"]
    assert ann.test(test_id)["status"] == "failed"
    storage = storage_of(stack)
    assert storage.keys(f"test-uploads/{test_id}/") == []
    assert storage.keys("quarantine/") == [f"quarantine/{test_id}/shop.zip"]
    with operator(stack) as database:
        key = f"quarantine/{test_id}/shop.zip"
        assert database.execute("select * from upkeep.needless_objects(%s)", [[key]]).fetchall() == []
        database.execute(
            "update public.uploads set inspected_at = now() - interval '31 days' where test_id = %s", [test_id]
        )
        assert database.execute("select * from upkeep.needless_objects(%s)", [[key]]).fetchall() != []


@pytest.mark.parametrize(
    ("plan", "size", "expected"),
    [("free", 50 * 2**20 + 1, (413, "upload_too_large")), ("free", 0, (422, "invalid_request"))],
)
def test_a_file_larger_than_the_plan_allows_is_refused_when_it_is_announced(
    stack: Stack, plan: str, size: int, expected: tuple[int, str]
) -> None:
    person = sign_up(stack, plan)
    wanted = {"test_name": "Shop", "test_type": "web_bundle", "file_name": "a.zip", "file_size": size}
    status, code = Api(stack, person).refused("POST", "/tests/submit", json=wanted)
    assert status == expected[0]
    assert code in (expected[1], "invalid_file_size")
    assert person.api.select("tests") == []


def test_a_form_with_a_file_that_is_too_large_for_one_is_refused_at_once(stack: Stack) -> None:
    person = sign_up(stack)
    response = Api(stack, person).submit_form(bytes(26 * 2**20))
    assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")
    assert person.api.select("tests") == []


def test_a_form_that_breaks_off_gives_its_test_back(stack: Stack) -> None:
    person = sign_up(stack)
    content = bundle()
    head = (
        b'--b\r\nContent-Disposition: form-data; name="test_name"\r\n\r\nShop\r\n'
        b'--b\r\nContent-Disposition: form-data; name="test_type"\r\n\r\nweb_bundle\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\n'
    )
    response = Api(stack, person).call("POST", "/tests/submit", content=head + content[:50])
    assert response.status_code == 415
    response = httpx.post(
        f"{stack.url}/functions/v1/api/tests/submit",
        content=head + content[:50],
        headers={"Authorization": f"Bearer {person.token}", "Content-Type": "multipart/form-data; boundary=b"},
        timeout=30,
    )
    assert (response.status_code, response.json()["error"]["code"]) == (400, "form_broken")
    [test] = person.api.select("tests")
    assert test["status"] == "failed"
    assert person.profile()["tests_this_month_count"] == 0


def test_somebody_else_sees_and_does_nothing(stack: Stack, api: Api) -> None:
    test_id = api.announce(bundle())["test_id"]
    other = Api(stack, sign_up(stack))
    parts = {"parts": [{"number": 1, "etag": "0" * 32}]}
    assert other.refused("GET", f"/tests/{test_id}/upload")[0] == 404
    assert other.refused("POST", f"/tests/{test_id}/upload/complete", json=parts)[0] == 404
    assert other.refused("DELETE", f"/tests/{test_id}/upload")[0] == 404
    again = {"file_name": "evil.zip", "file_size": 10}
    assert other.refused("POST", f"/tests/{test_id}/upload", json=again)[0] == 404
    assert other.person.api.select("uploads", "test_id,state") == []


def test_an_upload_given_up_cancels_its_test_and_leaves_nothing_behind(api: Api, ann: Person) -> None:
    content = large_bundle()
    submitted = api.announce(content)
    test_id = submitted["test_id"]
    send({**submitted["upload"], "parts": submitted["upload"]["parts"][:1]}, content)
    assert api.data("DELETE", f"/tests/{test_id}/upload")["status"] == "cancelled"
    upload = api.data("GET", f"/tests/{test_id}/upload")
    assert (upload["state"], upload["code"], upload["upload"]) == ("refused", "cancelled_by_owner", None)
    gone = httpx.put(submitted["upload"]["parts"][1]["url"], content=content[PART : 2 * PART], timeout=30)
    assert gone.status_code == 404
    assert ann.test(test_id)["status"] == "cancelled"
    nothing = {"parts": [{"number": 1, "etag": "0" * 32}]}
    assert api.data("POST", f"/tests/{test_id}/upload/complete", json=nothing)["state"] == "refused"


def test_a_file_may_be_announced_anew_until_it_has_arrived(api: Api) -> None:
    test_id = api.announce(bundle())["test_id"]
    content = bundle(more__css=b"a{}")
    changed = {"file_name": "other.zip", "file_size": len(content)}
    upload = api.data("POST", f"/tests/{test_id}/upload", json=changed)
    assert (upload["file_name"], upload["upload"]["parts"][0]["size"]) == ("other.zip", len(content))
    parts = send(upload["upload"], content)
    api.data("POST", f"/tests/{test_id}/upload/complete", json={"parts": parts})
    assert api.refused("POST", f"/tests/{test_id}/upload", json=changed)[0] == 409
