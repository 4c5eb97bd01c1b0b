"""Deno processes that act as official JavaScript clients."""

import json
import os
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from stack.layout import DENO, DENO_CACHE, ROOT
from stack.state import load
from tests.stack_fixture import Stack

FOLDER = Path(__file__).parent


def jwt_secret(stack: Stack) -> str:
    """What the stack signs tokens with."""
    state = load(stack.folder / "state.json")
    assert state is not None
    return state.jwt_secret


def deno(stack: Stack, script: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The command and the environment of a script that is told where the stack is."""
    told = {
        "url": stack.url,
        "publishable_key": stack.publishable_key,
        "secret_key": stack.secret_key,
        "jwt_secret": jwt_secret(stack),
        "database_url": stack.database_url,
    }
    options = ["--allow-all", "--frozen", "--no-prompt", "--quiet", "--config", str(ROOT / "deno.json")]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", ""),
        "DENO_DIR": str(DENO_CACHE),
        "DENO_NO_UPDATE_CHECK": "1",
        "CONFORMANCE_STACK": json.dumps(told),
    }
    return [str(DENO), "run", *options, str(script), *arguments], environment


@dataclass
class Group:
    """A group of checks that is under way."""

    process: subprocess.Popen[str]

    def outcomes(self) -> dict[str, str | None]:
        """What came of each check: nothing, or its error. Waits until all are done."""
        return self._outcomes

    @cached_property
    def _outcomes(self) -> dict[str, str | None]:
        output, _ = self.process.communicate(timeout=120)
        last = output.strip().rpartition("\n")[2]
        assert last.startswith("{"), output
        return json.loads(last)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


def start_group(stack: Stack, group: str) -> Group:
    command, environment = deno(stack, FOLDER / "run.ts", group)
    return Group(
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
    )
