"""The sentences of a report, written from its data."""

from datetime import UTC, datetime, timedelta

from deffatest.run_record import Bug, Comparison, Confidence, RunRecord, Severity, Standing
from reporter.severity import ShownSeverity, count

ENDED = {
    "time used": "The run used all the time it was given.",
    "nothing new left": "The run ended early: nothing new was left to explore.",
    "target lost": "The target stopped answering, so the run ended before its time.",
}

STANDINGS = {Standing.NEW: "New", Standing.KNOWN: "Known", Standing.REGRESSED: "Back"}
SHOWN_AS = {
    Severity.LOW: "minor (low)",
    Severity.MEDIUM: "minor (medium)",
    Severity.HIGH: "major",
    Severity.CRITICAL: "critical",
}

TEST_TYPES = {"web_url": "Website", "web_bundle": "Web bundle", "android_apk": "Android app"}


def number(amount: int, one: str, many: str | None = None) -> str:
    """`1 page`, `2 pages`, `1,204 pages`."""
    return f"{amount:,} {one if amount == 1 else many or one + 's'}"


def duration(span: timedelta) -> str:
    """`45 s`, `3 min 12 s`, `1 h 5 min`."""
    seconds = max(0, round(span.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def clock(milliseconds: int) -> str:
    """A position in a recording or a run: `1:07`, `1:02:09`."""
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def moment(at: datetime) -> str:
    """`21 November 2026, 01:43 UTC`; a time without a zone is UTC."""
    at = at.astimezone(UTC) if at.tzinfo else at
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def day(at: datetime) -> str:
    """`21 November 2026`, in UTC."""
    at = at.astimezone(UTC) if at.tzinfo else at
    return f"{at.day} {at:%B %Y}"


def since(comparison: Comparison) -> str:
    """What changed since the project's last test, in one sentence."""
    changes = (
        (len(comparison.fixed), "fixed"),
        (comparison.new, "new"),
        (comparison.regressed, "back again"),
        (comparison.known, "still there"),
    )
    told = [f"{amount:,} {what}" for amount, what in changes if amount]
    when = f"Since {day(comparison.tested_at)}"
    return f"{when}: {', '.join(told)}." if told else f"{when} nothing has changed."


def weight(bug: Bug) -> str:
    """How sure a bug is and what makes it weigh more or less than its kind, in a sentence or two."""
    sure = {
        Confidence.CERTAIN: "Certain: every replay showed it.",
        Confidence.LIKELY: "Likely: most replays showed it."
        if bug.attempts > bug.reproduced
        else "Likely: the one replay that was made showed it.",
        Confidence.SEEN_ONCE: "Flaky: few of its replays showed it.",
    }[bug.confidence]
    reach = f"{'; '.join(bug.reach)}." if bug.reach else ""
    moved = bug.rule_severity is not None and bug.rule_severity is not bug.severity
    counted = (
        f"By its kind alone it would count as {SHOWN_AS[bug.rule_severity]}." if moved and bug.rule_severity else ""
    )
    return " ".join(filter(None, (sure, reach, counted)))


def verdict(record: RunRecord) -> str:
    """One sentence on how the app is doing."""
    counts = count(record.bugs)
    critical, major = counts[ShownSeverity.CRITICAL], counts[ShownSeverity.MAJOR]
    if not record.bugs:
        sentence = "No bugs came back in a replay." if record.unconfirmed else "No bugs found."
        if record.coverage.ended_because == "target lost":
            return f"{sentence} The target stopped answering, so much of it was never seen."
        return f"{sentence} Everything that was reached behaved as it should."
    if critical:
        return f"{number(critical, 'critical bug')} to fix before anything else."
    if major:
        return f"Nothing critical, but {number(major, 'major bug')} that people will notice."
    return "In good shape: only minor bugs left to polish."


def explored(record: RunRecord) -> str:
    """What the agent did, in one sentence."""
    coverage = record.coverage
    screens, pages = number(coverage.states, "different screen"), number(len(coverage.pages), "page")
    actions = number(coverage.actions, "action")
    return f"In {duration(record.ended_at - record.started_at)} the agent saw {screens} on {pages} and took {actions}."


def code_used(record: RunRecord) -> str:
    """How much of the app's own code ran or matched, in one sentence; "" where none was seen."""
    coverage = record.coverage
    kinds = (
        ("scripts", coverage.script_bytes, coverage.script_bytes_used),
        ("styles", coverage.style_bytes, coverage.style_bytes_used),
    )
    told = [f"{used / size:.0%} of its {kind} ({size / 1024:,.0f} KiB)" for kind, size, used in kinds if size]
    return f"The app used {' and '.join(told)} meanwhile." if told else ""
