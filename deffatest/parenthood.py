"""Ties a process to its parent, and adopts what others leave behind; both are the Linux kernel's doing (prctl(2)) and
nothing elsewhere."""

import ctypes
import os
import signal
import sys

_SET_PARENT_DEATH_SIGNAL = 1
_SET_CHILD_SUBREAPER = 36


def die_with_parent(number: signal.Signals, parent: int) -> None:
    """Have the kernel send us this signal when our parent (process id) dies; called in the child before it runs its
    program."""
    if _prctl(_SET_PARENT_DEATH_SIGNAL, number) and os.getppid() != parent:
        os.kill(os.getpid(), number)  # it died before the kernel knew


def adopt_orphans() -> bool:
    """Become the parent of every descendant whose own parent dies, even of one in a session of its own; False where
    the kernel cannot."""
    return _prctl(_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> bool:
    if sys.platform != "linux":
        return False
    return ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) == 0
