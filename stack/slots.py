"""Replication slots: who reads PostgreSQL's log, and how much of it is kept for them."""

from dataclasses import dataclass

import psycopg

from stack.postgres import superuser_url
from stack.state import State

LOST = "lost"


@dataclass(frozen=True)
class Slot:
    """A place in the log from which somebody reads, or read once."""

    name: str
    is_read: bool
    """Somebody is connected to it now."""
    retained: int
    """Bytes of the log that are kept for it."""
    limit: int
    """Bytes that may be kept; a slot that is further behind is lost."""
    wal_status: str
    """PostgreSQL's word: reserved, extended, unreserved or lost."""

    def warning(self) -> str | None:
        """What is wrong with it and what to do, or nothing."""
        if self.wal_status == LOST:
            return f"the slot {self.name} was too far behind and is lost; the server makes it anew: make down, make up"
        if not self.is_read:
            return (
                f"nobody reads the slot {self.name}. PostgreSQL keeps {_megabytes(self.retained)} of its log for it, "
                f"and {_megabytes(self.limit)} at most. Realtime's own is read while the server runs; "
                f"another one is dropped with: select pg_drop_replication_slot('{self.name}')"
            )
        if self.retained > self.limit / 2:
            return (
                f"the slot {self.name} is {_megabytes(self.retained)} behind, and is lost at {_megabytes(self.limit)}: "
                "see what the server's log says"
            )
        return None

    def __str__(self) -> str:
        reading = "read" if self.is_read else "not read"
        return f"{self.name}, {reading}, {_megabytes(self.retained)} of the log kept of {_megabytes(self.limit)}"


def slots(state: State) -> list[Slot]:
    """Every slot of the stack's PostgreSQL, by name."""
    with psycopg.connect(superuser_url(state), connect_timeout=5) as connection:
        rows = connection.execute(
            """
            select slot_name, active, coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint,
              pg_size_bytes(current_setting('max_slot_wal_keep_size')), wal_status
            from pg_replication_slots order by slot_name
            """
        ).fetchall()
    return [Slot(*row) for row in rows]


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB"
