"""A short run on the demo shop, from the order to the run folder."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from PIL import Image
from playwright.async_api import async_playwright

from deffatest.run_record import RunRecord, Severity, read_run
from reporter.programs import programs
from tests.e2e.run_process import RunProcess, started_run
from worker.order import BugFound, Progress
from worker.surfaces.browser.chromium import candidates

SECONDS = 30.0
OUTLINE_LEAST_PIXELS = 150


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "examples.shop", "--port", "0", "--bugs", "all"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    yield process.stdout.readline().removeprefix("shop: ").strip()
    process.terminate()
    process.wait()
    process.stdout.close()


@pytest.fixture(scope="module")
def run(shop: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunProcess]:
    with started_run(tmp_path_factory.mktemp("run"), shop, SECONDS) as process:
        status = process.finish()
        assert status == 0, (process.folder / "errors.txt").read_text()
        yield process


@pytest.fixture(scope="module")
def record(run: RunProcess) -> RunRecord:
    return read_run(run.folder)


def test_known_bugs_are_found_and_proved(record: RunRecord):
    rules = {bug.rule for bug in record.bugs}
    assert {"exposed_debug_page", "missing_security_headers"} <= rules
    assert len(rules) >= 5
    assert all(bug.confirmed and bug.reproduced >= 1 and bug.steps for bug in record.bugs)


def test_what_was_not_proved_is_kept_apart(record: RunRecord):
    assert not any(bug.confirmed for bug in record.unconfirmed)
    fingerprints = [bug.fingerprint for bug in (*record.bugs, *record.unconfirmed)]
    assert len(fingerprints) == len(set(fingerprints))
    ids = [bug.id for bug in (*record.bugs, *record.unconfirmed)]
    assert len(ids) == len(set(ids))


def test_the_worst_bugs_come_first(record: RunRecord):
    order = list(reversed(Severity))
    ranks = [order.index(bug.severity) for bug in record.bugs]
    assert ranks == sorted(ranks)


def test_bugs_were_told_while_the_run_went_on(run: RunProcess, record: RunRecord):
    told = {message.bug.fingerprint for message in run.said if isinstance(message, BugFound)}
    assert {bug.fingerprint for bug in record.bugs} <= told
    first = next(place for place, message in enumerate(run.said) if isinstance(message, BugFound))
    assert any(isinstance(message, Progress) for message in run.said[first:-1])


def test_every_bug_shows_a_picture_and_a_video_of_its_replay(run: RunProcess, record: RunRecord):
    for bug in record.bugs:
        for shot in bug.screenshots:
            with Image.open(run.folder / shot.path) as picture:
                assert (picture.width, picture.height) == (shot.width, shot.height)
        assert bug.screenshots
        assert bug.recording is not None
        with av.open(str(run.folder / bug.recording)) as container:
            assert container.streams.video[0].codec_context.name == "h264"
            assert next(container.decode(video=0)).width > 300


def test_what_is_wrong_on_the_screen_is_outlined(run: RunProcess, record: RunRecord):
    bug = next(bug for bug in record.bugs if bug.rule in ("content_cut_off", "axe_image_alt", "axe_color_contrast"))
    with Image.open(run.folder / bug.screenshots[0].path) as picture:
        colours = picture.convert("RGB").getcolors(maxcolors=1 << 24) or []
    outline = sum(count for count, (red, green, blue) in colours if red > 200 and green < 70 and blue < 110)  # type: ignore[misc]
    assert outline > OUTLINE_LEAST_PIXELS


def test_the_whole_run_can_be_watched(run: RunProcess, record: RunRecord):
    assert {video.visitor for video in record.videos} == {"visitor-1", "visitor-2"}
    for video in record.videos:
        with av.open(str(run.folder / video.path)) as container:
            assert container.streams.video[0].codec_context.name == "h264"
            length_ms = 1000 * float(container.duration or 0) / 1_000_000
        assert abs(length_ms - video.duration_ms) < 1500
    for bug in record.bugs:
        if bug.video_offset_ms is not None:
            video = next(video for video in record.videos if video.path == bug.video)
            assert bug.video_offset_ms <= video.duration_ms + 2000


def test_the_logs_are_there_and_nothing_is_half_written(run: RunProcess):
    names = {str(path.relative_to(run.folder)) for path in run.folder.rglob("*")}
    assert {"logs/console.jsonl", "logs/network.jsonl", "logs/actions.jsonl", "logs/run.log"} <= names
    assert not [name for name in names if name.endswith(".partial")]


def test_typed_passwords_are_nowhere_in_the_folder(run: RunProcess):
    texts = [path.read_text("utf-8") for path in (*run.folder.glob("logs/*"), run.folder / "run.json")]
    assert not any("Sunny-" in text for text in texts)


def test_coverage_tells_what_was_seen(record: RunRecord, shop: str):
    assert record.coverage.states > 3
    assert record.coverage.actions > 10
    assert f"{shop}/" in record.coverage.pages
    assert record.performance_metrics.page_load_time_ms is not None


def test_every_file_named_lies_in_the_folder(record: RunRecord):
    paths = [Path(shot.path) for bug in record.bugs for shot in bug.screenshots]
    assert not any(path.is_absolute() or ".." in path.parts for path in paths)


@pytest.fixture
async def chromium() -> str:
    async with async_playwright() as playwright:
        return next(candidates(playwright, os.environ.get("DEFFATEST_CHROMIUM")))


def test_the_program_of_a_bug_goes_its_way_again(record: RunRecord, chromium: str, tmp_path: Path):
    longest = max(record.bugs, key=lambda bug: len(bug.replay.actions) if bug.replay else 0)
    [program] = [one for one in programs(longest) if one.language == "Python"]
    # The browser that set-up found stands in for the one that Playwright would install.
    ours = f"chromium.launch(executable_path={chromium!r}, "
    (tmp_path / program.name).write_text(program.text.replace("chromium.launch(", ours))
    ended = subprocess.run(
        [sys.executable, program.name],
        cwd=tmp_path,
        env={**os.environ, "HEADLESS": "1", "SECRET": "correct horse"},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0 or "It is still there" in ended.stderr, program.text + ended.stderr
    assert longest.title in " ".join(ended.stdout.split())
    assert (tmp_path / "reproduced.png").stat().st_size > 1000
