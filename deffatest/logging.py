"""Structured logs on standard error: for people by default, one JSON object a line on request; secrets masked, the
test's id in every line."""

import logging
import sys
import threading
from collections.abc import MutableMapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import Processor

from deffatest.masking import MASK, is_secret_name, mask_text


def set_up_logging(
    log_format: Literal["human", "json"] = "human",
    level: Literal["debug", "info", "warning", "error"] = "info",
    stream: TextIO | None = None,
) -> None:
    """Send all logs, those of libraries too, to standard error in one format."""
    target = stream or sys.stderr
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso" if log_format == "json" else "%H:%M:%S", utc=log_format == "json"),
    ]
    last: list[Processor] = (
        [structlog.processors.format_exc_info, mask_secrets, structlog.processors.JSONRenderer()]
        if log_format == "json"
        else [structlog.processors.format_exc_info, mask_secrets, structlog.dev.ConsoleRenderer(colors=target.isatty())]
    )
    threshold = getattr(logging, level.upper())
    structlog.configure(
        processors=[*before, *last],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        # A line at a time, whichever thread it comes from.
        logger_factory=structlog.WriteLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=max(threshold, logging.WARNING), force=True)
    logging.captureWarnings(True)
    sys.excepthook = _log_last_error
    threading.excepthook = lambda error: _log_last_error(error.exc_type, error.exc_value, error.exc_traceback)


def mask_secrets(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask a log line's values: those with a secret's name, and secrets inside texts."""
    for name, value in line.items():
        if isinstance(value, str):
            line[name] = MASK if is_secret_name(name) else mask_text(value)
        elif value is not None and not isinstance(value, bool | int | float):
            line[name] = mask_text(str(value))
    return line


def about_test(test_id: str, attempt: int) -> AbstractContextManager[object]:
    """Every line logged inside carries the test's id and attempt."""
    return structlog.contextvars.bound_contextvars(test=test_id, attempt=attempt)


def logger(name: str) -> Any:
    """A logger for one module."""
    return structlog.get_logger(module=name)


def _log_last_error(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """What nobody caught is logged like everything else."""
    if issubclass(kind, KeyboardInterrupt):
        return
    logger(__name__).critical("an error that nobody caught", exc_info=(kind, error, trace))
