"""`full_report.zip`: everything of a report in one file, the same bytes for the same run."""

import shutil
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from reporter.layout import Artifact

_ALREADY_COMPRESSED = {".png", ".jpg", ".webp", ".mp4"}
_CHUNK_BYTES = 1 << 20
_REGULAR_FILE_READABLE_BY_ALL = 0o100644 << 16
_FIRST_YEAR, _LAST_YEAR = 1980, 2107  # all that the format can say


def write_archive(path: Path, artifacts: Sequence[Artifact], at: datetime) -> None:
    """Write the archive, reading each file in pieces.

    Every entry bears the time `at` (UTC), so nothing depends on when the archive is made.
    """
    with zipfile.ZipFile(path, "w", allowZip64=True) as archive:
        for artifact in artifacts:
            entry = zipfile.ZipInfo(artifact.name, _zip_time(at))
            entry.create_system = 3  # Unix, on every machine
            entry.external_attr = _REGULAR_FILE_READABLE_BY_ALL
            stored = PurePosixPath(artifact.name).suffix.lower() in _ALREADY_COMPRESSED
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            entry.file_size = artifact.path.stat().st_size
            with artifact.path.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target, _CHUNK_BYTES)


def _zip_time(at: datetime) -> tuple[int, int, int, int, int, int]:
    at = at.astimezone(UTC) if at.tzinfo else at
    year = min(max(at.year, _FIRST_YEAR), _LAST_YEAR)
    return (year, at.month, at.day, at.hour, at.minute, at.second)
