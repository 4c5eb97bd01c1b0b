"""Which pages a bug is said to be on."""

from datetime import UTC, datetime

from tests.unit.detectors.building import ORIGIN, observation
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.evidence.register import Register, Seen

META = Meta("broken_link", Category.FUNCTIONAL, Severity.LOW, "Some title", "Some reason.", "Some remedy.")
ATTACKED = "/?q=<style onload=x>"


def found_on(path: str) -> Finding:
    return finding(META, observation(), subject="learn.json", title="x", description="x", page=ORIGIN + path)


def pages(*noted: tuple[str, bool]) -> list[str]:
    """The pages of one cause that was noted on these, with whether a visitor came by each."""
    register = Register(datetime.now(UTC))
    for path, came_by in noted:
        register.note(found_on(path), (), Seen(0, "visitor-1", filmed=False), came_by=came_by)
    [suspicion] = register
    return [page.removeprefix(ORIGIN) for page in suspicion.pages]


def test_every_page_that_visitors_came_by_is_told_once() -> None:
    assert pages(("/a", True), ("/b", True), ("/a", True)) == ["/a", "/b"]


def test_places_on_one_page_are_one_page_and_routes_are_several() -> None:
    assert pages(("/a#second", True), ("/a", True), ("/a#third", True)) == ["/a#second"]
    assert pages(("/#/a", True), ("/#/b", True)) == ["/#/a", "/#/b"]


def test_addresses_that_an_attack_made_up_are_no_further_pages() -> None:
    assert pages(("/a", True), (ATTACKED, False)) == ["/a"]


def test_a_page_that_visitors_came_by_takes_the_place_of_an_attacked_one() -> None:
    first = pages((ATTACKED, False))
    assert len(first) == 1
    assert pages((ATTACKED, False), ("/a", True), ("/b", True)) == ["/a", "/b"]
