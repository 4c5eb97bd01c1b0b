"""What a run asks a language model, when, and for how many tokens; without an answer everything goes on as without it.

Visitors say what they see and go on at once. Questions wait in line and are asked one after the other beside the
exploring; answers change what is chosen later. Nothing here raises.
"""

import asyncio
import importlib
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from pydantic import BaseModel

from deffatest.logging import logger
from deffatest.run_record import Bug
from worker.detectors.base import Finding
from worker.explorer.brain import contradictions
from worker.explorer.brain.fields import Values
from worker.explorer.brain.importance import Ranking
from worker.explorer.brain.questions import Question
from worker.explorer.brain.redaction import Redaction
from worker.explorer.brain.silence import NoAnswer
from worker.explorer.brain.wording import MOST_AT_ONCE, Wordings
from worker.explorer.options import Option
from worker.explorer.state import State
from worker.model_access import ModelAccess
from worker.observation.screen import Element, Screen

_log = logger(__name__)

# At which new states the ranking is asked for: at first sight, and when there is more to see.
_RANKED_AT = (1, 6)
_MOST_SCREENS_READ = 4
_MOST_WAITING = 12
_RETRIES = 2
_PAUSE_SECONDS = 0.5
# So many questions in a row without an answer, and no more are asked.
_PATIENCE = 2
_LAST_WORDS_SECONDS = 10.0


class Asks(Protocol):
    """See `Endpoint`."""

    tokens: int

    async def ask(self, question: Question[Any]) -> BaseModel:
        """The answer; raises NoAnswer."""
        ...

    async def close(self) -> None:
        """Hang up."""
        ...


class Brain:
    """One run's model.

    `private` are words that must not be sent. `tell` is given what the model noticed and nobody has proved, with the
    name of the visitor who saw it.
    """

    def __init__(
        self,
        access: ModelAccess,
        private: Iterable[str] = (),
        tell: Callable[[Finding, str], None] = lambda _finding, _visitor: None,
        pause_seconds: float = _PAUSE_SECONDS,
    ) -> None:
        self._access = access
        self._pause_seconds = pause_seconds
        self._tell = tell
        self._redaction = Redaction(tuple(private))
        self._ranking = Ranking(self._redaction)
        self._values = Values(self._redaction)
        self._wordings = Wordings(self._redaction, access.name)
        self._waiting: asyncio.Queue[Question[Any]] = asyncio.Queue()
        self._unworded: dict[str, Bug] = {}
        self._worded: set[str] = set()
        self._answers: dict[str, BaseModel] = {}
        self._states = 0
        self._makes_read: set[str] = set()
        self._asked = 0
        self._failures: Counter[str] = Counter()
        self._failed_in_a_row = 0
        self._unpaid = 0
        self._endpoint: Asks | None = None

    # What visitors and proofs say and ask.

    def see(self, screen: Screen, state: State, options: Iterable[Option], visitor: str, *, inside: bool) -> None:
        """A new state; `inside` when the visitor is signed in, so that the text is about a person."""
        self._states += 1
        if self._states in _RANKED_AT:
            self._put(self._ranking.question(screen, options))
        self._put(self._values.question(screen))
        if not inside and state.template not in self._makes_read and len(self._makes_read) < _MOST_SCREENS_READ:
            self._makes_read.add(state.template)
            self._put(contradictions.question(screen, self._redaction, lambda finding: self._tell(finding, visitor)))

    def worth(self, option: Option) -> float:
        """How much more an option matters than others: 1 for what nobody spoke of."""
        return self._ranking.worth(option)

    def value_for(self, element: Element) -> str | None:
        """What to write into a field that no rule understands, if anybody knows."""
        return self._values.value_for(element)

    def proved(self, bug: Bug) -> None:
        """A bug was proved; its words are asked for when there are some together, or at the end."""
        if bug.fingerprint in self._worded or not self._wordings.asked_about(bug):
            return
        self._unworded[bug.fingerprint] = bug
        if len(self._unworded) >= MOST_AT_ONCE:
            self._ask_for_words()

    def worded(self, bug: Bug) -> Bug:
        """The bug in better words, if there are any."""
        return self._wordings.worded(bug)

    def notes(self) -> list[str]:
        """What became of it, for the run's record."""
        if not self._asked and not self._failures:
            return []
        used = f"{self.tokens:,} of {self._access.tokens:,} tokens"
        notes = [f"A language model ({self._access.name}) was asked {self._asked} times and used {used}."]
        if self._failures:
            reasons = "; ".join(f"{reason} ({count})" for reason, count in sorted(self._failures.items()))
            notes.append(f"Not everything was answered by the model, and the run went on without: {reasons}.")
        return notes

    @property
    def tokens(self) -> int:
        """What was used so far."""
        return self._unpaid + (self._endpoint.tokens if self._endpoint else 0)

    # The thinking itself, beside all that.

    async def think(self) -> None:
        """Ask what waits, one question after the other, until cancelled."""
        try:
            while True:
                question = await self._waiting.get()
                try:
                    await self._consider(question)
                finally:
                    self._waiting.task_done()
        finally:
            if self._endpoint is not None:
                await self._endpoint.close()

    async def settled(self) -> None:
        """Wait until nothing waits to be asked."""
        await self._waiting.join()

    async def finish(self, seconds: float) -> None:
        """Let it answer what is still of use, for a few seconds at most; bugs without words are asked about first."""
        late: list[Question[Any]] = []
        while not self._waiting.empty():
            late.append(self._waiting.get_nowait())
            self._waiting.task_done()
        while self._unworded:
            self._ask_for_words()
        for question in late:
            self._put(question if question.lasting else None)
        try:
            async with asyncio.timeout(max(0.0, min(seconds, _LAST_WORDS_SECONDS))):
                await self.settled()
        except TimeoutError:
            self._fail("the run ended first")

    def _ask_for_words(self) -> None:
        bugs = list(self._unworded.values())[:MOST_AT_ONCE]
        for bug in bugs:
            del self._unworded[bug.fingerprint]
            self._worded.add(bug.fingerprint)
        self._put(self._wordings.question(bugs))

    def _put(self, question: Question[Any] | None) -> None:
        if question is not None and self._failed_in_a_row < _PATIENCE and self._waiting.qsize() < _MOST_WAITING:
            self._waiting.put_nowait(question)

    async def _consider(self, question: Question[Any]) -> None:
        if self._failed_in_a_row >= _PATIENCE:
            return
        answer = self._answers.get(question.mark)
        if answer is None and not self._can_afford(question):
            self._fail("its tokens for this test were used", question)
            return
        try:
            answer = answer or await self._ask(question)
        except NoAnswer as silence:
            self._failed_in_a_row += 1
            self._fail(str(silence), question)
            return
        self._failed_in_a_row = 0
        self._answers[question.mark] = answer
        question.take(answer)

    async def _ask(self, question: Question[Any]) -> BaseModel:
        endpoint = await self._open()
        try:
            async with asyncio.timeout(self._access.seconds):
                return await self._ask_patiently(endpoint, question)
        except TimeoutError as late:
            raise NoAnswer(f"it did not answer in {self._access.seconds:g} s", again=False) from late

    async def _ask_patiently(self, endpoint: Asks, question: Question[Any]) -> BaseModel:
        for tries in range(_RETRIES + 1):
            self._asked += 1
            # Charged until it is known what it cost: who never answers may have counted all the same.
            self._unpaid += question.tokens
            before = endpoint.tokens
            try:
                return await endpoint.ask(question)
            except NoAnswer as silence:
                if not silence.again or tries == _RETRIES or not self._can_afford(question):
                    raise
                await asyncio.sleep(self._pause_seconds * 2**tries)
            finally:
                if endpoint.tokens > before:
                    self._unpaid -= question.tokens
        raise AssertionError("every try ends in an answer or raises")

    def _can_afford(self, question: Question[Any]) -> bool:
        left = self._access.tokens - self.tokens
        return left >= question.tokens and left >= question.share * self._access.tokens

    async def _open(self) -> Asks:
        """The endpoint; imported beside what goes on, since that takes a second."""
        if self._endpoint is not None:
            return self._endpoint
        try:
            endpoint = await asyncio.to_thread(_loaded, self._access)
        except (ImportError, ValueError) as error:
            raise NoAnswer("it could not be set up", again=False) from error
        self._endpoint = endpoint
        return endpoint

    def _fail(self, reason: str, question: Question[Any] | None = None) -> None:
        self._failures[reason] += 1
        _log.warning("model_gave_no_answer", reason=reason, about=question.about if question else "what was left")


def _loaded(access: ModelAccess) -> Asks:
    return importlib.import_module("worker.explorer.brain.endpoint").Endpoint(access)
