"""The same work in several processes that start together."""

import multiprocessing
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

T = TypeVar("T")
PATIENCE_SECONDS = 120.0

# Forked, so that a process is there in milliseconds; nothing here has threads when it forks.
_context = multiprocessing.get_context("fork")


def together(count: int, work: Callable[[int, Callable[[], None]], T]) -> list[T]:
    """What `work(number, start)` returns in each of the processes; `start` returns once all have called it.

    Raises RuntimeError with the trace of the first that failed.
    """
    barrier = _context.Barrier(count)

    def start() -> None:
        barrier.wait(PATIENCE_SECONDS)

    def run(number: int, answer_end: Connection) -> None:
        try:
            answer_end.send(_Answer(work(number, start)))
        except BaseException:
            barrier.abort()
            answer_end.send(_Failure(traceback.format_exc()))
            raise

    pipes = [_context.Pipe(duplex=False) for _ in range(count)]
    started = [_context.Process(target=run, args=(number, end), daemon=True) for number, (_, end) in enumerate(pipes)]
    for process in started:
        process.start()
    for _, end in pipes:
        end.close()
    try:
        heard: list[_Answer[T] | _Failure] = [_hear(receiving) for receiving, _ in pipes]
    finally:
        for process in started:
            process.join(5)
            if process.is_alive():
                process.kill()
    failures = [one.trace for one in heard if isinstance(one, _Failure)]
    if failures:
        # The one that broke the barrier says why; the others only that it is broken.
        raise RuntimeError(next((trace for trace in failures if "BrokenBarrierError" not in trace), failures[0]))
    return [one.value for one in heard if not isinstance(one, _Failure)]


@dataclass(frozen=True)
class _Answer(Generic[T]):
    value: T


@dataclass(frozen=True)
class _Failure:
    trace: str


def _hear(receiving: Connection) -> Any:
    if not receiving.poll(PATIENCE_SECONDS):
        return _Failure(f"a process gave no answer for {PATIENCE_SECONDS:.0f} s")
    try:
        return receiving.recv()
    except EOFError:
        return _Failure("a process ended without an answer")
