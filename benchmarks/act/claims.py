"""Which ACT rules are claimed, and by what: our rules claim those that they refer to, axe-core says it of its own.

What axe-core only hands on to a person ("needs review"), or does not run unless told to, claims nothing.
"""

import re
from collections.abc import Iterable

from worker.detectors import registry
from worker.detectors.accessibility.axe import rule_name
from worker.surfaces.browser.scripts import axe

_REFERENCE = re.compile(r"https://www\.w3\.org/WAI/standards-guidelines/act/rules/(\w+)/")
_AXE_RULE = re.compile(r'\{id:"([a-z0-9-]+)"((?:(?!\{id:").)*?\bactIds:\[([^\]]*)\])', re.DOTALL)
_UNDECIDED = re.compile(r"\b(reviewOnFail:!0|enabled:!1)")
# Where these fail, their checks answer "cannot tell".
_DOUBTING = frozenset(("frame-title-unique", "th-has-data-cells", "video-caption"))

# Of these a part is judged, and passed examples may not be flagged; why the rest is not.
IN_PART = {
    "afw4f7": "the contrast of text over pictures and gradients is left to a person",
    "09o5cg": "of level AAA: told where the lower limit of level AA is missed as well",
    "b20e66": "whether two links serve the same purpose is left to a person, unless their words say nothing at all",
    "5effbb": "what describes a link's purpose is left to a person, unless its words say nothing at all",
    "c4a8a4": "whether a title fits its page is left to a person, unless it is a template's",
    "36b590": "messages are judged when a form was sent, not as they stand",
    "ucwvc8": "the language of a few words cannot be told with certainty",
    "off6ek": "the language of a few words cannot be told with certainty",
    "9eb3f6": "a file may be called what it shows",
    "2ee8b8": "spelling with and without a hyphen, and numbers with dots, are taken for the same words",
    "bisz58": "of level AAA: delays of more than 20 hours are taken for none",
    "b4f0c3": "values that are no values are taken for none",
    "6cfa84": "what an open dialog makes unreachable is not judged",
    "akn7bn": "frames are audited one by one",
    "b33eff": "turns are added up within one rule of a style sheet, not across several",
}


def named(references: Iterable[str]) -> frozenset[str]:
    """The ACT rules among what a finding or a detector refers to."""
    return frozenset(found.group(1) for one in references if (found := _REFERENCE.match(one)))


def claims() -> dict[str, frozenset[str]]:
    """Each claimed ACT rule, wholly or in part, with the rules that claim it."""
    claimed: dict[str, set[str]] = {}
    for rule, metadata, identities in _AXE_RULE.findall(axe()):
        if _UNDECIDED.search(metadata) or rule in _DOUBTING:
            continue
        for identity in re.findall(r"\w+", identities):
            claimed.setdefault(identity, set()).add(rule_name(rule))
    for detector in registry.load():
        for identity in named(detector.meta.references):
            claimed.setdefault(identity, set()).add(detector.meta.id)
    return {identity: frozenset(rules) for identity, rules in sorted(claimed.items())}
