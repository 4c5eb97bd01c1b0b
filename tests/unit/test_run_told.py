"""Who follows a run hears of every bug that its record holds."""

from pathlib import Path

from tests.unit.detectors.building import observation
from tests.unit.explorer_screens import BASE, screen
from tests.unit.memory_surface import MemoryApp, MemorySurface
from tests.unit.test_brain_access import an_order
from worker.detectors.base import finding
from worker.detectors.functional.dead_control import META
from worker.evidence.expedition import Expedition
from worker.evidence.register import Seen
from worker.evidence.run_logs import RunLogs
from worker.explorer.clock import Clock
from worker.order import BugFound, Failed, Progress


async def test_a_bug_that_was_proved_when_the_time_was_over_is_told_with_the_record(tmp_path: Path) -> None:
    said: list[Progress | BugFound | Failed] = []
    surface = MemorySurface(MemoryApp(f"{BASE}/", lambda _session, url: screen(url)))
    dead = finding(META, observation(), subject="button|Send", title="The button “Send” does nothing", description="")
    with RunLogs(tmp_path) as logs:
        expedition = Expedition(tmp_path, an_order(), surface, f"{BASE}/", (), Clock(60), said.append, logs)
        expedition.register.note(dead, (), Seen(0, "visitor-1", filmed=False))
        suspicion = expedition.register.get(dead.fingerprint)
        assert suspicion is not None
        expedition.register.confirm(suspicion)
        record = expedition.record()
    assert [one.bug.fingerprint for one in said if isinstance(one, BugFound)] == [
        one.fingerprint for one in record.bugs
    ]
    assert record.bugs
