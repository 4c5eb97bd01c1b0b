"""The command `deffatest`; a subcommand's package is imported only when it is called."""

import importlib
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]


class Subcommand(NamedTuple):
    module: str
    """Has `main(arguments: list[str]) -> int`, which returns the exit status."""
    says: str


SUBCOMMANDS = {
    "demo": Subcommand("examples.demo.__main__", "Test the demo shop, or any site, from sign-up to report."),
    "inspector": Subcommand("inspection.__main__", "Run an inspector: look at uploaded files before they are run."),
    "watch": Subcommand("deffatest.watch", "Follow a running test in the terminal."),
    "worker": Subcommand("worker.__main__", "Run a worker: claim tests, explore, report."),
    "scheduler": Subcommand("scheduler.__main__", "Run what happens by the clock, or one service now."),
    "stack": Subcommand("stack.commands", "Start, stop or describe the local Supabase."),
}


def main() -> None:
    """Run the subcommand that the first word names."""
    name, *arguments = sys.argv[1:] or ["--help"]
    if name in ("--help", "-h", "help"):
        print(usage())
        return
    if name not in SUBCOMMANDS:
        sys.exit(f"deffatest: there is no command {name!r}\n\n{usage()}")
    # Paddle's SDK installs a package `examples` of its own, which would be found before ours.
    sys.path.insert(0, str(ROOT))
    subcommand = importlib.import_module(SUBCOMMANDS[name].module)
    try:
        sys.exit(subcommand.main(arguments))
    except KeyboardInterrupt:
        sys.exit(130)


def usage() -> str:
    lines = [f"  {name:<11}{subcommand.says}" for name, subcommand in SUBCOMMANDS.items()]
    return "\n".join(["Usage: deffatest COMMAND [OPTIONS]", "", "Commands (each has --help):", *lines])
