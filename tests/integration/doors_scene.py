"""Somebody who has one of everything that the API answers about, and how each example of its document is sent."""

import json
import uuid
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Any

import httpx
import psycopg

from tests.integration.acting import Person, Row, Worker, bug, sign_up
from tests.integration.api_document import Operation
from tests.integration.billing import Billing, open_billing
from tests.stack_fixture import Stack
from tests.stand_ins.paddle.notifications import signature
from tests.stand_ins.paddle.server import LocalPaddle

PASSWORD = "correct horse battery"
BUNDLE = b"PK" + bytes(1022)
"""As many bytes as the examples announce."""

_addresses = count()


@dataclass(frozen=True)
class Sending:
    """A request made of an example: what stands in its path, and what of it is this scene's own."""

    path: dict[str, str] = field(default_factory=dict[str, str])
    body: Row | None = None
    query: dict[str, str] = field(default_factory=dict[str, str])
    headers: dict[str, str] = field(default_factory=dict[str, str])
    token: str | None = None


@dataclass(frozen=True)
class Scene:
    """The stack, who calls, what they have, and a Paddle where they can buy."""

    stack: Stack
    worker: Worker
    billing: Billing
    person: Person
    finished: str
    """A completed test with bugs."""
    running: str

    @cached_property
    def known(self) -> dict[str, str]:
        """Something that is there, for each name that stands in a path."""
        prepared = (_login(self), _target(self), _key(self))
        return {"testId": self.finished} | {name: value for one in prepared for name, value in one.path.items()}

    def send(self, operation: Operation) -> httpx.Response:
        """The example of an operation, with what it needs."""
        prepare = PREPARED.get(operation.name)
        sending = prepare(self) if prepare else Sending()
        path = operation.path
        for name, value in ({"testId": self.finished} | sending.path).items():
            path = path.replace(f"{{{name}}}", value)
        headers = dict(sending.headers)
        if operation.callers & {"accessToken", "apiKey"} or sending.token:
            headers["Authorization"] = f"Bearer {sending.token or self.person.token}"
        content_type, example = operation.body or (None, None)
        body = example if sending.body is None else sending.body
        request: dict[str, Any] = {"headers": headers, "params": sending.query, **encoded(content_type, body, self)}
        return self._ask(operation.method, path, **request)

    def api(self, method: str, path: str, **request: Any) -> Any:
        """The data of an answer, on the way to another."""
        headers = {"Authorization": f"Bearer {self.person.token}"}
        response = self._ask(method, f"/api{path}", headers=headers, **request)
        assert response.is_success, response.text
        return response.json().get("data")

    def sign_in(self) -> Row:
        """The tokens of somebody new."""
        response = self._ask("POST", "/auth/login", json={"email": sign_up(self.stack).email, "password": PASSWORD})
        assert response.is_success, response.text
        return response.json()["data"]

    def _ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """From an address of its own, so that no limit is met."""
        number = next(_addresses)
        transport = httpx.HTTPTransport(local_address=f"127.1.{number // 250}.{number % 250 + 1}", verify=False)
        with httpx.Client(transport=transport, timeout=60) as client:
            return client.request(method, f"{self.stack.url}/functions/v1{path}", **request)


def encoded(content_type: str | None, body: Row | None, scene: Scene) -> dict[str, Any]:
    """A body as httpx takes it; one for the webhook is signed."""
    if content_type is None or body is None:
        return {}
    if "event_type" in body:
        content = json.dumps(body).encode()
        signed = signature(content, [scene.stack.addresses.paddle.webhook_secret])
        return {"content": content, "headers": {"Content-Type": content_type, "Paddle-Signature": signed}}
    if content_type == "multipart/form-data":
        return {"files": {name: (None, str(value)) for name, value in body.items()}}
    return {"json": body}


def _somebody_new(_: Scene) -> Sending:
    return Sending(body={"email": f"{uuid.uuid4()}@example.com", "password": "securepassword", "full_name": "John Doe"})


def _somebody_known(scene: Scene) -> Sending:
    return Sending(body={"email": sign_up(scene.stack).email, "password": PASSWORD})


def _tokens_to_refresh(scene: Scene) -> Sending:
    return Sending(body={"refresh_token": scene.sign_in()["refresh_token"]})


def _session_of_its_own(scene: Scene) -> Sending:
    return Sending(token=scene.sign_in()["access_token"])


def _test_in_line(scene: Scene) -> Sending:
    return Sending(path={"testId": scene.person.submit()["test_id"]})


def _test_that_runs(scene: Scene) -> Sending:
    return Sending(path={"testId": scene.running})


def _test_without_its_file(scene: Scene) -> Sending:
    submitted = scene.person.submit(test_type="web_bundle", test_source_url=None)
    return Sending(path={"testId": submitted["test_id"]})


def _announced_file(scene: Scene) -> Sending:
    sending = _test_without_its_file(scene)
    announcement = {"file_name": "shop.zip", "file_size": len(BUNDLE)}
    scene.api("POST", f"/tests/{sending.path['testId']}/upload", json=announcement)
    return sending


def _sent_file(scene: Scene) -> Sending:
    sending = _announced_file(scene)
    [part] = scene.api("GET", f"/tests/{sending.path['testId']}/upload")["upload"]["parts"]
    etag = httpx.put(part["url"], content=BUNDLE).raise_for_status().headers["etag"]
    return replace(sending, body={"parts": [{"number": 1, "etag": etag}]})


def _key(scene: Scene) -> Sending:
    return Sending(path={"keyId": scene.api("POST", "/v1/api-keys/generate")["id"]})


def _signing_key(scene: Scene) -> Sending:
    sending = _key(scene)
    scene.api("POST", f"/v1/api-keys/signing/{sending.path['keyId']}")
    return sending


def _target(scene: Scene) -> Sending:
    host = f"{uuid.uuid4().hex[:12]}.example.com"
    return Sending(path={"targetId": scene.api("POST", "/targets", json={"host": host})["id"]})


def _login(scene: Scene) -> Sending:
    account = {"host": "shop.example.com", "username": "ann@example.com", "password": "correct horse battery"}
    return Sending(path={"credentialId": scene.api("POST", "/credentials", json=account)["id"]})


def _customer(scene: Scene) -> Sending:
    return Sending(token=scene.billing.subscriber("pro").person.token)


def _listed_key(scene: Scene) -> Sending:
    _key(scene)
    return Sending()


def _listed_target(scene: Scene) -> Sending:
    _target(scene)
    return Sending()


def _listed_login(scene: Scene) -> Sending:
    _login(scene)
    return Sending()


def _buyer(scene: Scene) -> Sending:
    return Sending(token=sign_up(scene.stack).token)


def _address_as_json(_: Scene) -> Sending:
    return Sending(query={"redirect": "false"})


PREPARED: dict[str, Callable[[Scene], Sending]] = {
    "POST /auth/register": _somebody_new,
    "POST /auth/login": _somebody_known,
    "POST /auth/refresh": _tokens_to_refresh,
    "POST /auth/logout": _session_of_its_own,
    "POST /auth/update-password": _session_of_its_own,
    "GET /api/tests/{testId}/status": _test_that_runs,
    "DELETE /api/tests/{testId}": _test_in_line,
    "GET /api/tests/{testId}/upload": _announced_file,
    "POST /api/tests/{testId}/upload": _test_without_its_file,
    "DELETE /api/tests/{testId}/upload": _announced_file,
    "POST /api/tests/{testId}/upload/complete": _sent_file,
    "GET /api/tests/{testId}/report/download": _address_as_json,
    "GET /api/targets": _listed_target,
    "GET /api/targets/{targetId}": _target,
    "DELETE /api/targets/{targetId}": _target,
    "POST /api/targets/{targetId}/verify": _target,
    "GET /api/credentials": _listed_login,
    "PUT /api/credentials/{credentialId}": _login,
    "DELETE /api/credentials/{credentialId}": _login,
    "GET /api/v1/api-keys": _listed_key,
    "PUT /api/v1/api-keys/status/{keyId}": _key,
    "DELETE /api/v1/api-keys/revoke/{keyId}": _key,
    "POST /api/v1/api-keys/signing/{keyId}": _key,
    "DELETE /api/v1/api-keys/signing/{keyId}": _signing_key,
    "POST /api/payment/change-plan": _buyer,
    "GET /api/user/paddle-portal-link": _customer,
}
"""What an example needs that is not in it. Everything else is sent as it stands."""


@contextmanager
def open_scene(stack: Stack, paddle: LocalPaddle) -> Generator[Scene]:
    with psycopg.connect(stack.database_url) as database:
        # The worker is to meet the tests of this scene alone.
        database.execute("delete from public.tests")
        database.execute("delete from queue.jobs")
    with closing(Worker(stack)) as worker, open_billing(stack, paddle) as billing:
        person = sign_up(stack, "chaos")
        person.submit(test_name="E-commerce Website Test")
        finished = worker.must_claim("web")
        found = [bug(finished.test_id, 1), bug(finished.test_id, 2, severity="critical")]
        assert finished.complete(*found) == "settled"
        person.submit(test_name="Under way")
        running = worker.must_claim("web")
        running.progress(65, "AI is actively testing your application")
        yield Scene(stack, worker, billing, person, finished.test_id, running.test_id)
