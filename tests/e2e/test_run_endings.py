"""However a target behaves, a run ends in its time, with a record or with a reason."""

import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from deffatest.run_record import read_run
from tests.e2e.run_process import RunProcess, started_run
from tests.e2e.sites.server import Asked, Page, Site
from worker.order import BugFound, Progress

StartSite = Callable[..., Site]

# How much later than ordered a run may end on a machine that is busy with other tests.
PATIENCE_SECONDS = 20.0


def endless_links(asked: Asked) -> Page:
    path = asked.path.rstrip("/")
    links = "".join(f"<p><a href='{path}/{word}'>Go {word}</a>" for word in ("red", "green", "blue"))
    return Page(f"<!doctype html><html lang=en><title>Maze</title><h1>Maze {path}</h1>{links}")


ENDLESS_SCROLL = """<!doctype html><html lang=en><title>Scroll</title><h1>Scroll</h1><div id=list></div><script>
  const row = '<p style="height:90px">Row';
  const add = () => { for (let i = 0; i < 20; i++) list.insertAdjacentHTML('beforeend', row); };
  add(); addEventListener('scroll', add);
</script>"""

ALERTS = """<!doctype html><html lang=en><title>Alerts</title><h1>Alerts</h1>
  <button onclick="for (;;) alert('again')">Ask</button><a href=/fine>Fine</a>"""
HANG = """<!doctype html><html lang=en><title>Hang</title><h1>Hang</h1>
  <button onclick="for (;;);">Work</button><a href=/fine>Fine</a>"""
FINE = "<!doctype html><html lang=en><title>Fine</title><h1>Fine</h1><a href=/>Back</a>"


def test_endless_links_end_in_their_time(site: StartSite, tmp_path: Path):
    # Beside other tests the browser alone takes seven seconds to start, and the run's time counts from before that.
    begun, seconds = time.monotonic(), 20
    with started_run(tmp_path, site({"*": endless_links}).url, seconds) as run:
        assert run.finish() == 0
    assert time.monotonic() - begun < seconds + PATIENCE_SECONDS
    record = read_run(tmp_path)
    assert record.coverage.states > 1
    assert record.coverage.ended_because in ("time used", "nothing new left")


def test_endless_scrolling_is_no_endless_run(site: StartSite, tmp_path: Path):
    with started_run(tmp_path, site({"/": ENDLESS_SCROLL}).url, 12) as run:
        assert run.finish() == 0
    assert read_run(tmp_path).coverage.states <= 10


def end_when_told(run: RunProcess, *, pages: int = 0) -> None:
    """Listen until it is told that a page does not answer, and that so many were seen; then there is nothing to wait
    for, and the run is ended."""
    told = gone_on = False
    for message in run.listen():
        told |= isinstance(message, BugFound) and message.bug.rule == "page_unresponsive"
        if isinstance(message, Progress):
            seen = re.match(r"Exploring: (\d+) pages", message.message)
            gone_on = seen is None or int(seen[1]) >= pages
        if told and gone_on:
            break
    run.process.send_signal(signal.SIGTERM)
    assert run.finish() == 0


def test_dialogs_without_end_are_a_bug_and_not_the_end(site: StartSite, tmp_path: Path):
    with started_run(tmp_path, site({"/": ALERTS, "/fine": FINE}).url, 40) as run:
        end_when_told(run, pages=2)
    record = read_run(tmp_path)
    assert "page_unresponsive" in {bug.rule for bug in (*record.bugs, *record.unconfirmed)}
    assert any(page.endswith("/fine") for page in record.coverage.pages)


def test_a_script_that_never_yields_is_a_bug_with_the_step_that_starts_it(site: StartSite, tmp_path: Path):
    with started_run(tmp_path, site({"/": HANG, "/fine": FINE}).url, 60) as run:
        end_when_told(run)
    record = read_run(tmp_path)
    found = [bug for bug in (*record.bugs, *record.unconfirmed) if bug.rule == "page_unresponsive"]
    assert found
    assert all(bug.steps[-1] == "Click 'Work'" for bug in found if bug.confirmed)


def test_a_host_that_answers_nothing_is_a_reason_the_user_can_read(tmp_path: Path):
    with started_run(tmp_path, "http://127.0.0.1:9/", 20) as run:
        assert run.finish() == 3
    (failed,) = run.failures
    assert failed.fault == "target"
    assert failed.reason
    assert not (tmp_path / "run.json").exists()


def test_told_to_stop_it_ends_at_once_with_what_there_is(site: StartSite, tmp_path: Path):
    with started_run(tmp_path, site({"*": endless_links}).url, 120) as run:
        for message in run.listen():
            if isinstance(message, Progress) and "0 states" not in message.message:
                break
        child = psutil.Process(run.process.pid)
        family = [child, *child.children(recursive=True)]
        run.process.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        assert run.finish() == 0
        assert time.monotonic() - begun < PATIENCE_SECONDS
    assert read_run(tmp_path).coverage.ended_because == "time used"
    assert not list(tmp_path.rglob("*.partial"))
    gone, alive = psutil.wait_procs(family, timeout=5)
    assert not alive
    assert len(gone) == len(family)
