"""A page that is too wide is one bug in every language and whatever it shows."""

from tests.unit.detectors.building import box, observation, screen
from worker.detectors.visual import content_cut_off
from worker.observation.screen import Overflow, Viewport


def fingerprint(address: str, words: str, region: str = "main") -> str:
    wide = Overflow(f"table|{words}|table|{region}", words, box(0, 100, 736, 200), 361, "page")
    shown = screen(address, viewport=Viewport(375, 812), page_width=736, overflows=(wide,))
    [found] = content_cut_off.detect(observation(shown))
    return found.fingerprint


def test_a_wide_part_of_a_page_is_one_bug_in_all_languages_and_months() -> None:
    assert fingerprint("/calendar", "Mo Di Mi") == fingerprint("/calendar?month=2026-10", "Mon Tue Wed")
    assert fingerprint("/calendar", "Mo Di Mi") != fingerprint("/prices", "Mo Di Mi")


def test_a_wide_part_around_all_pages_is_one_bug() -> None:
    assert fingerprint("/calendar", "Menu", "header") == fingerprint("/prices", "Menü", "header")
