"""Guards that old tests leave the tables without anything being lost, and come back as they were."""

import asyncio
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.archive_file import Manifest, manifest_key
from scheduler.restoring import RestoringError, restore
from scheduler.service import Counts, Tools
from scheduler.services import archive
from tests.integration.acting import Worker, sign_up
from tests.integration.clockwork import Clockwork
from tests.stack_fixture import Stack

CRASHING = Path(__file__).parents[1] / "stand_ins" / "crashing_archive.py"


pytestmark = pytest.mark.usefixtures("quiet_queue")


@pytest.fixture
def clockwork(stack: Stack, worker: Worker) -> Iterator[Clockwork]:
    clockwork = Clockwork(stack, worker)
    yield clockwork
    clockwork.rows("truncate upkeep.archived_tests, upkeep.archives, upkeep.last_runs")


# A row in the table that only tests of files have, so that every table of a test is brought back.
UPLOAD = """
    insert into public.uploads (
      test_id, file_name, announced_bytes, object_key, state, found_bytes, found_kind, sha256, details
    )
    values (
      %s, 'site.zip', 10, 'test-uploads/site.zip', 'passed', 10, 'web_bundle', repeat('a', 64), '{"files": 1}'
    )
    returning 1
"""


def old_test(clockwork: Clockwork, days_ago: float = 91) -> str:
    test_id = clockwork.completed_test(days_ago=days_ago, test_name='Ünïcode \\ "shop" 🛒 0.10')
    clockwork.files_gone(test_id)
    clockwork.rows(UPLOAD, test_id)
    return test_id


def bring_back(clockwork: Clockwork, name: str) -> Counts:
    async def restored() -> Counts:
        async with clockwork.tools().apart() as tools:
            return await restore(name, tools)

    return asyncio.run(restored())


def of(counts: Counts) -> Counts:
    """Without the zeros, and without the size, which is the compressor's affair."""
    return {name: number for name, number in counts.items() if number and name != "bytes"}


def test_a_restored_test_is_what_it_was(clockwork: Clockwork) -> None:
    test_id, another = old_test(clockwork), old_test(clockwork)
    before = clockwork.everything_of(test_id)
    assert all(before.values()), "every table of a test has rows to compare"
    used = clockwork.person.profile()["tests_this_month_count"]

    counts = clockwork.turn("archive")
    assert (counts["tests"], counts["archives"]) == (2, 1)
    assert not any(clockwork.everything_of(test_id).values())
    assert clockwork.person.profile()["tests_this_month_count"] == used == 2
    assert of(clockwork.turn("archive")) == {}

    assert of(bring_back(clockwork, test_id)) == {"restored": 1}
    assert clockwork.everything_of(test_id) == before
    assert of(bring_back(clockwork, test_id)) == {"present": 1}
    assert clockwork.everything_of(test_id) == before
    assert clockwork.person.profile()["tests_this_month_count"] == 2
    assert clockwork.worker.claim() is None, "a restored test is not run again"
    # Brought back for somebody to look at, it is not archived again at once.
    assert of(clockwork.turn("archive")) == {}
    assert of(bring_back(clockwork, archive_of(clockwork, another))) == {"restored": 1, "present": 1}


def archive_of(clockwork: Clockwork, test_id: str) -> str:
    [(archive_id,)] = clockwork.rows("select archive_id from upkeep.archived_tests where test_id = %s", test_id)
    return str(archive_id)


def test_a_test_can_be_archived_again_after_it_was_brought_back(clockwork: Clockwork) -> None:
    test_id = old_test(clockwork)
    clockwork.turn("archive")
    first = archive_of(clockwork, test_id)
    bring_back(clockwork, test_id)
    before = clockwork.everything_of(test_id)
    clockwork.rows("update upkeep.archived_tests set restored_at = now() - interval '31 days'")
    assert clockwork.turn("archive")["tests"] == 1
    # The first archive still has its line, which does not count any more.
    assert of(bring_back(clockwork, first)) == {"not_archived": 1}
    assert of(bring_back(clockwork, test_id)) == {"restored": 1}
    assert clockwork.everything_of(test_id) == before


def test_young_tests_and_those_with_files_stay(clockwork: Clockwork) -> None:
    young = old_test(clockwork, days_ago=89.9)
    with_files = clockwork.completed_test(days_ago=91)
    assert of(clockwork.turn("archive")) == {}
    assert clockwork.person.test(young) and clockwork.person.test(with_files)


def test_the_manifest_says_what_the_file_holds(clockwork: Clockwork, tmp_path: Path) -> None:
    test_id = old_test(clockwork)
    rows = {table: len(found) for table, found in clockwork.everything_of(test_id).items()}
    clockwork.turn("archive")
    [file] = [key for key in clockwork.keys("archives/") if key.endswith(".jsonl.gz")]
    clockwork.storage.get_file(manifest_key(file), tmp_path / "manifest.json")
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["tests"] == [test_id]
    assert manifest["rows"] == rows
    [(schema_version,)] = clockwork.rows("select max(version) from supabase_migrations.schema_migrations")
    assert manifest["schema_version"] == schema_version


def test_killed_between_storing_and_deleting_nothing_is_lost_or_doubled(clockwork: Clockwork) -> None:
    test_id = old_test(clockwork)
    before = clockwork.everything_of(test_id)
    killed = clockwork.process(str(CRASHING), "--once", "archive")
    assert killed.wait(60) == -9, killed.communicate()
    left = set(clockwork.keys("archives/"))
    assert len(left) == 2, "the archive and its manifest were stored"
    assert clockwork.everything_of(test_id) == before

    counts = clockwork.turn("archive")
    assert (counts["tests"], counts["broken_off"]) == (1, 1)
    assert len(clockwork.keys("archives/")) == 2
    assert left.isdisjoint(clockwork.keys("archives/"))
    assert of(bring_back(clockwork, test_id)) == {"restored": 1}
    assert clockwork.everything_of(test_id) == before


def test_a_test_that_changes_while_it_is_archived_stays(clockwork: Clockwork, monkeypatch: pytest.MonkeyPatch) -> None:
    changing, other = old_test(clockwork), old_test(clockwork)
    store = archive.store

    def store_meanwhile(tools: Tools, path: Path, manifest: Manifest) -> None:
        store(tools, path, manifest)
        clockwork.person.api.update("tests", {"test_name": "New name"}, id=f"eq.{changing}")

    monkeypatch.setattr(archive, "store", store_meanwhile)
    monkeypatch.setattr(archive, "MOST_ARCHIVES", 1)
    assert of(clockwork.turn("archive")) | {"rows": 0} == {"tests": 1, "archives": 1, "changed_meanwhile": 1, "rows": 0}
    assert clockwork.person.test(changing)["test_name"] == "New name"
    assert clockwork.person.api.select("tests", id=f"eq.{other}") == []


def test_even_without_the_lock_two_schedulers_archive_each_test_once(clockwork: Clockwork) -> None:
    tests = [old_test(clockwork) for _ in range(3)]
    before = [clockwork.everything_of(test_id) for test_id in tests]

    async def both() -> None:
        tools = clockwork.tools()
        async with tools.apart() as one, tools.apart() as other:
            # The later one may take the earlier's archive for one that broke off; then the earlier is refused.
            await asyncio.gather(archive.run_once(one), archive.run_once(other), return_exceptions=True)

    asyncio.run(both())
    clockwork.turn("archive")
    assert clockwork.rows("select count(*) from public.tests") == [(0,)]
    assert sum(bring_back(clockwork, test_id)["restored"] for test_id in tests) == 3
    assert [clockwork.everything_of(test_id) for test_id in tests] == before


def test_a_damaged_archive_is_refused(clockwork: Clockwork) -> None:
    test_id = old_test(clockwork)
    clockwork.turn("archive")
    [file] = [key for key in clockwork.keys("archives/") if key.endswith(".jsonl.gz")]
    clockwork.put(file)
    with pytest.raises(RestoringError, match="is damaged: its SHA-256 is"):
        bring_back(clockwork, test_id)
    assert clockwork.person.api.select("tests", id=f"eq.{test_id}") == []


def test_a_test_whose_owner_left_does_not_come_back(clockwork: Clockwork) -> None:
    test_id = old_test(clockwork)
    clockwork.turn("archive")
    clockwork.rows("delete from auth.users where id = %s", clockwork.person.user_id)
    assert of(bring_back(clockwork, test_id)) == {"owner_gone": 1}


def test_tests_of_deleted_accounts_leave_the_archives(clockwork: Clockwork, tmp_path: Path) -> None:
    stayed = old_test(clockwork)
    before = clockwork.everything_of(stayed)
    staying, clockwork.person = clockwork.person, sign_up(clockwork.stack, "chaos")
    left = old_test(clockwork)
    assert clockwork.turn("archive")["tests"] == 2
    old_files = set(clockwork.keys("archives/"))

    clockwork.rows("delete from auth.users where id = %s", clockwork.person.user_id)
    assert of(clockwork.turn("archive")) == {"erased": 1}
    files = clockwork.keys("archives/")
    assert len(files) == 2
    assert old_files.isdisjoint(files)
    for key in files:
        path = tmp_path / Path(key).name
        clockwork.storage.get_file(key, path)
        text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()
        assert stayed in text
        assert left not in text
    with pytest.raises(RestoringError):
        bring_back(clockwork, left)
    assert of(bring_back(clockwork, stayed)) == {"restored": 1}
    assert clockwork.everything_of(stayed) == before

    clockwork.rows("delete from auth.users where id = %s", staying.user_id)
    assert of(clockwork.turn("archive")) == {"erased": 1}
    assert clockwork.keys("archives/") == []
    assert of(clockwork.turn("archive")) == {}


def test_the_command_restores_and_says_when_there_is_nothing_to_restore(clockwork: Clockwork) -> None:
    test_id = old_test(clockwork)
    clockwork.turn("archive")
    output, errors = clockwork.command("restore", test_id).communicate(timeout=60)
    assert output.startswith("restore: restored 1, present 0"), errors
    unknown = clockwork.command("restore", "nothing")
    assert "nothing is no archived test and no archive" in unknown.communicate(timeout=60)[1]
    assert unknown.returncode == 1
