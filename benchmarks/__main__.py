"""`make bench`: measures the product and prints what came out; raw results are kept in `.local/benchmarks/`.

make bench                all suites, one after the other
make bench ONLY=queue     one of them: shop, board, queue, realtime, maze, todomvc, doors, act, states, scoreboard
make bench ONLY=scoreboard/dsvw                      one part of it; parts are told by an unknown one
make bench ONLY="scoreboard/dsvw --seconds 180"      with more time than by default, for each site and tester
"""

import argparse
import importlib
import sys
from pathlib import Path

from rich.console import Console

from benchmarks import figures, scale_page, shop
from benchmarks.peers.tools import ALL
from benchmarks.scoreboard import suite as scoreboard

FILE_WIDTH = 110
SUITES = {
    "shop": "benchmarks.shop",
    "board": "benchmarks.board",
    "queue": "benchmarks.queue.suite",
    "realtime": "benchmarks.realtime.suite",
    "maze": "benchmarks.maze.suite",
    "todomvc": "benchmarks.todomvc",
    "doors": "benchmarks.doors.suite",
    "act": "benchmarks.act.suite",
    "states": "benchmarks.states.suite",
    "scoreboard": "benchmarks.scoreboard.suite",
}
"""Each is a module with `measure(console, folder) -> bool`; the shop's and the scoreboard's take what options say."""


def main() -> int:
    """0 when every figure is within its limit."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure the product.")
    parser.add_argument("suites", nargs="*", help=f"which suites, of {', '.join(SUITES)} (default: all)")
    parser.add_argument(
        "--publish", action="store_true", help="write what the queue's suite measured into docs/scale.md"
    )
    of_scoreboard = parser.add_argument_group("scoreboard")
    of_scoreboard.add_argument(
        "--seconds",
        type=float,
        default=scoreboard.SECONDS,
        help="how long each tester has for each site (default: %(default)g)",
    )
    of_scoreboard.add_argument("--tool", action="append", default=[], choices=[*ALL], help="one tester alone, or more")
    of_shop = parser.add_argument_group("shop")
    of_shop.add_argument("--minutes", type=int, default=3, help="how long each test takes (default: %(default)s)")
    of_shop.add_argument("--bugs", default="all", help="which bugs are in the shop: all, or ids (default: %(default)s)")
    of_shop.add_argument("--only", choices=["seeded", "clean"], help="one of the two variants of the shop alone")
    asked = parser.parse_args()
    if unknown := sorted({suite.partition("/")[0] for suite in asked.suites} - set(SUITES)):
        parser.error(f"there is no suite {', '.join(unknown)}; there are {', '.join(SUITES)}")
    wanted = {suite.split("/")[1] for suite in asked.suites if suite.startswith("scoreboard/")}
    if unknown := sorted(wanted - set(scoreboard.parts())):
        parser.error(f"the scoreboard has no {', '.join(unknown)}; it has {', '.join(scoreboard.parts())}")

    # A file has no width of its own; the tables need this much.
    console = Console(width=None if sys.stdout.isatty() else FILE_WIDTH)
    met = [_measure(console, suite, asked) for suite in asked.suites or SUITES]
    if asked.publish:
        scale_page.publish()
    return 0 if all(met) else 1


def _measure(console: Console, suite: str, asked: argparse.Namespace) -> bool:
    if suite == "shop":
        return shop.measure(console, asked.minutes, asked.bugs, asked.only)
    name, _, part = suite.partition("/")
    folder: Path = figures.new_folder(name)
    if name == "scoreboard":
        met = scoreboard.measure(console, folder, part, asked.seconds, asked.tool)
    else:
        met: bool = importlib.import_module(SUITES[name]).measure(console, folder)
    console.print(f"Raw results: {folder}")
    console.print("[green]All figures are within their limits.[/]" if met else "[bold red]Limits were missed.[/]")
    return met


if __name__ == "__main__":
    sys.exit(main())
