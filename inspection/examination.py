"""One look at one file: a child process with limits opens it, and what it says is heard."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from deffatest.errors import DeffatestError
from deffatest.logging import logger
from deffatest.settings import Settings, run_environment
from inspection.verdict import Order, Refused, Verdict, verdicts

MEBIBYTE = 1024 * 1024
LOG_BYTES = 4000

log = logger(__name__)

TOO_LONG = Refused(
    code="inspection_limits",
    reason="The file takes longer to inspect than any real app does. Leave out what the app does not need.",
)
TOO_MUCH = Refused(
    code="inspection_limits",
    reason="The file takes more memory to inspect than any real app does. Leave out what the app does not need.",
)


class ExaminationFailed(DeffatestError):
    """The child process could not do its work, for a fault of ours."""


async def examine(path: Path, wanted: Literal["web_bundle", "android_apk"], settings: Settings) -> Verdict:
    """What the child process says of the file. Raises ExaminationFailed.

    However we leave, the process has ended.
    """
    order = Order(
        path=str(path),
        wanted=wanted,
        memory_bytes=settings.inspection_memory_mb * MEBIBYTE,
        seconds=settings.inspection_seconds,
        bundle_files=settings.bundle_files,
        bundle_bytes=settings.bundle_mb * MEBIBYTE,
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "inspection.examine"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=run_environment(settings),
        start_new_session=True,
    )
    try:
        # It ends itself by its processor time; who sleeps is ended by the clock.
        async with asyncio.timeout(2 * settings.inspection_seconds):
            said, errors = await process.communicate(order.model_dump_json().encode())
    except TimeoutError:
        return TOO_LONG
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    return _heard(process.returncode, said, errors)


def _heard(status: int | None, said: bytes, errors: bytes) -> Verdict:
    if status == 0:
        with suppress(ValidationError):
            return verdicts.validate_json(said)
    words = errors[-LOG_BYTES:].decode(errors="replace")
    log.warning("an examination broke off", status=status, words=words)
    if status is not None and status < 0 and b"MemoryError" not in errors:
        return TOO_LONG  # a signal: the limit of processor time
    if b"MemoryError" in errors:
        return TOO_MUCH
    raise ExaminationFailed(f"The examination ended with status {status}.")
