"""Objects that no test needs are deleted: of deleted accounts, failed and cancelled tests, attempts that were lost.

The storage is listed by pages, a bounded number in one turn; a cursor remembers where the next turn goes on. Objects
that are younger than a grace time are left alone: a server may store a file before it inserts the test.
"""

import asyncio
from datetime import UTC, datetime, timedelta

from deffatest.logging import logger
from scheduler.service import Counts, Service, Tools

PREFIXES = ("quarantine/", "test-reports/", "test-uploads/")
PAGES = 50  # of a thousand objects: what one turn looks at

log = logger(__name__)


async def run_once(tools: Tools) -> Counts:
    counts = {"seen": 0, "deleted": 0, "unknown": 0, "uploads_in_parts": 0, "rounds": 0}
    old = datetime.now(UTC) - timedelta(hours=tools.settings.orphan_hours)
    after: str = await tools.value("select upkeep.read_cursor(%s)", SERVICE.name)
    for _ in range(PAGES):
        prefix = _prefix(after)
        page = await asyncio.to_thread(tools.storage.page, prefix, after)
        if page:
            counts["seen"] += len(page)
            aged = [stored.key for stored in page if stored.modified < old]
            needless = await tools.values("select * from upkeep.needless_objects(%s)", aged)
            await asyncio.to_thread(tools.storage.delete, needless)
            counts["deleted"] += len(needless)
            counts["unknown"] += sum(not _could_be_a_tests(stored.key) for stored in page)
            after = page[-1].key
        elif (following := PREFIXES.index(prefix) + 1) < len(PREFIXES):
            after = PREFIXES[following]
        else:
            after = ""
            counts["rounds"] = 1
        await tools.database.rows("select upkeep.move_cursor(%s, %s)", (SERVICE.name, after))
        if counts["rounds"]:
            break
    for prefix in PREFIXES:
        counts["uploads_in_parts"] += await asyncio.to_thread(tools.storage.abort_uploads, prefix, old)
    if counts["unknown"]:
        log.warning("objects that no test of ours could have are left alone", objects=counts["unknown"])
    return counts


def _prefix(after: str) -> str:
    """Which prefix a cursor is in."""
    return next((prefix for prefix in PREFIXES if after.startswith(prefix)), PREFIXES[0])


def _could_be_a_tests(key: str) -> bool:
    """Whether the second part of the key has the form of a test's id."""
    _, _, rest = key.partition("/")
    test_id, _, name = rest.partition("/")
    return bool(name) and len(test_id) == 36 and test_id.count("-") == 4


SERVICE = Service(
    name="orphans",
    says="Delete stored objects that no test needs.",
    every_seconds=3600,
    counts=("seen", "deleted", "unknown", "uploads_in_parts", "rounds"),
    run_once=run_once,
    uses_storage=True,
)
