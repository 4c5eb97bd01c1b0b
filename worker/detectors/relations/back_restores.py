"""Finds places that going back or forward does not bring again: the address and the screen disagree, the screen is
empty, the list is no longer as one chose it, the place lost where one was, or one is never let go or led past it.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place, section_pattern, shown
from worker.observation.experiments.returns import Look, Returned
from worker.observation.observation import Observation

META = Meta(
    id="back_restores",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Going back that does not bring back what was there",
    why="The app changes the address and does not listen when the browser changes it (popstate, hashchange).",
    fix="Draw the page from the address whenever it changes, by a link, back or forward; replace an address instead of "
    "adding one where nobody asked for another page.",
    references=("https://developer.mozilla.org/en-US/docs/Web/API/History_API/Working_with_the_History_API",),
)

_FEWEST_LINES = 2
_SCROLLED_PX = 600
_STILL_SCROLLED = 0.2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding at most a way: the worst of what is not as it was."""
    for result in observation.experiments:
        if not isinstance(result, Returned):
            continue
        if result.backs == 0:
            yield _found(
                observation,
                result,
                "traps",
                f"Back does not lead away from {place(result.second.url, 40)}",
                "Three times back still shows the same address. Expected: back leads to the page before.",
                Severity.HIGH,
            )
        elif result.skipped:
            yield _found(
                observation,
                result,
                "skips",
                f"Back from {place(result.second.url, 25)} skips {place(result.first.url, 25)}",
                f"“{shown(result.link, 40)}” on {place(result.first.url)} led to {place(result.second.url)}, and going "
                f"back leads to {_whereabouts(result.after_back.url)}. Expected: back to the page one was on.",
            )
        elif result.after_back.url == result.first.url:
            yield from _after_back(observation, result)


def _after_back(observation: Observation, result: Returned) -> Iterator[Finding]:
    where = place(result.first.url, 30)
    again = result.first_again or result.first
    if wrong := _mistaken(result.first, again, result.second, result.after_back):
        yield _found(observation, result, "back", f"Back to {where} shows {wrong}", _sentence(result, "back", wrong))
    elif result.after_forward is not None and (
        wrong := _mistaken(result.second, result.second_again or result.second, result.first, result.after_forward)
    ):
        title = f"Forward to {place(result.second.url, 25)} shows {wrong}"
        yield _found(observation, result, "forward", title, _sentence(result, "forward", wrong))
    elif lost := _lost_choice(result, again).removesuffix(": on"):
        yield _found(
            observation,
            result,
            "choice",
            f"Back to {where} forgets “{shown(lost, 35)}”",
            f"On {place(result.first.url)} “{shown(lost, 50)}” was chosen, and a click on “{shown(result.link, 40)}” "
            "led elsewhere. Going back, the page no longer shows what belongs to that choice. Expected: the page as it "
            "was left.",
        )
    elif _lost_its_place(result):
        yield _found(
            observation,
            result,
            "scroll",
            f"Back to {where} begins at its top again",
            f"The page was scrolled down {result.scrolled_to:.0f} px when a link on it was followed; after going back "
            "it stands at its top, although it is as long as before. Expected: back where one was.",
            Severity.LOW,
        )


def _whereabouts(url: str) -> str:
    return place(url) if url.startswith("http") else "what was open before the app"


def _mistaken(wanted: Look, again: Look, other: Look, now: Look) -> str:
    """What is shown instead of the wanted place, "" when it is there or nobody can tell."""
    if now.url != wanted.url:
        return ""
    own = (set(wanted.lines) & set(again.lines)) - set(other.lines)
    foreign = set(other.lines) - set(wanted.lines) - set(again.lines)
    if len(wanted.lines) > _FEWEST_LINES and not now.lines:
        return "an empty page"
    if len(own) < _FEWEST_LINES and not (own & set(wanted.headings)):
        return ""
    if own & set(now.lines):
        return ""
    return "the page one came from" if foreign and len(foreign & set(now.lines)) * 2 > len(foreign) else ""


def _lost_choice(result: Returned, again: Look) -> str:
    """What was chosen and no longer is, where the page shows other lines for it; "" when nothing was lost.

    A field that a browser empties and on which nothing depends is no loss. Of boxes that somebody found ticked nobody
    knows what for.
    """
    first, now = result.first, result.after_back
    if result.chosen:
        return result.chosen if _shows_more_than_was_left(first, now) else ""
    if first.headings != now.headings or not now.lines:
        return ""
    steady, lines = set(first.lines) & set(again.lines), set(now.lines)
    if len(steady - lines) < _FEWEST_LINES and len(lines - set(first.lines) - set(again.lines)) < _FEWEST_LINES:
        return ""
    chosen = [one for one in first.choices if one in again.choices and not one.endswith((": on", ": off"))]
    labels = {one.rpartition(": ")[0] for one in now.choices if not one.endswith((": on", ": off"))}
    return next((one for one in chosen if one not in now.choices and one.rpartition(": ")[0] in labels), "")


def _shows_more_than_was_left(first: Look, now: Look) -> bool:
    """Whether a list shows what it did not when it was left narrowed; browsers may put the tick back by themselves.
    What is still being loaded shows less.
    """
    return first.title == now.title and len(set(now.lines) - set(first.lines)) >= _FEWEST_LINES


def _lost_its_place(result: Returned) -> bool:
    if result.scrolled_to < _SCROLLED_PX:
        return False
    same_length = result.after_back.height >= 0.9 * result.first.height
    return same_length and result.after_back.scroll_y < _STILL_SCROLLED * result.scrolled_to


def _sentence(result: Returned, direction: str, wrong: str) -> str:
    return (
        f"A click on “{result.link[:40]}” led from {place(result.first.url)} to {place(result.second.url)}. Going "
        f"{direction}, the address is right, but the screen shows {wrong}. Expected: what belongs to the address."
    )


def _found(
    observation: Observation,
    result: Returned,
    kind: str,
    title: str,
    description: str,
    severity: Severity = META.severity,
) -> Finding:
    page = result.second.url if kind in ("traps", "forward") else result.first.url
    return finding(
        META,
        observation,
        subject=f"{kind} on {section_pattern(page)}",
        title=title[:90],
        description=description,
        severity=severity,
        page=page,
        details={"from": result.first.url, "to": result.second.url},
    )
