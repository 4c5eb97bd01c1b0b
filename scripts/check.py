"""`make check`: everything that must hold besides the tests. Each check runs, then all that failed are named."""

import os
import subprocess
import sys
from pathlib import Path

from scripts.lock import frozen_python

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".local" / "venv" / "bin"
DENO_FILES = [
    *("stack", "supabase/functions"),
    *("benchmarks/doors", "benchmarks/realtime"),
    *("tests/integration/api_door", "tests/integration/auth_door", "tests/integration/realtime", "tests/stand_ins"),
]

CHECKS: dict[str, list[str | Path]] = {
    "format of Python": [VENV / "ruff", "format", "--check", "--quiet", "."],
    "lint of Python": [VENV / "ruff", "check", "--quiet", "."],
    "types of Python": [VENV / "pyright"],
    "format of TypeScript": [VENV / "deno", "fmt", "--check", "--quiet", *DENO_FILES],
    "lint of TypeScript": [VENV / "deno", "lint", "--quiet", *DENO_FILES],
    "types of TypeScript": [VENV / "deno", "check", "--frozen", "--quiet", *DENO_FILES],
    "generated files and Supabase's advisors": [VENV / "python", "-m", "scripts.database", "--check"],
    "tables of docs/operations.md": [VENV / "python", "-m", "scripts.operations_page", "--check"],
    "docs/access.md": [VENV / "python", "-m", "scripts.access_page", "--check"],
    "description of the API": [VENV / "python", "-m", "scripts.api_pages", "--check"],
    "images, manifests and alerts": [VENV / "python", "-m", "scripts.deployment"],
    "who imports whom": [VENV / "python", "-m", "pytest", "--quiet", "tests/unit/test_package_arrows.py"],
}


def lock_is_complete() -> bool:
    """Whether requirements.lock names what is installed, so that a new clone gets the same."""
    locked = set((ROOT / "requirements.lock").read_text().split())
    missing = sorted(set(frozen_python().split()) - locked)
    if missing:
        print(f"requirements.lock lacks {', '.join(missing)}: make lock")
    return not missing


def main() -> int:
    failed: list[str] = []
    for name, arguments in CHECKS.items():
        print(f"== {name}", flush=True)
        if subprocess.run(arguments, cwd=ROOT, env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}).returncode:
            failed.append(name)
    print("== lock files", flush=True)
    if not lock_is_complete():
        failed.append("lock files")
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nEverything holds.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
