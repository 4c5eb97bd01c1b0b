"""People who upload files, by the endpoints, and the inspectors that look at them."""

import os
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from deffatest.settings import load_settings
from deffatest.storage import Storage
from tests.integration.acting import Person, Row
from tests.integration.fleet import wait_until
from tests.stack_fixture import Stack
from tests.upload_files import zip_of

PART = 8 * 1024 * 1024
ENDED = ("passed", "refused", "quarantined")


@dataclass(frozen=True)
class Inspectors:
    """Starts inspectors of the stack, with a scanner for malware."""

    stack: Stack
    folder: Path
    scanner: str

    @contextmanager
    def one(self, **settings: str) -> Generator[subprocess.Popen[bytes]]:
        environment = {
            **os.environ,
            **self.stack.environment(),
            "DEFFATEST_CLAMD": self.scanner,
            "DEFFATEST_INSPECTIONS_FOLDER": str(self.folder / "inspections"),
            "DEFFATEST_FREE_DISK_MB": "0",
            "DEFFATEST_LEASE_SECONDS": "3",
            "DEFFATEST_POLL_SECONDS": "0.5",
            **{f"DEFFATEST_{name.upper()}": value for name, value in settings.items()},
        }
        with (self.folder / "inspector.log").open("ab") as log:
            process = subprocess.Popen([sys.executable, "-m", "inspection"], env=environment, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


@dataclass(frozen=True)
class Api:
    """The endpoints as one person calls them."""

    stack: Stack
    person: Person

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        return httpx.request(
            method,
            f"{self.stack.url}/functions/v1/api{path}",
            headers={"Authorization": f"Bearer {self.person.token}"},
            timeout=60,
            **options,
        )

    def data(self, method: str, path: str, **options: Any) -> Row:
        response = self.call(method, path, **options)
        assert response.is_success, response.text
        return response.json()["data"]

    def refused(self, method: str, path: str, **options: Any) -> tuple[int, str]:
        response = self.call(method, path, **options)
        assert response.is_error, response.text
        return response.status_code, response.json()["error"]["code"]

    def submit_form(self, content: bytes, name: str = "shop.zip", test_type: str = "web_bundle") -> httpx.Response:
        fields = {"test_name": "Shop", "test_type": test_type, "requested_duration_minutes": "5"}
        return self.call("POST", "/tests/submit", data=fields, files={"file": (name, content, "application/zip")})

    def announce(self, content: bytes, name: str = "shop.zip", test_type: str = "web_bundle") -> Row:
        wanted = {"test_name": "Shop", "test_type": test_type, "file_name": name, "file_size": len(content)}
        return self.data("POST", "/tests/submit", json=wanted)

    def verdict(self, test_id: str) -> Row:
        """How the upload stands once an inspector has said what it is."""

        def said() -> Row | None:
            upload = self.data("GET", f"/tests/{test_id}/upload")
            return upload if upload["state"] in ENDED else None

        return wait_until(said, "the upload is inspected")


def send(instructions: Row, content: bytes) -> list[Row]:
    """Put every part that is asked for; their numbers and ETags."""
    size = instructions["part_size"]
    sent: list[Row] = []
    for part in instructions["parts"]:
        start = (part["number"] - 1) * size
        response = httpx.put(part["url"], content=content[start : start + size], timeout=60)
        assert response.is_success, response.text
        sent.append({"number": part["number"], "etag": response.headers["etag"]})
    return sent


def large_bundle() -> bytes:
    """Two parts of it, and a bit."""
    return zip_of({"index.html": b"<h1>Shop</h1>", "film.mp4": os.urandom(2 * PART + 1000)}, method=0)


@contextmanager
def silent_scanner(folder: Path) -> Generator[str]:
    """A socket at which nobody ever answers."""
    path = folder / "silent.socket"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        yield str(path)


def storage_of(stack: Stack) -> Storage:
    """The stack's object storage."""
    s3 = stack.s3
    return Storage(
        load_settings(
            s3_endpoint=s3.endpoint,
            s3_access_key=s3.access_key,
            s3_secret_key=s3.secret_key,
            s3_region=s3.region,
            s3_bucket=s3.bucket,
        )
    )
