"""Where things lie: the clone, what set-up installed, and what a stack keeps in its folder."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCAL = ROOT / ".local"
DEFAULT_FOLDER = LOCAL / "stack"
NODE_MODULES = LOCAL / "node" / "node_modules"
SUPABASE_COMMAND = NODE_MODULES / ".bin" / "supabase"
DENO = LOCAL / "venv" / "bin" / "deno"
DENO_CACHE = LOCAL / "deno"
CONFIGURATION = ROOT / "supabase" / "config.toml"
MIGRATIONS = ROOT / "supabase" / "migrations"
OUTSIDE = Path("/var/tmp")
"""For what PostgreSQL must reach when it runs as another user; see stack/postgres.py."""
FUNCTIONS = ROOT / "supabase" / "functions"


@dataclass(frozen=True)
class StackFolder:
    """The folder of one stack; two of them share nothing."""

    path: Path

    @property
    def state(self) -> Path:
        """Keys, passwords, ports and processes; readable by its owner alone."""
        return self.path / "state.json"

    @property
    def lock(self) -> Path:
        return self.path / "lock"

    @property
    def data(self) -> Path:
        """PostgreSQL's data, or a link to it."""
        return self.path / "postgres"

    @property
    def storage(self) -> Path:
        return self.path / "storage"

    @property
    def mailbox(self) -> Path:
        """The mails that Auth would have sent, one JSON value a line; there once it sent one."""
        return self.path / "mailbox.jsonl"

    @property
    def ready(self) -> Path:
        """The server's port, there once it answers."""
        return self.path / "server.port"

    def log(self, name: str) -> Path:
        return self.path / f"{name}.log"


def outside_folder(path: Path) -> Path:
    """The folder below OUTSIDE that belongs to a path; the same at every run, another one for another path."""
    return OUTSIDE / f"deffatest-{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]}"
