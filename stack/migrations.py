"""Applying supabase/migrations with the official command line, as in production."""

import hashlib
import os
import subprocess

import psycopg

from stack import processes
from stack.addresses import database_url
from stack.errors import StackError
from stack.layout import MIGRATIONS, ROOT, SUPABASE_COMMAND, StackFolder
from stack.postgres import set_password
from stack.state import LOGINS, State


def apply(folder: StackFolder, state: State) -> None:
    """Bring the database up to date; nothing is run when no migration is new."""
    files = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(MIGRATIONS.glob("*.sql"))}
    changed = [name for name, digest in state.migrations.items() if files.get(name) != digest]
    if changed:
        raise StackError(
            f"these migrations were changed or removed after they were applied here: {', '.join(changed)}. "
            "Undo that, or start with an empty database: .local/venv/bin/deffatest stack reset"
        )
    if files != state.migrations:
        _push(folder, state)
        state.migrations = files
        _let_our_logins_in(state)
        _allow_this_machine(state)


def _push(folder: StackFolder, state: State) -> None:
    log = folder.log("migrations")
    with log.open("wb") as output:
        pushed = subprocess.run(
            [SUPABASE_COMMAND, "db", "push", "--yes", f"--remote={database_url(state, 'postgres')}?sslmode=disable"],
            cwd=ROOT,
            env={**os.environ, "SUPABASE_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    if pushed.returncode != 0:
        raise StackError(f"a migration failed ({log}):\n{processes.tail(log, 25)}")


def _let_our_logins_in(state: State) -> None:
    """The migration that makes our roles gives them no password; each place they are used has its own."""
    with psycopg.connect(database_url(state, "postgres")) as connection:
        for role in LOGINS:
            if connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                set_password(connection, role, state.passwords[role])
        connection.execute("notify pgrst, 'reload schema'")


def _allow_this_machine(state: State) -> None:
    """What is developed here runs here: tests may be of it, and probe it. No migration says so."""
    with psycopg.connect(database_url(state, "supabase_admin")) as connection:
        connection.execute(
            """
            insert into private.target_exceptions (pattern, may_probe, note)
            select pattern, true, 'this machine, allowed by its local stack'
            from unnest(array['127.0.0.0/8', '::1/128', 'localhost']) as pattern
            on conflict (pattern) do nothing
            """
        )
