"""Write what is generated from the database, or say what is stale.

    python -m scripts.database --database-url postgresql://...            write the files
    python -m scripts.database --database-url postgresql://... --check    name the stale files and exit with 1

The database is one that all migrations have just been applied to.
"""

import argparse
import sys
from pathlib import Path

from scripts.database.definitions import current_definitions
from scripts.database.types import generated_types

ROOT = Path(__file__).resolve().parents[2]
CURRENT = ROOT / "supabase/current"


def generated_files(database_url: str) -> dict[Path, str]:
    """The text of every generated file by its path."""
    definitions = {CURRENT / path: text for path, text in current_definitions(database_url).items()}
    types = {ROOT / path: text for path, text in generated_types(ROOT, database_url).items()}
    return definitions | types


def stale_files(files: dict[Path, str]) -> list[Path]:
    """The files that are missing, differ, or describe what is no longer there."""
    differing = [path for path, text in files.items() if not path.exists() or path.read_text() != text]
    left_over = [path for path in CURRENT.rglob("*.sql") if path not in files]
    return sorted(differing + left_over)


def write(files: dict[Path, str], stale: list[Path]) -> None:
    for path in stale:
        if path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[path])
        else:
            path.unlink()


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.database", description="Write what the database generates."
    )
    parser.add_argument("--database-url", required=True, help="a freshly migrated database")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a file is stale")
    arguments = parser.parse_args()

    files = generated_files(arguments.database_url)
    stale = stale_files(files)
    names = [str(path.relative_to(ROOT)) for path in stale]
    if arguments.check:
        if stale:
            print("Stale; write them anew with `make generate`:", *names, sep="\n  ")
        return 1 if stale else 0
    write(files, stale)
    print("Written:", *names, sep="\n  ") if names else print("Everything is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
