"""Calling our API over HTTP, with an access token or an API key."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.integration.acting import Person, Row
from tests.stack_fixture import Stack

# One for all, because making one is slow.
_http = httpx.Client(timeout=60)


class ApiRefused(Exception):
    """The API did not do it; what it said."""

    def __init__(self, response: httpx.Response) -> None:
        body: Row = response.json()
        assert body["success"] is False
        error: Row = body["error"]
        assert error["request_id"] == response.headers["x-request-id"]
        self.status = response.status_code
        self.code: str = error["code"]
        self.message: str = error["message"]
        self.hint: str = error.get("hint", "")
        self.fields: dict[str, str] = {each["field"]: each["message"] for each in error.get("fields", [])}
        super().__init__(f"{self.status} {self.code}: {self.message} {self.fields}")


@dataclass(frozen=True)
class ApiCaller:
    """Our API with one caller's credential."""

    stack: Stack
    credential: str | None = field(repr=False)

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        headers: dict[str, str] = request.pop("headers", {})
        if self.credential:
            headers = {"Authorization": f"Bearer {self.credential}"} | headers
        return _http.request(method, f"{self.stack.url}/functions/v1/api{path}", headers=headers, **request)

    def call(self, method: str, path: str, **request: Any) -> Row:
        """The whole answer to a request that goes well; raises ApiRefused."""
        response = self.ask(method, path, **request)
        if response.is_error:
            raise ApiRefused(response)
        body: Row = response.json()
        assert body["success"] is True
        return body

    def get(self, path: str, **parameters: object) -> Any:
        """The data of an answer."""
        return self.call("GET", path, params=parameters)["data"]


def api_of(stack: Stack, person: Person) -> ApiCaller:
    """The API as a person who is signed in sees it."""
    return ApiCaller(stack, person.token)


def api_with_key(stack: Stack, person: Person) -> ApiCaller:
    """The API as a program of theirs sees it, with a new key."""
    return ApiCaller(stack, person.api.call("generate_api_key")["api_key"])
