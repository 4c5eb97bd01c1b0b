"""Is the real worker, with `simulated_run.py` in place of the run.

python -m benchmarks.queue.simulated_worker    configured by DEFFATEST_... as `python -m worker` is
"""

import asyncio
import sys

from deffatest.logging import set_up_logging
from deffatest.settings import load_settings
from worker.fleet.attempt import Programs
from worker.fleet.worker import run_worker

if __name__ == "__main__":
    settings = load_settings()
    set_up_logging(settings.log_format, settings.log_level)
    asyncio.run(run_worker(settings, Programs(run=(sys.executable, "-m", "benchmarks.queue.simulated_run"))))
