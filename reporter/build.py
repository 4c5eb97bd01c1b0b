"""From a run folder to its report."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from deffatest.run_record import RunRecord, read_run
from reporter.archive import write_archive
from reporter.errors import BadRunFolder, CannotWriteReport
from reporter.layout import Artifact, Layout, lay_out
from reporter.page import render
from reporter.programs import programs
from reporter.summary import ARCHIVE_NAME, Summary, summarize


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """A built report; `folder` looks as the archive does when unpacked, with the archive beside."""

    folder: Path
    page: Path
    summary: Path
    archive: Path
    data: Summary


def build(folder: Path) -> ReportFiles:
    """Write `<folder>/report/`, anew each time.

    Raises BadRunFolder when there is no run record or it cannot be trusted, CannotWriteReport when the disk refuses.
    """
    folder = folder.resolve()
    layout = lay_out(folder, _read(folder))
    try:
        return _write(folder / "report", layout)
    except OSError as error:
        raise CannotWriteReport(f"cannot write the report below {folder / 'report'}: {error}") from error


def _read(folder: Path) -> RunRecord:
    if not folder.is_dir():
        raise BadRunFolder(f"{folder} is no folder; give the folder of a finished run")
    try:
        return read_run(folder)
    except FileNotFoundError as error:
        raise BadRunFolder(f"{folder} holds no run.json; give the folder of a finished run") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        more = f" ({error.error_count() - 1} more such errors)" if error.error_count() > 1 else ""
        raise BadRunFolder(f"{folder / 'run.json'} is not a run record: {place}: {first['msg']}{more}") from error
    except OSError as error:
        raise BadRunFolder(f"{folder / 'run.json'} cannot be read: {error}") from error


def _write(target: Path, layout: Layout) -> ReportFiles:
    if target.exists():
        shutil.rmtree(target)
    target.mkdir()
    placed = [_place(artifact, target) for artifact in layout.artifacts]

    page, noted = render(layout.record, target)
    summary = summarize(noted)
    written = [
        _write_text(target, "report.html", page),
        _write_text(target, "summary.json", json.dumps(summary, indent=2, ensure_ascii=False) + "\n"),
        _write_text(target, "run.json", noted.model_dump_json(indent=2) + "\n"),
        *(
            _write_text(target, f"bugs/{bug.id}/{program.name}", program.text)
            for bug in noted.bugs
            for program in programs(bug)
        ),
    ]
    archive = target / ARCHIVE_NAME
    write_archive(archive, [*written, *placed], noted.ended_at)
    return ReportFiles(
        folder=target,
        page=target / "report.html",
        summary=target / "summary.json",
        archive=archive,
        data=summary,
    )


def _place(artifact: Artifact, target: Path) -> Artifact:
    """The file at its place in the report: a second name for the same bytes where the disk allows, else a copy."""
    place = target / artifact.name
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(artifact.path, place)
    except OSError:
        shutil.copyfile(artifact.path, place)
    return Artifact(artifact.name, place)


def _write_text(target: Path, name: str, text: str) -> Artifact:
    path = target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    return Artifact(name, path)
