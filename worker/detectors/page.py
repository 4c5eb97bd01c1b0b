"""Writes docs/detectors.md from the detectors' metadata: `python -m worker.detectors.page`, with --check to only
compare.
"""

import argparse
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from worker.detectors import registry
from worker.detectors.base import Category, Detector

PAGE = Path(__file__).parents[2] / "docs" / "detectors.md"
_INTRODUCTION = """\
# What counts as a bug

One rule, one file in `worker/detectors/`.
Made from their metadata by `python -m worker.detectors.page`.

Severities are those of the plain case; a rule may raise or lower them where it knows more. The rules of axe-core are
reported as `axe_` and their name, e.g. `axe_image_alt`, all by the one file `axe`.
"""


def page(detectors: Iterable[Detector]) -> str:
    """The whole page as Markdown."""
    order = list(Category)
    listed = sorted(detectors, key=lambda one: (order.index(one.meta.category), one.meta.id))
    parts = [_INTRODUCTION]
    for category, rules in groupby(listed, key=lambda one: one.meta.category):
        parts.append(f"## {category.capitalize()}\n")
        parts.extend(_entry(rule) for rule in rules)
    return "\n".join(parts)


def _entry(detector: Detector) -> str:
    meta = detector.meta
    lines = [
        f"### `{meta.id}`: {meta.title}\n",
        f"{detector.about}\n",
        f"- Severity: {meta.severity}",
        f"- Usual cause: {meta.why}",
    ]
    lines.append(f"- Fix: {meta.fix}")
    if meta.tags:
        lines.append(f"- Tags: {', '.join(meta.tags)}")
    lines.extend(f"- See: <{reference}>" for reference in meta.references)
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the page, or say with exit status 1 that it is stale."""
    parser = argparse.ArgumentParser(prog="python -m worker.detectors.page", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare; exit status 1 when the page is stale")
    wanted = page(registry.load())
    if not parser.parse_args().check:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(wanted)
        return 0
    if PAGE.exists() and PAGE.read_text() == wanted:
        return 0
    print("docs/detectors.md is stale: run python -m worker.detectors.page", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
