"""What every test shares."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis.configuration import set_hypothesis_home_dir

from stack.layout import LOCAL
from tests.stack_fixture import Stack, stack_of_its_own

TESTS = Path(__file__).parent

set_hypothesis_home_dir(LOCAL / "cache" / "hypothesis")

# Tests say themselves what they configure; nothing of the caller's settings reaches them.
for name in [name for name in os.environ if name.startswith("DEFFATEST_") and name != "DEFFATEST_CHROMIUM"]:
    del os.environ[name]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The quick ones first, so that a plain mistake shows early; where several processes share the work the long ones,
    so that none is left with a long one at the end."""
    order = ("unit", "integration", "chaos", "e2e")
    is_shared = hasattr(config, "workerinput")
    items.sort(key=lambda item: order.index(item.path.relative_to(TESTS).parts[0]), reverse=is_shared)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """One local Supabase for all tests of a run that ask for it."""
    with stack_of_its_own() as running:
        yield running
