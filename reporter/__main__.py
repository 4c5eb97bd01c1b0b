"""`python -m reporter <run folder>`: build a report from a finished run and say where it lies."""

import argparse
import sys
from pathlib import Path

from reporter.build import build
from reporter.errors import BadRunFolder, ReportError


def main(arguments: list[str] | None = None) -> int:
    """Build one report; 0 when done, 2 for a bad run folder, 1 when it cannot be written."""
    parser = argparse.ArgumentParser(prog="reporter", description="Build the report of a finished run.")
    parser.add_argument("folder", type=Path, metavar="RUN_FOLDER", help="the folder that holds run.json")
    folder: Path = parser.parse_args(arguments).folder
    try:
        files = build(folder)
    except ReportError as error:
        print(f"reporter: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadRunFolder) else 1
    for path in (files.page, files.summary, files.archive):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
