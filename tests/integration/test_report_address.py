"""The report's addresses through the real stack: who may read them, that they work, and that they work for minutes."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import httpx
import pytest

from tests.integration.acting import Claim, Person, Worker, bug, operator, sign_up
from tests.stack_fixture import Stack

pytestmark = pytest.mark.usefixtures("quiet_queue")

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Caller:
    """Somebody who asks the API with their own token."""

    stack: Stack
    token: str | None

    def get(self, path: str, **parameters: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return httpx.get(f"{self.stack.url}/functions/v1/api{path}", headers=headers, params=parameters, timeout=60)


@dataclass(frozen=True)
class FinishedTest:
    test_id: str
    owner: Caller


@pytest.fixture
def person(stack: Stack) -> Person:
    return sign_up(stack)


@pytest.fixture
def claim(person: Person, worker: Worker) -> Claim:
    """A test under way."""
    person.submit(test_name="Corner Shop")
    return worker.must_claim("web")


@pytest.fixture
def finished(stack: Stack, person: Person, claim: Claim) -> FinishedTest:
    """A completed test whose files are in storage."""
    test_id = claim.test_id
    bugs = [bug(test_id, 1, severity="medium"), bug(test_id, 2, severity="critical", recording=None)]
    for key in ("full_report.zip", "bugs/bug-1/screenshot-1.png", "bugs/bug-1/recording.mp4"):
        store(stack, f"test-reports/{test_id}/{key}", key.encode())
    assert claim.complete(*bugs) == "settled"
    return FinishedTest(test_id, sign_in(stack, person))


def sign_in(stack: Stack, person: Person) -> Caller:
    response = httpx.post(
        f"{stack.url}/auth/v1/token",
        params={"grant_type": "password"},
        headers={"apikey": stack.publishable_key},
        json={"email": person.email, "password": PASSWORD},
        timeout=30,
    )
    return Caller(stack, response.raise_for_status().json()["access_token"])


def store(stack: Stack, key: str, content: bytes) -> None:
    client = boto3.client(  # pyright: ignore[reportUnknownMemberType]  overloads of services we have no stubs for
        "s3",
        endpoint_url=stack.s3.endpoint,
        region_name=stack.s3.region,
        aws_access_key_id=stack.s3.access_key,
        aws_secret_access_key=stack.s3.secret_key,
    )
    client.put_object(Bucket=stack.s3.bucket, Key=key, Body=content)


def refusal(response: httpx.Response) -> dict[str, Any]:
    body = response.json()
    assert body["success"] is False
    assert body["error"]["request_id"] == response.headers["x-request-id"]
    return body


def test_the_owner_reads_the_report_and_its_addresses_open_the_files(finished: FinishedTest) -> None:
    response = finished.owner.get(f"/tests/{finished.test_id}/report")
    assert response.status_code == 200
    assert list(response.json()) == ["success", "data"]
    data = response.json()["data"]
    assert list(data) == [
        "test_id", "test_name", "status", "test_type", "submitted_at", "requested_duration_minutes", "environment_info",
        "total_bugs_found", "report_download_url", "bugs", "performance_metrics", "security_findings", "comparison",
    ]  # fmt: skip
    assert data["test_name"] == "Corner Shop"
    assert data["total_bugs_found"] == {"critical": 1, "major": 0, "minor": 1}
    assert data["performance_metrics"]["page_load_time_ms"] == 120
    assert data["environment_info"]["browser"] == "Chromium 140"

    worst, minor = data["bugs"]
    assert (worst["bug_id"], worst["severity"], worst["bug_video_link"]) == ("bug-2", "Critical", None)
    assert minor["reproduction_steps"] == ["Open the cart", "Click 'Pay'"]
    assert minor["additional_context"] == "The button has no handler."
    opened = [
        httpx.get(address) for address in (data["report_download_url"], *minor["screenshots"], minor["bug_video_link"])
    ]
    assert [each.content for each in opened] == [
        b"full_report.zip",
        b"bugs/bug-1/screenshot-1.png",
        b"bugs/bug-1/recording.mp4",
    ]


def test_an_address_works_for_minutes_and_for_its_own_object_only(finished: FinishedTest) -> None:
    data = finished.owner.get(f"/tests/{finished.test_id}/report").json()["data"]
    address: str = data["report_download_url"]
    assert parse_qs(urlsplit(address).query)["X-Amz-Expires"] == ["900"]
    assert httpx.get(address.replace("full_report.zip?", "summary.json?")).status_code == 403
    assert httpx.get(address.split("?")[0]).status_code == 403


def test_the_kept_address_leads_to_the_archive(finished: FinishedTest) -> None:
    redirected = finished.owner.get(f"/tests/{finished.test_id}/report/download")
    assert redirected.status_code == 302
    assert httpx.get(redirected.headers["location"]).content == b"full_report.zip"
    named = finished.owner.get(f"/tests/{finished.test_id}/report/download", redirect="false").json()
    assert httpx.get(named["data"]["report_download_url"]).content == b"full_report.zip"


def test_nobody_else_can_tell_that_the_test_exists(stack: Stack, finished: FinishedTest) -> None:
    stranger = sign_in(stack, sign_up(stack))
    for path in ("report", "report/download"):
        response = stranger.get(f"/tests/{finished.test_id}/{path}")
        assert response.status_code == 404
        assert refusal(response)["error"]["code"] == "test_not_found"


@pytest.mark.parametrize("kind", ["no token", "a key", "a forged token"])
def test_only_a_real_token_is_taken(stack: Stack, finished: FinishedTest, kind: str) -> None:
    real = finished.owner.token
    assert real is not None
    forged = real.rsplit(".", 1)[0] + "." + "A" * 43
    token = {"no token": None, "a key": stack.publishable_key, "a forged token": forged}[kind]
    response = Caller(stack, token).get(f"/tests/{finished.test_id}/report")
    assert response.status_code == 401
    assert refusal(response)["error"]["code"] == "unauthorized"


def test_a_test_under_way_has_no_report_yet(stack: Stack, person: Person, claim: Claim) -> None:
    claim.progress(40)
    response = sign_in(stack, person).get(f"/tests/{claim.test_id}/report")
    assert response.status_code == 409
    assert refusal(response)["error"]["code"] == "report_not_ready"
    assert "40 %" in response.json()["error"]["message"]


def test_a_failed_test_has_no_report(stack: Stack, person: Person, claim: Claim) -> None:
    claim.settle("failed", {"reason": "The site refused.", "code": "refused", "fault": "target"})
    response = sign_in(stack, person).get(f"/tests/{claim.test_id}/report/download")
    assert response.status_code == 409
    assert refusal(response)["error"]["code"] == "no_report"


def test_after_thirty_days_the_summary_is_left(stack: Stack, finished: FinishedTest) -> None:
    with operator(stack) as connection:
        connection.execute(
            "update public.test_reports set created_at = now() - interval '31 days' where test_id = %s",
            [finished.test_id],
        )
    response = finished.owner.get(f"/tests/{finished.test_id}/report")
    assert response.status_code == 410
    body = refusal(response)
    assert body["data"]["total_bugs_found"] == {"critical": 1, "major": 0, "minor": 1}
    assert "X-Amz-Signature" not in response.text
