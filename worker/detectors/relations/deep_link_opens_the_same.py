"""Finds addresses of single-page apps that open something else than what they were shown for."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.experiments.returns import DeepLink, Look
from worker.observation.observation import Observation
from worker.observation.sites import same_site

META = Meta(
    id="deep_link_opens_the_same",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Address that opens something else",
    why="The server does not know the app's addresses, or the app does not read its address when it starts.",
    fix="Answer all of the app's addresses with the app, and draw what the address says when it starts.",
)

_FEWEST_LINES = 2
_ERROR = 400


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when the opened address answers an error, shows nothing, or shows where the click came from."""
    for result in observation.experiments:
        if isinstance(result, DeepLink) and (instead := _instead(result)):
            where = place(result.place.url, 35)
            yield finding(
                META,
                observation,
                subject=template_pattern(result.place.url),
                title=f"{where[:1].upper()}{where[1:]} opened by its address shows {instead}"[:90],
                description=f"A click on “{shown(result.link, 40)}” leads to {place(result.place.url)}. Opened by that "
                f"address, or reloaded, the app shows {instead}. Expected: the same as after the click.",
                page=result.place.url,
                severity=Severity.HIGH if "error" in instead or "empty" in instead else Severity.MEDIUM,
                details={"status": result.status, "opened": result.opened.url},
            )


def _instead(result: DeepLink) -> str:
    """What is shown instead of the place, "" when it is shown or nobody can tell."""
    # Some hosts answer the app with 404 to every address but its own; whoever comes there sees the place all the same.
    shows_it = 2 * len(set(result.place.lines) & set(result.opened.lines)) > len(set(result.place.lines))
    if result.status is not None and result.status >= _ERROR and not shows_it:
        return f"an error ({result.status})"
    if len(result.place.lines) > _FEWEST_LINES and not result.opened.lines:
        return "an empty page"
    if result.again is None:
        return ""
    if _is_origin(result.origin, result.place, result.again, result.opened):
        return "what was there before the click"
    if _led_away(result, result.again):
        return "another page"
    return ""


def _led_away(result: DeepLink, again: Look) -> bool:
    """Whether the address of one thing among many leads to the page of them all, which the app calls by another name.

    A page of the list other than the first, or a list that was narrowed, is no longer what the click came from.
    """
    there, opened = result.place, result.opened
    own = set(there.headings) & set(again.headings) - set(result.origin.headings)
    is_list = bool(opened.headings) and opened.headings == result.origin.headings
    elsewhere = urlsplit(opened.url)[:3] != urlsplit(there.url)[:3] and same_site(opened.url, there.url)
    return is_list and elsewhere and bool(own) and not own & {*opened.headings, *opened.lines}


def _is_origin(origin: Look, there: Look, again: Look, opened: Look) -> bool:
    """Whether the opened page is like the other place in everything that tells the two apart."""
    one, two, now = set(origin.lines), set(there.lines) & set(again.lines), set(opened.lines)
    common = one & two
    added, taken = two - one, one - set(there.lines) - set(again.lines)
    if len(common & now) < 0.7 * len(common) or (added & now) or (taken - now):
        return False
    return len(added) >= _FEWEST_LINES or bool(added & set(there.headings)) or bool(taken)
