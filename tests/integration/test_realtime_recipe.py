"""The recipe of docs/live.md, run as it is printed there, in Deno with the official client."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from stack.layout import ROOT
from tests.integration.acting import Person, Worker, bug, operator, sign_up
from tests.integration.realtime.running import FOLDER, deno
from tests.stack_fixture import Stack

pytestmark = pytest.mark.usefixtures("quiet_queue")

MOST_LINES = 30


def recipe() -> str:
    blocks: list[str] = re.findall(
        r"^```js\n(.+?)^```$", (ROOT / "docs" / "live.md").read_text(), re.DOTALL | re.MULTILINE
    )
    [block] = [block for block in blocks if "export async function follow" in block]
    return block


class Following:
    """The recipe at work in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.shown: list[Any] = []

    async def until(self, sequence: int) -> None:
        """Wait until an event of this number was shown."""
        assert self._process.stdout
        async with asyncio.timeout(30):
            while not self.shown or self.shown[-1][0] < sequence:
                self.shown.append(json.loads(await self._process.stdout.readline()))

    def cut_off(self) -> None:
        """Make the server close the client's socket."""
        assert self._process.stdin
        self._process.stdin.write(b"cut\n")


@asynccontextmanager
async def following(stack: Stack, person: Person, test_id: str, folder: Path) -> AsyncGenerator[Following]:
    module = folder / "recipe.js"
    module.write_text(recipe())
    command, environment = deno(stack, FOLDER / "recipe.ts", module.as_uri(), person.token, test_id)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdin=pipe, stdout=pipe)
    try:
        yield Following(process)
    finally:
        process.kill()
        await process.wait()


def emit(stack: Stack, test_id: str, percent: int) -> None:
    with closing(operator(stack)) as connection:
        data = {"test_id": test_id, "progress": percent, "status": "running", "message": "Looking around"}
        connection.execute("select private.emit_event(%s, 'test.progress', %s)", [test_id, Jsonb(data)])


def test_the_recipe_is_short() -> None:
    assert len(recipe().splitlines()) < MOST_LINES


async def test_the_recipe_shows_every_event_once_and_in_order_through_cuts_and_a_restart(
    stack: Stack, worker: Worker, tmp_path: Path
) -> None:
    person = sign_up(stack)
    test_id = person.submit()["test_id"]
    claim = worker.must_claim()
    claim.progress(1, "Looking around", bug(test_id, 1))
    async with following(stack, person, test_id, tmp_path) as live:
        await live.until(len(person.events(test_id)))
        for percent in range(10):
            if percent == 3:
                live.cut_off()
            if percent == 6:
                stack.restart_postgres()
            emit(stack, test_id, percent)
        stored = [[row["sequence"], row["event"], row["payload"]] for row in person.events(test_id)]
        await live.until(stored[-1][0])
    assert live.shown == stored
