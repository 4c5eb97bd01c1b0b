"""The shape of a run folder: what a worker leaves behind and the reporter reads.

A run folder holds `run.json` (a `RunRecord`) and the files it names, by paths relative to the folder:

    run.json
    bugs/bug-1/screenshot-1.png      the problem outlined, one or more
    bugs/bug-1/recording.mp4         the replay that proved it
    video/visitor-1.mp4              the whole run, H.264, one a visitor
    logs/console.jsonl network.jsonl actions.jsonl run.log

Everything in it has had passwords, tokens and cookies masked.
"""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

SCHEMA_VERSION = 1


class Severity(StrEnum):
    """How much a bug hurts, as stored; shown as critical, major (high), minor (medium and low)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Category(StrEnum):
    """What kind of quality a bug spoils."""

    FUNCTIONAL = "functional"
    VISUAL = "visual"
    PERFORMANCE = "performance"
    ACCESSIBILITY = "accessibility"
    SECURITY = "security"


class Confidence(StrEnum):
    """How sure a bug is, by its replays: each of several showed it; one did, or most did; few did or none was made."""

    CERTAIN = "certain"
    LIKELY = "likely"
    SEEN_ONCE = "seen once"


class Standing(StrEnum):
    """What a bug is to the project that was tested before."""

    NEW = "new"
    KNOWN = "known"
    REGRESSED = "regressed"


class Record(BaseModel):
    """Base of all parts: unknown keys are an error, so writer and reader cannot drift apart."""

    model_config = ConfigDict(extra="forbid")


class Screenshot(Record):
    """One picture of the problem; `path` is relative to the run folder, sizes are px."""

    path: str
    caption: str
    width: int
    height: int


class LogLine(Record):
    """One console message or network exchange near a bug; `at_ms` counts from the start of the run."""

    at_ms: int
    level: Literal["debug", "info", "warning", "error"]
    text: str
    url: str = ""


class ReplayedAction(Record):
    """One thing that was done to the app, as data.

    `kind` is one of the surface's actions ("click", "type", ...); `selector` found the target in the frame called
    `frame` ("" is the page itself), `role` and `name` are what it is called. A `secret` value is left out.
    """

    kind: str
    words: str
    selector: str = ""
    frame: str = ""
    role: str = ""
    name: str = ""
    value: str = ""
    secret: bool = False
    skip_browser_validation: bool = False


class Replay(Record):
    """What was done from a clean start when a bug was shown again; sizes are px.

    `beyond` is what an experiment did besides, in words.
    """

    width: int
    height: int
    touch: bool = False
    actions: list[ReplayedAction]
    beyond: list[str] = []


class Trial(Record):
    """What has to be done again to see whether something is still so.

    `page` is an address without its scheme and port; `how` what is done there, e.g. "open", "click button 'Buy'".
    """

    page: str
    how: str


class EarlierBug(Record):
    """A bug that an earlier test of the project found; `fixed_at` is when a test first showed that it is gone."""

    fingerprint: str
    rule: str
    category: Category
    severity: Severity
    title: str
    page: str
    trial: Trial | None = None
    first_seen_at: datetime
    last_seen_at: datetime
    fixed_at: datetime | None = None


class EarlierTests(Record):
    """What is remembered of a project's earlier tests, the last of which was `test_id`."""

    project: str
    test_id: str
    tested_at: datetime
    bugs: list[EarlierBug] = []


class MissedBug(Record):
    """An earlier bug that was neither seen nor shown to be gone, and why."""

    bug: EarlierBug
    why: str


class Comparison(Record):
    """This test beside the project's earlier ones, of which `test_id` was the last.

    Bugs that are new, known or regressed (fixed before, and back) say so themselves; `fixed` were looked for in the
    same way on the same page and are gone.
    """

    project: str
    test_id: str
    tested_at: datetime
    new: int
    known: int
    regressed: int
    fixed: list[EarlierBug] = []
    not_seen_again: list[MissedBug] = []


class Bug(Record):
    """One bug: one cause, however many pages show it.

    `attempts` replays from a clean profile were made, `reproduced` of them showed it again; it is `confirmed` when at
    least one did. `video_offset_ms` is where it was first seen in `video`. `severity` goes by effect and reach, which
    `reach` tells in words; `rule_severity` is what the rule alone says. `standing`, `first_seen_at` and `fixed_at`
    (of a regressed one) compare it with the project's earlier tests, where there are any.
    """

    id: str = Field(pattern=r"^bug-\d+$")
    ordinal: int
    rule: str
    category: Category
    severity: Severity
    title: str
    description: str
    page: str
    pages: list[str]
    fingerprint: str
    steps: list[str]
    replay: Replay | None = None
    screenshots: list[Screenshot] = []
    recording: str | None = None
    video: str | None = None
    video_offset_ms: int | None = None
    found_at: datetime
    cause: str
    fix: str
    tags: list[str] = []
    references: list[str] = []
    attempts: int
    reproduced: int
    confirmed: bool
    confidence: Confidence = Confidence.LIKELY
    rule_severity: Severity | None = None
    reach: list[str] = []
    trial: Trial | None = None
    standing: Standing | None = None
    first_seen_at: datetime | None = None
    fixed_at: datetime | None = None
    console: list[LogLine] = []
    network: list[LogLine] = []
    details: dict[str, JsonValue] = {}


class Environment(Record):
    """What the run truly ran on."""

    browser: str
    os: str
    device: str
    viewports: list[str]
    worker_version: str
    seed: int


class Untried(Record):
    """What was seen and not tried, for one reason: how often, and a few of them in words."""

    reason: str
    count: int
    examples: list[str] = []


class Coverage(Record):
    """How much was seen: states and actions of the graph, and what was left and why.

    `addresses_read` were asked for without being opened. Of the app's own scripts and styles, `..._bytes_used` counts
    what ran or matched in the pages of those who explored.
    """

    states: int
    actions: int
    pages: list[str]
    unexplored: int
    ended_because: Literal["time used", "nothing new left", "target lost"]
    frontier: list[Untried] = []
    addresses_read: int = 0
    script_bytes: int = 0
    script_bytes_used: int = 0
    style_bytes: int = 0
    style_bytes_used: int = 0


class PerformanceMetrics(Record):
    """The report's five numbers, and the medians of the web vitals; None where nothing could be measured."""

    page_load_time_ms: int | None = None
    avg_fps: float | None = None
    max_memory_mb: float | None = None
    cpu_usage_percent: float | None = None
    network_latency_ms: int | None = None
    largest_contentful_paint_ms: int | None = None
    interaction_to_next_paint_ms: int | None = None
    cumulative_layout_shift: float | None = None


class SecurityFinding(Record):
    """One security bug in the spec's short shape."""

    type: str
    description: str
    affected_area: str


class Video(Record):
    """One visitor's whole recording; `started_at_ms` counts from the start of the run."""

    path: str
    visitor: str
    started_at_ms: int
    duration_ms: int


class TestOrder(Record):
    """What the user asked for."""

    test_id: str
    test_name: str
    test_type: Literal["web_url", "web_bundle", "android_apk"]
    source: str
    requested_duration_minutes: int
    submitted_at: datetime


class RunRecord(Record):
    """A finished run; `bugs` came back in a replay, `unconfirmed` did not and are kept apart.

    `comparison` is None when nothing is known of earlier tests.
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    test: TestOrder
    started_at: datetime
    ended_at: datetime
    environment: Environment
    coverage: Coverage
    performance_metrics: PerformanceMetrics
    security_findings: list[SecurityFinding]
    bugs: list[Bug]
    unconfirmed: list[Bug]
    videos: list[Video]
    notes: list[str] = []
    comparison: Comparison | None = None


def read_run(folder: Path) -> RunRecord:
    """Read a run folder's record.

    Raises FileNotFoundError when there is none and pydantic.ValidationError when it is not of this schema.
    """
    return RunRecord.model_validate_json((folder / "run.json").read_bytes())


def write_run(folder: Path, record: RunRecord) -> None:
    """Write the record into its folder, whole or not at all."""
    unfinished = folder / "run.json.partial"
    unfinished.write_text(record.model_dump_json(indent=2))
    unfinished.replace(folder / "run.json")
