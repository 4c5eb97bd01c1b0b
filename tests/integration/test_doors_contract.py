"""The doors as they are promised: in the product's document (doors_contract.md), and in the API's own (openapi.json).

Every example request is sent. Its answer must be one that the API's document describes, and must have every name, and
each with the type, that the product's document shows.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from supabase import create_client

from tests.integration.api_document import Operation, mismatches, operations
from tests.integration.doors_scene import PASSWORD, Scene, open_scene
from tests.stack_fixture import Stack
from tests.stand_ins.paddle.server import LocalPaddle

CONTRACT = Path(__file__).with_name("doors_contract.md").read_text()
ABOUT_ITSELF = {"GET /api/openapi.json", "GET /api/docs"}

ENDPOINT = re.compile(
    r"^#### .*?\n```\n(?P<method>\w+) (?P<path>\S+)\n```\n(?P<examples>.*?)(?=^####|^###|\Z)", re.M | re.S
)
EXAMPLE = re.compile(r"^\*\*(Request|Response)[^\n]*:\*\*\n```json\n(.*?)```", re.M | re.S)


def promised() -> dict[str, dict[str, Any]]:
    """Each endpoint of the product's document with its examples of request and answer."""
    return {
        f"{found['method']} {found['path'].partition('?')[0]}": {
            kind: json.loads(re.sub(r",?\s*// [^\n]*", "", text)) for kind, text in EXAMPLE.findall(found["examples"])
        }
        for found in ENDPOINT.finditer(CONTRACT)
    }


@pytest.fixture(scope="module")
def scene(stack: Stack, paddle_of_the_stack: LocalPaddle) -> Iterator[Scene]:
    with open_scene(stack, paddle_of_the_stack) as scene:
        yield scene


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.name)
def test_an_example_is_answered_as_both_documents_have_it(scene: Scene, operation: Operation) -> None:
    response = scene.send(operation)
    assert response.is_success, response.text
    assert operation.problems(response) == []
    if answer := promised().get(operation.name, {}).get("Response"):
        assert differences(answer, response.json()) == []


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.name)
def test_the_examples_of_answers_are_as_the_document_has_them(operation: Operation) -> None:
    examples = list(operation.examples())
    assert examples or operation.name in ABOUT_ITSELF
    assert [problem for schema, example in examples for problem in mismatches(schema, example)] == []


@dataclass(frozen=True)
class OfficialClient:
    """supabase-py, signed in; what it answers has no types of ours."""

    client: Any

    def invoke(self, path: str, method: str = "GET", body: object = None) -> Any:
        options = {"method": method} | ({"body": body} if body else {})
        return json.loads(self.client.functions.invoke(f"api/{path}", options))

    def call(self, function: str, **arguments: object) -> Any:
        return self.client.rpc(function, arguments).execute().data

    def statuses(self, *tests: str) -> list[str]:
        return [row["status"] for row in self.client.table("tests").select("status").in_("id", tests).execute().data]


@pytest.fixture
def official(scene: Scene) -> OfficialClient:
    client: Any = create_client(scene.stack.url, scene.stack.publishable_key)
    client.auth.sign_in_with_password({"email": scene.person.email, "password": PASSWORD})
    client.functions.set_auth(scene.person.token)
    return OfficialClient(client)


def test_both_doors_tell_the_same(scene: Scene, official: OfficialClient) -> None:
    for path, function, arguments in (
        ("user/profile", "my_profile", {}),
        ("user/plan", "my_plan", {}),
        ("tests/live", "live_tests", {}),
        ("tests/summary", "dashboard_summary", {}),
        (f"tests/{scene.running}/status", "test_status", {"p_test_id": scene.running}),
    ):
        assert official.call(function, **arguments) == official.invoke(path)["data"], path
    assert {"success": True, **official.call("test_history")} == official.invoke("tests/history")


def test_the_official_client_submits_and_cancels_by_either_door(official: OfficialClient) -> None:
    asked = {"test_name": "By either", "test_type": "web_url", "test_source_url": "https://example.com"}
    by_function = official.invoke("tests/submit", "POST", asked)["data"]["test_id"]
    by_rpc = official.call("submit_test", **{f"p_{name}": value for name, value in asked.items()})["test_id"]
    assert official.statuses(by_function, by_rpc) == ["queued", "queued"]
    official.invoke(f"tests/{by_rpc}", "DELETE")
    official.call("cancel_test", p_test_id=by_function)
    assert official.statuses(by_function, by_rpc) == ["cancelled", "cancelled"]


def test_every_endpoint_of_the_product_is_in_the_document() -> None:
    assert len(promised()) == 22
    assert set(promised()) - {operation.name for operation in operations()} == set()


def test_requests_are_those_of_the_product() -> None:
    documented = {operation.name: operation.body for operation in operations()}
    for name, examples in promised().items():
        if request := examples.get("Request"):
            body = documented[name]
            assert body is not None and differences(request, body[1]) == [], name


def differences(promised: Any, given: Any, place: str = "answer") -> list[str]:
    """Names that are promised and not there, and values of another type. What is there besides breaks no promise."""
    if isinstance(promised, dict):
        names: dict[str, Any] = cast("dict[str, Any]", promised)
        if not isinstance(given, dict):
            return [f"{place} is no object"]
        return [
            problem
            for name, value in names.items()
            for problem in (
                differences(value, given[name], f"{place}.{name}") if name in given else [f"{place}.{name} is missing"]
            )
        ]
    if isinstance(promised, list):
        if not isinstance(given, list):
            return [f"{place} is no list"]
        items, shown = cast("list[Any]", promised), cast("list[Any]", given)
        if items and not shown and place == "answer.data":
            return [f"{place} is empty, so nothing is shown of what is promised"]
        return differences(items[0], shown[0], f"{place}[]") if items and shown else []
    numbers = {int, float}
    alike = type(promised) is type(given) or {type(promised), type(given)} <= numbers
    return [] if alike or given is None else [f"{place} is {given!r}, not like {promised!r}"]
