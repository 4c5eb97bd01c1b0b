"""Chaos has a stack of its own: what is broken here is used by nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.fleet import Fleet
from tests.stack_fixture import Stack, stack_of_its_own


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """One for all chaos; it forgets nothing when PostgreSQL is killed."""
    with stack_of_its_own() as running:
        yield running


@pytest.fixture
def fleet(stack: Stack, tmp_path: Path) -> Iterator[Fleet]:
    """A user who may run four tests at once, and workers that end with the test."""
    fleet = Fleet(stack, tmp_path)
    fleet.rows("update public.profiles set plan_type = 'chaos' where user_id = %s returning 1", fleet.user_id)
    yield fleet
    fleet.stop()
