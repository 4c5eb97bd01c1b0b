"""Acting on the local stack as each of its roles: people and servers by the Data API, workers and operators in SQL.

A person is signed up through Auth and acts with their own token, so privileges and policies are met as in production.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, LiteralString

import httpx
import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import Jsonb

from tests.stack_fixture import Stack

ADDRESS = "https://shop.example.com/"

Row = dict[str, Any]

# One for all, because making one is slow.
http = httpx.Client(timeout=30)


class Refused(Exception):
    """The Data API did not do it; what it said, as PostgREST words errors."""

    def __init__(self, response: httpx.Response) -> None:
        said: Row = response.json()
        self.status = response.status_code
        self.code: str = said["code"]
        self.message: str = said["message"]
        self.details: str = said["details"] or ""
        self.hint: str = said["hint"] or ""
        super().__init__(f"{self.status} {self.code}: {self.message} {self.details} {self.hint}")


class DataApi:
    """The Data API with one caller's keys."""

    def __init__(self, stack: Stack, key: str, token: str | None = None) -> None:
        self._address = f"{stack.url}/rest/v1"
        self._keys = {"apikey": key} | ({"Authorization": f"Bearer {token}"} if token else {})

    def select(self, table: str, columns: str = "*", **filters: str) -> list[Row]:
        """Rows of a table; a filter is a column with an operator and a value: `status="eq.queued"`."""
        return self._call("GET", table, params={"select": columns, **filters})

    def insert(self, table: str, row: Row | list[Row]) -> list[Row]:
        return self._call("POST", table, json=row, headers={"Prefer": "return=representation"})

    def update(self, table: str, values: Row, *, returning: str = "*", **filters: str) -> list[Row]:
        parameters = {"select": returning, **filters}
        return self._call("PATCH", table, params=parameters, json=values, headers={"Prefer": "return=representation"})

    def delete(self, table: str, *, returning: str = "*", **filters: str) -> list[Row]:
        parameters = {"select": returning, **filters}
        return self._call("DELETE", table, params=parameters, headers={"Prefer": "return=representation"})

    def call(self, function: str, **arguments: object) -> Any:
        return self._call("POST", f"rpc/{function}", json=arguments)

    def _call(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        json: object = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Any:
        response = http.request(
            method, f"{self._address}/{path}", params=params, json=json, headers={**self._keys, **headers}
        )
        if response.is_error:
            raise Refused(response)
        return response.json() if response.content else None


@dataclass(frozen=True)
class Person:
    """Somebody who signed up, and the Data API as they see it."""

    user_id: str
    email: str
    token: str
    api: DataApi

    def profile(self) -> Row:
        [profile] = self.api.select("profiles")
        return profile

    def submit(self, **changed: object) -> Row:
        """Submit a test that any plan allows, through the RPC."""
        asked = {"test_name": "Shop", "test_type": "web_url", "test_source_url": ADDRESS} | changed
        return self.api.call("submit_test", **{f"p_{name}": value for name, value in asked.items()})

    def test(self, test_id: str) -> Row:
        [test] = self.api.select("tests", id=f"eq.{test_id}")
        return test

    def events(self, test_id: str) -> list[Row]:
        return self.api.select("test_events", test_id=f"eq.{test_id}", order="sequence")


def anonymous(stack: Stack) -> DataApi:
    """Somebody who has not signed in."""
    return DataApi(stack, stack.publishable_key)


def server(stack: Stack) -> DataApi:
    """A server of ours, with the secret key."""
    return DataApi(stack, stack.secret_key)


def sign_up(stack: Stack, plan: str = "free") -> Person:
    """A new account; a paid plan is given as billing does, by the server."""
    email = f"{uuid.uuid4()}@example.com"
    response = http.post(
        f"{stack.url}/auth/v1/signup",
        headers={"apikey": stack.publishable_key},
        json={"email": email, "password": "correct horse battery", "data": {"full_name": "Ann Other"}},
    )
    signed_up: Row = response.raise_for_status().json()
    user_id: str = signed_up["user"]["id"]
    if plan != "free":
        values = {"plan_type": plan, "subscription_status": "ACTIVE"}
        server(stack).update("profiles", values, user_id=f"eq.{user_id}")
    token: str = signed_up["access_token"]
    return Person(user_id, email, token, DataApi(stack, stack.publishable_key, token))


def operator(stack: Stack) -> psycopg.Connection[DictRow]:
    """The database as its owner, each statement on its own: what no client can do."""
    return psycopg.Connection[DictRow].connect(stack.postgres_database_url, autocommit=True, row_factory=dict_row)


class Worker:
    """A worker of the fleet: the queue's functions under its own role."""

    def __init__(self, stack: Stack, name: str = "worker-1") -> None:
        self.name = name
        self._connection = psycopg.connect(stack.worker_database_url, autocommit=True)

    def claim(self, *lanes: str, lease_seconds: int = 30) -> "Claim | None":
        row = self._connection.execute(
            "select job_id, attempt, lane, payload from queue.claim(%s, %s, %s)",
            [self.name, list(lanes or ("web", "app")), lease_seconds],
        ).fetchone()
        return Claim(self, *row) if row else None

    def must_claim(self, *lanes: str) -> "Claim":
        claim = self.claim(*lanes)
        assert claim is not None, "nothing could be claimed"
        return claim

    def reap(self) -> int:
        return self.ask("select queue.reap()")

    def ask(self, query: LiteralString, *parameters: object) -> Any:
        row = self._connection.execute(query, parameters).fetchone()
        assert row is not None
        return row[0]

    def close(self) -> None:
        self._connection.close()


@dataclass(frozen=True)
class Claim:
    """A job that a worker holds, or believes it holds."""

    worker: Worker
    job_id: uuid.UUID
    attempt: int
    lane: str
    payload: Row

    @property
    def test_id(self) -> str:
        return self.payload["test_id"]

    def heartbeat(self) -> str:
        return self.worker.ask("select queue.heartbeat(%s, %s)", self.job_id, self.attempt)

    def progress(
        self, percent: int | None, message: str = "Looking around", *bugs: Row, status: str | None = None
    ) -> str:
        return self.worker.ask(
            "select queue.progress(%s, %s, %s, %s, %s, %s)",
            self.job_id, self.attempt, percent, message, Jsonb(list(bugs)), status,
        )  # fmt: skip

    def settle(self, outcome: str, result: Row | None = None) -> str:
        return self.worker.ask(
            "select queue.settle(%s, %s, %s, %s)", self.job_id, self.attempt, outcome, Jsonb(result or {})
        )

    def complete(self, *bugs: Row) -> str:
        return self.settle("completed", completed(self.test_id, *bugs))

    def release(self, *, counts: bool = True, delay_seconds: int = 0) -> str:
        return self.worker.ask(
            "select queue.release(%s, %s, %s, %s, %s, %s)",
            self.job_id, self.attempt, "The browser could not be started.", "browser_start", delay_seconds, counts,
        )  # fmt: skip


def bug(test_id: str, number: int, *, confirmed: bool = True, **changed: object) -> Row:
    """A bug as a worker sends it."""
    return {
        "id": f"bug-{number}",
        "ordinal": number,
        "rule": "dead-control",
        "category": "functional",
        "severity": "high",
        "title": f"Button {number} does nothing",
        "description": "A click changes nothing on the page.",
        "page": f"{ADDRESS}cart",
        "pages": [f"{ADDRESS}cart"],
        "fingerprint": f"dead-control:{number}",
        "steps": ["Open the cart", "Click 'Pay'"],
        "screenshots": [f"test-reports/{test_id}/bugs/bug-{number}/screenshot-1.png"],
        "recording": f"test-reports/{test_id}/bugs/bug-{number}/recording.mp4",
        "video_offset_ms": 1500,
        "cause": "The button has no handler.",
        "fix": "Give it one.",
        "tags": ["WCAG 2.1.1"],
        "reproduced": 2 if confirmed else 0,
        "attempts": 3,
        "confirmed": confirmed,
    } | changed


def completed(test_id: str, *bugs: Row) -> Row:
    """The result of a test that went well, as a worker sends it."""
    return {
        "bugs": list(bugs),
        "report": {
            "object_key": f"test-reports/{test_id}/full_report.zip",
            "summary": {"bugs": len(bugs)},
            "environment": {"browser": "Chromium 140", "os": "Debian 12", "device": "Desktop (1280x720)"},
            "performance_metrics": {"page_load_time_ms": 120},
            "security_findings": [],
            "coverage": {"states": 12},
        },
        "report_address": f"https://api.example.com/tests/{test_id}/report.zip",
    }
