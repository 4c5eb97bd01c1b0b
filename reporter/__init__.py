"""Findings in, report out: reads a run folder, writes the page a person reads and the files that go with it."""

from reporter.build import ReportFiles, build
from reporter.errors import BadRunFolder, CannotWriteReport, ReportError

__all__ = ["BadRunFolder", "CannotWriteReport", "ReportError", "ReportFiles", "build"]
