"""Watches what makes PostgreSQL slow and full over weeks, and vacuums the hot tables when autovacuum does not keep up.

Warns of: dead rows of a table that we may not vacuum; a transaction that has been open for long, which keeps every dead
row since; write-ahead log that a replication slot holds back, which fills the disk.
"""

from psycopg import sql

from deffatest.database import connect, translated
from deffatest.logging import logger
from scheduler.service import Counts, Service, Tools

DEAD_ROWS = 2000  # fewer are not worth a vacuum, whatever their share
DEAD_SHARE = 0.2  # of all rows; a hot table that is vacuumed in time stays below
OLD_TRANSACTION_SECONDS = 600  # ours take milliseconds
RETAINED_WAL_BYTES = 512 * 1024 * 1024

log = logger(__name__)


async def run_once(tools: Tools) -> Counts:
    [(oldest_seconds, oldest, retained_bytes, slot, inactive)] = await tools.database.rows(
        "select * from upkeep.measure_database()"
    )
    if oldest_seconds > OLD_TRANSACTION_SECONDS:
        log.warning(
            "a transaction has been open for long; vacuum waits for it", who=oldest, seconds=int(oldest_seconds)
        )
    if retained_bytes > RETAINED_WAL_BYTES:
        log.warning("a replication slot holds back the write-ahead log", slot=slot, bytes=retained_bytes)

    tables = await tools.database.rows("select * from upkeep.measure_tables()")
    bloated = [(name, may) for name, live, dead, _, may in tables if is_bloated(live, dead)]
    for name, may_vacuum in bloated:
        if may_vacuum:
            await vacuum(tools, name)
        else:
            log.warning("a table has many dead rows, and this login may not vacuum it", table=name)
    return {
        "tables": len(tables),
        "live_rows": sum(live for _, live, *_ in tables),
        "dead_rows": sum(dead for _, _, dead, *_ in tables),
        "bytes": sum(size for *_, size, _ in tables),
        "bloated": len(bloated),
        "vacuumed": sum(may for _, may in bloated),
        "oldest_transaction_seconds": int(oldest_seconds),
        "retained_wal_bytes": retained_bytes,
        "inactive_slots": inactive,
    }


def is_bloated(live: int, dead: int) -> bool:
    """Whether so many rows are dead that scans suffer."""
    return dead >= DEAD_ROWS and dead >= DEAD_SHARE * (live + dead)


async def vacuum(tools: Tools, table: str) -> None:
    """Vacuum and analyse one table, without waiting for locks and without the lock that shrinking its file takes.

    On a connection of its own, because it may take minutes and runs in no transaction.
    """
    log.info("vacuuming", table=table)
    connection = await connect(tools.address, "deffatest scheduler: vacuum")
    try:
        async with translated():
            await connection.execute(
                sql.SQL("vacuum (analyze, skip_locked, truncate false) {}").format(sql.Identifier(*table.split(".")))
            )
    finally:
        await connection.close()


SERVICE = Service(
    name="vacuum-watch",
    says="Vacuum the hot tables when needed; watch old transactions and replication slots.",
    every_seconds=300,
    counts=(
        "tables",
        "live_rows",
        "dead_rows",
        "bytes",
        "bloated",
        "vacuumed",
        "oldest_transaction_seconds",
        "retained_wal_bytes",
        "inactive_slots",
    ),
    run_once=run_once,
    measures=True,
)
