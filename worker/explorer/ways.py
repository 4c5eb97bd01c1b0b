"""How a visitor's recorded steps are cut down to what another person has to do to come to the same place."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from worker.explorer.graph import Deed, open_page, opens_address
from worker.explorer.walk import Step, Walk
from worker.observation.sites import route_in
from worker.surfaces.actions import ActionKind


def way_to_here(walk: Walk, *, but_last: int = 0) -> tuple[Deed, ...]:
    """Signing in where the visitor is in, then the deeds with lasting effects and those within the present page: what a
    new person does to stand here, or where the visitor stood before its last steps.
    """
    steps = walk.steps_as_who_one_is
    walked = [step for step in _not_vain(steps[: len(steps) - but_last]) if not _was_refused(step)]
    return (*walk.way_in, *lasting_visits(walked), *present_visit(walked))


def way_in(steps: Sequence[Step], typed: Sequence[Deed]) -> tuple[tuple[Deed, ...], int]:
    """What a new person does to be let in, from opening the page that asks for it, and how many steps that took here.

    `typed` are the deeds that filled and sent the forms; they name what they touch in the language that was chosen.
    """
    first, last = (
        max(place for place, step in enumerate(steps) if step.deed == deed) for deed in (typed[0], typed[-1])
    )
    before = _not_vain(steps[: first + 1])
    return (*_language_turned(before), *present_visit(before), *typed[1:]), last + 1


def present_visit(steps: Sequence[Step]) -> tuple[Deed, ...]:
    """The deeds since the page that the last of them began on was opened, its address first."""
    visits = _visits(steps)
    return _with_opening(visits[-1]) if visits else ()


def lasting_visits(steps: Sequence[Step]) -> tuple[Deed, ...]:
    """All earlier page visits in which something was sent or stored, each from its address to its last lasting deed. Of
    those in which another language was chosen the last one counts.
    """
    turn = _last_turn(steps)
    lasts = [step is turn if step.turns_language else step.lasting for step in steps]
    deeds: list[Deed] = []
    place = 0
    for visit in _visits(steps)[:-1]:
        lasting = [index for index in range(len(visit)) if lasts[place + index]]
        followed = lasting[-1] if lasting and _followed_link(visit[lasting[-1]]) else None
        if ends := [index for index in lasting if index != followed]:
            deeds.extend(_with_opening(visit[: ends[-1] + 1]))
        if followed is not None:
            deeds.append(open_page(visit[followed].url_after))
        place += len(visit)
    return tuple(deeds)


def _language_turned(steps: Sequence[Step]) -> tuple[Deed, ...]:
    """The visit in which the language was chosen that the pages speak since; () where it is the one they began with."""
    turn = _last_turn(steps)
    for visit in _visits(steps)[:-1]:
        for index, step in enumerate(visit):
            if step is turn:
                return _with_opening(visit[: index + 1])
    return ()


def _last_turn(steps: Sequence[Step]) -> Step | None:
    """The step that chose the present language; None where it is the one that the pages spoke at first."""
    turns = [step for step in steps if step.turns_language]
    return turns[-1] if turns and turns[-1].spoken[1] != turns[0].spoken[0] else None


def without_resizes(steps: Sequence[Step]) -> list[Step]:
    """The steps that are about the app and not about the window."""
    return [step for step in steps if step.deed[0].kind is not ActionKind.RESIZE]


def _not_vain(steps: Sequence[Step]) -> list[Step]:
    return [step for step in without_resizes(steps) if not step.vain]


def _was_refused(step: Step) -> bool:
    """Whether somebody who is not in now asked to be let in, and stayed where they were: what was typed may be an
    account by now.
    """
    return any(action.secret for action in step.deed) and not step.new_document and step.url_after == step.url_before


def _visits(steps: Sequence[Step]) -> list[list[Step]]:
    """The steps cut where a new page was opened; a deed that led to one belongs to the page it was done on.

    A place of its own within one document (another path or route) is a page too: its address opens it. What was given
    for what was sent is none: only who sends it again sees it.
    """
    visits: list[list[Step]] = [[]]
    for step in steps:
        if opens_address(step.deed) and visits[-1]:
            visits.append([])
        visits[-1].append(step)
        if (step.new_document or _went_elsewhere(step)) and not step.answer and not opens_address(step.deed):
            visits.append([])
    return [visit for visit in visits if visit]


def _followed_link(step: Step) -> bool:
    """Whether a link was clicked that led where its address does, which a person may as well open: where it stood there
    may be others by then.
    """
    target = step.deed[-1].target
    if len(step.deed) != 1 or step.deed[0].kind is not ActionKind.CLICK or target is None:
        return False
    return step.new_document and not step.answer and target.href == step.url_after


def _went_elsewhere(step: Step) -> bool:
    before, after = urlsplit(step.url_before), urlsplit(step.url_after)
    return (before.path, route_in(before.fragment)) != (after.path, route_in(after.fragment))


def _with_opening(visit: Sequence[Step]) -> tuple[Deed, ...]:
    deeds = tuple(step.deed for step in visit)
    return deeds if opens_address(deeds[0]) or not visit[0].url_before else (open_page(visit[0].url_before), *deeds)
