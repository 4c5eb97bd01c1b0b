"""A run folder becomes a report: its files, their layout, its words."""

import hashlib
import json
import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from deffatest.run_record import PerformanceMetrics, RunRecord, Severity, read_run, write_run
from reporter import BadRunFolder, CannotWriteReport, build
from reporter.__main__ import main
from reporter.text import page_name, printable, shortened, web_address
from reporter.vitals import Rating, vitals
from reporter.wording import clock, duration, moment, number, verdict
from tests.run_folders import realistic_run


@pytest.fixture(scope="module")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder that tests copy and never change."""
    folder = tmp_path_factory.mktemp("finished") / "run"
    realistic_run(folder, bugs=10)
    return folder


@pytest.fixture
def run(finished_run: Path, tmp_path: Path) -> Path:
    """A run folder of one's own."""
    return Path(shutil.copytree(finished_run, tmp_path / "run"))


def change(folder: Path, **changes: object) -> RunRecord:
    record = read_run(folder).model_copy(update=changes)
    write_run(folder, record)
    return record


# ---- what is written -----------------------------------------------------------------------------------------------


def test_the_archive_holds_everything_in_the_storage_layout(run: Path) -> None:
    with zipfile.ZipFile(build(run).archive) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    bugs = [
        f"bugs/bug-{number}/{name}"
        for number in range(1, 11)
        for name in ("recording.mp4", "reproduce.py", "reproduce.ts", "screenshot-1.png")
    ]
    bugs += ["bugs/bug-2/request.sh", "bugs/bug-9/request.sh"]  # those of security
    apart = [
        f"unconfirmed/bug-{number}/{name}" for number in (11, 12) for name in ("recording.mp4", "screenshot-1.png")
    ]
    others = ["report.html", "summary.json", "run.json", "videos/visitor-1.mp4", "videos/visitor-2.mp4"]
    assert sorted(names) == sorted([*bugs, *apart, *others, "logs/console.jsonl", "logs/run.log"])


def test_the_unpacked_archive_is_itself_a_run_folder_with_the_same_report(run: Path, tmp_path: Path) -> None:
    files = build(run)
    with zipfile.ZipFile(files.archive) as archive:
        archive.extractall(tmp_path / "unpacked")
    assert build(tmp_path / "unpacked").page.read_bytes() == files.page.read_bytes()


def test_the_same_run_gives_the_same_bytes(run: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(run, tmp_path / "elsewhere"))
    first, again, elsewhere = (
        hashlib.sha256(build(folder).archive.read_bytes()).hexdigest() for folder in (run, run, copied)
    )
    assert first == again == elsewhere


def test_pictures_and_videos_are_stored_and_text_is_compressed(run: Path) -> None:
    with zipfile.ZipFile(build(run).archive) as archive:
        ways = {Path(entry.filename).suffix: entry.compress_type for entry in archive.infolist()}
    assert ways[".png"] == ways[".mp4"] == zipfile.ZIP_STORED
    assert ways[".html"] == ways[".json"] == ways[".jsonl"] == zipfile.ZIP_DEFLATED


def test_the_summary_has_the_published_shape_with_paths_inside_the_report(run: Path) -> None:
    summary = json.loads(build(run).summary.read_text())
    assert list(summary) == [
        "test_id", "test_name", "status", "test_type", "submitted_at", "requested_duration_minutes", "environment_info",
        "total_bugs_found", "report_download_url", "bugs", "performance_metrics", "security_findings",
    ]  # fmt: skip
    assert summary["status"] == "completed"
    assert summary["submitted_at"] == "2026-11-20T14:30:01Z"
    assert summary["report_download_url"] == "full_report.zip"
    assert summary["environment_info"] == {
        "browser": "Chromium 147.0.7390.54",
        "os": "Debian GNU/Linux 12",
        "device": "Desktop (1280x800)",
    }
    assert summary["total_bugs_found"] == {"critical": 2, "major": 3, "minor": 5}
    assert list(summary["performance_metrics"]) == [
        "page_load_time_ms", "avg_fps", "max_memory_mb", "cpu_usage_percent", "network_latency_ms",
    ]  # fmt: skip
    assert summary["bugs"][0] == {
        "bug_id": "bug-1",
        "title": "“Place order” does nothing on a phone-sized screen",
        "severity": "Critical",
        "reproduction_steps": read_run(run).bugs[0].steps,
        "screenshots": ["bugs/bug-1/screenshot-1.png"],
        "bug_video_link": "bugs/bug-1/recording.mp4",
        "additional_context": read_run(run).bugs[0].cause,
        "confidence": "likely",
        "reach": [],
    }
    assert [bug["severity"] for bug in summary["bugs"]] == ["Critical"] * 2 + ["Major"] * 3 + ["Minor"] * 5


def test_building_again_leaves_nothing_of_the_report_before(run: Path) -> None:
    build(run)
    record = read_run(run)
    change(run, bugs=record.bugs[:1])
    assert not (build(run).folder / "bugs" / "bug-2").exists()


def test_sixty_bugs_with_pictures_stay_a_light_page(tmp_path: Path) -> None:
    realistic_run(tmp_path / "run", bugs=60)
    files = build(tmp_path / "run")
    assert files.page.stat().st_size < 8_000_000
    assert files.page.read_text().count('class="enlarge"') == 62  # every first picture is on the page


def test_noisy_pictures_are_made_smaller_until_all_fit(run: Path) -> None:
    noise = Image.effect_noise((1280, 800), 90)
    for picture in run.glob("bugs/*/screenshot-1.png"):
        noise.save(picture)
    files = build(run)
    assert files.page.stat().st_size < 8_000_000
    assert (files.folder / "bugs/bug-1/screenshot-1.png").stat().st_size > 500_000  # full size beside it


def test_a_giant_picture_stays_beside_the_page(run: Path) -> None:
    Image.new("1", (9_000, 9_000)).save(run / "bugs/bug-1/screenshot-1.png")
    page = build(run).page.read_text()
    assert "Open the picture in full_report.zip" in page
    assert "could not be read" not in page


# ---- runs with something wrong -------------------------------------------------------------------------------------


def test_a_folder_without_a_run_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "is no folder" in capsys.readouterr().err
    assert main([str(tmp_path)]) == 2
    assert "holds no run.json" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "not json", "[]", '{"schema_version": 1}', '{"schema_version": 2}', "\x00\xff"])
def test_a_run_json_that_is_no_run_record_is_refused_in_words(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run.json").write_text(text, encoding="latin-1")
    assert main([str(tmp_path)]) == 2
    assert "is not a run record" in capsys.readouterr().err


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/passwd", "bugs/../../secret.txt"])
def test_a_record_cannot_pull_in_files_from_outside_its_folder(run: Path, path: str) -> None:
    (run.parent / "secret.txt").write_text("secret")
    bug = read_run(run).bugs[0].model_copy(update={"recording": path})
    change(run, bugs=[bug])
    with pytest.raises(BadRunFolder, match="outside the run folder"):
        build(run)


def test_a_link_inside_the_folder_cannot_lead_out(run: Path) -> None:
    (run.parent / "secret.txt").write_text("secret")
    (run / "bugs/bug-1/recording.mp4").unlink()
    (run / "bugs/bug-1/recording.mp4").symlink_to(run.parent / "secret.txt")
    with pytest.raises(BadRunFolder, match="outside the run folder"):
        build(run)


def test_a_missing_or_broken_picture_costs_a_note_and_not_the_report(run: Path) -> None:
    (run / "bugs/bug-1/screenshot-1.png").unlink()
    (run / "bugs/bug-2/screenshot-1.png").write_bytes(b"no picture")
    (run / "video/visitor-1.mp4").unlink()
    files = build(run)
    page = files.page.read_text()
    assert "bugs/bug-1/screenshot-1.png was named by the run but is missing" in page
    assert "video/visitor-1.mp4 was named by the run but is missing" in page
    assert "The picture bugs/bug-2/screenshot-1.png could not be read" in page
    assert files.data["bugs"][0]["screenshots"] == []


def test_a_disk_that_refuses_is_told_apart_from_a_bad_run(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run / "report").write_text("a file where the folder should be")
    with pytest.raises(CannotWriteReport):
        build(run)
    assert main([str(run)]) == 1
    assert "cannot write the report" in capsys.readouterr().err


def test_a_run_with_nothing_found_and_nothing_measured_is_still_a_report(run: Path) -> None:
    change(
        run,
        bugs=[],
        unconfirmed=[],
        security_findings=[],
        videos=[],
        performance_metrics=PerformanceMetrics(),
        notes=[],
    )
    page = build(run).page.read_text()
    assert "No bugs found" in page
    assert 'id="performance"' not in page
    assert 'id="security"' not in page


# ---- words and numbers ---------------------------------------------------------------------------------------------


def test_the_verdict_follows_the_data(finished_run: Path) -> None:
    record = read_run(finished_run)

    def of(*severities: Severity) -> str:
        bugs = [record.bugs[0].model_copy(update={"severity": severity}) for severity in severities]
        return verdict(record.model_copy(update={"bugs": bugs}))

    assert of(Severity.CRITICAL, Severity.LOW) == "1 critical bug to fix before anything else."
    assert of(Severity.HIGH, Severity.HIGH) == "Nothing critical, but 2 major bugs that people will notice."
    assert of(Severity.MEDIUM) == "In good shape: only minor bugs left to polish."
    assert of().startswith("No bugs came back in a replay.")
    lost = record.coverage.model_copy(update={"ended_because": "target lost"})
    empty = record.model_copy(update={"bugs": [], "unconfirmed": [], "coverage": lost})
    assert verdict(empty) == "No bugs found. The target stopped answering, so much of it was never seen."


def test_web_vitals_are_rated_at_web_dev_thresholds() -> None:
    def ratings(paint: int, delay: int, shift: float) -> list[Rating]:
        metrics = PerformanceMetrics(
            largest_contentful_paint_ms=paint, interaction_to_next_paint_ms=delay, cumulative_layout_shift=shift
        )
        return [vital.rating for vital in vitals(metrics)]

    assert ratings(2500, 200, 0.1) == [Rating.GOOD] * 3
    assert ratings(2501, 201, 0.11) == [Rating.NEEDS_IMPROVEMENT] * 3
    assert ratings(4000, 500, 0.25) == [Rating.NEEDS_IMPROVEMENT] * 3
    assert ratings(4001, 501, 0.26) == [Rating.POOR] * 3
    assert vitals(PerformanceMetrics()) == []


def test_numbers_and_times_are_written_as_people_write_them() -> None:
    assert [number(amount, "page") for amount in (0, 1, 1204)] == ["0 pages", "1 page", "1,204 pages"]
    spans = [timedelta(seconds=seconds) for seconds in (0, 59, 60, 192, 3900)]
    assert [duration(span) for span in spans] == ["0 s", "59 s", "1 min", "3 min 12 s", "1 h 5 min"]
    assert [clock(at) for at in (0, 67_900, 3_729_000)] == ["0:00", "1:07", "1:02:09"]
    assert moment(datetime(2026, 11, 1, 1, 43, tzinfo=UTC)) == "1 November 2026, 01:43 UTC"


# ---- text that nobody vouches for ----------------------------------------------------------------------------------


def test_hidden_and_reordering_characters_are_spelled_out() -> None:
    assert printable("evil\u202ephp.exe\u0000\ud800\ttab\nline") == "evil[U+202E]php.exe[U+0000][U+D800]\ttab\nline"


def test_long_text_says_how_much_is_left_out() -> None:
    assert shortened("x" * 5000, 10) == "x" * 10 + " … (4,990 more characters in run.json)"
    assert shortened("short", 10) == "short"


@pytest.mark.parametrize("address", ["https://shop.example.com/a?b=c#d", "http://127.0.0.1:8000/", "https://[::1]/x"])
def test_web_addresses_become_links(address: str) -> None:
    assert web_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " https://x.example", "java\nscript:alert(1)", "data:text/html,x",
        "file:///etc/passwd", "//x.example/", "https://", "https://x.example/\" onclick=alert(1)", "https://[::1",
        "vbscript:x", "https://x.example/\u202egpj.exe", "https://x.example/" + "a" * 5000,
    ],
)  # fmt: skip
def test_anything_else_stays_text(address: str) -> None:
    assert web_address(address) is None


def test_a_page_is_called_by_its_path() -> None:
    assert page_name("https://shop.example.com/cart?x=1#top") == "/cart?x=1#top"
    assert page_name("https://shop.example.com") == "/"
    assert page_name("com.example/.MainActivity") == "com.example/.MainActivity"


def test_a_page_that_an_attack_opened_is_called_without_the_attack() -> None:
    attack = "%22%27%3E%3Cstyle+data-x+onload%3Dalert%281%29%3E"
    assert page_name(f"https://shop.example.com/search?q={attack}&sort=name") == "/search?q=…&sort=name"
    assert page_name("https://shop.example.com/" + "a" * 200, 10) == "/aaaaaaaaa…"


def test_the_page_says_what_was_left_untried_and_how_much_code_was_used(run: Path) -> None:
    page = " ".join(build(run).page.read_text().split())
    assert "It would delete, pay or end something" in page
    assert "Sign out on https://shop.example.com/" in page
    assert "The app used 68% of its scripts (88 KiB) and 88% of its styles (17 KiB) meanwhile." in page
