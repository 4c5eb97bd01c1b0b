"""Who may import whom, as the first picture of the house has it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["deffatest", "worker", "reporter", "scheduler", "inspection", "stack", "examples", "benchmarks", "tests"]
MAY_IMPORT = {
    "deffatest": set[str](),
    "worker": {"deffatest"},
    "reporter": {"deffatest"},
    "scheduler": {"deffatest"},
    "inspection": {"deffatest"},
    "stack": set[str](),
}
# Above the house, not in it: they put the rooms together as a person would.
ABOVE = {"deffatest/watch.py"}
SURFACE_BLIND = ["worker/explorer", "worker/detectors"]
SURFACE_DOORS = {
    f"worker.surfaces.{door}" for door in ("interface", "actions", "calendars", "files", "surroundings", "trouble")
}


def imported_modules(file: Path) -> Iterator[str]:
    """Every module that a file imports anywhere, inside functions too."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are written with the whole name"
            yield node.module or ""


def forbidden_imports(package: str) -> list[str]:
    allowed = MAY_IMPORT[package] | {package}
    return [
        f"{file.relative_to(ROOT)} imports {module}"
        for file in sorted((ROOT / package).rglob("*.py"))
        if str(file.relative_to(ROOT)) not in ABOVE
        for module in imported_modules(file)
        if module.split(".")[0] in PACKAGES and module.split(".")[0] not in allowed
    ]


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_a_package_imports_only_those_below_it(package: str) -> None:
    assert forbidden_imports(package) == []


@pytest.mark.parametrize("folder", SURFACE_BLIND)
def test_explorer_and_detectors_know_surfaces_only_by_their_interface(folder: str) -> None:
    past_the_door = [
        f"{file.relative_to(ROOT)} imports {module}"
        for file in sorted((ROOT / folder).rglob("*.py"))
        for module in imported_modules(file)
        if module.startswith("worker.surfaces.") and module not in SURFACE_DOORS
    ]
    assert past_the_door == []
