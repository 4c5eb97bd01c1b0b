"""The virtual environment with every Python package, at the versions of requirements.lock."""

import importlib.util
import shutil
import sys
from pathlib import Path

import apt
from step import LOCAL, ROOT, Failure, Step, command, last_lines, try_command

VENV = LOCAL / "venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
LOG = "python-packages"


def install() -> None:
    if not _venv_works():
        _make_venv()
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-warn-script-location"]
    failed = "the Python packages could not be installed; is the package index reachable?"
    command([*pip, "--requirement", LOCK], LOG, failed)
    # The lock is a constraint here, not the list: a dependency just added to pyproject.toml comes too.
    project = f"{ROOT}[development,example]"
    command([*pip, "--no-build-isolation", "--constraint", LOCK, "--editable", project], LOG, failed)


def _venv_works() -> bool:
    return PYTHON.exists() and try_command([PYTHON, "-m", "pip", "--version"], LOG)


def _make_venv() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    if not _has_ensurepip() and apt.can_install():
        print("set-up: installing python3-venv, which this Python needs for virtual environments", flush=True)
        apt.install("python3-venv")
    if try_command([sys.executable, "-m", "venv", VENV], LOG) and _venv_works():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if try_command([sys.executable, "-m", "venv", "--without-pip", VENV], LOG) and _bring_pip():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    raise Failure(
        "Python cannot make virtual environments here. Install what it lacks, then try again:\n"
        "    sudo apt-get install python3-venv\n" + last_lines(LOG, 4)
    )


def _has_ensurepip() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


def _bring_pip() -> bool:
    """Put pip into a virtual environment made without it, with any pip that this machine has."""
    if try_command([sys.executable, "-m", "pip", "--python", PYTHON, "install", "pip"], LOG) and _venv_works():
        return True
    wheels = sorted(Path("/usr/share/python-wheels").glob("pip-*.whl"))
    return any(try_command([PYTHON, wheel / "pip", "install", "pip"], LOG) and _venv_works() for wheel in wheels)


STEP = Step(
    name="python-packages",
    says="Python packages, into .local/venv",
    inputs=lambda: [LOCK, ROOT / "pyproject.toml", sys.version],
    is_there=PYTHON.exists,
    install=install,
)
