"""What a run says when there is no room for its files: the disk is full, or a limit of ours is used up."""

import errno
from collections.abc import Iterator
from typing import cast

from worker.order import Failed

CODES = {errno.ENOSPC: "disk_full", errno.EDQUOT: "disk_full", errno.EFBIG: "run_folder_full"}


def no_room(error: BaseException) -> Failed | None:
    """The failure to report if this error, or one in this group, says that there is no room; else None."""
    for one in _flat(error):
        if isinstance(one, OSError) and one.errno in CODES:
            reason = "There was no room left for the test's files on our side."
            return Failed(reason=reason, code=CODES[one.errno], fault="platform")
    return None


def _flat(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for one in cast(BaseExceptionGroup[BaseException], error).exceptions:
            yield from _flat(one)
    else:
        yield error
