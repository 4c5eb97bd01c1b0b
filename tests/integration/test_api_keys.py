"""API keys through the API: made, listed, switched, deleted; and what a key may do."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.acting import Person, server, sign_up
from tests.integration.api_caller import ApiCaller, ApiRefused, api_of
from tests.stack_fixture import Stack


@pytest.fixture
def person(stack: Stack) -> Person:
    return sign_up(stack, "chaos")


@pytest.fixture
def api(stack: Stack, person: Person) -> ApiCaller:
    return api_of(stack, person)


def generate(api: ApiCaller, **request: Any) -> dict[str, Any]:
    return api.call("POST", "/v1/api-keys/generate", **request)["data"]


def refused(api: ApiCaller, method: str, path: str, **request: Any) -> ApiRefused:
    with pytest.raises(ApiRefused) as refusal:
        api.call(method, path, **request)
    return refusal.value


def test_a_key_is_shown_once_and_listed_without_its_secret(stack: Stack, api: ApiCaller) -> None:
    made = generate(api)
    assert list(made) == ["id", "api_key", "name", "is_active", "created_at"]
    assert re.fullmatch(r"sk-deffatest-[a-z0-9]{32}", made["api_key"])
    assert made["name"] == f"df_{made['api_key'][13:21]}"

    response = api.ask("GET", "/v1/api-keys")
    assert made["api_key"] not in response.text
    [listed] = response.json()["data"]
    assert re.fullmatch(r"sha256:[0-9a-f]{8}", listed.pop("api_key_hash"))
    assert listed == {
        "id": made["id"],
        "name": made["name"],
        "is_active": True,
        "created_at": made["created_at"],
        "expires_at": None,
        "last_used_at": None,
        "signs_since": None,
    }
    ApiCaller(stack, made["api_key"]).get("/v1/tests/live")
    [used] = api.get("/v1/api-keys")
    assert used["last_used_at"] is not None


@pytest.mark.parametrize("request_", [{}, {"json": {}}, {"headers": {"Content-Type": "application/json"}}])
def test_a_key_needs_no_body_to_be_made(api: ApiCaller, request_: dict[str, Any]) -> None:
    assert generate(api, **request_)["is_active"] is True


def test_a_key_expires_when_its_owner_says(api: ApiCaller) -> None:
    in_a_year = (datetime.now(UTC) + timedelta(days=365)).replace(microsecond=0)
    made = generate(api, json={"expires_at": in_a_year.isoformat()})
    assert datetime.fromisoformat(made["expires_at"]) == in_a_year
    [listed] = api.get("/v1/api-keys")
    assert listed["expires_at"] == made["expires_at"]
    assert refused(api, "POST", "/v1/api-keys/generate", json={"expires_at": "2020-01-01T00:00:00Z"}).status == 422
    for body in ({"expires_at": "tomorrow"}, {"api_key_hash": "chosen"}):
        refusal = refused(api, "POST", "/v1/api-keys/generate", json=body)
        assert (refusal.status, list(refusal.fields)) == (422, [f"body.{next(iter(body))}"])


def test_a_key_that_is_off_or_deleted_lets_nobody_in(stack: Stack, api: ApiCaller) -> None:
    made = generate(api)
    program = ApiCaller(stack, made["api_key"])
    status = f"/v1/api-keys/status/{made['id']}"
    assert program.get("/v1/user/plan")["plan_type"] == "chaos"

    off = api.call("PUT", status, json={"is_active": False})
    assert off["message"] == "API key status updated successfully"
    assert refused(program, "GET", "/v1/user/plan").status == 401
    api.call("PUT", status, json={"is_active": True})
    assert program.get("/v1/user/plan")

    deleted = api.call("DELETE", f"/v1/api-keys/revoke/{made['id']}")
    assert (deleted["success"], deleted["message"]) == (True, "API key deleted successfully")
    assert refused(program, "GET", "/v1/user/plan").status == 401
    assert api.get("/v1/api-keys") == []
    assert refused(api, "DELETE", f"/v1/api-keys/revoke/{made['id']}").code == "api_key_not_found"


@pytest.mark.parametrize("body", [{"is_active": "false"}, {"is_active": None}, {}, {"is_active": True, "name": "x"}])
def test_a_status_is_yes_or_no_and_nothing_else(api: ApiCaller, body: dict[str, Any]) -> None:
    made = generate(api)
    assert refused(api, "PUT", f"/v1/api-keys/status/{made['id']}", json=body).status == 422


def test_somebody_elses_key_is_not_there(stack: Stack, api: ApiCaller) -> None:
    made = generate(api)
    stranger = api_of(stack, sign_up(stack, "chaos"))
    assert stranger.get("/v1/api-keys") == []
    assert refused(stranger, "PUT", f"/v1/api-keys/status/{made['id']}", json={"is_active": False}).status == 404
    assert refused(stranger, "DELETE", f"/v1/api-keys/revoke/{made['id']}").status == 404
    assert refused(stranger, "DELETE", "/v1/api-keys/revoke/everything").status == 422
    [listed] = api.get("/v1/api-keys")
    assert listed["is_active"] is True


def test_keys_are_for_active_chaos_alone(stack: Stack, person: Person, api: ApiCaller) -> None:
    poor = refused(api_of(stack, sign_up(stack, "pro")), "POST", "/v1/api-keys/generate")
    assert (poor.status, poor.code) == (403, "api_access_needed")
    assert poor.message == "API Access is only available for Chaos Mode users"

    program = ApiCaller(stack, generate(api)["api_key"])
    server(stack).update("profiles", {"subscription_status": "PAUSED"}, user_id=f"eq.{person.user_id}")
    assert refused(api, "POST", "/v1/api-keys/generate").status == 403
    assert refused(program, "GET", "/v1/tests/live").status in (401, 403)
    # Their owner still sees and deletes them.
    [listed] = api.get("/v1/api-keys")
    api.call("DELETE", f"/v1/api-keys/revoke/{listed['id']}")


def test_a_key_manages_no_keys(stack: Stack, api: ApiCaller) -> None:
    made = generate(api)
    program = ApiCaller(stack, made["api_key"])
    for method, path in (
        ("GET", "/v1/api-keys"),
        ("POST", "/v1/api-keys/generate"),
        ("PUT", f"/v1/api-keys/status/{made['id']}"),
        ("DELETE", f"/v1/api-keys/revoke/{made['id']}"),
    ):
        assert refused(program, method, path).status == 403
