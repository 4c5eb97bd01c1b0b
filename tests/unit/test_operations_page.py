"""Guards that an operator who searches for a code finds what it means."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text()
GIVES_CODE = {"TryAgain", "TargetFailed", "TargetUnreachable", "Failed"}
CODE = re.compile(r"[a-z]+(_[a-z]+)+_?")
IN_SQL = re.compile(r"queue\.(?:finish|put_back|refuse_upload)\([^;]*?'([a-z]+_[a-z]+)'")


def codes() -> Iterator[str]:
    """Every code that a worker or the database gives, as their sources have them; `run_exit_` has more behind it."""
    for file in (ROOT / "worker").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GIVES_CODE:
                yield from words_in([*node.args, *(keyword.value for keyword in node.keywords)])
    for file in (ROOT / "supabase" / "migrations").glob("*.sql"):
        yield from IN_SQL.findall(file.read_text())


def words_in(arguments: list[ast.expr]) -> Iterator[str]:
    """What looks like a code among the texts of a call."""
    for argument in arguments:
        for part in ast.walk(argument):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and CODE.fullmatch(part.value):
                yield part.value


def test_every_code_is_explained() -> None:
    found = set(codes())
    # The search itself: if it finds these no more, it has to follow the code.
    assert {"worker_failed", "run_exit_", "target_refused", "surface_lost", "lease_expired"} <= found
    assert {code for code in found if not re.search(rf"`{code}([A-Z]+)?`", PAGE)} == set()
