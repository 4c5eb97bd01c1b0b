"""The local stack that the integration and the end-to-end tests share."""

import tempfile
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from stack import local
from stack.addresses import S3Address, StackAddresses

_ANSWER_SECONDS = 5.0
_LAST_CHARACTERS = 4000


@dataclass(frozen=True)
class Stack:
    """A running stack of the tests' own: database, gateway, object storage, with every migration applied."""

    addresses: StackAddresses

    @property
    def url(self) -> str:
        return self.addresses.url

    @property
    def publishable_key(self) -> str:
        return self.addresses.publishable_key

    @property
    def secret_key(self) -> str:
        return self.addresses.secret_key

    @property
    def database_url(self) -> str:
        """As the superuser, for preparing and looking."""
        return self.addresses.superuser_database_url

    @property
    def postgres_database_url(self) -> str:
        """As `postgres`, the role that migrations run as."""
        return self.addresses.database_url

    @property
    def worker_database_url(self) -> str:
        return self.addresses.worker_database_url

    @property
    def s3(self) -> S3Address:
        return self.addresses.s3

    @property
    def folder(self) -> Path:
        return self.addresses.folder

    def environment(self) -> dict[str, str]:
        """The DEFFATEST_ variables that lead a process to this stack."""
        return self.addresses.environment()

    def restart_postgres(self) -> None:
        local.restart_postgres(self.folder)

    def stop_postgres(self) -> None:
        local.stop_postgres(self.folder)

    def start_postgres(self) -> None:
        local.start_postgres(self.folder)

    def kill_postgres(self) -> None:
        """As if the machine had crashed; `start_postgres` brings it back."""
        local.kill_postgres(self.folder)


@contextmanager
def stack_of_its_own(*, durable: bool = True) -> Generator[Stack, None, None]:
    """A new stack on free ports in a folder that is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="deffatest-test-") as temporary:
        # PostgreSQL may run as another user, who has to pass through.
        Path(temporary).chmod(0o711)
        folder = Path(temporary) / "stack"
        try:
            with local.running(folder, durable=durable) as addresses:
                try:
                    yield Stack(addresses)
                finally:
                    _tell_of_a_silent_server(addresses.url, folder)
        finally:
            local.delete(folder)


def _tell_of_a_silent_server(url: str, folder: Path) -> None:
    """Its log goes with the folder; what it said last stands among the warnings of the run."""
    try:
        httpx.get(url, timeout=_ANSWER_SECONDS)
    except httpx.HTTPError as error:
        last_words = (folder / "server.log").read_text(errors="replace")[-_LAST_CHARACTERS:]
        warnings.warn(f"the stack at {url} has stopped answering ({error}); it said last:\n{last_words}", stacklevel=1)
