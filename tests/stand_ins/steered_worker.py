"""Is the real worker, with `steered_run.py` beside it standing in for the run, so that tests can steer what a run does.

python tests/stand_ins/steered_worker.py    configured by DEFFATEST_... as `python -m worker` is
"""

import asyncio
import sys
from pathlib import Path

from deffatest.logging import set_up_logging
from deffatest.settings import load_settings
from worker.fleet.attempt import Programs
from worker.fleet.worker import run_worker

if __name__ == "__main__":
    settings = load_settings()
    set_up_logging(settings.log_format, settings.log_level)
    asyncio.run(run_worker(settings, Programs(run=(sys.executable, str(Path(__file__).with_name("steered_run.py"))))))
