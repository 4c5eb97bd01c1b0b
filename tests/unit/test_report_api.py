"""The API function's own tests, which are TypeScript: run by Deno, with no permission to touch anything.

Their types are checked where the whole suite runs them once more, with all the others.
"""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"


def test_the_api_function_passes_its_tests() -> None:
    environment = {**os.environ, "DENO_DIR": str(LOCAL / "deno"), "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"}
    run = subprocess.run(
        [LOCAL / "venv/bin/deno", "test", "--frozen", "--no-prompt", "--no-check", "supabase/functions/tests"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert " 0 failed" in run.stdout
