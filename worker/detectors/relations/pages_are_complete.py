"""Finds paged lists whose pages together do not show as many rows as the app says there are, or whose last page is
empty.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.counts import told_total
from worker.detectors.rows import Row, lists, make_of
from worker.detectors.subjects import path_pattern, place
from worker.observation.experiments.lists import PagesTrial
from worker.observation.observation import Observation
from worker.observation.screen import Screen

META = Meta(
    id="pages_are_complete",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Pages of a list that do not show all of it",
    why="The number of pages is rounded down, the last page is cut off, or the count is made with other conditions.",
    fix="Compute the number of pages as ceil(rows / rows a page), and count with the query that lists.",
)

FEWEST = 3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each list that was turned over."""
    for trial in observation.experiments:
        if isinstance(trial, PagesTrial):
            yield from _short(observation, trial)
            yield from _empty(observation, trial)


def _short(observation: Observation, trial: PagesTrial) -> Iterator[Finding]:
    pages = _rows_by_page(trial.pages)
    total = told_total(trial.pages[0])
    if not trial.ended or total is None or not all(pages[:-1]):
        return
    rows = Counter(row.address for page in pages for row in page)
    # Rows that stand on two pages are told by another rule, and other numbers are of something else.
    if max(rows.values()) > 1 or len(rows) == total or {told_total(page) for page in trial.pages} != {total}:
        return
    first = trial.pages[0].url
    yield finding(
        META,
        observation,
        subject=f"rows of {path_pattern(first)}",
        page=first,
        title=f"{place(first, 30)} has {total} rows by its own count and shows {len(rows)}",
        description=f"The list says that there are {total}, but its {len(pages)} pages together show {len(rows)} "
        "different rows. Expected: every row on one of the pages.",
        details={"said": total, "shown": len(rows), "by_page": [len(page) for page in pages]},
    )


def _empty(observation: Observation, trial: PagesTrial) -> Iterator[Finding]:
    last = trial.pages[-1] if trial.ended else trial.last
    if last is None:
        return
    *former, rows = _rows_by_page((*trial.pages, last))
    if rows or not all(former[: len(trial.pages) - 1]):
        return
    yield finding(
        META,
        observation,
        subject=f"last page of {path_pattern(trial.pages[0].url)}",
        page=last.url,
        title=f"The last page of {place(trial.pages[0].url, 30)} is empty",
        description=f"The list links to a last page, {place(last.url, 40)}, that shows no rows. Expected: the last "
        "rows, or no link to it.",
        cause="There is one page too many when the rows fill the pages exactly, or the count is too high.",
    )


def _rows_by_page(pages: Sequence[Screen]) -> list[Sequence[Row]]:
    """The rows of each page that are of the kind of the first page's list; none where the list is not certain."""
    found = [rows for rows in lists(pages[0], FEWEST) if all(row.address for row in rows)]
    if not found or (len(found) > 1 and len(found[1]) == len(found[0])) or any(page.truncated for page in pages):
        return [() for _ in pages]
    kind = _kind(found[0])
    return [next((rows for rows in lists(page, 1) if _kind(rows) == kind), ()) for page in pages]


def _kind(rows: Sequence[Row]) -> tuple[str, str]:
    """What the rows of a list are made of, the same on all its pages."""
    return rows[0].node.tag, make_of(rows[0].node)
