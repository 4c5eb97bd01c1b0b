"""Brings the maze onto this machine, as its own Dockerfile would build it.

The first run fetches a pinned revision with git. Where that is not possible, unpack it into
`.local/benchmarks/maze/source`.
"""

import shutil
import sys
from pathlib import Path

from benchmarks.fetching import fetched, run

FOLDER = Path(".local/benchmarks/maze")
ADDRESS = "https://github.com/google/security-crawl-maze"
REVISION = "2a0dd0a75e39925ded887bcd25016e8b3ce0f2b3"
# What the maze's server needs; it asks for a Flask of 2018 that no present Python runs.
PACKAGES = ("flask==3.0.3", "werkzeug==3.0.6")
FRAMEWORKS = Path("test-cases/javascript/frameworks")

_APPS = Path(__file__).parent / "apps"


def prepared() -> Path:
    """The folder of the maze, ready to be served. Raises SourceMissing."""
    app = FOLDER / "app"
    ready = app / "ready"
    if not ready.exists():
        shutil.rmtree(app, ignore_errors=True)
        shutil.copytree(fetched(FOLDER / "source", ADDRESS, REVISION), app)
        _bundle(app / FRAMEWORKS)
        ready.touch()
    return app.resolve()


def packages() -> Path:
    """The folder of the server's Python packages. Raises SourceMissing."""
    folder = FOLDER / "packages"
    if not (folder / "flask").is_dir():
        run(sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), *PACKAGES)
    return folder.resolve()


def _bundle(frameworks: Path) -> None:
    """Put the built apps in the place of their sources, as the maze's Dockerfile does."""
    tools = FOLDER / "apps"
    shutil.copytree(_APPS, tools, dirs_exist_ok=True)
    if not (tools / "node_modules" / "esbuild").is_dir():
        run(
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--legacy-peer-deps",
            "--ignore-scripts",
            "--prefix",
            str(tools),
        )
    built = FOLDER / "built"
    shutil.rmtree(built, ignore_errors=True)
    run("node", str(tools / "bundle.mjs"), str(frameworks.resolve()), str(built.resolve()))
    shutil.rmtree(frameworks)
    built.rename(frameworks)
