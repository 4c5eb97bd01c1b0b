"""Write what is generated from the database, or check it and the database itself.

    python -m scripts.database            write supabase/current and the types
    python -m scripts.database --check    name the stale ones, ask Supabase's advisors; exit with 1 if either finds any

Without --database-url a new stack is started for it and deleted afterwards.
"""

import argparse
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from scripts.database import files
from scripts.database.advisors import advice
from scripts.database.command_line import ROOT
from stack import local


@contextmanager
def migrated_database() -> Generator[str]:
    """The address of a new database with every migration applied, for as long as the block runs."""
    with tempfile.TemporaryDirectory(prefix="deffatest-database-") as temporary:
        # PostgreSQL may run as another user, who has to pass through.
        Path(temporary).chmod(0o711)
        folder = Path(temporary) / "stack"
        try:
            with local.running(folder, durable=False) as addresses:
                yield addresses.database_url
        finally:
            local.delete(folder)


def check(database_url: str) -> bool:
    """Say what is wrong; True when nothing is."""
    stale = files.stale(files.generated(database_url))
    if stale:
        print("Stale; write them anew with `make generate`:", *_names(stale), sep="\n  ")
    found = advice(database_url)
    for one in found:
        print(f"{one.level} {one.lint}: {one.detail}")
    return not stale and not found


def write(database_url: str) -> None:
    """Write the stale files and name them."""
    generated = files.generated(database_url)
    stale = files.stale(generated)
    files.write(generated, stale)
    print("Written:", *_names(stale), sep="\n  ") if stale else print("Everything is up to date.")


def _names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.database", description="Write what the database generates."
    )
    parser.add_argument("--database-url", help="a freshly migrated database")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when something is wrong")
    arguments = parser.parse_args()

    def run(database_url: str) -> int:
        if arguments.check:
            return 0 if check(database_url) else 1
        write(database_url)
        return 0

    if arguments.database_url:
        return run(arguments.database_url)
    with migrated_database() as database_url:
        return run(database_url)


if __name__ == "__main__":
    sys.exit(main())
