"""One PostgreSQL with its disk syncs on, and a database on it for each queue.

Ours is a copy of what the migrations made; nothing else of the stack runs beside it, so that peers, who need no more
than PostgreSQL, are measured under the same conditions.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from stack import local
from stack.addresses import StackAddresses

MIGRATED = "postgres"


@dataclass(frozen=True)
class Server:
    """Where to reach it; addresses name a database each."""

    stack: StackAddresses

    def admin(self, database: str) -> str:
        """Address of a database, as the superuser."""
        return _with_database(self.stack.superuser_database_url, database)

    def worker(self, database: str) -> str:
        """Address of a database, as the workers' role."""
        return _with_database(self.stack.worker_database_url, database)

    def create(self, database: str, template: str = "template1") -> None:
        """Make a database anew, as a copy of another."""
        with psycopg.connect(self.admin("template1"), autocommit=True) as connection:
            name = sql.Identifier(database)
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(name))
            connection.execute(sql.SQL("create database {} template {}").format(name, sql.Identifier(template)))

    def drop(self, database: str) -> None:
        """Remove a database and what it holds on the disk."""
        with psycopg.connect(self.admin("template1"), autocommit=True) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database)))


@contextmanager
def postgres_alone(folder: Path) -> Generator[Server]:
    """A new PostgreSQL with our migrations in it, and nothing else of the stack, for as long as the block runs."""
    local.delete(folder)
    with local.running(folder):
        pass  # makes the database
    local.start_postgres(folder)
    try:
        addresses = local.status(folder).addresses
        assert addresses is not None
        yield Server(addresses)
    finally:
        local.delete(folder)


def _with_database(address: str, database: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{database}"))
