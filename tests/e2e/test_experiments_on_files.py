"""Fields for files, of which bad and good ones are chosen in a real browser; faults have sound twins."""

from collections.abc import Callable
from types import ModuleType

import pytest

from tests.e2e.sites.experimenting import tried
from tests.e2e.sites.server import Site
from tests.e2e.sites.uploads import papers
from worker.explorer.experiments.hostile import forbidden_input
from worker.explorer.experiments.relations import chosen_file
from worker.surfaces.interface import Surface

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("broken", "experiment", "rules"),
    [
        (("server", "unchecked"), forbidden_input, {"forbidden_input_accepted"}),
        (("unchecked",), forbidden_input, set[str]()),
        ((), forbidden_input, set[str]()),
        (("silent",), chosen_file, {"refused_file_is_told"}),
        (("stale",), chosen_file, {"chosen_file_is_shown"}),
        (("size",), chosen_file, {"chosen_file_is_shown"}),
        (("unchecked",), chosen_file, set[str]()),
        ((), chosen_file, set[str]()),
    ],
    ids=["taken", "refused by the server", "refused by the page", "silent", "stale", "size", "unchecked", "sound"],
)
async def test_what_a_page_does_with_a_chosen_file_is_judged(
    browser_surface: Surface,
    site: Callable[..., Site],
    broken: tuple[str, ...],
    experiment: ModuleType,
    rules: set[str],
) -> None:
    found = await tried(browser_surface, site(papers(*broken)).url, experiment)
    assert {one.rule for one in found} == rules
