"""Follows one test from outside, as any client does: its events by their numbers, through the official Supabase client.

Events come live on the test's private Realtime channel. Their numbers say when one was missed: then, and after every
join, the rows of test_events above the last number are read. The same for supabase-js is in docs/live.md.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
from postgrest.exceptions import APIError
from realtime import AsyncRealtimeChannel, RealtimeSubscribeStates
from realtime.types import BroadcastPayload
from supabase import AsyncClient, AsyncClientOptions, Client, acreate_client
from websockets.exceptions import WebSocketException

from deffatest.errors import FollowingError

SAFETY_SECONDS = 20.0
"""While joined, rows are read this often although nothing was heard: a server may be lost without a word."""
AWAY_SECONDS = 2.0
"""While not joined, rows are read this often."""
JOIN_SECONDS = 5.0
"""A join that takes longer than this is told."""
PATIENCE_SECONDS = 60.0

# `follow` tells what happens to the connection; the client's own lines would run across a live view.
logging.getLogger("realtime").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Event:
    """One of a test's four events; `sequence` counts from 1 without gaps."""

    sequence: int
    name: str
    payload: dict[str, Any]

    @property
    def ends_the_test(self) -> bool:
        """Whether nothing comes after it. Of a completed test the last event is test.completed, after the change of
        status."""
        return self.name == "test.completed" or (
            self.name == "test.status_change" and self.payload["new_status"] in ("failed", "cancelled")
        )


@dataclass(frozen=True)
class FoundBug:
    """A bug as the summary lists it."""

    bug_id: str
    severity: str
    category: str
    title: str
    page: str
    reproduced: str


@asynccontextmanager
async def opened(url: str, key: str) -> AsyncGenerator[AsyncClient]:
    """The official client, closed afterwards. A person signs in with its `auth` before they follow a test.

    Its own reconnecting gives up after five tries, so `follow` asks for each one.
    """
    options = AsyncClientOptions(realtime={"auto_reconnect": False})
    client = await acreate_client(url, key, options)
    try:
        yield client
    finally:
        await client.realtime.close()
        await client.postgrest.aclose()
        await client.auth.close()


async def follow(
    client: AsyncClient, test_id: str, tell: Callable[[str], None] = lambda _: None
) -> AsyncGenerator[Event]:
    """The test's events in order, each once, from the first to the last.

    `tell` hears in a sentence when Realtime is lost, until when the events are read by number every 2 s, and when it is
    back. Raises FollowingError when there is no such test for this client, or no answer for a minute.
    """
    if not await _answer(client.table("tests").select("id").eq("id", test_id)):
        raise FollowingError(f"There is no test {test_id} that you may see.")
    last = 0
    live = _LiveChannel(client, test_id, tell)
    reader = _Reader(client, test_id)
    try:
        while True:
            heard = await live.next()
            if heard is None or heard.sequence > last + 1:
                events = await reader.after(last)
            else:
                events = [heard]
            for event in events:
                if event.sequence > last:
                    last = event.sequence
                    yield event
                if event.ends_the_test:
                    return
    finally:
        await live.leave()


class _Reader:
    """Reads events by their numbers; the test goes on without us, also while the database is away."""

    def __init__(self, client: AsyncClient, test_id: str) -> None:
        self._client = client
        self._test_id = test_id
        self._answered = time.monotonic()

    async def after(self, last: int) -> list[Event]:
        """All events with a higher number; nothing while the database is away, until patience ends."""
        events: list[Event] = []
        # The Data API answers a thousand rows at most, so it is asked until there are no more.
        while rows := await self._rows(events[-1].sequence if events else last):
            events += [Event(row["sequence"], row["event"], row["payload"]) for row in rows]
        return events

    async def _rows(self, last: int) -> list[dict[str, Any]]:
        try:
            rows = await _answer(
                self._client.table("test_events")
                .select("sequence, event, payload")
                .eq("test_id", self._test_id)
                .gt("sequence", last)
                .order("sequence")
            )
        except FollowingError:
            if time.monotonic() - self._answered > PATIENCE_SECONDS:
                raise
            return []
        self._answered = time.monotonic()
        return rows


class _LiveChannel:
    """The test's private channel: joined, and joined again whenever it was lost."""

    def __init__(self, client: AsyncClient, test_id: str, tell: Callable[[str], None]) -> None:
        self._client = client
        self._topic = f"test:{test_id}"
        self._tell = tell
        self._heard: asyncio.Queue[Event | None] = asyncio.Queue()
        self._channel: AsyncRealtimeChannel | None = None
        self._joining: asyncio.Task[None] | None = None
        self._joined = False
        self._told_away = False
        self._away_since = time.monotonic()

    async def next(self) -> Event | None:
        """The next event; None when it is time to read by number."""
        self._join()
        with suppress(TimeoutError):
            async with asyncio.timeout(SAFETY_SECONDS if self._joined else AWAY_SECONDS):
                return await self._heard.get()
        if not self._joined and time.monotonic() - self._away_since > JOIN_SECONDS:
            self._away("it does not answer")
        return None

    async def leave(self) -> None:
        if self._joining:
            self._joining.cancel()
            with suppress(asyncio.CancelledError):
                await self._joining
        if self._channel and self._joined:
            with suppress(WebSocketException, OSError):
                await self._client.remove_channel(self._channel)

    def _join(self) -> None:
        if not self._joined and (self._joining is None or self._joining.done()):
            self._joining = asyncio.create_task(self._try_to_join())

    async def _try_to_join(self) -> None:
        try:
            # Joins again what was joined before; where a lost join is the server's doing, the client tries by itself.
            await self._client.realtime.connect()
            if self._channel is None or self._channel.is_closed:
                self._channel = self._client.channel(
                    self._topic,
                    {"config": {"private": True, "broadcast": {"ack": False, "self": False}, "presence": None}},
                )
                self._channel.on_broadcast("*", self._hear)
                await self._channel.subscribe(self._change)
        except (WebSocketException, OSError) as error:
            self._away(str(error) or type(error).__name__)

    def _hear(self, message: BroadcastPayload) -> None:
        payload = dict(message["payload"])
        self._heard.put_nowait(Event(payload.pop("id"), message["event"], payload))

    def _change(self, state: RealtimeSubscribeStates, error: Exception | None) -> None:
        if state is not RealtimeSubscribeStates.SUBSCRIBED:
            self._away(str(error) if error else state.value)
            return
        self._joined = True
        if self._told_away:
            self._told_away = False
            self._tell("Realtime is back.")
        # What was sent before the join was sent to nobody.
        self._heard.put_nowait(None)

    def _away(self, reason: str) -> None:
        if self._joined:
            self._joined = False
            self._away_since = time.monotonic()
        if not self._told_away:
            self._told_away = True
            self._tell(f"Realtime is not there ({reason}); reading the events by number every {AWAY_SECONDS:g} s.")
        # Whoever waits for an event waits no longer than is right now.
        self._heard.put_nowait(None)


def read_test(client: Client, test_id: str) -> dict[str, Any]:
    """The test's row."""
    return _read(client.table("tests").select("*").eq("id", test_id))[0]


def read_bugs(client: Client, test_id: str) -> list[FoundBug]:
    """The test's confirmed bugs, worst first."""
    reports = {row["id"]: row for row in _read(client.table("bug_reports").select("*").eq("test_id", test_id))}
    details = _read(client.table("bug_details").select("*").eq("test_id", test_id).order("ordinal"))
    bugs = [
        FoundBug(
            bug_id=row["report_bug_id"],
            severity=reports[row["bug_id"]]["severity"],
            category=row["category"],
            title=reports[row["bug_id"]]["title"],
            page=row["page"],
            reproduced=f"{row['reproduced']} of {row['attempts']}",
        )
        for row in details
        if row["bug_id"] in reports
    ]
    worst_first = ("critical", "high", "medium", "low")
    return sorted(bugs, key=lambda bug: worst_first.index(bug.severity))


async def _answer(query: Any) -> list[dict[str, Any]]:
    try:
        return (await query.execute()).data
    except (httpx.HTTPError, APIError) as error:
        raise FollowingError(f"Supabase does not answer: {error}") from error


def _read(query: Any) -> list[dict[str, Any]]:
    try:
        return query.execute().data
    except (httpx.HTTPError, APIError) as error:
        raise FollowingError(f"Supabase does not answer: {error}") from error
