"""Whether this worker should get work, and why not."""

import time
from dataclasses import dataclass

from deffatest.database import Database, Listener
from deffatest.health_server import Readiness


@dataclass
class Health:
    """Looks at what the worker needs; `started`, `stopping` and `disk_full` are the worker's to set."""

    worker: str
    database: Database
    listener: Listener
    silence_seconds: float
    """Longer than the database may be silent: the worker asks it something at least twice as often."""
    started: bool = False
    stopping: bool = False
    disk_full: bool = False

    def readiness(self) -> Readiness:
        """Ready means: the database answered lately, work is looked for, and the worker is not about to end.

        Without the listening connection work is found by polling, so its loss alone is no reason.
        """
        reasons: list[str] = []
        if not self.started:
            reasons.append("the worker has not reached the queue yet")
        elif not self.database.answers:
            reasons.append("the database does not answer")
        elif (silence := time.monotonic() - self.database.answered_at) > self.silence_seconds:
            reasons.append(f"the database has not answered for {silence:.0f} s")
        if self.disk_full:
            reasons.append("the disk has too little room for another run")
        if self.stopping:
            reasons.append("the worker is stopping")
        return Readiness(reasons, {"worker": self.worker, "listening": self.listener.connected})
