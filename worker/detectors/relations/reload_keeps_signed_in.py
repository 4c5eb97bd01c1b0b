"""Finds pages that ask somebody who is signed in to sign in, once they are loaded again or opened by their address.

Judged only where the page says itself that the person is still in: it offers to sign out.
"""

from collections.abc import Iterator

from worker.detectors.addresses import path, without_fragment
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import last
from worker.detectors.sessions import is_log_out
from worker.detectors.subjects import place
from worker.observation.observation import Observation
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

META = Meta(
    id="reload_keeps_signed_in",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Page that asks to sign in although one is signed in",
    why="While the page starts, its script does not know yet who is there, and leads to the form before it has asked.",
    fix="Keep apart “not known yet” and “signed out”: wait until the session was read before leading anywhere.",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when the same page, opened again, became a form to sign in beside a way to sign out."""
    before, screen, action = observation.before, observation.screen, last(observation)
    if before is None or action is None or not _opens_again(action, before):
        return
    if path(screen.url) == path(before.url) or _asks_to_sign_in(before) or not _asks_to_sign_in(screen):
        return
    if _offers_to_sign_out(before) and _offers_to_sign_out(screen):
        yield finding(
            META,
            observation,
            subject=f"leads to {path(screen.url)}",
            page=before.url,
            title=f"{place(before.url, 30)} asks to sign in again when it is loaded anew",
            description=f"Somebody who is signed in and loads {place(before.url, 40)} anew is led to "
            f"{place(screen.url, 40)} and its form to sign in, while the page still offers to sign out. Expected: the "
            "page that was there.",
            details={"form": screen.url},
        )


def _opens_again(action: Action, before: Screen) -> bool:
    if action.kind is ActionKind.RELOAD:
        return True
    return action.kind is ActionKind.NAVIGATE and without_fragment(action.value) == without_fragment(before.url)


def _asks_to_sign_in(screen: Screen) -> bool:
    """Whether there is one field for a password; where it is asked for twice, another one is chosen."""
    return sum(element.visible and element.input_type == "password" for element in screen.elements) == 1


def _offers_to_sign_out(screen: Screen) -> bool:
    return any(one.visible and (is_log_out(one.name) or is_log_out(one.href)) for one in screen.elements)
