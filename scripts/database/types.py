"""The rows of our tables as TypeScript and Python types, from the official command line."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from scripts.database.command_line import ROOT, supabase

TYPESCRIPT = PurePosixPath("supabase/functions/_shared/database.types.ts")
PYTHON = PurePosixPath("deffatest/database_types.py")
GENERATED = "Generated from the migrations by `make generate`; change those, not this."

PROGRAMS = Path(sys.executable).parent


def generated_types(database_url: str) -> dict[PurePosixPath, str]:
    """Each types file's text by its path. Raises subprocess.CalledProcessError when a program fails."""
    return {TYPESCRIPT: _typescript(database_url), PYTHON: _python(database_url)}


def _typescript(database_url: str) -> str:
    text = f"// {GENERATED}\n" + _generate("typescript", database_url)
    return _piped([PROGRAMS / "deno", "fmt", f"--config={ROOT / 'deno.json'}", "--ext=ts", "-"], text)


def _python(database_url: str) -> str:
    text = f'"""{GENERATED}"""\n' + _generate("python", database_url).removeprefix(
        "from __future__ import annotations\n"
    )
    ruff, standard_input = PROGRAMS / "ruff", ["--stdin-filename", PYTHON.name, "-"]
    # Written as today's Python has it: str | None, no unused imports.
    fixes = ["--fix", "--unsafe-fixes", "--quiet", "--select=UP,F401,I"]
    return _piped([ruff, "format", *standard_input], _piped([ruff, "check", *fixes, *standard_input], text))


def _generate(language: str, database_url: str) -> str:
    return supabase("gen", "types", f"--lang={language}", "--schema=public", database_url=database_url)


def _piped(command: Sequence[str | Path], text: str) -> str:
    return subprocess.run(command, cwd=ROOT, input=text, check=True, stdout=subprocess.PIPE, text=True).stdout
