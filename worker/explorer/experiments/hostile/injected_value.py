"""Sends requests that were seen again with other values, and watches whether one is run instead of taken as data.

Every value is harmless: it reckons a sum, reads what every machine has, or adds a header of no meaning. Nothing is
written, deleted or slowed down by it. Requests that change something are sent with the few values that need no
comparison.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace

from worker.explorer.experiments.answers import AskedEnough, Asking, Trial, as_it_is, sent
from worker.explorer.experiments.coming_back import stand_where_sent
from worker.explorer.experiments.database_probes import (
    breaking_value,
    by_complaint,
    by_finding_all,
    by_operator,
    by_sums,
    nonsense_value,
)
from worker.explorer.experiments.entries import (
    Entry,
    Sending,
    entries_of,
    names_of_buttons,
    sendings_of,
    shape_of,
    typed_fields,
)
from worker.explorer.experiments.evaluation_probes import (
    as_command,
    as_header,
    as_object,
    as_path,
    as_template,
)
from worker.explorer.experiments.hints import RunsValue, hint_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.graph import Deed
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.attacks import Injection, VerboseError
from worker.observation.runtime import Exchange
from worker.observation.stack_traces import trace_in

PLAN = Plan("injected_value", share=4.0, most=40)

_MOST_ENTRIES = 6
PROBING = "hostile values in addresses and requests"


@dataclass(frozen=True, slots=True)
class InjectValues:
    """Whether values of a request are run by the server; the items are its entries' keys."""

    way: tuple[Deed, ...]
    sending: Sending
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """The request that is sent again."""
        return (f"Send {self.sending.method} {self.sending.url} with the value that is shown below",)

    def with_items(self, items: frozenset[str]) -> Request:
        """The same request with these entries only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Try each entry with all kinds of value, and conclude what was found."""
        await stand_where_sent(walk, self.way, self.sending)
        asking = Asking(walk.visitor, as_it_is)
        try:
            for entry in entries_of(self.sending):
                if entry.key in self.items:
                    await self._try(walk, asking, entry)
        except AskedEnough:
            return

    async def _try(self, walk: Walk, asking: Asking, entry: Entry) -> None:
        trial = await Trial.begin(asking, self.sending, entry)
        if trial is None:
            return
        async for one in _what_happens(trial):
            if isinstance(one, Injection) and not self.sending.changes:
                await walk.show(one.sent.url)
            await walk.conclude(self.with_items(frozenset((entry.key,))), one)


async def _what_happens(trial: Trial) -> AsyncIterator[Injection | VerboseError]:
    """The cheap and the telling first; a value that does not matter is not compared."""
    nonsense = nonsense_value()
    harmless = await trial.ask(nonsense)
    breaking = breaking_value(trial.entry.value)
    broken = await trial.ask(breaking)
    for value, answer in ((nonsense, harmless), (breaking, broken)):
        if (words := trace_in(answer.body)) and not trace_in(trial.before.body):
            record = sent(trial.entry.holding(trial.sending, value), answer, words)
            yield VerboseError(trial.entry.place, trial.entry.name, trial.sending.url, value, words, record)
            break
    asked = await by_complaint(trial, breaking, broken, harmless)
    if asked is None and trial.calm is not None:
        matters = _matters(trial, harmless, nonsense)
        if matters:
            asked = await by_sums(trial) or await by_operator(trial, harmless, nonsense)
        if asked is None and not trial.sending.changes and not (matters and trial.entry.value):
            asked = await by_finding_all(trial, nonsense, harmless)
    if asked is not None:
        yield asked
    for probe in (as_object, as_path, as_template, as_command, as_header):
        if found := await probe(trial):
            yield found


def _matters(trial: Trial, harmless: Exchange, nonsense: str) -> bool:
    """Whether another value brings another answer; whoever cannot sign in is told the same whatever the name."""
    return trial.sending.logs_in or not trial.is_as_before(harmless, nonsense)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every kind of request of this site that holds values."""
    asked_for, buttons = typed_fields(scene), names_of_buttons(scene)
    for sending in sendings_of(scene):
        entries = [one for one in entries_of(sending) if one.name not in buttons][:_MOST_ENTRIES]
        if entries:
            keys = frozenset(entry.key for entry in entries)
            request, hint = InjectValues(scene.way, sending, keys), hint_of(RunsValue, sending, keys)
            # What a visitor may type goes further into an app than what its own links say.
            typed_in = any(entry.name in asked_for for entry in entries)
            # A search reads and a form writes, which mostly is other code: both have their turn.
            yield Proposal(
                request, shape_of(sending), (sending.url,), PROBING, telling=typed_in, sort=sending.method, hint=hint
            )
