"""What the scheduler's tests share: tests that ended long ago, with files, and services run by hand."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg

from deffatest.settings import Settings, load_settings
from deffatest.storage import Storage
from scheduler.service import Counts, Tools
from scheduler.services import find_service
from scheduler.turn import take_turn
from tests.integration.acting import Person, Worker, bug, sign_up
from tests.stack_fixture import Stack

RUN_COMMAND = "from deffatest.command_line import main; main()"


@dataclass
class Clockwork:
    """A stack on which a person's tests grow old at a word."""

    stack: Stack
    worker: Worker
    person: Person = field(init=False)
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        self.person = sign_up(self.stack, "chaos")
        self.settings = load_settings(
            scheduler_database_url=self.stack.addresses.scheduler_database_url,
            s3_endpoint=self.stack.s3.endpoint,
            s3_access_key=self.stack.s3.access_key,
            s3_secret_key=self.stack.s3.secret_key,
            s3_region=self.stack.s3.region,
            s3_bucket=self.stack.s3.bucket,
        )
        # What other tests left: their rows are gone, and it would be seen and counted.
        self.storage.delete(self.keys("test-reports/", "test-uploads/", "archives/"))

    def tools(self, **changed: object) -> Tools:
        tools = Tools(self.settings.model_copy(update=changed))
        tools.storage = self.storage  # because making one is slow
        return tools

    def turn(self, name: str, **changed: object) -> Counts:
        """Run a service once, alone."""

        counts = asyncio.run(take_turn(find_service(name), self.tools(**changed)))
        assert counts is not None, f"{name} was running elsewhere"
        return counts

    def command(self, *arguments: str, **settings: object) -> subprocess.Popen[str]:
        """Start the real command."""
        return self.process("-c", RUN_COMMAND, "scheduler", *arguments, **settings)

    def process(self, *arguments: str, **settings: object) -> subprocess.Popen[str]:
        environment = {f"DEFFATEST_{name.upper()}": str(value) for name, value in settings.items()}
        return subprocess.Popen(
            [sys.executable, *arguments],
            env={**os.environ, **self.stack.environment(), "DEFFATEST_LOG_FORMAT": "json", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.stack.database_url, autocommit=True) as connection:
            cursor = connection.execute(query.encode(), parameters)
            return cursor.fetchall() if cursor.description else []

    def completed_test(self, *, days_ago: float = 0, **asked: object) -> str:
        """A test with one bug and the files of its report, completed so long ago."""
        self.person.submit(**asked)
        claim = self.worker.must_claim()
        test_id = claim.test_id
        found = bug(test_id, 1)
        claim.progress(50, "Half way – “quoted”", bug(test_id, 2, confirmed=False))
        self.put(*found["screenshots"], found["recording"])
        self.put(f"test-reports/{test_id}/summary.json", f"test-reports/{test_id}/full_report.zip")
        assert claim.complete(found) == "settled"
        self.age(test_id, days_ago)
        return test_id

    def age(self, test_id: str, days: float) -> None:
        """As if the test had ended so long ago."""
        self.rows(
            "update public.tests set completed_at = completed_at - make_interval(secs => %s) where id = %s",
            days * 86400,
            test_id,
        )
        self.rows(
            "update public.test_reports set created_at = created_at - make_interval(secs => %s) where test_id = %s",
            days * 86400,
            test_id,
        )

    def files_gone(self, test_id: str) -> None:
        """As if retention had been here."""
        self.storage.delete(self.keys(f"test-reports/{test_id}/"))
        self.rows("update public.test_reports set files_deleted_at = now() where test_id = %s", test_id)

    def everything_of(self, test_id: str) -> dict[str, list[str]]:
        """All rows of a test, by table, as PostgreSQL writes them."""
        tables = self.rows("select name, test_column from upkeep.tables_of_a_test()")
        return {
            table: [
                row for (row,) in self.rows(f"select t::text from {table} as t where {column} = %s order by 1", test_id)
            ]
            for table, column in tables
        }

    @cached_property
    def storage(self) -> Storage:
        return Storage(self.settings)

    def put(self, *keys: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "file"
            path.write_text("content")
            for key in keys:
                self.storage.put_file(path, key)

    def keys(self, *prefixes: str) -> Sequence[str]:
        return [key for prefix in prefixes for key in self.storage.keys(prefix)]
