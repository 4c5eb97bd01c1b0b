"""From COMMIT in PostgreSQL to the callback of an official JavaScript client, by the clock both share."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from benchmarks.figures import Figure, at_most, percentile, told
from benchmarks.realtime.place import Place
from benchmarks.realtime.sending import send
from stack.layout import DENO, DENO_CACHE, ROOT

A_SECOND = 50
WARM_UP_SECONDS = 2
MOST_P50_MS = 5
MOST_P99_MS = 25
# What Supabase publishes of its hosted Broadcast with row level security.
HOSTED_MS = {"p50": 19, "p95": 49, "p99": 96}


def measure(place: Place, seconds: float) -> list[Figure]:
    """50 messages a second, each in a transaction of its own, with disk syncs."""
    user = place.user()
    warm_up = A_SECOND * WARM_UP_SECONDS
    count = int(A_SECOND * (seconds + WARM_UP_SECONDS))
    asked = {"url": place.url, "key": place.key, "token": user.token, "topic": user.topic, "count": count}
    with _listener(asked) as listener:
        assert listener.stdout is not None
        joined = listener.stdout.readline()
        if not joined.startswith("SUBSCRIBED"):
            raise RuntimeError(f"the listener could not join: {joined}")
        sent = send(place.database_url, [user.topic], A_SECOND, seconds + WARM_UP_SECONDS)
        output, _ = listener.communicate(timeout=60)
    heard: list[tuple[int, float]] = json.loads(output.strip().rpartition("\n")[2])
    waits = [(at - sent.committed_at[number]) * 1000 for number, at in heard if number >= warm_up]
    in_order = [number for number, _ in heard] == list(range(count))
    return [
        told("messages", len(waits), ""),
        at_most("p50", percentile(waits, 0.50), MOST_P50_MS, "ms"),
        told("p95", percentile(waits, 0.95), "ms"),
        at_most("p99", percentile(waits, 0.99), MOST_P99_MS, "ms"),
        at_most("lost, twice or out of order", 0 if in_order else 1, 0, ""),
        *(told(f"hosted, as published: {name}", value, "ms") for name, value in HOSTED_MS.items()),
    ]


def _listener(asked: Mapping[str, object]) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("listener.ts")
    options = ["--allow-all", "--frozen", "--no-prompt", "--quiet", "--config", str(ROOT / "deno.json")]
    return subprocess.Popen(
        [str(DENO), "run", *options, str(script), json.dumps(asked)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DENO_DIR": str(DENO_CACHE), "DENO_NO_UPDATE_CHECK": "1"},
    )
