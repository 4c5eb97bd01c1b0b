"""Python runs this at its start when this folder is in PYTHONPATH: the wall clock is then off by as many seconds as the
file named in JUMPING_CLOCK says, as when a machine's clock is set while it works. The steady clock, which the kernel
never sets, stays as it is.
"""

import datetime
import os
import time
from pathlib import Path

_file = os.environ.get("JUMPING_CLOCK")


def _jump() -> float:
    return float(Path(_file or os.devnull).read_text() or 0)


if _file:
    _time, _time_ns, _datetime = time.time, time.time_ns, datetime.datetime

    class _Instances(type):
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, _datetime)

    class JumpingDatetime(_datetime, metaclass=_Instances):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:  # pyright: ignore[reportIncompatibleMethodOverride]
            return _datetime.now(tz) + datetime.timedelta(seconds=_jump())

        @classmethod
        def utcnow(cls) -> datetime.datetime:  # pyright: ignore[reportIncompatibleMethodOverride]
            return _datetime.now(datetime.UTC).replace(tzinfo=None) + datetime.timedelta(seconds=_jump())

    JumpingDatetime.__name__ = JumpingDatetime.__qualname__ = "datetime"
    JumpingDatetime.__module__ = "datetime"
    time.time = lambda: _time() + _jump()
    time.time_ns = lambda: _time_ns() + int(_jump() * 1e9)
    datetime.datetime = JumpingDatetime  # type: ignore[misc]
