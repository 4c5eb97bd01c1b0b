"""The child process of one run: `python -m worker.run <folder>`.

Reads `order.json` in the folder, opens the app, explores it with several visitors at once, proves what they find while
they go on, and leaves `run.json` with its files. What the parent may know goes to standard output as JSON lines (see
`worker/order.py`), logs go to standard error and `logs/run.log`. SIGTERM ends the run at once with what there is.
"""

import asyncio
import gc
import io
import json
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, cast

from pydantic import BaseModel, JsonValue

from deffatest.logging import about_test, logger, set_up_logging
from deffatest.masking import conceal, concealed, mask_concealed_json
from deffatest.run_record import RunRecord, write_run
from deffatest.zip_reader import Bounds
from worker.bundle.site_server import SiteServer, host_of
from worker.bundle.unpacking import BundleUnusable, unpack
from worker.detectors import registry
from worker.detectors.base import Detector
from worker.evidence.expedition import Expedition, Say
from worker.evidence.run_logs import RunLogs
from worker.explorer.clock import Clock
from worker.no_room import no_room
from worker.order import BugFound, Failed, Progress, RunOrder
from worker.surfaces.browser import RemoteBrowser, open_surface
from worker.surfaces.browser.egress import Place
from worker.surfaces.interface import Surface, SurfaceLost, TargetUnreachable

_log = logger(__name__)

EXIT_FAILED = 3
# The tree of a page has thousands of nodes that know each other. Looking for such garbage every 700 objects, as Python
# does by itself, takes a quarter of the time of whoever reads pages.
_OBJECTS_BETWEEN_COLLECTIONS = 5_000
# Members that hold words of ours: a password may be "high" or "video" all the same.
_OUR_WORDS = frozenset(
    """
    kind id rule category severity fingerprint path recording video visitor level code fault test_id test_type
    ended_because started_at ended_at submitted_at found_at environment coverage
    """.split()  # noqa: SIM905  (reads better than many quoted words)
)


async def run(
    folder: Path,
    order: RunOrder,
    surface: Surface,
    detectors: tuple[Detector, ...],
    say: Say,
    stop: asyncio.Event,
    clock: Clock | None = None,
) -> int:
    """Do one run on an open surface and leave its record in the folder; the process's exit status."""
    clock = clock or Clock(order.seconds)
    try:
        start_url = await surface.reach(_start_address(order))
    except TargetUnreachable as unreachable:
        say(Failed(reason=unreachable.reason, code=unreachable.code, fault="target"))
        return EXIT_FAILED
    with RunLogs(folder) as logs:
        expedition = Expedition(folder, order, surface, start_url, detectors, clock, say, logs)
        failure = await _until_stopped(expedition, stop)
        if failure is not None and not expedition.ground.graph.nodes:
            say(failure)
            return EXIT_FAILED
        record = expedition.record()
        write_run(folder, RunRecord.model_validate(_without_secrets(record)) if concealed() else record)
    say(Progress(percent=100, message="Exploring and proof are done"))
    return 0


def _without_secrets(told: BaseModel) -> JsonValue:
    """Whatever way a login's secret took into what is told, it is not told."""
    return mask_concealed_json(told.model_dump(mode="json"), _OUR_WORDS)


def _start_address(order: RunOrder) -> str:
    return order.test.source if order.bundle is None else f"http://{host_of(order.bundle.name)}/"


@contextmanager
def _own_servers(folder: Path, order: RunOrder) -> Generator[dict[Place, Place]]:
    """The names that lead to servers of the run itself: that of a bundle's site. Raises BundleUnusable."""
    if (bundle := order.bundle) is None:
        yield {}
        return
    archive = folder / bundle.archive
    unpack(archive, bundle.root, folder / "site", Bounds(bundle.files, bundle.bytes))
    archive.unlink()
    with SiteServer(folder / "site") as server:
        yield {(host_of(bundle.name), 80): server.address}


async def _until_stopped(expedition: Expedition, stop: asyncio.Event) -> Failed | None:
    """Let the expedition go until it ends, its time is over, or it is told to stop; why it failed, if it did."""
    going = asyncio.create_task(expedition.go())
    stopping = asyncio.create_task(stop.wait())
    try:
        left = max(1.0, expedition.clock.seconds - expedition.clock.elapsed)
        await asyncio.wait({going, stopping}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        if not going.done():
            _log.info("run_ended", because="told to stop" if stop.is_set() else "time used")
            going.cancel()
        await going
    except asyncio.CancelledError:
        if not going.done():
            raise
    except SurfaceLost as lost:
        _log.error("surface_lost", error=str(lost))
        expedition.notes.append("The browser ended before the run did.")
        return Failed(reason="The browser stopped working.", code="surface_lost", fault="platform")
    except TargetUnreachable as unreachable:
        expedition.target_lost = True
        expedition.notes.append(unreachable.reason)
        return Failed(reason=unreachable.reason, code=unreachable.code, fault="target")
    finally:
        stopping.cancel()
    if not expedition.ground.graph.nodes and not list(expedition.register) and not stop.is_set():
        return nothing_seen(in_time=expedition.clock.exploring_left > 0)
    return None


def nothing_seen(*, in_time: bool) -> Failed:
    """Why there is nothing to tell of: that a page did not come in time may be the machine's fault as well."""
    if in_time:
        return Failed(
            reason="The address opens, but shows no page that could be tested.",
            code="target_not_a_page",
            fault="target",
        )
    return Failed(
        reason="The time was over before any page could be looked at.", code="nothing_seen_in_time", fault="platform"
    )


async def _main(folder: Path, order: RunOrder, say: Say) -> int:
    try:
        with _own_servers(folder, order) as hosted:
            return await _open_and_run(folder, order, hosted, say)
    except BundleUnusable as unusable:
        say(Failed(reason=f"The bundle cannot be run: {unusable}", code="bundle_unusable", fault="target"))
        return EXIT_FAILED


async def _open_and_run(folder: Path, order: RunOrder, hosted: dict[Place, Place], say: Say) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    clock = Clock(order.seconds)
    try:
        surface = await open_surface(
            order.chromium,
            order.allowed_private_targets,
            clock.started,
            memory_mb=order.browser_memory_mb,
            remote=RemoteBrowser(order.browser_ws, order.browser_egress_host) if order.browser_ws else None,
            hosted=hosted,
            closed=(await asyncio.to_thread(order.model.place),) if order.model else (),
        )
    except SurfaceLost as lost:
        _log.error("surface_not_opened", error=str(lost))
        say(Failed(reason="No browser could be started.", code="surface_not_opened", fault="platform"))
        return EXIT_FAILED
    try:
        return await run(folder, order, surface, registry.load(), say, stop, clock)
    finally:
        await surface.close()


def main(arguments: list[str]) -> int:
    """Run the order in a folder."""
    if len(arguments) != 1:
        print("usage: python -m worker.run <folder with order.json>", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    order = RunOrder.model_validate_json((folder / "order.json").read_bytes())
    if order.login_follows or order.model_follows:
        conceal(*order.hear(sys.stdin.buffer.read()))
    (folder / "logs").mkdir(exist_ok=True)
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)

    def say(message: Progress | BugFound | Failed) -> None:
        sys.stdout.write(json.dumps(_without_secrets(message)) + "\n")
        sys.stdout.flush()

    with (folder / "logs" / "run.log").open("w", encoding="utf-8") as log:
        set_up_logging("json", "info", cast(TextIO, BothStreams(sys.stderr, log)))
        with about_test(order.test.test_id, order.attempt):
            status = EXIT_FAILED
            try:
                status = asyncio.run(_main(folder, order, say))
            except* OSError as errors:
                if (failed := no_room(errors)) is None:
                    raise
                _log.error("no_room", error=str(errors.exceptions[0]))
                say(failed)
            return status


class BothStreams(io.TextIOBase):
    """Writes logs to two places at once."""

    def __init__(self, *streams: TextIO) -> None:
        self._streams = streams

    def write(self, text: str, /) -> int:
        """Write to each."""
        for stream in self._streams:
            stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush each."""
        for stream in self._streams:
            stream.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
