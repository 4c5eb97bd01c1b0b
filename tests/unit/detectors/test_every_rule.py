"""Every rule fires on its bad cases and is silent on its good ones, and says in words that people understand what is
wrong.
"""

import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, cast

import pytest

from tests.unit.detectors.building import observation
from tests.unit.detectors.cases import all_cases
from tests.unit.detectors.cases.case import Case
from worker.detectors import registry
from worker.detectors.base import Finding

DETECTORS = {detector.meta.id: detector for detector in registry.load()}
CASES = tuple(all_cases())
# Raised by the explorer: nothing can be observed of a page that is dead.
RAISED = {"page_crashed", "page_unresponsive"}
LONGEST_TITLE = 90


def found(case: Case) -> list[Finding]:
    return list({finding.fingerprint: finding for finding in DETECTORS[case.rule].detect(case.observation)}.values())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_fires_where_it_must_and_nowhere_else(case: Case) -> None:
    findings = found(case)
    assert len(findings) == case.finds, [finding.title for finding in findings]


@pytest.mark.parametrize("case", [case for case in CASES if case.finds], ids=str)
def test_speaks_in_words_a_person_understands(case: Case) -> None:
    for finding in found(case):
        assert len(finding.title) <= LONGEST_TITLE, finding.title
        assert finding.title[0].isupper() or not finding.title[0].isalpha()
        assert "Expected" in finding.description or finding.category == "accessibility"
        assert all((finding.subject, finding.cause, finding.fix, finding.page))
        assert "  " not in finding.title + finding.description


@pytest.mark.parametrize("case", [case for case in CASES if case.finds], ids=str)
def test_knows_the_same_bug_again_on_another_port(case: Case) -> None:
    here = {finding.fingerprint for finding in found(case)}
    moved = {finding.fingerprint for finding in found(replace(case, observation=_moved(case.observation)))}
    assert here == moved


def test_every_rule_has_a_bad_and_a_good_case() -> None:
    rules = set(DETECTORS) - RAISED
    assert {case.rule for case in CASES if case.finds} == rules
    assert {case.rule for case in CASES if not case.finds} == rules


def test_clean_pages_are_silent_for_all_rules() -> None:
    """A good case of one rule may well be a bad one of another, but not the plain page that all are built on."""
    findings, errors = registry.judge(DETECTORS.values(), observation())
    assert not findings
    assert not errors


@pytest.mark.parametrize("rule", sorted(DETECTORS))
def test_every_text_of_the_metadata_is_there(rule: str) -> None:
    meta = DETECTORS[rule].meta
    assert all(len(text) > 10 and "  " not in text for text in (meta.title, meta.why, meta.fix))
    assert not meta.title.endswith(".")
    assert re.search(r"[.)]$", meta.why)
    assert re.search(r"[.)]$", meta.fix)
    assert all(re.fullmatch(r"[a-z0-9.-]+", tag) for tag in meta.tags)
    assert all(reference.startswith("https://") for reference in meta.references)
    assert DETECTORS[rule].about


def _moved(value: Any) -> Any:
    """The same, served from another port."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return value.replace("127.0.0.1:4000", "127.0.0.1:51234")
    if isinstance(value, tuple):
        return tuple(_moved(one) for one in cast(tuple[Any, ...], value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _moved(getattr(value, one.name)) for one in fields(value)})
    return value
