"""The sites whose bugs are documented, and how each is brought here and started."""

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import todomvc
from benchmarks.fetching import SourceMissing, fetched, run
from benchmarks.maze.cases import cases
from benchmarks.maze.server import Served, serving
from benchmarks.maze.source import prepared
from benchmarks.scoreboard.known_bugs import KnownBug, known_bugs
from benchmarks.scoreboard.public_site import FOLDER, PublicSite, ready
from benchmarks.scoreboard.rule_signs import words_for
from benchmarks.scoring import seeded_bugs
from benchmarks.serving import HEADERS, served

_START_SECONDS = 20.0
# One of its faults is to take all memory that there is; the machine must outlive it, whoever tests.
_DSVW_BYTES = 2 * 1024**3
_AUDIT = PublicSite("audit", "alphagov/accessibility-tool-audit", "e9e46115caf55f07a9302a5ee187687870510a09")
_DSVW = "https://github.com/stamparm/DSVW", "2e9706c87fc0c74a9cc62d0777a0cc17c65e0ecd"
_SWAG_LABS = "https://github.com/saucelabs/sample-app-web", "b002a60ef533ee9999ec54f1a6e85327a585f645"

# Swag Labs reports its errors to a service elsewhere; here they are its users'.
_NO_TELEMETRY = """export const BacktraceClient = { initialize() {}, instance: { send() {} } };
export const ErrorBoundary = ({ children }) => children;
"""
_VITE = """import react from "@vitejs/plugin-react";
export default {
  plugins: [react()],
  build: { outDir: "build" },
  resolve: { alias: { "@backtrace/react": new URL("telemetry.js", import.meta.url).pathname } },
};
"""


@dataclass(frozen=True)
class Site:
    """A site to test: what it is, what is known of it, and how it is started.

    `started` takes an empty folder and gives the address where a test begins while the block runs. `reached` tells from
    that folder, afterwards, which known ones are shown by what was asked of the server.
    """

    name: str
    about: str
    known: Callable[[], list[KnownBug]]
    started: Callable[[Path], AbstractContextManager[str]]
    reached: Callable[[Path], set[str]] | None = None


@contextmanager
def _audit(folder: Path) -> Generator[str]:  # noqa: ARG001 - it keeps nothing
    with served(ready(_AUDIT)) as url:
        yield url + "test-cases.html"


@contextmanager
def _dsvw(folder: Path) -> Generator[str]:
    source = fetched(FOLDER / "dsvw" / "source", *_DSVW)
    packages = FOLDER / "dsvw" / "packages"
    if not (packages / "lxml").is_dir():
        run(sys.executable, "-m", "pip", "install", "--quiet", "--target", str(packages), "lxml")
    port = _free_port()
    # Its address stands in its code; a copy gets a free port.
    program = folder / "dsvw.py"
    program.write_text((source / "dsvw.py").read_text().replace("65412", str(port)))
    with _program([sys.executable, program.name], folder, port, {"PYTHONPATH": str(packages.resolve())}):
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def _shop(folder: Path) -> Generator[str]:
    port = _free_port()
    command = [sys.executable, "-m", "examples.shop", "--port", str(port), "--bugs", "all"]
    with (folder / "shop.txt").open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
        try:
            _wait_until_open(port, process)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait()


@contextmanager
def _swag_labs(folder: Path) -> Generator[str]:  # noqa: ARG001
    source = fetched(FOLDER / "swag-labs" / "source", *_SWAG_LABS)
    built = source / "build"
    if not built.is_dir():
        _build(source)
    # Whoever comes is the user for whom the shop is broken; nobody has to sign in first.
    with served(
        built, HEADERS | {"Set-Cookie": "session-username=problem_user; Path=/"}, everything="index.html"
    ) as url:
        yield url + "inventory.html"


def _build(source: Path) -> None:
    """Install what the site is made of, less what it is tested with, and build it."""
    listed = source / "package.json"
    package = json.loads(listed.read_text())
    needed = ("vite", "@vitejs/plugin-react", "prop-types")
    package["devDependencies"] = {name: package["devDependencies"][name] for name in needed}
    package["dependencies"].pop("@backtrace/react", None)
    listed.write_text(json.dumps(package, indent=2))
    (source / "telemetry.js").write_text(_NO_TELEMETRY)
    (source / "vite.config.js").write_text(_VITE)
    (source / "package-lock.json").unlink(missing_ok=True)
    npm = ["npm", "install", "--include=dev", "--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps"]
    run(*npm, "--prefix", str(source))
    done = subprocess.run(
        ["node_modules/.bin/vite", "build"], cwd=source, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        shutil.rmtree(source / "build", ignore_errors=True)
        raise SourceMissing(f"the build of {source} failed: {done.stderr.strip()[-600:]}")


@contextmanager
def _todomvc(folder: Path) -> Generator[str]:  # noqa: ARG001
    source = fetched(todomvc.SOURCE, todomvc.ADDRESS, todomvc.REVISION)
    with served(source / "examples" / "react" / "dist") as url:
        yield url


@contextmanager
def _maze(folder: Path) -> Generator[str]:
    with serving(prepared(), folder) as maze:
        yield maze.url


def _shop_bugs() -> list[KnownBug]:
    """The seeded bugs: found by one of their rules, or by words that another tester has for such a rule."""
    return [
        KnownBug(
            id=bug.id,
            what=bug.title,
            source="examples/shop/bugs.json",
            where=bug.paths,
            rules=bug.rules,
            words=[pattern for rule in bug.rules for pattern in words_for(rule)],
        )
        for bug in seeded_bugs(Path("examples/shop/bugs.json"))
    ]


def _maze_cases() -> list[KnownBug]:
    """Each case counts as found when its address was asked of the server, whoever asked and why."""
    source = "https://github.com/google/security-crawl-maze"
    return [KnownBug(id=case.path, what="reachable", source=source) for case in cases(prepared())]


def _asked_for(folder: Path) -> set[str]:
    return {one.path for one in Served("", folder / "requests.log").requests()}


SITES = (
    Site("shop", "demo shop, bugs seeded on purpose", _shop_bugs, _shop),
    Site(
        "swag-labs",
        "web shop for one for whom it is broken (problem_user)",
        lambda: known_bugs("swag-labs"),
        _swag_labs,
    ),
    Site("todomvc", "to-do list in React", lambda: known_bugs("todomvc-react"), _todomvc),
    Site("audit", "142 barriers, a page each", lambda: known_bugs("audit"), _audit),
    Site("dsvw", "deliberately vulnerable web application", lambda: known_bugs("dsvw"), _dsvw),
    Site("maze", "crawl maze: cases asked of the server", _maze_cases, _maze, _asked_for),
)


@contextmanager
def _program(command: list[str], folder: Path, port: int, environment: dict[str, str]) -> Generator[None]:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (_DSVW_BYTES, _DSVW_BYTES))

    with (folder / "server.txt").open("w") as said:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=said, stderr=said, preexec_fn=limited
        )
        try:
            _wait_until_open(port, process)
            yield
        finally:
            process.terminate()
            process.wait()


def _wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the site's server did not start")


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]
