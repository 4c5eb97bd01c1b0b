"""The local stack as a whole: `start`, `stop`, `running`.

with running(folder) as stack:
    httpx.get(f"{stack.url}/health")
"""

import fcntl
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from stack import deno_server, migrations, postgres, processes
from stack.addresses import StackAddresses, addresses_of
from stack.errors import StackError
from stack.layout import DEFAULT_FOLDER, StackFolder
from stack.slots import Slot, slots
from stack.state import State, load, save


@dataclass(frozen=True)
class StackStatus:
    """What of a stack is running."""

    addresses: StackAddresses | None
    """Nothing where no stack was ever started."""
    server: bool = False
    database: bool = False
    slots: tuple[Slot, ...] = ()
    """Who reads the database's log; nobody where it is not running."""

    @property
    def is_up(self) -> bool:
        return self.server and self.database


def start(
    folder: Path = DEFAULT_FOLDER, *, port: int = 0, detached: bool = True, durable: bool = True
) -> StackAddresses:
    """Start what is not running, apply new migrations, and return the addresses. Safe to call again.

    Detached, it goes on until `stop`; otherwise it also ends with the thread that called.
    """
    folder.mkdir(parents=True, exist_ok=True)
    place = StackFolder(folder.resolve())
    with _alone(place):
        state = load(place.state) or State()
        try:
            _start_missing(place, state, port=port, detached=detached, durable=durable)
            migrations.apply(place, state)
        except BaseException:
            # What was started for a stack that did not come up is of no use to anybody.
            _stop_all(state)
            raise
        finally:
            save(state, place.state)
        return addresses_of(state, place.path)


def stop(folder: Path = DEFAULT_FOLDER) -> bool:
    """Stop the stack and keep its data; say whether anything was running."""
    place = StackFolder(folder.resolve())
    if not place.state.exists():
        return False
    with _alone(place):
        state = load(place.state) or State()
        was_running = any(process and process.find() for process in (state.server, state.postgres))
        _stop_all(state)
        save(state, place.state)
        return was_running


def delete(folder: Path = DEFAULT_FOLDER) -> None:
    """Stop the stack and delete everything it kept."""
    stop(folder)
    if folder.exists():
        postgres.delete_data(StackFolder(folder.resolve()))
        shutil.rmtree(folder)


def status(folder: Path = DEFAULT_FOLDER) -> StackStatus:
    """What is running now; a part counts only when it answers."""
    place = StackFolder(folder.resolve())
    state = load(place.state)
    if state is None:
        return StackStatus(None)
    addresses = addresses_of(state, place.path)
    database = bool(state.postgres and state.postgres.find() and postgres.answers(state))
    return StackStatus(
        addresses,
        server=bool(state.server and state.server.find() and _answers(addresses)),
        database=database,
        slots=tuple(slots(state)) if database else (),
    )


@contextmanager
def running(
    folder: Path = DEFAULT_FOLDER, *, port: int = 0, durable: bool = True
) -> Generator[StackAddresses, None, None]:
    """A stack for as long as the block runs; one that was up before stays up."""
    if status(folder).is_up:
        yield start(folder)
        return
    try:
        yield start(folder, port=port, detached=False, durable=durable)
    finally:
        stop(folder)


def restart_postgres(folder: Path = DEFAULT_FOLDER, *, durable: bool = True) -> None:
    """Stop PostgreSQL and start it again on the same port and data."""
    stop_postgres(folder)
    start_postgres(folder, durable=durable)


def stop_postgres(folder: Path = DEFAULT_FOLDER) -> None:
    """Stop PostgreSQL alone; the rest goes on without its database."""
    with _changed(folder) as (_, state):
        processes.stop(state.postgres, "PostgreSQL")
        state.postgres = None


def kill_postgres(folder: Path = DEFAULT_FOLDER) -> None:
    """End PostgreSQL as a crash of the machine would: every process of it at once."""
    with _changed(folder) as (_, state):
        if state.postgres and (process := state.postgres.find()):
            for one in [process, *process.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    one.kill()
            process.wait(10)
        state.postgres = None


def start_postgres(folder: Path = DEFAULT_FOLDER, *, durable: bool = True) -> None:
    """Start PostgreSQL again, on the port that everybody knows."""
    with _changed(folder) as (place, state):
        port = state.database_port
        state.postgres = postgres.start(place, state, detached=False, durable=durable)
        if state.database_port != port:
            raise StackError(f"port {port}, where everybody looks for PostgreSQL, was taken meanwhile")


def _start_missing(place: StackFolder, state: State, *, port: int, detached: bool, durable: bool) -> None:
    has_database = state.postgres and state.postgres.find() and postgres.answers(state)
    if not has_database:
        _stop_all(state)
        state.postgres = postgres.start(place, state, detached=detached, durable=durable)
        save(state, place.state)
    has_server = state.server and state.server.find() and _answers(addresses_of(state, place.path))
    if not has_server:
        processes.stop(state.server, "the local Supabase")
        state.server = deno_server.start(place, state, port=port, detached=detached)
        save(state, place.state)
    elif port and port != state.port:
        raise StackError(f"the stack runs on port {state.port} already; stop it first: make down")


def _stop_all(state: State) -> None:
    processes.stop(state.server, "the local Supabase")
    processes.stop(state.postgres, "PostgreSQL")
    state.server = state.postgres = None


def _answers(addresses: StackAddresses) -> bool:
    try:
        return httpx.get(f"{addresses.url}/health", timeout=5).is_success
    except httpx.HTTPError:
        return False


@contextmanager
def _alone(place: StackFolder) -> Generator[None, None, None]:
    """Wait while another process starts or stops this stack."""
    with place.lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _changed(folder: Path) -> Generator[tuple[StackFolder, State], None, None]:
    """The state of a stack that was started, saved again after the block."""
    place = StackFolder(folder.resolve())
    with _alone(place):
        state = load(place.state)
        if state is None:
            raise StackError(f"no stack was started in {folder}")
        try:
            yield place, state
        finally:
            save(state, place.state)
