"""What is generated from the database and checked on it, on the migrations as they are."""

from pathlib import Path

from scripts.database import files
from scripts.database.advisors import advice
from tests.stack_fixture import Stack


def test_generated_files_are_up_to_date(stack: Stack) -> None:
    assert files.stale(files.generated(stack.postgres_database_url)) == []


def test_a_changed_or_left_over_file_is_stale(tmp_path: Path) -> None:
    fresh, changed, missing, left_over = (
        tmp_path / f"{name}.sql" for name in ("fresh", "changed", "missing", "left_over")
    )
    for path in (fresh, changed, left_over):
        path.write_text("old")
    generated = {fresh: "old", changed: "new", missing: "new"}
    assert files.stale(generated, folder=tmp_path) == sorted([changed, left_over, missing])
    files.write(generated, files.stale(generated, folder=tmp_path))
    assert files.stale(generated, folder=tmp_path) == []
    assert not left_over.exists()


def test_supabases_advisors_have_nothing_to_say(stack: Stack) -> None:
    assert advice(stack.postgres_database_url) == []
