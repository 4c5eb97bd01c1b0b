"""Asking the functions over HTTP from an address of one's own, as a stranger, a person or a program."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from types import MappingProxyType
from typing import Any

import httpx

from tests.stack_fixture import Stack

_numbers = count(1)


def new_address() -> str:
    """An address of this machine that nobody has asked from yet."""
    number = next(_numbers)
    return f"127.9.{number // 250}.{number % 250 + 1}"


@dataclass(frozen=True)
class Visitor:
    """Somebody who asks from one address."""

    stack: Stack
    credential: str | None = field(default=None, repr=False)
    """An access token or an API key."""
    address: str = field(default_factory=new_address)

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] = MappingProxyType({}), **request: Any
    ) -> httpx.Response:
        """One request; the path starts with the function's name."""
        with self._client() as client:
            return client.request(method, self._url(path), headers={**self._credential(), **headers}, **request)

    def ask_at_once(
        self, times: int, method: str, path: str, headers: Mapping[str, str] = MappingProxyType({}), **request: Any
    ) -> list[httpx.Response]:
        """The same request so many times, each by a connection of its own."""
        with ExitStack() as clients, ThreadPoolExecutor(times) as threads:
            each = [clients.enter_context(self._client()) for _ in range(times)]
            headers = {**self._credential(), **headers}

            def ask(one: httpx.Client) -> httpx.Response:
                return one.request(method, self._url(path), headers=headers, **request)

            return list(threads.map(ask, each))

    def _client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.HTTPTransport(local_address=self.address, verify=False), timeout=60)

    def _url(self, path: str) -> str:
        return f"{self.stack.url}/functions/v1/{path}"

    def _credential(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.credential}"} if self.credential else {}


def code_of(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, which has to be in the error shape."""
    body = response.json()
    assert body["success"] is False
    assert body["error"]["request_id"] == response.headers["x-request-id"]
    assert body["error"]["message"]
    return response.status_code, body["error"]["code"]
