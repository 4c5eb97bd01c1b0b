"""The rows of our tables as TypeScript and Python types, from the official command line."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

TYPESCRIPT = PurePosixPath("supabase/functions/_shared/database.types.ts")
PYTHON = PurePosixPath("deffatest/database_types.py")

PROGRAMS = Path(sys.executable).parent


def generated_types(root: Path, database_url: str) -> dict[PurePosixPath, str]:
    """Each types file's text by its path below the root. Raises subprocess.CalledProcessError when a program fails."""
    return {TYPESCRIPT: _typescript(root, database_url), PYTHON: _python(root, database_url)}


def _typescript(root: Path, database_url: str) -> str:
    text = "// Generated from the migrations by `make generate`; change those, not this.\n" + _generate(
        root, database_url, "typescript"
    )
    return _piped([PROGRAMS / "deno", "fmt", f"--config={root / 'deno.json'}", "--ext=ts", "-"], text)


def _python(root: Path, database_url: str) -> str:
    text = '"""Generated from the migrations by `make generate`; change those, not this."""\n' + _generate(
        root, database_url, "python"
    ).removeprefix("from __future__ import annotations\n")
    ruff, standard_input = PROGRAMS / "ruff", ["--stdin-filename", PYTHON.name, "-"]
    # Written as today's Python has it: str | None, no unused imports.
    fixes = ["--fix", "--unsafe-fixes", "--quiet", "--select=UP,F401,I"]
    return _piped([ruff, "format", *standard_input], _piped([ruff, "check", *fixes, *standard_input], text))


def _generate(root: Path, database_url: str, language: str) -> str:
    supabase = root / ".local/node/node_modules/.bin/supabase"
    command = [supabase, "gen", "types", f"--lang={language}", "--schema=public", f"--remote={database_url}"]
    return subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE, text=True).stdout


def _piped(command: Sequence[str | Path], text: str) -> str:
    return subprocess.run(command, input=text, check=True, stdout=subprocess.PIPE, text=True).stdout
