"""Runs the process of a test on an address of this machine, without a stack around it."""

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from deffatest.run_record import TestOrder
from deffatest.settings import load_settings, run_environment
from worker.order import RunOrder


def explore(url: str, folder: Path, seconds: float, seed: int, chromium: Path | None = None) -> float:
    """Test this address and leave the run in the folder; how many seconds it took.

    `chromium` is the browser to start, else the configured one.
    """
    folder.mkdir(parents=True)
    settings = load_settings()
    chromium = chromium or settings.chromium
    order = RunOrder(
        test=TestOrder(
            test_id="4f1d2b1e-0000-4000-8000-000000000003",
            test_name=folder.name,
            test_type="web_url",
            source=url,
            requested_duration_minutes=max(1, round(seconds / 60)),
            submitted_at=datetime.now(UTC),
        ),
        attempt=1,
        seconds=seconds,
        seed=seed,
        allowed_private_targets=["127.0.0.1"],
        may_probe=["127.0.0.1"],
        chromium=chromium and str(chromium),
        login=None,
    )
    (folder / "order.json").write_text(order.model_dump_json())
    began = time.monotonic()
    with (folder / "said.jsonl").open("w") as said, (folder / "errors.txt").open("w") as errors:
        ended = subprocess.run(
            [sys.executable, "-m", "worker.run", str(folder)],
            stdout=said,
            stderr=errors,
            env=run_environment(settings),
            check=False,
        )
    if ended.returncode:
        raise SystemExit(f"the run of {url} ended with {ended.returncode}; see {folder}/errors.txt")
    return time.monotonic() - began
