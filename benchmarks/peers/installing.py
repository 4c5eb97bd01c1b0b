"""Brings the other testers onto this machine, each at one version, from the public registries."""

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.fetching import SourceMissing, run

FOLDER = Path(".local/benchmarks/peers").absolute()
NODE = {
    "@antithesishq/bombadil": "0.7.0",
    "axe-core": "4.14.1",
    "gremlins.js": "2.2.0",
    "lighthouse": "12.2.3",
    "pa11y": "9.1.1",
}
PYTHON = {"qa-agent": "0.3.0", "wapiti3": "3.2.3"}


def modules() -> Path:
    """The folder of the Node packages. Raises SourceMissing."""
    wanted = json.dumps({"private": True, "dependencies": NODE}, indent=2)
    listed = FOLDER / "package.json"
    if not (FOLDER / "node_modules").is_dir() or not listed.is_file() or listed.read_text() != wanted:
        FOLDER.mkdir(parents=True, exist_ok=True)
        listed.write_text(wanted)
        # Their browsers are not wanted: all are given the same Chromium.
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
        environment = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"}
        done = subprocess.run(command, cwd=FOLDER, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SourceMissing(f"npm install failed: {done.stderr.strip()[-600:]}")
    return FOLDER / "node_modules"


def python() -> Path:
    """The Python with the peers that are Python packages. Raises SourceMissing."""
    program = FOLDER / "python" / "bin" / "python"
    pinned = " ".join(f"{name}=={version}" for name, version in PYTHON.items())
    installed = FOLDER / "python" / "installed.txt"
    if not installed.is_file() or installed.read_text() != pinned:
        run(sys.executable, "-m", "venv", str(FOLDER / "python"))
        run(str(program), "-m", "pip", "install", "--quiet", *pinned.split())
        installed.write_text(pinned)
    return program
