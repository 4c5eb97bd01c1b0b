"""`python -m worker`: one process of the fleet."""

import argparse
import asyncio
import sys

from deffatest.errors import DeffatestError
from deffatest.logging import logger, set_up_logging
from deffatest.settings import load_settings, wanted_log_format


def main(arguments: list[str] | None = None) -> int:
    """Work until told to stop; 0 after a clean stop, 1 when there is nothing to work with."""
    parser = argparse.ArgumentParser(prog="worker", description="Claim tests and carry them out until stopped.")
    parser.add_argument(
        "--tests",
        type=int,
        metavar="N",
        help="how many tests to run at the same time (default: what the machine allows)",
    )
    tests: int | None = parser.parse_args(arguments).tests
    set_up_logging(wanted_log_format())
    try:
        settings = load_settings(**({} if tests is None else {"tests_at_once": tests}))
        set_up_logging(settings.log_format, settings.log_level)

        from worker.fleet.worker import run_worker

        asyncio.run(run_worker(settings))
    except DeffatestError as error:
        if wanted_log_format() == "json":
            logger(__name__).error("the worker cannot go on", reason=str(error))
        else:
            print(f"worker: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
