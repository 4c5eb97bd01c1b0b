"""`report.html`: the page a person reads, in one file that needs no network.

Escaping happens once, for every value, in the template engine; text that cannot be seen is spelled out at the same
place (`finalize`). The page's policy allows our one style and one script by their hashes and nothing else, so even a
slip could not run a script of the tested site.
"""

import base64
import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup
from PIL.Image import DecompressionBombError
from pydantic import JsonValue

from deffatest.run_record import Bug, Category, RunRecord, Screenshot, Standing
from reporter import wording
from reporter.embedding import ClipBudget, Embedded, PictureBudget
from reporter.programs import Program, programs
from reporter.severity import SHOWN, ShownSeverity, count, worst_first
from reporter.text import page_name, printable, shortened, web_address
from reporter.vitals import measures, vitals

PICTURES_A_BUG = 3
"""Pictures of one bug on the page; the rest lie in the archive."""

_ONE_LINE = 80


@dataclass(frozen=True, slots=True)
class Picture:
    """A screenshot on the page; `embedded` is None when it lies only beside it."""

    caption: str
    path: str
    embedded: Embedded | None


@dataclass(frozen=True, slots=True)
class BugCard:
    """A bug and what of its evidence is inside the page."""

    bug: Bug
    shown: ShownSeverity
    pages: list[int]
    pictures: list[Picture]
    clip: Markup | None
    programs: list[Program]

    @property
    def thumbnail(self) -> Markup | None:
        """The first picture, small."""
        return next((picture.embedded.thumbnail for picture in self.pictures if picture.embedded), None)


@dataclass(frozen=True, slots=True)
class PageSeen:
    """A page of the target; `bugs` is how many were found on it."""

    address: str
    bugs: int


@dataclass(slots=True)
class _Evidence:
    folder: Path
    pictures: PictureBudget
    clips: ClipBudget
    unreadable: list[str] = field(default_factory=list[str])

    def picture(self, screenshot: Screenshot) -> Picture:
        try:
            embedded = self.pictures.embed(self.folder / screenshot.path)
        except (OSError, ValueError, SyntaxError, DecompressionBombError):  # what Pillow raises for a broken file
            self.unreadable.append(screenshot.path)
            embedded = None
        return Picture(screenshot.caption, screenshot.path, embedded)


def render(record: RunRecord, folder: Path) -> tuple[str, RunRecord]:
    """The page, and the record with a note for each picture that could not be read.

    `folder` is where the record's paths lead.
    """
    bugs, unconfirmed = worst_first(record.bugs), worst_first(record.unconfirmed)
    expected = sum(min(PICTURES_A_BUG, len(bug.screenshots)) for bug in [*bugs, *unconfirmed])
    evidence = _Evidence(folder, PictureBudget(expected), ClipBudget())
    pages = _pages_with_bugs(bugs)
    cards = [_card(bug, pages, evidence) for bug in bugs]
    doubtful = [_card(bug, {}, evidence) for bug in unconfirmed]
    notes = [f"The picture {path} could not be read." for path in evidence.unreadable]
    record = record.model_copy(update={"notes": [*record.notes, *notes]})

    style, script = _resource("report.css"), _resource("report.js")
    page = (
        _engine()
        .get_template("report.html")
        .render(
            record=record,
            cards=cards,
            doubtful=doubtful,
            counts=count(bugs),
            categories=_present_categories(bugs),
            standings=_present_standings(bugs),
            bug_pages=list(pages),
            pages_seen=_pages_seen(record),
            vitals=vitals(record.performance_metrics),
            measures=measures(record.performance_metrics),
            policy=_policy(style, script),
            style=Markup(style),
            script=Markup(script),
        )
    )
    return page, record


def _card(bug: Bug, pages: dict[str, int], evidence: _Evidence) -> BugCard:
    return BugCard(
        bug=bug,
        shown=SHOWN[bug.severity],
        pages=sorted({pages[page] for page in _pages_of(bug) if page in pages}),
        pictures=[evidence.picture(screenshot) for screenshot in bug.screenshots[:PICTURES_A_BUG]],
        clip=evidence.clips.embed(evidence.folder / bug.recording) if bug.recording else None,
        programs=programs(bug),
    )


def _pages_of(bug: Bug) -> list[str]:
    return list(dict.fromkeys([bug.page, *bug.pages]))


def _pages_with_bugs(bugs: list[Bug]) -> dict[str, int]:
    """Every page that shows a bug, in alphabetical order, with its place in that order."""
    return {page: place for place, page in enumerate(sorted({page for bug in bugs for page in _pages_of(bug)}))}


def _pages_seen(record: RunRecord) -> list[PageSeen]:
    bugs = Counter(page for bug in record.bugs for page in _pages_of(bug))
    return [PageSeen(page, bugs[page]) for page in sorted({*record.coverage.pages, *bugs})]


def _present_categories(bugs: list[Bug]) -> dict[Category, int]:
    counted = Counter(bug.category for bug in bugs)
    return {category: counted[category] for category in Category if counted[category]}


def _present_standings(bugs: list[Bug]) -> dict[Standing, int]:
    counted = Counter(bug.standing for bug in bugs)
    return {standing: counted[standing] for standing in Standing if counted[standing]}


def _policy(style: str, script: str) -> str:
    """The page's Content Security Policy (CSP Level 3): nothing but our own style, our own script and embedded media.

    `file:` and `'self'` are for clips that lie beside the page; no request can leave the machine it is read on.
    """
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "img-src data:",
            "media-src data: 'self' file:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    )


def _hash(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode('ascii')}"


def _resource(name: str) -> str:
    return resources.files("reporter").joinpath("templates", name).read_text(encoding="utf-8")


def _finalize(value: object) -> object:
    """What the engine does to every value before it escapes it: long text is shortened, hidden text shown."""
    if isinstance(value, Markup):
        return value
    return printable(shortened(value)) if isinstance(value, str) else value


def _as_json(value: JsonValue) -> str:
    """On one line when it fits there."""
    short = json.dumps(value, ensure_ascii=False)
    return short if len(short) <= _ONE_LINE else json.dumps(value, indent=2, ensure_ascii=False)


def _tag(tag: str) -> str:
    """`wcag-1.4.3` as `WCAG 1.4.3`, `cwe-79` as `CWE-79`, others as they are."""
    family, _, rest = tag.partition("-")
    if family == "wcag" and rest:
        return f"WCAG {rest}"
    return tag.upper() if family in ("cwe", "owasp") else tag.replace("-", " ")


def _kind(name: str) -> str:
    """A rule's name as words, `exposed_debug_page` as `Exposed debug page`; anything else as it is."""
    return name.replace("_", " ").capitalize() if re.fullmatch(r"[a-z0-9_]+", name) else name


_FILTERS: dict[str, Any] = {
    "as_json": _as_json,
    "clock": wording.clock,
    "day": wording.day,
    "duration": wording.duration,
    "kind": _kind,
    "moment": wording.moment,
    "number": wording.number,
    "page_name": page_name,
    "shortened": shortened,
    "tag": _tag,
    "web_address": web_address,
}
_GLOBALS: dict[str, Any] = {
    "ended": wording.ENDED,
    "code_used": wording.code_used,
    "explored": wording.explored,
    "since": wording.since,
    "standing_words": wording.STANDINGS,
    "weight": wording.weight,
    "test_types": wording.TEST_TYPES,
    "verdict": wording.verdict,
}


@cache
def _engine() -> jinja2.Environment:
    engine = jinja2.Environment(
        loader=jinja2.PackageLoader("reporter", "templates"),
        autoescape=True,
        finalize=_finalize,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    engine.filters.update(_FILTERS)
    engine.globals.update(_GLOBALS)
    return engine
