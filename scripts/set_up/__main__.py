"""Installs what the project needs into `.local`, each step only when its inputs changed.

Runs with nothing but the system's Python: no package is there yet.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "set-up: Python 3.11 or newer is needed, this is {}.{}. "
        "Install it and say which: make test PYTHON=python3.11".format(*sys.version_info)
    )

import chromium
import deno_modules
import node_packages
import python_packages
from step import Failure, only_one_at_a_time, run

STEPS = [python_packages.STEP, node_packages.STEP, deno_modules.STEP, chromium.STEP]


def main() -> int:
    try:
        with only_one_at_a_time():
            for step in STEPS:
                run(step)
    except Failure as failure:
        print(f"set-up: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("set-up: interrupted; the next run goes on from here", file=sys.stderr)
        return 130
    return 0


sys.exit(main())
