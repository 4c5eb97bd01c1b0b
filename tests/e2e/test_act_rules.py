"""The examples of the W3C's ACT rules: what fails is found, what passes is left in peace.

All of them take some minutes (`make bench ONLY=act`); here every failed example of the claimed rules' shortest ones is
opened, and of the others the first, with what must not be flagged beside it.
"""

import pytest

from benchmarks.act.claims import IN_PART, claims
from benchmarks.act.examples import Example
from benchmarks.act.judging import judge
from benchmarks.act.suite import claimed_examples
from worker.surfaces.interface import Surface

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Of each rule and kind; more take longer than a suite of tests may.
SHOWN = {"failed": 2, "passed": 1, "inapplicable": 1}
# Slow ones, whose page has to play or to be walked through.
ONCE = frozenset(("80af7b", "a1b64e", "80f0bf"))


def chosen() -> list[Example]:
    """The last ones of each kind, which are the special cases."""
    picked: list[Example] = []
    for rule in claims():
        for kind, most in SHOWN.items():
            of_kind = [one for one in claimed_examples() if one.rule == rule and one.kind == kind]
            picked += of_kind[-(1 if rule in ONCE else most) :]
    return picked


async def test_what_fails_a_rule_that_is_claimed_is_found_and_what_does_not_is_left_in_peace(
    browser_surface: Surface,
) -> None:
    judged = await judge(browser_surface, chosen(), at_once=4)
    assert len(judged) > 150
    assert not [f"{one.example}: {one.trouble}" for one in judged if one.trouble]
    assert not [str(one.example) for one in judged if one.flagged]
    assert not [str(one.example) for one in judged if one.missed and one.example.rule not in IN_PART]


async def test_every_rule_that_is_claimed_in_part_has_a_reason_and_examples() -> None:
    assert IN_PART.keys() <= claims().keys()
    assert all(any(one.rule == rule and one.kind == "failed" for one in claimed_examples()) for rule in claims())
