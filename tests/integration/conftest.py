"""Who acts in the tests that need a running stack."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from tests.integration.acting import Worker
from tests.integration.billing import Billing, open_billing, paddle_beside
from tests.stack_fixture import Stack
from tests.stand_ins.paddle.server import LocalPaddle


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


@pytest.fixture(scope="session")
def paddle_of_the_stack(stack: Stack) -> Iterator[LocalPaddle]:
    """One local Paddle for all tests of a run that ask for it."""
    with paddle_beside(stack) as paddle:
        yield paddle


@pytest.fixture
def billing(stack: Stack, paddle_of_the_stack: LocalPaddle) -> Iterator[Billing]:
    """A Paddle that sells plans, connected to the stack; nothing has happened there."""
    with open_billing(stack, paddle_of_the_stack) as billing:
        yield billing
