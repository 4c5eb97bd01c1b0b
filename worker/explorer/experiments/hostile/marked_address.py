"""Puts a harmless marker into an address's values and looks whether it comes back as markup, runs, or was stored."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.explorer.experiments.answers import AskedEnough, Asking, is_page, sent
from worker.explorer.experiments.coming_back import stand_where_sent
from worker.explorer.experiments.entries import (
    Entry,
    Sending,
    entries_of,
    fresh_token,
    names_of_buttons,
    sendings_of,
    shape_of,
)
from worker.explorer.experiments.hints import EchoesMarkup, hint_of
from worker.explorer.experiments.hostile.reflected_input import markers_for
from worker.explorer.experiments.markers import (
    around,
    bare_probe,
    outcome_of,
    probe_for,
    script_probes,
    stands_in_script,
)
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.stored_marks import page_showing
from worker.explorer.graph import Deed
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.attacks import Sent, SmuggledScript
from worker.observation.runtime import Exchange
from worker.observation.screen import Screen

PLAN = Plan("marked_address", share=3.0, most=40, seconds=1.0)

PROBING = "markup in addresses"
_MOST_ENTRIES = 6


@dataclass(frozen=True, slots=True)
class MarkAddress:
    """Whether values of an address become part of the page; the items are its entries' keys."""

    way: tuple[Deed, ...]
    sending: Sending
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """Opening the marked address is told by the walk."""
        return ()

    def with_items(self, items: frozenset[str]) -> Request:
        """The same address with these entries only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Ask for the address with a marker in each value; where it comes back as it is, open it and see it run."""
        await stand_where_sent(walk, self.way, self.sending)
        asking = Asking(walk.visitor)
        try:
            for entry in entries_of(self.sending):
                if entry.key in self.items and (found := await self._try(walk, asking, entry)):
                    await walk.conclude(self.with_items(frozenset((entry.key,))), found)
        except AskedEnough:
            return

    async def _try(self, walk: Walk, asking: Asking, entry: Entry) -> SmuggledScript | None:
        marker = fresh_token()
        probe = probe_for(marker)
        sending = entry.holding(self.sending, entry.value + probe)
        answer = await asking.send(sending)
        if (answer.status or 0) >= 400:
            probe = bare_probe(marker)
            sending = entry.holding(self.sending, entry.value + probe)
            answer = await asking.send(sending)
        if is_page(answer):
            outcome = outcome_of(answer.body, marker)
            if outcome == "raw":
                return await self._opened(walk, entry, probe, marker, answer)
            if outcome == "escaped" and stands_in_script(answer.body, marker):
                return await self._in_script(walk, entry)
        if stored := await page_showing(walk, marker, self.sending.page, answer=answer):
            return await self._stored(walk, entry, probe, marker, stored, sent(sending, answer))
        return None

    async def _in_script(self, walk: Walk, entry: Entry) -> SmuggledScript | None:
        """What ends the quotes that it stands in, one after the other: only what runs counts."""
        marker = fresh_token()
        for probe in script_probes(marker):
            found = await self._opened(walk, entry, probe, marker, None)
            if found is not None and found.outcome == "executed":
                return found
        return None

    async def _opened(
        self, walk: Walk, entry: Entry, probe: str, marker: str, answer: Exchange | None
    ) -> SmuggledScript | None:
        sending = entry.holding(self.sending, entry.value + probe)
        walk.begin_story(())
        with walk.provoking():
            observation = await walk.open(sending.url)
        outcome = "executed" if await walk.visitor.marker_ran(marker) else outcome_of(observation.screen.markup, marker)
        if outcome not in ("executed", "raw"):
            return None
        context = around(observation.screen.markup, marker)
        record = sent(sending, answer, marker) if answer else Sent(sending.method, sending.url, answer=context)
        return SmuggledScript(entry.place, entry.name, self.sending.url, probe, outcome, context, record)

    async def _stored(
        self, walk: Walk, entry: Entry, probe: str, marker: str, page: str, record: Sent
    ) -> SmuggledScript:
        with walk.provoking():
            observation = await walk.open(page)
        outcome = "executed" if await walk.visitor.marker_ran(marker) else "raw"
        context = around(observation.screen.markup, marker)
        return SmuggledScript(entry.place, entry.name, page, probe, outcome, context, record, stored=True)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every kind of address of this site that holds values, but for those that a visitor types into a form here."""
    typed = typed_names(scene.screen) | names_of_buttons(scene)
    for sending in sendings_of(scene):
        if sending.changes:
            continue
        entries = [one for one in entries_of(sending) if not (one.place == "query" and one.name in typed)]
        if keys := frozenset(entry.key for entry in entries[:_MOST_ENTRIES]):
            hint = hint_of(EchoesMarkup, sending, keys)
            yield Proposal(MarkAddress(scene.way, sending, keys), shape_of(sending), (sending.url,), PROBING, hint=hint)


def typed_names(screen: Screen) -> frozenset[str]:
    """The names of fields into which a marker is typed anyway."""
    fields = (screen.element(key) for form in screen.forms for key in markers_for(screen, form))
    return frozenset(field.field_name for field in fields if field is not None)
