"""The same experiment by another way: without what was done on other pages before, or with another account."""

from dataclasses import Field, replace
from typing import Any, ClassVar, Protocol, runtime_checkable

from worker.explorer.graph import Deed, opens_address
from worker.explorer.newcomers import opens_account, parted
from worker.explorer.walk import Request

# What so many actions lead to is far: going there takes long, and much hangs on what was done before.
_FAR = 6
# Nobody goes there by more, who can go a part of them.
_FARTHEST = 24


@runtime_checkable
class _Going(Request, Protocol):
    """An experiment that is done at the end of a way."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def way(self) -> tuple[Deed, ...]:
        """What its visitor does first."""
        ...


def is_far(request: Request) -> bool:
    """Whether it takes many actions to come to where it is done, for somebody who is signed in."""
    return _length(request) >= _FAR


def by_shorter_way(request: Request) -> Request | None:
    """The same experiment by somebody who opens its page at once: most of what a visitor did on other pages before has
    nothing to do with it. None where that is not much.
    """
    if not isinstance(request, _Going):
        return None
    way_in, rest = parted(request.way)
    opened = max((place for place, deed in enumerate(rest) if opens_address(deed)), default=0)
    is_much = sum(map(len, rest[:opened])) >= _FAR
    return replace(request, way=(*way_in, *rest[opened:])) if is_much else None


def within_reach(request: Request) -> Request:
    """The same experiment with what was done last on other pages before, where all of it would take too long."""
    if not isinstance(request, _Going):
        return request
    way_in, rest = parted(request.way)
    starts = [place for place, deed in enumerate(rest) if opens_address(deed)]
    reached = [place for place in starts if sum(map(len, rest[place:])) <= _FARTHEST]
    is_near = _length(request) <= _FARTHEST or not starts
    return request if is_near else replace(request, way=(*way_in, *rest[min(reached, default=starts[-1]) :]))


def with_own_account(request: Request, opening: tuple[Deed, ...]) -> Request | None:
    """The same experiment by somebody who opens an account for it, where it is done with one that others use, too, who
    may have done already what is done on its way; None where that changes nothing.
    """
    way_in = _way_in(request)
    return _coming_in_by(request, opening) if way_in and opening and not any(map(opens_account, way_in)) else None


def with_known_account(request: Request, opening: tuple[Deed, ...], door: tuple[Deed, ...]) -> Request | None:
    """The same experiment with the account that all use, into which the `door` leads, where it is done by somebody who
    opens an account for it, which may have less; None for all others, such as strangers.
    """
    return _coming_in_by(request, door) if opening and door and _way_in(request) == opening else None


def _way_in(request: Request) -> tuple[Deed, ...]:
    return parted(request.way)[0] if isinstance(request, _Going) else ()


def _coming_in_by(request: Request, way_in: tuple[Deed, ...]) -> Request | None:
    return replace(request, way=(*way_in, *parted(request.way)[1])) if isinstance(request, _Going) else None


def _length(request: Request) -> int:
    """In actions, for somebody who is signed in."""
    return sum(map(len, parted(request.way)[1])) if isinstance(request, _Going) else 0
