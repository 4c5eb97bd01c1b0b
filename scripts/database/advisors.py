"""Supabase's own advisors on our database, all levels.

    python -m scripts.database.advisors --database-url postgresql://...

Exits with 1 when they find something.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SUPABASE = ROOT / ".local/node/node_modules/.bin/supabase"

# On a database that nobody has used yet every index is unused.
MEANINGLESS_ON_A_FRESH_DATABASE = {"unused_index"}


@dataclass(frozen=True)
class Advice:
    """One thing that an advisor found."""

    lint: str
    level: str
    detail: str


def advice(database_url: str) -> list[Advice]:
    """What the advisors say. Raises subprocess.CalledProcessError when they cannot run."""
    command = [SUPABASE, "db", "advisors", f"--remote={database_url}", "--level=info", "--output-format=json"]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [
        Advice(lint=found["name"], level=found["level"], detail=found["detail"])
        for found in json.loads(output)["results"]
        if found["name"] not in MEANINGLESS_ON_A_FRESH_DATABASE
    ]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.database.advisors", description="Run Supabase's advisors, all levels."
    )
    parser.add_argument("--database-url", required=True, help="a freshly migrated database")
    found = advice(parser.parse_args().database_url)
    for one in found:
        print(f"{one.level} {one.lint}: {one.detail}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
