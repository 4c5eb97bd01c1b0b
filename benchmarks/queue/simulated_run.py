"""Stands in for `worker.run`: a test that explores nothing and says once a second how far it is, until it is ended."""

import sys
import time
from pathlib import Path

from worker.order import Progress, RunOrder

SECONDS = 1.0


def main(folder: Path) -> int:
    order = RunOrder.model_validate_json((folder / "order.json").read_bytes())
    began = time.monotonic()
    for second in range(int(order.seconds)):
        # From the beginning and not from the last time, so that nothing adds up.
        time.sleep(max(0.0, began + second * SECONDS - time.monotonic()))
        percent = min(99, round(second * 100 / order.seconds))
        print(Progress(percent=percent, message=f"Exploring for {second} s").model_dump_json(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
