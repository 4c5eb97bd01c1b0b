"""What an inspection comes to, across the border between the inspector and the child process that opens the file."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Order(Part):
    """What the child is told: the file, what it should be, and the limits; sizes in bytes, times in seconds."""

    path: str
    wanted: Literal["web_bundle", "android_apk"]
    memory_bytes: int
    seconds: int
    bundle_files: int
    bundle_bytes: int


class Passed(Part):
    """The file is what it should be; `details` is what is worth knowing of it."""

    kind: Literal["passed"] = "passed"
    found: Literal["web_bundle", "android_apk"]
    details: dict[str, JsonValue]


class Refused(Part):
    """It is not: `code` for programs, `reason` for its owner, with the entry it is about and what to do."""

    kind: Literal["refused"] = "refused"
    code: str
    reason: str


Verdict = Passed | Refused
verdicts: TypeAdapter[Verdict] = TypeAdapter(Annotated[Verdict, Field(discriminator="kind")])
