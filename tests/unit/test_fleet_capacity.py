"""Guards how many tests a worker takes, and that the limits of the container around it count."""

from pathlib import Path

import pytest

from deffatest.settings import Settings
from worker.fleet.machine import Machine, capacity, this_machine
from worker.fleet.run_folders import open_run_folders
from worker.fleet.run_group import own_run_groups

GIBIBYTE = 1024**3


def write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text + "\n")


@pytest.mark.parametrize(
    ("cores", "memory_mb", "tests"), [(2, 24_000, 2), (0.5, 24_000, 1), (8, 4096, 2), (64, 512_000, 16), (4, 300, 1)]
)
def test_one_test_a_core_and_one_for_each_gigabyte_and_a_half(cores: float, memory_mb: int, tests: int) -> None:
    assert Machine(cores, memory_mb).tests == tests


def test_limits_of_every_group_around_us_count_in_version_2(tmp_path: Path) -> None:
    write(tmp_path / "pod", cpu__max="50000 100000", memory__max="max")
    write(tmp_path / "pod" / "worker", cpu__max="max 100000", memory__max=str(2 * GIBIBYTE))
    (tmp_path / "ours").write_text("0::/pod/worker\n")
    assert this_machine(tmp_path, tmp_path / "ours") == Machine(0.5, 2048)


def test_limits_count_in_version_1_where_a_container_sees_its_own_group_as_the_root(tmp_path: Path) -> None:
    write(tmp_path / "cpu", **{"cpu__cfs_quota_us": "25000", "cpu__cfs_period_us": "100000"})
    write(tmp_path / "memory", memory__limit_in_bytes=str(3 * GIBIBYTE))
    (tmp_path / "ours").write_text("4:memory:/docker/abc\n1:cpu,cpuacct:/docker/abc\n")
    assert this_machine(tmp_path, tmp_path / "ours") == Machine(0.25, 3072)


def test_a_machine_without_control_groups_is_taken_as_it_is(tmp_path: Path) -> None:
    machine = this_machine(tmp_path, tmp_path / "none")
    assert machine.cores >= 1
    assert machine.memory_mb > 100


def test_a_lane_is_claimed_from_while_it_has_a_free_place() -> None:
    settings = Settings.model_validate({"lanes": "web,app", "tests_at_once": 3, "app_tests_at_once": 1})
    places = capacity(settings, Machine(1, 1000))
    assert places.free_lanes([]) == ["web", "app"]
    assert places.free_lanes(["app"]) == ["web"]
    assert places.free_lanes(["web", "web"]) == ["web", "app"]
    assert places.free_lanes(["web", "web", "app"]) == []


def test_what_is_not_configured_is_what_the_machine_allows() -> None:
    assert capacity(Settings.model_validate({}), Machine(4, 100_000)).lanes == {"web": 4}


def test_runs_get_groups_with_bounds_where_we_may_make_them(tmp_path: Path) -> None:
    write(tmp_path / "unit", cgroup__controllers="cpu memory pids")
    (tmp_path / "ours").write_text("0::/unit\n")
    groups = own_run_groups(tmp_path, tmp_path / "ours")
    assert groups is not None
    assert (tmp_path / "unit" / "cgroup.subtree_control").read_text() == "+memory +pids"
    group = groups.make("abc-1", 100, 10)
    assert (group / "memory.max").read_text() == str(100 * 1024 * 1024)
    assert (group / "pids.max").read_text() == "160"


@pytest.mark.parametrize("ours", ["0::/unit\n", "4:memory:/unit\n", ""])
def test_runs_get_no_groups_where_the_controllers_are_not_ours(tmp_path: Path, ours: str) -> None:
    write(tmp_path / "unit", cgroup__controllers="cpu")
    (tmp_path / "ours").write_text(ours)
    assert own_run_groups(tmp_path, tmp_path / "ours") is None


def test_folders_of_workers_that_are_gone_are_swept_and_no_others(tmp_path: Path) -> None:
    alive, sweeper = open_run_folders(tmp_path, "alive"), open_run_folders(tmp_path, "sweeper")
    (alive.fresh("run-1") / "file").write_text("needed")
    write(tmp_path / "worker-gone" / "run-2", file="left behind")
    write(tmp_path / "kept-by-a-person", file="not ours")
    assert sweeper.sweep() == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept-by-a-person", "worker-alive", "worker-sweeper"]
    assert (alive.own / "run-1" / "file").read_text() == "needed"
    sweeper.close()
    alive.close()
    assert [path.name for path in tmp_path.iterdir()] == ["kept-by-a-person"]


def test_a_run_that_is_kept_outlives_its_worker(tmp_path: Path) -> None:
    folders = open_run_folders(tmp_path, "one")
    (folders.fresh("run-1") / "file").write_text("worth a look")
    folders.remove(folders.own / "run-1", keep=True)
    folders.close()
    assert (tmp_path / "run-1" / "file").read_text() == "worth a look"
