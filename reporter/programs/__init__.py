"""A bug's steps as programs that do them again: Playwright in Python and TypeScript, curl for a single request."""

from dataclasses import dataclass

from deffatest.run_record import Bug
from reporter.programs import curl, python, typescript


@dataclass(frozen=True, slots=True)
class Program:
    """One program: what it is written in, its file's name, its text."""

    language: str
    name: str
    text: str


def programs(bug: Bug) -> list[Program]:
    """The programs that can be written of this bug; none where nothing is known of how it was shown."""
    written = [
        ("Python", "reproduce.py", python.write(bug)),
        ("TypeScript", "reproduce.ts", typescript.write(bug)),
        ("curl", "request.sh", curl.write(bug)),
    ]
    return [Program(language, name, text) for language, name, text in written if text]
