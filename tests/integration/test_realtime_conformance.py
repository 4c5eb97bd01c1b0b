"""The Realtime server against the official clients: the checks of the protocol's reference, one test for each.

Those of the JavaScript client are in realtime/*.ts: each group is a Deno process, all of them run at the same time, and
a test here tells what came of one check. Those of the Python client are in test_realtime_python_client.py.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.integration.realtime.running import Group, start_group
from tests.stack_fixture import Stack

FOLDER = Path(__file__).parent / "realtime"
GROUPS = ("transport", "broadcast", "database", "presence", "changes", "authorization")
CHECKS = [
    (group, name)
    for group in GROUPS
    for name in re.findall(r'^check\("(.+)",', (FOLDER / f"{group}.ts").read_text(), re.MULTILINE)
]


@pytest.fixture(scope="module")
def groups(stack: Stack) -> Iterator[dict[str, Group]]:
    """All groups, started at once."""
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        connection.execute((FOLDER / "setup.sql").read_bytes())
        started = {group: start_group(stack, group) for group in GROUPS}
        try:
            yield started
        finally:
            for group in started.values():
                group.stop()
            connection.execute((FOLDER / "tear_down.sql").read_bytes())


@pytest.mark.parametrize(("group", "name"), CHECKS, ids=[name for _, name in CHECKS])
def test_the_server_conforms(groups: dict[str, Group], group: str, name: str) -> None:
    outcome = groups[group].outcomes()[name]
    assert outcome is None, outcome
