"""The board's seeded bugs."""

from pathlib import Path

from examples.seeding import BugList

BUGS = BugList(Path(__file__).with_name("bugs.json"))
