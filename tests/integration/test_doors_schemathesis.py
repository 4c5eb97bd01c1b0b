"""Requests that nobody would think of, made from the API's document: right ones, and wrong in every way.

No answer may be an error of ours, and every answer must be one that the document describes.
"""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error  # pyright: ignore[reportUnknownVariableType]
from schemathesis.specs.openapi.checks import (
    content_type_conformance,  # pyright: ignore[reportUnknownVariableType]
    response_headers_conformance,  # pyright: ignore[reportUnknownVariableType]
    response_schema_conformance,  # pyright: ignore[reportUnknownVariableType]
    status_code_conformance,  # pyright: ignore[reportUnknownVariableType]
)

from tests.integration.acting import http, operator, sign_up
from tests.integration.api_document import DOCUMENT, Operation, operations
from tests.integration.doors_scene import Scene, open_scene
from tests.stack_fixture import Stack
from tests.stand_ins.paddle.notifications import signature
from tests.stand_ins.paddle.server import LocalPaddle

EXAMPLES = 24
FEW = 5
CONNECTIONS = 8
"""Of what hashes a password, and of what takes nothing that could be wrong."""
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
schema: Any = schemathesis.openapi.from_dict(DOCUMENT)


def wake(stack: Stack) -> None:
    """Other tests restart the database: a connection that a function kept idle through that fails once, as 503."""
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for _ in range(3):
            for name in ("api", "auth", "paddle"):
                address = f"{stack.url}/functions/v1/{name}/nothing-is-here"
                list(pool.map(http.get, [address] * CONNECTIONS))


@pytest.fixture(scope="module")
def scene(stack: Stack, paddle_of_the_stack: LocalPaddle) -> Iterator[Scene]:
    """Where nobody meets a limit, which is another test's business."""
    wake(stack)
    with closing(operator(stack)) as database, open_scene(stack, paddle_of_the_stack) as scene:
        limits = database.execute("select name, per_address from doors.limits").fetchall()
        plans = database.execute("select plan_type, requests_per_minute from public.plans").fetchall()
        database.execute("update doors.limits set per_address = 1000000")
        database.execute("update public.plans set requests_per_minute = 1000000")
        yield scene
        for limit in limits:
            database.execute("update doors.limits set per_address = %(per_address)s where name = %(name)s", limit)
        for plan in plans:
            database.execute(
                "update public.plans set requests_per_minute = %(requests_per_minute)s where plan_type = %(plan_type)s",
                plan,
            )


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.name)
def test_every_answer_is_one_that_is_described(scene: Scene, operation: Operation) -> None:
    person = sign_up(scene.stack, "chaos") if operation.path.startswith("/auth/") else scene.person
    headers = {"Authorization": f"Bearer {person.token}"}
    may_vary = operation.body or operation.declared["parameters"]

    @settings(
        max_examples=EXAMPLES if may_vary and not operation.path.startswith("/auth/") else FEW,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @given(case=cases(scene, operation))
    def send(case: Any) -> None:
        base_url = f"{scene.stack.url}/functions/v1"
        signed = signed_message(scene, case) if operation.path == "/paddle/webhook" else {}
        case.call_and_validate(base_url=base_url, headers=headers, checks=CHECKS, **signed)

    send()


def cases(scene: Scene, operation: Operation) -> st.SearchStrategy[Any]:
    """As described and not, about things that are there and about any."""
    described: Any = schema[operation.path][operation.method]
    positive, negative = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
    known = {name: value for name, value in scene.known.items() if f"{{{name}}}" in operation.path}
    return st.one_of(
        described.as_strategy(generation_mode=positive, **({"path_parameters": known} if known else {})),
        described.as_strategy(generation_mode=positive),
        described.as_strategy(generation_mode=negative),
    )


def signed_message(scene: Scene, case: Any) -> dict[str, Any]:
    """The body under the webhook's secret: behind the signature every message is looked at."""
    content = json.dumps(case.body, default=str).encode()
    secret = scene.stack.addresses.paddle.webhook_secret
    case.headers["paddle-signature"] = signature(content, [secret])
    return {"data": content, "json": None}
