"""Detectors are found by walking the package, and one that breaks takes nothing else with it."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import worker.detectors
from tests.unit.detectors.building import observation, screen, text_run
from worker.detectors import registry
from worker.detectors.base import Category, Detector, Finding, Meta, Severity, finding
from worker.detectors.page import PAGE, page
from worker.observation.observation import Observation

META = Meta("some_rule", Category.FUNCTIONAL, Severity.LOW, "Some title", "Some reason.", "Some remedy.")
ROOM = Path(worker.detectors.__file__).parent


def breaks(seen: Observation) -> Iterator[Finding]:
    yield finding(META, seen, subject="before it breaks", title="x", description="x")
    raise RuntimeError("this rule has a fault")


def finds_twice(seen: Observation) -> Iterator[Finding]:
    for _ in range(2):
        yield finding(META, seen, subject="one thing", title="x", description="x")


def test_every_file_in_a_category_is_loaded_under_its_own_name() -> None:
    files = {path.stem for path in ROOM.glob("*/*.py") if path.stem != "__init__"}
    loaded = [detector.meta.id for detector in registry.load()]
    assert set(loaded) == files
    assert loaded == sorted(set(loaded))


def test_the_folder_is_the_category_except_for_relations() -> None:
    for detector in registry.load():
        folder = next(ROOM.glob(f"*/{detector.meta.id}.py")).parent.name
        assert folder == detector.meta.category or (folder, detector.meta.category) == ("relations", "functional")


def test_a_detector_that_breaks_becomes_an_error_and_the_others_go_on() -> None:
    leaks = observation(screen(texts=(text_run("undefined"),)))
    detectors = (Detector(META, breaks), *(one for one in registry.load() if one.meta.id == "leaked_placeholder"))
    findings, errors = registry.judge(detectors, leaks)
    assert [error.rule for error in errors] == ["some_rule"]
    assert "this rule has a fault" in errors[0].error
    assert [one.rule for one in findings] == ["some_rule", "leaked_placeholder"]


def test_one_thing_found_twice_is_one_finding() -> None:
    findings, errors = registry.judge((Detector(META, finds_twice),), observation())
    assert len(findings) == 1
    assert not errors


def test_a_module_that_is_no_detector_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    from worker.detectors.functional import blank_page

    monkeypatch.setattr(blank_page, "META", META)
    with pytest.raises(registry.DetectorInvalid, match=r"blank_page: its id is 'some_rule'"):
        registry.load()


def test_the_page_about_detectors_is_up_to_date() -> None:
    assert PAGE.read_text() == page(registry.load()), "run python -m worker.detectors.page"


def test_whoever_reads_experiments_is_known_to() -> None:
    """Others are not asked about them."""
    for detector in registry.load():
        module = inspect.getmodule(detector.detect)
        assert module is not None
        assert detector.knows_experiments or ".experiments" not in inspect.getsource(module), detector.meta.id
    assert 10 < sum(detector.knows_experiments for detector in registry.load()) < len(registry.load()) - 40
