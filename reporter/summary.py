"""`summary.json`: the report's data as the API answers it, with paths inside the report instead of addresses."""

from datetime import UTC, datetime
from typing import NotRequired, TypedDict

from deffatest.run_record import Bug, Comparison, RunRecord
from reporter.severity import SHOWN, count, worst_first

ARCHIVE_NAME = "full_report.zip"


class EnvironmentInfo(TypedDict):
    """What the run truly ran on."""

    browser: str
    os: str
    device: str


class BugSummary(TypedDict):
    """One bug in the report's short shape."""

    bug_id: str
    title: str
    severity: str
    reproduction_steps: list[str]
    screenshots: list[str]
    bug_video_link: str | None
    additional_context: str
    confidence: str
    reach: list[str]
    standing: NotRequired[str]


class FixedSummary(TypedDict):
    """A bug that is gone."""

    title: str
    page: str


class ComparisonSummary(TypedDict):
    """This test beside the project's earlier ones."""

    earlier_test_id: str
    earlier_tested_at: str
    new: int
    known: int
    regressed: int
    fixed: int
    not_seen_again: int
    fixed_bugs: list[FixedSummary]


class PerformanceSummary(TypedDict):
    """The report's five numbers; None where nothing could be measured."""

    page_load_time_ms: int | None
    avg_fps: float | None
    max_memory_mb: float | None
    cpu_usage_percent: float | None
    network_latency_ms: int | None


class SecuritySummary(TypedDict):
    """One security finding."""

    type: str
    description: str
    affected_area: str


class Summary(TypedDict):
    """The `data` object of `GET /api/tests/{testId}/report`."""

    test_id: str
    test_name: str
    status: str
    test_type: str
    submitted_at: str
    requested_duration_minutes: int
    environment_info: EnvironmentInfo
    total_bugs_found: dict[str, int]
    report_download_url: str
    bugs: list[BugSummary]
    performance_metrics: PerformanceSummary
    security_findings: list[SecuritySummary]
    comparison: NotRequired[ComparisonSummary]


def summarize(record: RunRecord) -> Summary:
    """The whole summary of a record whose paths are those of the report."""
    test, environment, metrics = record.test, record.environment, record.performance_metrics
    summary = Summary(
        test_id=test.test_id,
        test_name=test.test_name,
        status="completed",
        test_type=test.test_type,
        submitted_at=_utc(test.submitted_at),
        requested_duration_minutes=test.requested_duration_minutes,
        environment_info=EnvironmentInfo(browser=environment.browser, os=environment.os, device=environment.device),
        total_bugs_found={severity.lower(): amount for severity, amount in count(record.bugs).items()},
        report_download_url=ARCHIVE_NAME,
        bugs=[_bug(bug) for bug in worst_first(record.bugs)],
        performance_metrics=PerformanceSummary(
            page_load_time_ms=metrics.page_load_time_ms,
            avg_fps=metrics.avg_fps,
            max_memory_mb=metrics.max_memory_mb,
            cpu_usage_percent=metrics.cpu_usage_percent,
            network_latency_ms=metrics.network_latency_ms,
        ),
        security_findings=[
            SecuritySummary(type=finding.type, description=finding.description, affected_area=finding.affected_area)
            for finding in record.security_findings
        ],
    )
    if record.comparison is not None:
        summary["comparison"] = _comparison(record.comparison)
    return summary


def _comparison(compared: Comparison) -> ComparisonSummary:
    return ComparisonSummary(
        earlier_test_id=compared.test_id,
        earlier_tested_at=_utc(compared.tested_at),
        new=compared.new,
        known=compared.known,
        regressed=compared.regressed,
        fixed=len(compared.fixed),
        not_seen_again=len(compared.not_seen_again),
        fixed_bugs=[FixedSummary(title=bug.title, page=bug.page) for bug in compared.fixed],
    )


def _bug(bug: Bug) -> BugSummary:
    summary = BugSummary(
        bug_id=bug.id,
        title=bug.title,
        severity=SHOWN[bug.severity],
        reproduction_steps=bug.steps,
        screenshots=[screenshot.path for screenshot in bug.screenshots],
        bug_video_link=bug.recording,
        additional_context=bug.cause or bug.description,
        confidence=bug.confidence,
        reach=bug.reach,
    )
    if bug.standing is not None:
        summary["standing"] = bug.standing
    return summary


def _utc(at: datetime) -> str:
    """RFC 3339 in UTC; a time without a zone is UTC."""
    at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return at.isoformat().replace("+00:00", "Z")
