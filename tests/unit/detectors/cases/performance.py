"""What is slow, large or grows; and what only a busy machine makes so."""

from typing import Any

from tests.unit.detectors.building import ORIGIN, document, exchange, observation, timings
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.experiments.cycles import RepeatedVisit
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange, Interaction, LayoutShift, LongTask

SCRIPT = f"{ORIGIN}/static/shop.js"
MUG = exchange("/pictures/hero.jpg", kind="image", duration_ms=4500)


def timed(*exchanges: Exchange, **more: Any) -> Observation:
    return observation(timings=timings(**more), exchanges=exchanges)


def visited(heap: tuple[int, ...], nodes: tuple[int, ...] = (), listeners: tuple[int, ...] = ()) -> Observation:
    still = (100,) * len(heap)
    return observation(
        None, RepeatedVisit(f"{ORIGIN}/lookbook", "Click 'Next room'", heap, nodes or still, listeners or still)
    )


def shifted(score: float, *, after_input: bool = False) -> Observation:
    return timed(cumulative_layout_shift=score, shifts=(LayoutShift(score, ("p|Offers|p|main",), after_input),))


def blocked(*durations: float, **more: Any) -> Observation:
    return timed(long_tasks=tuple(LongTask(800, duration, SCRIPT) for duration in durations), **more)


def answered(after: float, *tasks: float) -> Observation:
    return blocked(*tasks, interactions=(Interaction("click", "button|Show as a list|button|main|", after),))


JSON = {"content-type": "application/json"}

CASES: tuple[Case, ...] = (
    # slow_largest_paint
    bad(
        "slow_largest_paint",
        "a picture that takes long",
        timed(MUG, largest_contentful_paint=4700.0, largest_element="img|hero|img|main"),
    ),
    good("slow_largest_paint", "a fast page", timed()),
    good("slow_largest_paint", "a busy machine", timed(largest_contentful_paint=3600.0)),
    good(
        "slow_largest_paint",
        "a slow server, which slow_response owns",
        timed(largest_contentful_paint=4100.0, time_to_first_byte=3500.0),
    ),
    # layout_shift
    bad("layout_shift", "a late banner", shifted(0.31)),
    good("layout_shift", "a still page", timed()),
    good("layout_shift", "a small movement", shifted(0.06)),
    good("layout_shift", "a slow answer to a click", shifted(0.4, after_input=True)),
    # long_task
    bad("long_task", "a script that blocks for more than a second", blocked(1200)),
    good("long_task", "short tasks", blocked(60, 120)),
    good("long_task", "what a busy machine makes of a short task", blocked(450)),
    good("long_task", "the answer to a click, which slow_interaction owns", answered(1250, 1200)),
    # slow_interaction
    bad("slow_interaction", "a click that its script answers late", answered(860, 800)),
    bad("slow_interaction", "a click that is answered after seconds", answered(2400)),
    good("slow_interaction", "a quick answer", answered(120)),
    good("slow_interaction", "an answer just under the limit", answered(480, 400)),
    # slow_response
    bad("slow_response", "a page after three seconds", timed(time_to_first_byte=3100.0)),
    bad("slow_response", "data after four seconds", observation(exchanges=(exchange("/api/stock", duration_ms=4200),))),
    bad(
        "slow_response",
        "data after more than two seconds beside data that comes at once",
        observation(exchanges=(exchange("/api/stock", duration_ms=2300), exchange("/api/cart", duration_ms=90))),
    ),
    good(
        "slow_response",
        "data after more than two seconds where all is slow",
        observation(exchanges=(exchange("/api/stock", duration_ms=2300), exchange("/api/cart", duration_ms=900))),
    ),
    bad(
        "slow_response",
        "data of somebody whose name has the word of what is held open in it",
        observation(exchanges=(exchange("/api/articles?author=oliver", duration_ms=4200),)),
    ),
    good("slow_response", "a page after half a second", timed(time_to_first_byte=500.0)),
    good(
        "slow_response",
        "a stream that is held open",
        observation(exchanges=(exchange("/api/events", duration_ms=30_000),)),
    ),
    good(
        "slow_response",
        "another site",
        observation(exchanges=(exchange("https://maps.example.org/x", duration_ms=5000, same_site=False),)),
    ),
    # oversized_resource
    bad("oversized_resource", "a picture of 3 MB", timed(exchange("/pictures/hero.png", kind="image", size=3_000_000))),
    bad(
        "oversized_resource",
        "a page of 6 MB",
        timed(*(exchange(f"/static/{at}.js", kind="script", size=1_500_000) for at in range(4))),
    ),
    good("oversized_resource", "a small page", timed(exchange("/a.png", kind="image", size=90_000))),
    good("oversized_resource", "a video", timed(exchange("/a.mp4", kind="media", size=9_000_000))),
    # uncompressed_text
    bad(
        "uncompressed_text",
        "a large script",
        observation(
            exchanges=(
                exchange("/app.js", kind="script", size=300_000, response_headers={"Content-Type": "text/javascript"}),
            )
        ),
    ),
    good(
        "uncompressed_text",
        "a packed script",
        observation(
            exchanges=(
                exchange(
                    "/app.js",
                    kind="script",
                    size=300_000,
                    response_headers={"content-type": "text/javascript", "content-encoding": "gzip"},
                ),
            )
        ),
    ),
    good(
        "uncompressed_text", "small data", observation(exchanges=(exchange("/api", size=3000, response_headers=JSON),))
    ),
    good(
        "uncompressed_text",
        "a picture",
        observation(
            exchanges=(exchange("/a.png", kind="image", size=300_000, response_headers={"content-type": "image/png"}),)
        ),
    ),
    good("uncompressed_text", "a packed document", observation(document=document(size=300_000))),
    # memory_growth
    bad("memory_growth", "half a megabyte a cycle", visited(tuple(5_000_000 + 500_000 * at for at in range(8)))),
    bad(
        "memory_growth",
        "elements and listeners that stay",
        visited((5_000_000,) * 8, tuple(100 + 20 * at for at in range(8)), tuple(10 + at for at in range(8))),
    ),
    good(
        "memory_growth",
        "steady memory",
        visited((5_000_000, 5_300_000, 5_310_000, 5_305_000, 5_311_000, 5_304_000, 5_309_000, 5_306_000)),
    ),
    good(
        "memory_growth",
        "a cache that fills and stays",
        visited((5_000_000, 6_000_000, 6_400_000, 6_410_000, 6_409_000, 6_411_000, 6_410_000, 6_408_000)),
    ),
    good(
        "memory_growth",
        "noise",
        visited((5_000_000, 5_200_000, 5_100_000, 5_400_000, 5_050_000, 5_350_000, 5_150_000, 5_300_000)),
    ),
    good(
        "memory_growth",
        "growth that comes to rest",
        visited((3_413_136, 3_577_352, 3_730_044, 3_824_556, 4_002_164, 4_021_908, 4_033_564, 4_056_228, 4_173_604)),
    ),
    good("memory_growth", "a little of the heap alone", visited(tuple(3_200_000 + 50_000 * at for at in range(9)))),
    good("memory_growth", "too few cycles to tell", visited((5_000_000, 5_500_000, 6_000_000))),
)
