"""Waits until the app has answered: network, document and animations at rest. No fixed sleeps, always an end."""

import time

from playwright.async_api import Frame

from worker.surfaces.browser.events import Journal
from worker.surfaces.browser.tab import DocumentLeft, Tab

# The document counts as still when nothing changed for this long. ms.
SILENCE_MS = 40
# A page that never rests is looked at after this long. ms.
BUSY_MS = 1500
# All waiting after one deed together. s.
LONGEST = 14.0
# A page that has left itself this often in one wait is not waited for but caught between two departures, ms after
# its arrival.
RESTLESS_DEPARTURES = 3
RESTLESS_MS = 150
# One that has left itself this often is running away.
DEPARTURES = 8
# What an answer asks for in its turn is waited for this often; a page that polls never stops asking.
ROUNDS = 10
# How long the first sign of an answer may take. ms.
PATIENCE_MS = 400
# How long a document that its scripts draw may show nothing at all before that is what it shows. ms.
FIRST_DRAWING_MS = 3000


async def settle(tab: Tab, journal: Journal) -> None:
    """Until the app is at rest; raises PageUnresponsive when the page keeps navigating away."""
    deadline = time.monotonic() + LONGEST
    departures = 0
    for _ in range(ROUNDS):
        # While a document is awaited the page answers nothing, so the wait comes first.
        if journal.arriving:
            await journal.wait_for_document(deadline - time.monotonic())
            if journal.document_is_late:
                await tab.stop_loading()
        try:
            longest = BUSY_MS if departures < RESTLESS_DEPARTURES else RESTLESS_MS
            rest = await tab.call(f"eye.quiet({SILENCE_MS}, {longest})")
        except DocumentLeft as left:
            departures += 1
            if departures > DEPARTURES or time.monotonic() > deadline:
                raise await tab.give_up("the page keeps navigating away by itself") from left
            await journal.wait_for_change(0.1)
            continue
        if rest == "busy" and not journal.arriving:
            return
        if not await journal.wait_for_open(deadline - time.monotonic()):
            return


async def settle_after_answer(tab: Tab, journal: Journal, frame: Frame | None) -> None:
    """Until the app is at rest; where nothing has happened yet in the frame that was touched, it gets a moment more."""
    await settle(tab, journal)
    if journal.answered:
        return
    try:
        stirred = await tab.call(f"eye.stir({PATIENCE_MS})", frame=frame)
    except DocumentLeft:
        stirred = True
    if stirred or journal.answered:
        await settle(tab, journal)


async def settle_after_arrival(tab: Tab, journal: Journal) -> None:
    """Until the app is at rest and shows something: large ones rest between their files before they draw."""
    await settle(tab, journal)
    try:
        waited = await tab.call(f"eye.drawn({FIRST_DRAWING_MS})")
    except DocumentLeft:
        waited = True
    if waited:
        await settle(tab, journal)


async def settle_lightly(tab: Tab) -> None:
    """Until the document has taken in what was typed or ticked; the network is not waited for."""
    try:
        await tab.call("eye.quiet(10, 250)")
    except DocumentLeft:
        return
