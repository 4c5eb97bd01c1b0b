"""Messages sent from the database at a steady rate, as the product's triggers send theirs."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg.types.json import Jsonb

DATA = {"test_id": "550e8400-e29b-41d4-a716-446655440000", "progress": 65, "status": "running"}


@dataclass
class Sent:
    """When each message's COMMIT was asked for, in seconds since the epoch; the index is the message's number."""

    committed_at: list[float] = field(default_factory=list[float])
    seconds: float = 0


def send(database_url: str, topics: Sequence[str], a_second: int, seconds: float, at_once: int = 1) -> Sent:
    """Send to one topic after the other, `at_once` messages in each transaction; each carries its number."""
    sent = Sent()
    total = int(a_second * seconds) // at_once * at_once
    started = time.monotonic()
    with psycopg.connect(database_url) as connection, connection.cursor() as cursor:
        for first in range(0, total, at_once):
            numbers = range(first, first + at_once)
            due = started + first / a_second
            time.sleep(max(0.0, due - time.monotonic()))
            for number in numbers:
                cursor.execute(
                    "select realtime.send(%s, 'test.progress', %s, true)",
                    [Jsonb({**DATA, "id": number}), topics[number % len(topics)]],
                )
            sent.committed_at += [time.time()] * at_once
            connection.commit()
    sent.seconds = time.monotonic() - started
    return sent
