"""Two people who have one of everything that clients read."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import psycopg
from psycopg.rows import DictRow, dict_row

from tests.integration.acting import Person, Row, Worker, bug, completed, sign_up
from tests.stack_fixture import Stack

SEALED = f"v1.key.{'A' * 16}.{'A' * 64}"
"""A secret as it is kept; nobody here opens it."""


@dataclass(frozen=True)
class Cast:
    """Whose rows are tried, somebody else, and the database as its superuser."""

    stack: Stack
    owner: Person
    other: Person
    database: psycopg.Connection[DictRow]

    def rows(self, query: str, *parameters: object) -> list[Row]:
        return self.database.execute(query.encode(), parameters or None).fetchall()


@contextmanager
def two_people(stack: Stack) -> Generator[Cast]:
    with (
        closing(
            psycopg.Connection[DictRow].connect(stack.database_url, autocommit=True, row_factory=dict_row)
        ) as database,
        closing(Worker(stack)) as worker,
    ):
        database.execute("delete from public.tests")
        database.execute("delete from queue.jobs")
        cast = Cast(stack, sign_up(stack, "chaos"), sign_up(stack, "chaos"), database)
        for person in (cast.owner, cast.other):
            give_one_of_everything(person, worker, database)
        yield cast


def give_one_of_everything(person: Person, worker: Worker, database: psycopg.Connection[DictRow]) -> None:
    """A row in each table that clients read, through the doors that make them."""
    person.submit()
    claim = worker.must_claim("web")
    found = [bug(claim.test_id, 1), bug(claim.test_id, 2, confirmed=False)]
    assert claim.settle("completed", completed(claim.test_id, *found)) == "settled"
    bundle = person.submit(test_type="web_bundle", test_source_url=None)["test_id"]
    person.api.call("announce_upload", p_test_id=bundle, p_file_name="shop.zip", p_file_size=1000)
    person.api.call("generate_api_key")
    person.api.call("claim_target", p_host="shop.example.com")
    database.execute(
        "select doors.store_credential(%s, gen_random_uuid(), 'shop.example.com', 'A customer', %s)",
        [person.user_id, SEALED],
    )
    database.execute(
        "insert into public.processed_webhooks (id, event_type) values (%s, 'subscription.created')",
        [f"evt_{person.user_id}"],
    )
