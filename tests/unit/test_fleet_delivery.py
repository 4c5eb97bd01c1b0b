"""Guards the upload of a report: every file at its place, the report last, patience with a storage that is away."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from deffatest import run_record
from deffatest.errors import StorageRefused, StorageUnavailable
from deffatest.settings import Settings
from deffatest.storage import Storage
from tests.stand_ins.steered_run import make_bug, record
from worker.fleet.delivery import files_to_upload, upload
from worker.order import RunOrder

ORDER = RunOrder(
    test=run_record.TestOrder(
        test_id="t",
        test_name="Shop",
        test_type="web_url",
        source="http://shop.example/",
        requested_duration_minutes=1,
        submitted_at=datetime.now(UTC),
    ),
    attempt=1,
    seconds=60,
    seed=1,
)
SETTINGS = Settings.model_validate({"s3_endpoint": "http://s3.example", "s3_access_key": "a", "s3_secret_key": "b"})


class StorageOnPaper(Storage):
    """Stands in for the object storage: writes down what is stored, and fails as often as the test says."""

    def __init__(self, failures: list[Exception]) -> None:
        super().__init__(SETTINGS)
        self.failures = failures
        self.stored: list[str] = []

    def put_file(self, path: Path, key: str, metadata: object = None) -> None:
        assert metadata is None
        assert path.suffix == Path(key).suffix
        if self.failures:
            raise self.failures.pop()
        self.stored.append(key)


def run_folder(folder: Path) -> dict[str, Path]:
    bugs = [make_bug(folder, 1), make_bug(folder, 2), make_bug(folder, 3, confirmed=False)]
    (folder / "bugs" / "bug-2" / "screenshot-1.png").unlink()
    (folder / "bugs" / "bug-1" / "recording.mp4").write_bytes(b"video")
    bugs[0] = bugs[0].model_copy(update={"recording": "bugs/bug-1/recording.mp4"})
    return files_to_upload(folder, record(ORDER, datetime.now(UTC), bugs))


def test_confirmed_bugs_files_that_exist_come_first_and_the_report_last(tmp_path: Path) -> None:
    assert list(run_folder(tmp_path)) == [
        "test-reports/t/bugs/bug-1/screenshot-1.png",
        "test-reports/t/bugs/bug-1/recording.mp4",
        "test-reports/t/summary.json",
        "test-reports/t/full_report.zip",
    ]


async def test_a_storage_that_is_away_for_a_while_gets_every_file_in_the_end(tmp_path: Path) -> None:
    storage = StorageOnPaper([StorageUnavailable("away"), StorageUnavailable("away")])
    files = run_folder(tmp_path)
    await upload(storage, files, 60)
    assert sorted(storage.stored) == sorted(files)
    assert storage.stored[-2:] == ["test-reports/t/summary.json", "test-reports/t/full_report.zip"]


async def test_patience_has_an_end(tmp_path: Path) -> None:
    storage = StorageOnPaper([StorageUnavailable("away") for _ in range(20)])
    with pytest.raises(StorageUnavailable):
        await upload(storage, run_folder(tmp_path), 0)


async def test_a_storage_that_refuses_is_not_asked_again(tmp_path: Path) -> None:
    storage = StorageOnPaper([StorageRefused("wrong key")])
    with pytest.raises(StorageRefused):
        await upload(storage, run_folder(tmp_path), 600)
    assert "test-reports/t/full_report.zip" not in storage.stored
