"""Brings the maze onto this machine, as its own Dockerfile would build it.

The first run fetches a pinned revision with git. Where that is not possible, unpack it into
`.local/benchmarks/maze/source`.
"""

import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(".local/benchmarks/maze")
ADDRESS = "https://github.com/google/security-crawl-maze"
REVISION = "2a0dd0a75e39925ded887bcd25016e8b3ce0f2b3"
# What the maze's server needs; it asks for a Flask of 2018 that no present Python runs.
PACKAGES = ("flask==3.0.3", "werkzeug==3.0.6")
FRAMEWORKS = Path("test-cases/javascript/frameworks")

_APPS = Path(__file__).parent / "apps"
_GIT_SECONDS = 120


class MazeMissing(Exception):
    """The maze or what it needs could not be brought here; the text says what to do."""


def prepared() -> Path:
    """The folder of the maze, ready to be served. Raises MazeMissing."""
    app = FOLDER / "app"
    ready = app / "ready"
    if not ready.exists():
        shutil.rmtree(app, ignore_errors=True)
        shutil.copytree(_source(), app)
        _bundle(app / FRAMEWORKS)
        ready.touch()
    return app.resolve()


def packages() -> Path:
    """The folder of the server's Python packages. Raises MazeMissing."""
    folder = FOLDER / "packages"
    if not (folder / "flask").is_dir():
        _run(sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), *PACKAGES)
    return folder.resolve()


def _source() -> Path:
    folder = FOLDER / "source"
    if (folder / "app.py").is_file():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        _run("git", "init", "--quiet", str(folder))
        _run("git", "-C", str(folder), "fetch", "--quiet", "--depth=1", ADDRESS, REVISION)
        _run("git", "-C", str(folder), "checkout", "--quiet", "FETCH_HEAD")
    except MazeMissing as missing:
        shutil.rmtree(folder, ignore_errors=True)
        raise MazeMissing(
            f"{missing}\nThe maze could not be fetched. Unpack {ADDRESS} (revision {REVISION}) into {folder}."
        ) from missing
    return folder


def _bundle(frameworks: Path) -> None:
    """Put the built apps in the place of their sources, as the maze's Dockerfile does."""
    tools = FOLDER / "apps"
    shutil.copytree(_APPS, tools, dirs_exist_ok=True)
    if not (tools / "node_modules" / "esbuild").is_dir():
        _run(
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
    _run("node", str(tools / "bundle.mjs"), str(frameworks.resolve()), str(built.resolve()))
    shutil.rmtree(frameworks)
    built.rename(frameworks)


def _run(*command: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_GIT_SECONDS, check=False)
    except FileNotFoundError as missing:
        raise MazeMissing(f"{command[0]} is not installed") from missing
    except subprocess.TimeoutExpired as late:
        raise MazeMissing(f"`{' '.join(command)}` did not end in {_GIT_SECONDS} s") from late
    if done.returncode:
        raise MazeMissing(f"`{' '.join(command)}` failed: {done.stderr.strip()[-600:]}")
