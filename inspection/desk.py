"""The database's functions for inspectors, by name: the only module that calls schema `uploads`.

Every call carries the number of our inspection. It fences: once the upload was given to somebody else, or nobody wants
it any more, our calls change nothing and answer False.
"""

from typing import Literal

from psycopg.types.json import Jsonb
from pydantic import BaseModel, JsonValue

from deffatest.database import Database

ARRIVED_CHANNEL = "uploads_arrived"  # payload: the id of the test


class Upload(BaseModel):
    """An upload that is ours to inspect; sizes in bytes."""

    test_id: str
    inspection: int
    test_type: Literal["web_bundle", "android_apk"]
    object_key: str
    file_name: str
    size: int
    max_bytes: int

    @property
    def quarantine_key(self) -> str:
        """Where it goes when it is harmful."""
        return f"quarantine/{self.object_key.removeprefix('test-uploads/')}"


class Desk:
    """Where uploads are taken and verdicts are handed in; each call raises DatabaseUnavailable when nobody answers."""

    def __init__(self, database: Database, inspector: str, lease_seconds: int) -> None:
        self._database = database
        self._inspector = inspector
        self._lease_seconds = lease_seconds

    async def reap(self) -> int:
        """Take back uploads whose inspector fell silent; the number of them."""
        [(reaped,)] = await self._database.rows("select uploads.reap()")
        return int(reaped)

    async def claim(self) -> Upload | None:
        """The oldest upload that waits, or None."""
        rows = await self._database.rows(
            "select test_id::text, inspection, test_type, object_key, file_name, bytes, max_bytes "
            "from uploads.claim(%s, %s)",
            (self._inspector, self._lease_seconds),
        )
        return Upload.model_validate(dict(zip(Upload.model_fields, rows[0], strict=True))) if rows else None

    async def heartbeat(self, upload: Upload) -> bool:
        """Keep the lease."""
        [(held,)] = await self._database.rows(
            "select uploads.heartbeat(%s, %s, %s)", (upload.test_id, upload.inspection, self._lease_seconds)
        )
        return bool(held)

    async def passed(self, upload: Upload, kind: str, sha256: str, size: int, details: dict[str, JsonValue]) -> bool:
        """Let the test be claimed."""
        [(counted,)] = await self._database.rows(
            "select uploads.pass(%s, %s, %s, %s, %s, %s)",
            (upload.test_id, upload.inspection, kind, sha256, size, Jsonb(details)),
        )
        return bool(counted)

    async def refuse(
        self, upload: Upload, code: str, reason: str, sha256: str | None, quarantine_key: str | None = None
    ) -> bool:
        """Fail the test and give it back to its owner's month."""
        [(counted,)] = await self._database.rows(
            "select uploads.refuse(%s, %s, %s, %s, %s, %s)",
            (upload.test_id, upload.inspection, code, reason, sha256, quarantine_key),
        )
        return bool(counted)

    async def put_back(self, upload: Upload, message: str, delay_seconds: int) -> bool:
        """Have it inspected later, and tell its owner why."""
        [(counted,)] = await self._database.rows(
            "select uploads.put_back(%s, %s, %s, %s)", (upload.test_id, upload.inspection, message, delay_seconds)
        )
        return bool(counted)
