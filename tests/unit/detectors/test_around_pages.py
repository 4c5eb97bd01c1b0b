"""What is wrong with a menu is one bug on all pages and in all languages."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.unit.detectors.building import box, element, observation, screen, text_run
from worker.detectors.visual import covered_control, overlapping_text
from worker.observation.screen import Element

Fault = Callable[[str, str, str], str]


def covered(path: str, name: str, region: str) -> str:
    links = (covered_link(one, region, by) for one, by in ((name, 'div.logo "Acme"'), ("Help", "svg")))
    found = list(covered_control.detect(observation(screen(path, elements=tuple(links)))))
    return " ".join(one.fingerprint for one in found)


def covered_link(name: str, region: str, by: str) -> Element:
    link = element(name, "link", key=f"link|{name}|a|{region}|", region=region, box=box(300, 300))
    return replace(link, covered_by=by)


def overlapping(path: str, words: str, region: str) -> str:
    one, other = text_run("Acme Ltd", x=20, y=300), text_run(words, x=24, y=302)
    ended = (replace(run, key=f"{tag}|{run.text}|{tag}|{region}") for run, tag in ((one, "p"), (other, "a")))
    [found] = overlapping_text.detect(observation(screen(path, texts=tuple(ended))))
    return found.fingerprint


@pytest.mark.parametrize("fault", [covered, overlapping])
@pytest.mark.parametrize("region", ["header", "search"])
def test_a_fault_around_all_pages_is_one_bug(fault: Fault, region: str) -> None:
    assert fault("/prices", "Courses", region) == fault("/about/us", "Kurse", region)
    assert " " not in fault("/prices", "Courses", region)


@pytest.mark.parametrize("fault", [covered, overlapping])
def test_a_fault_of_a_page_is_its_own(fault: Fault) -> None:
    assert fault("/prices", "Courses", "main") != fault("/about/us", "Courses", "main")
