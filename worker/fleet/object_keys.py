"""Where a test's files lie in the object storage; clients and the edge functions know these places too."""

from pathlib import PurePosixPath

from deffatest.run_record import Bug


def report_key(test_id: str) -> str:
    """The whole report, one archive."""
    return f"test-reports/{test_id}/full_report.zip"


def summary_key(test_id: str) -> str:
    """What remains readable when the archive was cleaned up."""
    return f"test-reports/{test_id}/summary.json"


def screenshot_keys(test_id: str, bug: Bug) -> dict[str, str]:
    """The key of each of a bug's screenshots, by its path in the run folder."""
    place = f"test-reports/{test_id}/bugs/{bug.id}"
    return {
        picture.path: f"{place}/screenshot-{number}{PurePosixPath(picture.path).suffix.lower() or '.png'}"
        for number, picture in enumerate(bug.screenshots, start=1)
    }


def recording_key(test_id: str, bug: Bug) -> str | None:
    """The key of the replay that proved a bug."""
    return f"test-reports/{test_id}/bugs/{bug.id}/recording.mp4" if bug.recording else None
