"""What is wrong with a menu is one bug on all pages and in all languages."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.unit.detectors.building import box, element, observation, screen, text_run
from worker.detectors.visual import covered_control, overlapping_text

Fault = Callable[[str, str, str], str]


def covered(path: str, name: str, region: str) -> str:
    link = element(name, "link", key=f"link|{name}|a|{region}|", region=region, box=box(300, 300))
    link = replace(link, covered_by='div.logo "Acme"')
    [found] = covered_control.detect(observation(screen(path, elements=(link,))))
    return found.fingerprint


def overlapping(path: str, words: str, region: str) -> str:
    one, other = text_run("Acme Ltd", x=20, y=300), text_run(words, x=24, y=302)
    ended = (replace(run, key=f"{tag}|{run.text}|{tag}|{region}") for run, tag in ((one, "p"), (other, "a")))
    [found] = overlapping_text.detect(observation(screen(path, texts=tuple(ended))))
    return found.fingerprint


@pytest.mark.parametrize("fault", [covered, overlapping])
@pytest.mark.parametrize("region", ["header", "search"])
def test_a_fault_around_all_pages_is_one_bug(fault: Fault, region: str) -> None:
    assert fault("/prices", "Courses", region) == fault("/about/us", "Kurse", region)


@pytest.mark.parametrize("fault", [covered, overlapping])
def test_a_fault_of_a_page_is_its_own(fault: Fault) -> None:
    assert fault("/prices", "Courses", "main") != fault("/about/us", "Courses", "main")
