"""Supabase's own advisors on our database, all levels."""

import json
from dataclasses import dataclass

from scripts.database.command_line import supabase

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
    output = supabase("db", "advisors", "--level=info", "--output-format=json", database_url=database_url)
    return [
        Advice(lint=found["name"], level=found["level"], detail=found["detail"])
        for found in json.loads(output)["results"]
        if found["name"] not in MEANINGLESS_ON_A_FRESH_DATABASE
    ]
