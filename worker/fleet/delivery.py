"""A finished run becomes a report that others can read: it is written, uploaded, and put in the words of the queue."""

import asyncio
import json
import time
from pathlib import Path

from pydantic import BaseModel, JsonValue

from deffatest.database import BackOff
from deffatest.errors import StorageUnavailable
from deffatest.logging import logger
from deffatest.run_record import RunRecord, TestOrder
from deffatest.storage import Storage
from worker.fleet.object_keys import recording_key, report_key, screenshot_keys, summary_key
from worker.fleet.queue import finding

UPLOADS_AT_ONCE = 4

log = logger(__name__)


def files_to_upload(folder: Path, record: RunRecord) -> dict[str, Path]:
    """Every file that gets an address of its own, by object key; those of the report come last, so that what they name
    is there."""
    files: dict[str, Path] = {}
    for bug in record.bugs:
        files.update({key: folder / path for path, key in screenshot_keys(record.test.test_id, bug).items()})
        if (key := recording_key(record.test.test_id, bug)) is not None and bug.recording is not None:
            files[key] = folder / bug.recording
    present = {key: path for key, path in files.items() if path.is_file()}
    if len(present) < len(files):
        log.warning("the run names files that are not there", missing=sorted(files.keys() - present.keys()))
    present[summary_key(record.test.test_id)] = folder / "report" / "summary.json"
    present[report_key(record.test.test_id)] = folder / "report" / "full_report.zip"
    return present


async def upload(storage: Storage, files: dict[str, Path], patience_seconds: float) -> None:
    """Store the files; the last two (summary and archive) after all others.

    Storage that does not answer is asked again for as long as our patience lasts.
    Raises StorageUnavailable after that, and StorageRefused at once.
    """
    turns = asyncio.Semaphore(UPLOADS_AT_ONCE)
    give_up = time.monotonic() + patience_seconds

    async def put(key: str, path: Path) -> None:
        back_off = BackOff(first=0.5)
        while True:
            try:
                async with turns:
                    return await asyncio.to_thread(storage.put_file, path, key)
            except StorageUnavailable as error:
                if time.monotonic() >= give_up:
                    raise
                log.warning("the object storage does not answer; trying again", reason=str(error))
                await back_off.pause()

    keys = list(files)
    await asyncio.gather(*(put(key, files[key]) for key in keys[:-2]))
    for key in keys[-2:]:
        await put(key, files[key])


def completed_result(folder: Path, record: RunRecord, report_address: str) -> dict[str, JsonValue]:
    """What the queue is told of a completed test."""
    test_id = record.test.test_id
    summary: JsonValue = json.loads((folder / "report" / "summary.json").read_bytes())
    findings: list[JsonValue] = [finding(test_id, bug) for bug in record.bugs]
    return {
        "bugs": findings,
        "comparison": as_json(record.comparison) if record.comparison else None,
        "report": {
            "object_key": report_key(test_id),
            "summary": summary,
            "environment": as_json(record.environment),
            "performance_metrics": as_json(record.performance_metrics),
            "security_findings": [as_json(found) for found in record.security_findings],
            "coverage": as_json(record.coverage),
        },
        "report_address": report_address,
    }


def as_json(part: BaseModel) -> JsonValue:
    """A part of the record as plain JSON."""
    return part.model_dump(mode="json")


def belongs_to(record: RunRecord, test: TestOrder) -> bool:
    """Whether this record is of the test that was ordered."""
    return record.test.test_id == test.test_id
