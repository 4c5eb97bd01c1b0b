"""Finds searches that miss what the app itself shows: a thing of a list that is found by one way to write its name and
not by another, or not by its whole name.

Some searches are for other things than the list's. So it is told only where the search finds this thing by some words,
and misses it when the same words are written in capitals, with spaces around them, or as the whole name.
"""

from collections.abc import Iterator

from worker.detectors.addresses import routed
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.rows import has_more, lists
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.lists import Found, SearchTrial
from worker.observation.observation import Observation
from worker.observation.screen import Screen

META = Meta(
    id="search_finds_what_is_shown",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Search that misses what is there",
    why="The words are compared letter by letter: with their case, with spaces around them, or as one piece.",
    fix="Trim what was typed, compare without case, and look for each of its words.",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each way to write a name that misses it, while another finds it."""
    for trial in observation.experiments:
        if not isinstance(trial, SearchTrial):
            continue
        finds = {answer.how: found for answer in trial.answers if (found := _finds(answer, trial)) is not None}
        found = next((answer for answer in trial.answers if finds.get(answer.how)), None)
        for answer in trial.answers:
            if found is None or finds.get(answer.how) is not False or not _comparable(answer, found):
                continue
            yield finding(
                META,
                observation,
                subject=f"{answer.how} on {path_pattern(answer.screen.url)}",
                page=answer.screen.url,
                title=f"The search for “{shown(answer.words, 25)}” misses “{shown(trial.title, 30)}”",
                description=f"A list shows “{shown(trial.title, 60)}”, and a search for “{shown(found.words, 40)}” "
                f"finds it; a search for “{shown(answer.words, 60)}” ({answer.how}) on {place(answer.screen.url, 30)} "
                "does not. Expected: the same thing is found.",
                details={"title": trial.title, "found_by": found.words, "missed_by": answer.words},
            )
            return


def _finds(answer: Found, trial: SearchTrial) -> bool | None:
    """Whether an answer shows the thing, None when that cannot be told: it may stand on a further page."""
    screen = answer.screen
    if screen.truncated:
        return None
    if not trial.address:
        return True if _shows_row(screen, trial.row) else None if has_more(screen) else False
    wanted = _path(trial.address)
    if _path(screen.url) == wanted:
        return True  # some searches open the only hit
    if any(_path(link.url) == wanted and link.visible for link in screen.links) and _is_listed(screen, wanted):
        return True
    return None if has_more(screen) else False


def _shows_row(screen: Screen, words: str) -> bool:
    """Whether a row says just this; words that were found may be marked, which parts them from the others."""
    wanted = "".join(words.split())
    return any("".join(row.text.split()) == wanted for rows in lists(screen, 1) for row in rows)


def _is_listed(screen: Screen, path: str) -> bool:
    """Whether a row of a list leads there, and not only a menu; where there are no lists, any link counts."""
    rows = [row for rows in lists(screen, 1) for row in rows if row.address]
    return not rows or any(row.address.partition("?")[0].rstrip("/") == path for row in rows)


def _comparable(missed: Found, found: Found) -> bool:
    """Whether both answers come from one search, and the missed one is no worse a question than the one that found."""
    return _path(missed.screen.url) == _path(found.screen.url) and (
        missed.how in ("in capitals", "with spaces") or found.how != "as written"
    )


def _path(url: str) -> str:
    return routed(url).path.rstrip("/")
