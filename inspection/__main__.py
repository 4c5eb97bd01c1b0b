"""`deffatest inspector`: looks at uploaded files before they are run."""

import argparse
import asyncio
import sys

from deffatest.errors import DeffatestError
from deffatest.logging import logger, set_up_logging
from deffatest.settings import load_settings, wanted_log_format
from inspection.inspector import run_inspector


def main(arguments: list[str] | None = None) -> int:
    """Inspect until told to stop; 0 after a clean stop, 1 when there is nothing to work with."""
    argparse.ArgumentParser(
        prog="deffatest inspector", description="Inspect uploaded files until stopped: only what passes is run."
    ).parse_args(arguments)
    set_up_logging(wanted_log_format())
    try:
        settings = load_settings()
        set_up_logging(settings.log_format, settings.log_level)
        asyncio.run(run_inspector(settings))
    except DeffatestError as error:
        if wanted_log_format() == "json":
            logger(__name__).error("the inspector cannot go on", reason=str(error))
        else:
            print(f"inspector: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
