"""The API's document as tests read it: its operations, and whether an answer is one that it describes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

Json = dict[str, Any]

DOCUMENT: Json = json.loads((Path(__file__).resolve().parents[2] / "supabase/functions/api/openapi.json").read_text())
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One endpoint of the document."""

    method: str
    path: str
    declared: Json

    @property
    def name(self) -> str:
        """Such as `POST /auth/login`."""
        return f"{self.method} {self.path}"

    @property
    def callers(self) -> set[str]:
        """The names of the security schemes that it takes; none where it is open to everybody."""
        return {name for scheme in self.declared["security"] for name in scheme}

    @property
    def body(self) -> tuple[str, Json] | None:
        """The first content type that it takes, and the example of it."""
        for content_type, media in self.declared.get("requestBody", {}).get("content", {}).items():
            return content_type, media.get("example")
        return None

    def answer(self, status: int) -> Json:
        """What is described for a status; raises AssertionError where nothing is."""
        answers: Json = self.declared["responses"]
        assert str(status) in answers, f"{self.name} answered {status}, described are {', '.join(answers)}"
        described: Json = answers[str(status)]
        reference: str | None = described.get("$ref")
        return DOCUMENT["components"]["responses"][reference.rpartition("/")[2]] if reference else described

    def problems(self, response: httpx.Response) -> list[str]:
        """What of an answer is not as described; raises AssertionError where its status is not."""
        content: Json = self.answer(response.status_code).get("content", {})
        content_type = response.headers.get("content-type", "").partition(";")[0]
        if not content:
            return [f"a body of {content_type}"] if response.content else []
        if content_type not in content:
            return [f"the content type {content_type}"]
        return (
            [] if content_type != "application/json" else mismatches(content[content_type]["schema"], response.json())
        )

    def examples(self) -> Iterator[tuple[Json, Any]]:
        """Each example of an answer, with its schema."""
        for status in self.declared["responses"]:
            for media in self.answer(int(status)).get("content", {}).values():
                if "example" in media:
                    yield media["schema"], media["example"]


def operations() -> list[Operation]:
    return [
        Operation(method.upper(), path, item[method])
        for path, item in DOCUMENT["paths"].items()
        for method in METHODS
        if method in item
    ]


def mismatches(schema: Json, value: Any) -> list[str]:
    """Where a value is not as a schema of the document has it."""
    whole = {**schema, "components": DOCUMENT["components"]}
    validator = Draft202012Validator(whole, format_checker=FormatChecker())
    errors: Iterator[ValidationError] = validator.iter_errors(value)  # pyright: ignore[reportUnknownMemberType]
    return [f"{error.json_path}: {error.message}" for error in errors]
