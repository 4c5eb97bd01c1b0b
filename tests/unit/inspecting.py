"""Inspecting a file as the child process does, without the process."""

from pathlib import Path
from typing import Literal

from inspection.examine import examine
from inspection.verdict import Order, Passed, Refused, Verdict

MEBIBYTE = 1024 * 1024


def inspect(
    folder: Path, content: bytes, wanted: Literal["web_bundle", "android_apk"] = "web_bundle", files: int = 1000
) -> Verdict:
    path = folder / "upload"
    path.write_bytes(content)
    order = Order(
        path=str(path),
        wanted=wanted,
        memory_bytes=1024 * MEBIBYTE,
        seconds=60,
        bundle_files=files,
        bundle_bytes=100 * MEBIBYTE,
    )
    return examine(order)


def refusal(verdict: Verdict) -> tuple[str, str]:
    """Code and reason."""
    assert isinstance(verdict, Refused), verdict
    return verdict.code, verdict.reason


def details(verdict: Verdict) -> dict[str, object]:
    assert isinstance(verdict, Passed), verdict
    return dict(verdict.details)
