"""The child process that opens an uploaded file: `python -m inspection.examine`.

The order comes on standard input, the verdict goes to standard output. It bounds itself before it reads a byte
(setrlimit(2)): memory, processor time, no file written, no program started.
"""

import contextlib
import os
import resource
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from deffatest.parenthood import die_with_parent
from deffatest.zip_reader import ArchiveRefused, Bounds, ZipReader
from inspection.android.app import MOST_ENTRIES, UNPACKED_BYTES, inspect_app
from inspection.bundle import inspect_bundle
from inspection.content import LOOK_BYTES, any_kind, archive_kind
from inspection.verdict import Order, Passed, Refused, Verdict

MANIFEST = "AndroidManifest.xml"
TOO_MUCH_MEMORY = Refused(
    code="inspection_limits",
    reason="The file takes more memory to inspect than any real app does. Leave out what the app does not need.",
)


def examine(order: Order) -> Verdict:
    """Open the file and say what it is."""
    try:
        with Path(order.path).open("rb") as file:
            head = file.read(LOOK_BYTES)
            if archive_kind(head) not in ("ZIP archive", "empty ZIP archive"):
                wanted = "ZIP archive" if order.wanted == "web_bundle" else "Android app (APK)"
                return Refused(
                    code="not_an_archive",
                    reason=f"The file is {any_kind(head)}, whatever its name says. Send a {wanted}.",
                )
            return _examine_archive(file, order)
    except ArchiveRefused as refused:
        return Refused(code=refused.code, reason=refused.reason)
    except MemoryError:
        return TOO_MUCH_MEMORY


def _examine_archive(file: BinaryIO, order: Order) -> Verdict:
    if order.wanted == "android_apk":
        archive = ZipReader(file, Bounds(MOST_ENTRIES, UNPACKED_BYTES))
        return Passed(found="android_apk", details=inspect_app(archive, file))
    archive = ZipReader(file, Bounds(order.bundle_files, order.bundle_bytes))
    if archive.entry(MANIFEST) is not None and archive.entry("classes.dex") is not None:
        return Refused(
            code="is_an_app", reason="This is an Android app, not a web bundle. Submit it with test_type android_apk."
        )
    return Passed(found="web_bundle", details=inspect_bundle(archive))


def bound(order: Order) -> None:
    """Take from this process all that it will not need."""
    die_with_parent(signal.SIGKILL, os.getppid())
    limits = {
        resource.RLIMIT_AS: order.memory_bytes,
        resource.RLIMIT_CPU: order.seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def main() -> int:
    """Read the order, be bounded, answer."""
    order = Order.model_validate_json(sys.stdin.buffer.read())
    bound(order)
    sys.stdout.write(examine(order).model_dump_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())
