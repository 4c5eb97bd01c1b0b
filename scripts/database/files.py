"""The files that are generated from a migrated database, and which of them are stale."""

from pathlib import Path

from scripts.database.command_line import ROOT
from scripts.database.definitions import current_definitions
from scripts.database.types import generated_types

CURRENT = ROOT / "supabase/current"


def generated(database_url: str) -> dict[Path, str]:
    """The text of every generated file by its path."""
    definitions = {CURRENT / path: text for path, text in current_definitions(database_url).items()}
    types = {ROOT / path: text for path, text in generated_types(database_url).items()}
    return definitions | types


def stale(files: dict[Path, str], folder: Path = CURRENT) -> list[Path]:
    """The files that are missing or differ, and those in the folder that describe what is no longer there."""
    differing = [path for path, text in files.items() if not path.exists() or path.read_text() != text]
    left_over = [path for path in folder.rglob("*.sql") if path not in files]
    return sorted(differing + left_over)


def write(files: dict[Path, str], paths: list[Path]) -> None:
    """Bring these paths up to date."""
    for path in paths:
        if path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[path])
        else:
            path.unlink()
