"""Debian's package manager, used only when we are root."""

import functools
import shutil

from step import try_command, we_are_root

QUIET = {"DEBIAN_FRONTEND": "noninteractive"}


def can_install() -> bool:
    return we_are_root() and shutil.which("apt-get") is not None


def install(*packages: str) -> bool:
    """Install Debian packages; say whether it worked. The output is in `.local/logs/apt.log`."""
    _update()
    return try_command(["apt-get", "install", "--yes", "--no-install-recommends", *packages], "apt", environment=QUIET)


@functools.cache
def _update() -> None:
    try_command(["apt-get", "update"], "apt", environment=QUIET)
