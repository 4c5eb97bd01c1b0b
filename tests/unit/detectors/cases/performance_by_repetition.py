"""What takes longer each time, is laid out again and again, fetched anew each time, or never used."""

from typing import Any

from tests.unit.detectors.building import ORIGIN, exchange, observation, timings
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.experiments.code import LoadedCode, LoadedFile
from worker.observation.experiments.requests import RepeatedRequest
from worker.observation.observation import Observation
from worker.observation.runtime import LongTask

STEADY = (60, 41, 44, 40, 43, 45, 39, 42, 44, 41)
GROWING = (60, 80, 130, 170, 230, 270, 310, 370, 420, 460)
JUMPY = (60, 40, 400, 45, 390, 41, 420, 44, 400, 410)


def repeated(*durations: int) -> Observation:
    return observation(None, RepeatedRequest(f"{ORIGIN}/api/stock", durations))


def ran(duration: float, forced: float) -> Observation:
    task = LongTask(300, duration, f"{ORIGIN}/static/table.js", "alignRows", forced)
    return observation(timings=timings(long_tasks=(task,)))


def loaded(name: str, cache: str, **more: Any) -> Observation:
    headers = {"cache-control": cache} if cache else {}
    given: dict[str, Any] = {"kind": "script", "size": 90_000, "response_headers": headers}
    return observation(exchanges=(exchange(f"/static/{name}", **{**given, **more}),))


def brought(size: int, used: int) -> Observation:
    return observation(None, LoadedCode(f"{ORIGIN}/shop", (LoadedFile(f"{ORIGIN}/static/all.js", size, used),)))


CASES: tuple[Case, ...] = (
    bad("slower_every_time", "a list on the server that grows", repeated(*GROWING)),
    good("slower_every_time", "about as long each time", repeated(*STEADY)),
    good("slower_every_time", "now fast, now slow", repeated(*JUMPY)),
    good("slower_every_time", "a growth that nobody notices", repeated(*(20 + at for at in range(10)))),
    bad("layout_thrashing", "a table that is measured row by row", ran(900, 700)),
    good("layout_thrashing", "much work, one layout", ran(900, 40)),
    good("layout_thrashing", "a short one", ran(120, 100)),
    good("long_task", "layout that a script forces, which layout_thrashing owns", ran(1400, 1200)),
    bad("uncached_resource", "a bundle with its version in its name", loaded("app.3f9a2c1b.js", "no-store")),
    good("uncached_resource", "one that may be kept", loaded("app.3f9a2c1b.js", "public, max-age=31536000")),
    good("uncached_resource", "one that says nothing", loaded("app.3f9a2c1b.js", "")),
    good("uncached_resource", "a name without a version", loaded("application.js", "no-store")),
    good("uncached_resource", "a small one", loaded("app.3f9a2c1b.js", "no-store", size=900)),
    good("uncached_resource", "another site's", loaded("app.3f9a2c1b.js", "no-store", same_site=False)),
    bad("unused_code", "a library of which little is used", brought(900_000, 120_000)),
    good("unused_code", "a large file that is needed", brought(900_000, 500_000)),
    good("unused_code", "a file that is not large", brought(350_000, 20_000)),
)
