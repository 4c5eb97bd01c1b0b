"""An archive as a file: gzip, one test a line, each line all rows of the test by table, as PostgreSQL wrote it.

A line is never parsed and written again, so numbers and times come back to the last digit. Beside the file lies a
manifest that says what is in it.
"""

import gzip
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel

FORMAT = 1
BLOCK_BYTES = 1024 * 1024


class DamagedArchive(Exception):
    """The file is not what was stored."""


@dataclass(frozen=True)
class Place:
    """Where an archive is to lie."""

    archive_id: str
    object_key: str
    schema_version: str
    """The newest migration of the database that the rows are from."""


class Manifest(BaseModel):
    """What an archive holds."""

    format: int = FORMAT
    archive_id: str
    object_key: str
    schema_version: str
    """The newest migration of the database that the rows are from."""
    written_at: datetime
    tests: list[str]
    rows: dict[str, int]
    """How many of each table."""
    bytes: int
    """The file's size."""
    sha256: str
    """Of the file."""


class ArchiveWriter:
    """Writes lines until closed; what it counted is in `tests`, `digests` and `rows`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tests: list[str] = []
        self.digests: list[bytes] = []
        self.rows: Counter[str] = Counter()
        self.line_bytes = 0
        self._raw = path.open("wb")
        self._file = gzip.GzipFile(filename="", fileobj=self._raw, mode="wb", mtime=0)

    def add(self, test_id: str, document: str) -> None:
        """Add a test: all its rows as one line of JSON, `{table: [row, ...]}`."""
        line = document.encode()
        self._file.write(line + b"\n")
        self.tests.append(test_id)
        self.digests.append(hashlib.sha256(line).digest())
        self.rows.update({table: len(rows) for table, rows in json.loads(document).items()})
        self.line_bytes += len(line)

    def close(self, place: Place) -> Manifest:
        """End the file and say what is in it."""
        self._file.close()
        self._raw.close()
        return Manifest(
            archive_id=place.archive_id,
            object_key=place.object_key,
            schema_version=place.schema_version,
            written_at=datetime.now(UTC),
            tests=self.tests,
            rows=dict(sorted(self.rows.items())),
            bytes=self.path.stat().st_size,
            sha256=sha256_of(self.path),
        )


def manifest_key(object_key: str) -> str:
    """Where an archive's manifest lies."""
    return f"{object_key.removesuffix('.jsonl.gz')}.manifest.json"


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check(path: Path, sha256: str) -> None:
    """Raises DamagedArchive unless the file has this SHA-256."""
    if (found := sha256_of(path)) != sha256:
        raise DamagedArchive(f"its SHA-256 is {found}, not {sha256}")


def lines(path: Path) -> Iterator[tuple[str, str]]:
    """Every test's id and line. Raises DamagedArchive when the file cannot be read."""
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            for line in file:
                document = line.removesuffix("\n")
                yield json.loads(document)["public.tests"][0]["id"], document
    except (OSError, EOFError, zlib.error, ValueError, LookupError) as error:
        raise DamagedArchive(f"it cannot be read: {error}") from error
