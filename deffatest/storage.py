"""The object storage, spoken to by the S3 protocol: Cloudflare R2, Supabase Storage or the local stack.

Calls block: from asyncio, run them in a thread. The client is safe to share between threads.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from deffatest.errors import StorageRefused, StorageUnavailable
from deffatest.settings import Settings

if TYPE_CHECKING:
    from boto3.session import Session
    from mypy_boto3_s3 import S3Client

CONTENT_TYPES = {
    ".zip": "application/zip",
    ".json": "application/json",
    ".html": "text/html; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".apk": "application/vnd.android.package-archive",
    ".log": "text/plain; charset=utf-8",
}
PART_BYTES = 64 * 1024 * 1024  # R2 wants parts of one size; 64 MiB keeps far from its 10,000 parts
PAGE_KEYS = 1000  # the most that one request lists or deletes

_MAKING_A_CLIENT = Lock()  # sessions are not for several threads at once; their clients are


@cache
def _session() -> "Session":
    """What all clients are made from: reading what a service can do takes longer than all else of making one."""
    from boto3.session import Session

    return Session()


@dataclass(frozen=True)
class StoredObject:
    """What a listing says of an object."""

    key: str
    modified: datetime
    """UTC."""


class Storage:
    """One bucket."""

    def __init__(self, settings: Settings) -> None:
        settings.need("s3_endpoint", "s3_access_key", "s3_secret_key", "s3_bucket")
        self._settings = settings
        self._bucket = settings.s3_bucket

    def put_file(self, path: Path, key: str, metadata: Mapping[str, str] | None = None) -> None:
        """Store a file under a key, replacing what was there.

        Raises StorageUnavailable (try again) or StorageRefused (keys, bucket or permissions are wrong).
        """
        from boto3.s3.transfer import TransferConfig

        content_type = CONTENT_TYPES.get(path.suffix.lower(), "application/octet-stream")
        with self._translated(f"store {key}"):
            self._client.upload_file(
                str(path),
                self._bucket,
                key,
                ExtraArgs={"ContentType": content_type, "Metadata": dict(metadata or {})},
                Config=TransferConfig(
                    multipart_threshold=PART_BYTES, multipart_chunksize=PART_BYTES, max_concurrency=4
                ),
            )

    def put_files(self, files: Mapping[str, Path]) -> None:
        """Store several files, by key; the order is kept, so put last what others point to."""
        for key, path in files.items():
            self.put_file(path, key)

    def get_file(self, key: str, path: Path) -> None:
        """Fetch an object into a file."""
        with self._translated(f"fetch {key}"):
            self._client.download_file(self._bucket, key, str(path))

    def size(self, key: str) -> int | None:
        """How many bytes an object has; None when it is not there."""
        from botocore.exceptions import ClientError

        with self._translated(f"look at {key}"):
            try:
                return self._client.head_object(Bucket=self._bucket, Key=key)["ContentLength"]
            except ClientError as error:
                if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
                    return None
                raise

    def move(self, source: str, target: str) -> None:
        """Give an object another key; broken off in between, it has both."""
        with self._translated(f"move {source} to {target}"):
            self._client.copy_object(
                Bucket=self._bucket, Key=target, CopySource={"Bucket": self._bucket, "Key": source}
            )
        self.delete([source])

    def keys(self, prefix: str) -> list[str]:
        """All keys under a prefix, sorted."""
        found: list[str] = []
        while page := self.page(prefix, after=found[-1] if found else ""):
            found += [stored.key for stored in page]
        return sorted(found)

    def page(self, prefix: str, after: str = "", at_most: int = PAGE_KEYS) -> list[StoredObject]:
        """The next objects under a prefix, in the order of their keys; empty at the end."""
        # The first version of the call goes on after any key; the second, within one listing, after a token alone.
        with self._translated(f"list {prefix}"):
            listed = self._client.list_objects(Bucket=self._bucket, Prefix=prefix, Marker=after, MaxKeys=at_most)
            return [
                StoredObject(entry["Key"], entry["LastModified"])
                for entry in listed.get("Contents", [])
                if "Key" in entry and "LastModified" in entry
            ]

    def delete(self, keys: Sequence[str]) -> None:
        """Delete objects; those that are not there count as deleted.

        Raises StorageRefused when one of them stays.
        """
        for start in range(0, len(keys), PAGE_KEYS):
            some = keys[start : start + PAGE_KEYS]
            with self._translated(f"delete {len(some)} objects"):
                answer = self._client.delete_objects(
                    Bucket=self._bucket, Delete={"Objects": [{"Key": key} for key in some], "Quiet": True}
                )
            for refused in answer.get("Errors", []):
                why = f"{refused.get('Code', 'no reason')} {refused.get('Message', '')}".strip()
                raise StorageRefused(f"Could not delete {refused.get('Key')} in {self._bucket}: {why}")

    def abort_uploads(self, prefix: str, begun_before: datetime) -> int:
        """Give up uploads in parts that were begun before then and not completed; how many there were.

        A storage that does not list them gives them up by a rule of its own.
        """
        from botocore.exceptions import ClientError

        aborted = 0
        with self._translated(f"give up uploads to {prefix}"):
            try:
                pages = self._client.get_paginator("list_multipart_uploads").paginate(
                    Bucket=self._bucket, Prefix=prefix
                )
                begun = [upload for page in pages for upload in page.get("Uploads", [])]
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") == "NotImplemented":
                    return 0
                raise
            for upload in begun:
                key, number, since = upload.get("Key"), upload.get("UploadId"), upload.get("Initiated")
                if key and number and since and since < begun_before:
                    self._client.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=number)
                    aborted += 1
        return aborted

    def address(self, key: str, seconds: int, download_name: str | None = None) -> str:
        """An address that anyone can read the object at, for this many seconds; it is a secret while it works.

        It is signed here, without asking the storage, so it is also made for an object that is not there.
        """
        parameters = {"Bucket": self._bucket, "Key": key}
        if download_name:
            parameters["ResponseContentDisposition"] = f'attachment; filename="{download_name}"'
        with self._translated(f"sign {key}"):
            return self._client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=seconds)

    @cached_property
    def _client(self) -> "S3Client":
        from botocore.config import Config

        # when_required: R2 and other stores refuse the checksum trailers that boto3 sends by default since 1.36.
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            retries={"max_attempts": 5, "mode": "standard"},
            connect_timeout=5,
            read_timeout=60,
        )
        with self._translated("prepare"), _MAKING_A_CLIENT:
            return _session().client(  # pyright: ignore[reportUnknownMemberType] - its stubs know S3 alone
                "s3",
                endpoint_url=self._settings.s3_endpoint,
                region_name=self._settings.s3_region,
                aws_access_key_id=self._settings.s3_access_key.get_secret_value(),
                aws_secret_access_key=self._settings.s3_secret_key.get_secret_value(),
                config=config,
            )

    @contextmanager
    def _translated(self, purpose: str) -> Generator[None]:
        from boto3.exceptions import Boto3Error, S3UploadFailedError
        from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError

        where = f"{self._bucket} at {self._settings.s3_endpoint}"
        try:
            yield
        except (ConnectionError, HTTPClientError) as error:
            raise StorageUnavailable(f"Could not {purpose} in {where}: {error}") from error
        except (ClientError, S3UploadFailedError) as error:
            answer = (
                error if isinstance(error, ClientError) else error.__context__
            )  # the transfer manager wraps the answer
            status = (
                answer.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
                if isinstance(answer, ClientError)
                else 0
            )
            kind = StorageUnavailable if status >= 500 or status == 429 else StorageRefused
            raise kind(f"Could not {purpose} in {where}: {error}") from error
        except (BotoCoreError, Boto3Error) as error:
            raise StorageRefused(f"Could not {purpose} in {where}: {error}") from error
