"""The run folder's logs: console, network and actions as JSON lines, written as they happen, secrets masked."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from pydantic import JsonValue

from deffatest.masking import mask_text, mask_url
from deffatest.run_record import LogLine
from worker.observation.observation import Observation
from worker.observation.runtime import ConsoleMessage, Exchange, UncaughtException
from worker.surfaces.actions import Action

_TEXT_AT_MOST = 2000
_LINES_AROUND_A_BUG = 20
_LEVELS = {"error": "error", "warning": "warning", "debug": "debug"}


class RunLogs:
    """Opened for the length of a run."""

    def __init__(self, folder: Path) -> None:
        logs = folder / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        self._console = (logs / "console.jsonl").open("w", encoding="utf-8")
        self._network = (logs / "network.jsonl").open("w", encoding="utf-8")
        self._actions = (logs / "actions.jsonl").open("w", encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for file in (self._console, self._network, self._actions):
            file.close()

    def note(self, observation: Observation) -> None:
        """Write down what happened since the visitor's last look."""
        for line in console_lines(observation, errors_only=False):
            _write(self._console, {"visitor": observation.visitor, **line.model_dump(mode="json")})
        for exchange in observation.exchanges:
            _write(self._network, {"visitor": observation.visitor, **_exchange(exchange)})
        for action in observation.cause:
            told: dict[str, JsonValue] = {
                "at_ms": observation.at_ms,
                "visitor": observation.visitor,
                "action": words(action),
            }
            _write(self._actions, {**told, "url": mask_url(observation.screen.url)})


def console_lines(observation: Observation, *, errors_only: bool) -> Iterator[LogLine]:
    """The console of an observation with its uncaught errors, masked."""
    for message in observation.console:
        if not errors_only or message.level in ("error", "warning"):
            yield _console_line(message)
    for exception in observation.exceptions:
        yield _exception_line(exception)


def lines_around(observation: Observation) -> tuple[list[LogLine], list[LogLine]]:
    """Console and network lines to show beside a bug: troubles first, then what is nearest."""
    console = list(console_lines(observation, errors_only=False))
    exchanges = [exchange for exchange in observation.exchanges if not exchange.aborted_by_us]
    if not exchanges and observation.document is not None:
        exchanges = [observation.document]
    network = [_network_line(exchange) for exchange in exchanges]
    return _nearest(console), _nearest(network)


def words(action: Action) -> str:
    """The action in words, secrets masked."""
    unchecked = ", with the browser's own check of the form switched off" if action.skip_browser_validation else ""
    return mask_text(action.words) + unchecked


def _nearest(lines: list[LogLine]) -> list[LogLine]:
    if len(lines) > _LINES_AROUND_A_BUG:
        troubles = [line for line in lines if line.level in ("error", "warning")]
        others = [line for line in lines if line.level not in ("error", "warning")]
        lines = troubles[:_LINES_AROUND_A_BUG] + others[: max(0, _LINES_AROUND_A_BUG - len(troubles))]
    return sorted(lines, key=lambda line: line.at_ms)


def _console_line(message: ConsoleMessage) -> LogLine:
    level = _LEVELS.get(message.level, "info")
    return LogLine.model_validate(
        {"at_ms": message.at_ms, "level": level, "text": _text(message.text), "url": mask_url(message.url)}
    )


def _exception_line(exception: UncaughtException) -> LogLine:
    text = f"Uncaught {exception.name}: {exception.message}\n{exception.stack}".strip()
    return LogLine(at_ms=exception.at_ms, level="error", text=_text(text), url=mask_url(exception.page))


def _network_line(exchange: Exchange) -> LogLine:
    answer = exchange.status if exchange.status is not None else exchange.failure or "no answer"
    level = (
        "error"
        if exchange.status is None or exchange.status >= 500
        else "warning"
        if exchange.status >= 400
        else "info"
    )
    text = f"{exchange.method} {mask_url(exchange.url)} → {answer} ({exchange.kind}, {exchange.duration_ms} ms)"
    return LogLine.model_validate(
        {"at_ms": exchange.at_ms, "level": level, "text": _text(text), "url": mask_url(exchange.url)}
    )


def _exchange(exchange: Exchange) -> dict[str, JsonValue]:
    return {
        "at_ms": exchange.at_ms,
        "method": exchange.method,
        "url": mask_url(exchange.url),
        "kind": exchange.kind,
        "status": exchange.status,
        "failure": exchange.failure,
        "duration_ms": exchange.duration_ms,
        "size": exchange.size,
        "page": mask_url(exchange.page),
    }


def _text(text: str) -> str:
    masked = mask_text(text)
    return masked if len(masked) <= _TEXT_AT_MOST else f"{masked[:_TEXT_AT_MOST]}…"


def _write(file: TextIO, line: dict[str, JsonValue]) -> None:
    file.write(json.dumps(line, ensure_ascii=False) + "\n")
