"""Pages that stay blank for one cause are one bug."""

from tests.unit.detectors.building import exchange, observation, screen
from worker.detectors.functional import blank_page

EMPTY = '<div id="root"></div>'


def fingerprint(path: str, *scripts: str) -> str:
    seen = observation(screen(path, EMPTY), exchanges=[exchange(one, 404, "script") for one in scripts])
    [found] = blank_page.detect(seen)
    return found.fingerprint


def test_pages_that_are_drawn_by_a_script_that_does_not_come_are_one_bug() -> None:
    assert fingerprint("/tasks", "/assets/index-4f1d2b.js") == fingerprint("/team", "/assets/index-4f1d2b.js")
    assert fingerprint("/tasks") != fingerprint("/team")
