"""Who acts in the tests that need a running stack."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from tests.integration.acting import Worker
from tests.integration.billing import Billing, open_billing
from tests.stack_fixture import Stack


@pytest.fixture
def quiet_queue(stack: Stack) -> None:
    """Nothing of an earlier test is waiting or running, and the queue works as it does by default."""
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("delete from public.tests")
        connection.execute("delete from queue.jobs")
        connection.execute("update queue.settings set running_limit = default, starvation_seconds = default")


@pytest.fixture
def worker(stack: Stack) -> Iterator[Worker]:
    """A worker that does what the test tells it."""
    with closing(Worker(stack)) as worker:
        yield worker


@pytest.fixture
def billing(stack: Stack) -> Iterator[Billing]:
    """A local Paddle that sells plans, connected to the stack."""
    with open_billing(stack) as billing:
        yield billing
