"""Everything the reporter raises.

ReportError
├── BadRunFolder         the input: no run.json, not of this schema, or it points outside its folder
└── CannotWriteReport    the output: disk full, no permission
"""


class ReportError(Exception):
    """The report could not be made; the message says why and what to do."""


class BadRunFolder(ReportError):
    """The folder is not a finished run."""


class CannotWriteReport(ReportError):
    """The report's files could not be written."""
