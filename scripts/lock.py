"""`make lock`: write the three lock files anew from what pyproject.toml, package.json and the imports ask for."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".local" / "venv" / "bin"


def frozen_python() -> str:
    """Every installed Python package at its version; the project itself and the installers are not of it."""
    outside = ["--exclude", "deffatest", "--exclude", "pip", "--exclude", "setuptools"]
    arguments = [VENV / "python", "-m", "pip", "freeze", "--exclude-editable", *outside]
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def lock_node() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        for name in ("package.json", ".npmrc"):
            shutil.copyfile(ROOT / name, Path(temporary) / name)
        subprocess.run(
            ["npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit"], cwd=temporary, check=True
        )
        shutil.copyfile(Path(temporary) / "package-lock.json", ROOT / "package-lock.json")


def lock_deno() -> None:
    sys.path.insert(0, str(ROOT / "scripts" / "set_up"))
    import deno_modules

    environment = {**os.environ, **deno_modules.ENVIRONMENT}
    (ROOT / "deno.lock").unlink(missing_ok=True)
    subprocess.run([VENV / "deno", "cache", *deno_modules.entries()], env=environment, cwd=ROOT, check=True)


def main() -> None:
    (ROOT / "requirements.lock").write_text(frozen_python())
    lock_node()
    lock_deno()


if __name__ == "__main__":
    main()
