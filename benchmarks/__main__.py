"""`make bench`: measures the product and prints what came out; raw results are kept in `.local/benchmarks/`."""

import argparse
import sys

from rich.console import Console

from benchmarks import shop


def main() -> int:
    """0 when every figure is within its limit."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure the product on the demo shop.")
    parser.add_argument("--minutes", type=int, default=3, help="how long each test takes (default: %(default)s)")
    parser.add_argument("--bugs", default="all", help="which bugs are in the shop: all, or ids (default: %(default)s)")
    parser.add_argument("--only", choices=["seeded", "clean"], help="one of the two variants of the shop alone")
    asked = parser.parse_args()
    return 0 if shop.measure(Console(), asked.minutes, asked.bugs, asked.only) else 1


if __name__ == "__main__":
    sys.exit(main())
