"""Where everything lies in a report: the storage layout, whatever the files were called in the run folder.

report.html  summary.json  run.json
bugs/bug-1/screenshot-1.png  bugs/bug-1/recording.mp4  bugs/bug-1/reproduce.py  bugs/bug-1/reproduce.ts
unconfirmed/bug-9/...
videos/visitor-1.mp4
logs/...
"""

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from deffatest.run_record import Bug, RunRecord, Screenshot
from reporter.errors import BadRunFolder

PICTURES = {".jpg", ".png", ".webp"}


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file of the report: `name` is its path in the archive, `path` where it is now."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Layout:
    """The run record with every path as it is in the report, and the files behind those paths."""

    record: RunRecord
    artifacts: list[Artifact]


@dataclass(slots=True)
class _Mover:
    folder: Path
    artifacts: dict[str, Artifact] = field(default_factory=dict[str, Artifact])
    missing: list[str] = field(default_factory=list[str])

    def move(self, path: str, name: str) -> str | None:
        """Take a file of the run into the report; None, and a note, when it is not there.

        Raises BadRunFolder when the path leads out of the run folder.
        """
        try:
            source = (self.folder / path).resolve()
        except (OSError, ValueError) as error:
            raise BadRunFolder(f"run.json names {path[:200]!r}, which is no file name: {error}") from error
        if not source.is_relative_to(self.folder):
            raise BadRunFolder(
                f"run.json names {path[:200]!r}, which lies outside the run folder; name only its own files"
            )
        try:
            is_file = source.is_file()
        except OSError:
            is_file = False
        if not is_file:
            self.missing.append(path)
            return None
        self.artifacts[name] = Artifact(name, source)
        return name


def lay_out(folder: Path, record: RunRecord) -> Layout:
    """Give every file its place in the report.

    A file that is missing costs its place and leaves a note, never the report. Raises BadRunFolder when the record
    names a file outside its folder.
    """
    mover = _Mover(folder.resolve())
    bugs_videos = [bug.video for bug in [*record.bugs, *record.unconfirmed] if bug.video is not None]
    paths = dict.fromkeys([*(video.path for video in record.videos), *bugs_videos])
    moved_videos = {path: mover.move(path, _video_name(path)) for path in paths}

    moved = record.model_copy(
        update={
            "bugs": [_move_bug(mover, bug, f"bugs/{bug.id}", moved_videos) for bug in record.bugs],
            "unconfirmed": [_move_bug(mover, bug, f"unconfirmed/{bug.id}", moved_videos) for bug in record.unconfirmed],
            "videos": [
                video.model_copy(update={"path": name})
                for video in record.videos
                if (name := moved_videos[video.path]) is not None
            ],
        }
    )
    for log in sorted((folder / "logs").rglob("*")):
        if log.is_file() and not log.is_symlink():
            mover.move(log.relative_to(folder).as_posix(), log.relative_to(folder).as_posix())
    notes = [f"The file {path} was named by the run but is missing." for path in mover.missing]
    return Layout(
        moved.model_copy(update={"notes": [*record.notes, *notes]}),
        [mover.artifacts[name] for name in sorted(mover.artifacts)],
    )


def _move_bug(mover: _Mover, bug: Bug, place: str, videos: dict[str, str | None]) -> Bug:
    screenshots: list[Screenshot] = []
    for position, screenshot in enumerate(bug.screenshots, start=1):
        suffix = PurePosixPath(screenshot.path).suffix.lower()
        suffix = suffix if suffix in PICTURES else ".png"
        name = mover.move(screenshot.path, f"{place}/screenshot-{position}{suffix}")
        if name is not None:
            screenshots.append(screenshot.model_copy(update={"path": name}))
    return bug.model_copy(
        update={
            "screenshots": screenshots,
            "recording": mover.move(bug.recording, f"{place}/recording.mp4") if bug.recording is not None else None,
            "video": videos[bug.video] if bug.video is not None else None,
        }
    )


def _video_name(path: str) -> str:
    """A name of its own for each video, safe on every disk: `video/a/b 1.mp4` becomes `videos/a-b-1.mp4`."""
    inside = path.removeprefix("videos/").removeprefix("video/")
    return "videos/" + (re.sub(r"[^A-Za-z0-9._-]+", "-", inside).strip(".-") or "video.mp4")
