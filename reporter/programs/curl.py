"""The one request that shows a security bug, where one is enough."""

import shlex
from collections.abc import Iterator

from pydantic import JsonValue

from deffatest.run_record import Bug, Category
from reporter.text import one_line, web_address


def write(bug: Bug) -> str:
    """A shell script with one harmless request; "" for bugs that need more than that."""
    if bug.category is not Category.SECURITY:
        return ""
    told = bug.details.get("address")
    address = (web_address(told) if isinstance(told, str) else None) or web_address(bug.page)
    if address is None:
        return ""
    return "\n".join(
        (
            "#!/bin/sh",
            f"# {one_line(bug.title)}",
            f"# What to look at in the answer: {one_line(bug.description)}",
            " ".join(
                ("curl --include --silent --show-error", *_options(bug.details.get("request")), shlex.quote(address))
            ),
            "",
        )
    )


def _options(request: JsonValue) -> Iterator[str]:
    """The method, headers and body of a request that is more than opening an address, each quoted for the shell."""
    if not isinstance(request, dict):
        return
    method, headers, body = request.get("method"), request.get("headers"), request.get("body")
    if isinstance(method, str) and method != "GET" and method.isalpha():
        yield f"--request {method}"
    if isinstance(headers, dict):
        yield from (f"--header {shlex.quote(one_line(f'{name}: {value}'))}" for name, value in headers.items())
    if isinstance(body, str) and body:
        yield f"--data-raw {shlex.quote(body)}"
