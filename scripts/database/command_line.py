"""The official command line on a database nearby."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SUPABASE = ROOT / ".local/node/node_modules/.bin/supabase"


def supabase(*arguments: str, database_url: str) -> str:
    """What a command says of the database. Raises subprocess.CalledProcessError when it fails."""
    return subprocess.run(
        [SUPABASE, *arguments, f"--remote={database_url}"],
        cwd=ROOT,
        # Without the first it writes a warning between the answer's lines.
        env={**os.environ, "PGSSLMODE": "disable", "SUPABASE_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
