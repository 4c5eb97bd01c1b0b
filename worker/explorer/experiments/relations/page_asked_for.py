"""Opens a page as a guest, signs in where that leads, and looks whether the page that was asked for comes.

Only where the page to sign in names in its address what was asked for: then the app means to lead back there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlsplit

from worker.detectors.sessions import asks_for_password
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import can_do
from worker.explorer.graph import Deed
from worker.explorer.newcomers import opens_account
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.returns import AskedFor
from worker.observation.sites import route_in
from worker.surfaces.actions import ActionKind

PLAN = Plan("page_asked_for", share=2.0, most=4, seconds=1.0)


@dataclass(frozen=True, slots=True)
class AskThenSignIn(Undivided):
    """Where one who asks for `page` stands after signing in; `way_in` is how one signs in else."""

    way_in: tuple[Deed, ...]
    page: str

    async def perform(self, walk: Walk) -> None:
        """As a guest who has done nothing yet. Raises SurfaceError."""
        entrance = (await walk.open(self.page)).screen
        if not asks_for_password(entrance) or not naming(entrance.url, self.page):
            return
        if not await sign_in_here(walk, self.way_in):
            return
        if walk.screen is not None and not asks_for_password(walk.screen):
            await walk.conclude(self, AskedFor(self.page, entrance.url, walk.url))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Pages that one sees who has signed in; those that guests are known not to see go first."""
    if scene.new_state and (way_in := way_in_by_known_account(scene)):
        page = scene.screen.url
        yield Proposal(AskThenSignIn(way_in, page), url_pattern(page), telling=scene.closed_to_guests)


def way_in_by_known_account(scene: Scene) -> tuple[Deed, ...]:
    """How the visitor signed in; () for a guest, and for one who opened an account by it."""
    way_in = scene.walk.way_in
    return () if any(map(opens_account, way_in)) else way_in


async def sign_in_here(walk: Walk, way_in: tuple[Deed, ...]) -> bool:
    """Fill and send what stands here as on a known way in; whether that could be done. Raises SurfaceError."""
    for deed in way_in:
        if any(action.kind is ActionKind.TYPE for action in deed):
            if walk.screen is None or not can_do(walk.screen, deed):
                return False
            await walk.perform(*deed)
    return True


def naming(entrance: str, page: str) -> str:
    """The name under which an address has another page's in its query, or in that of its route; "" where it has not."""
    parts = urlsplit(entrance)
    told = parse_qsl(parts.query) + parse_qsl(route_in(parts.fragment).partition("?")[2])
    asked = urlsplit(page)
    names = (name for name, value in told if value.startswith(("/", "http")) and _path(urlsplit(value)) == _path(asked))
    return next(names, "")


def _path(parts: SplitResult) -> str:
    return f"{parts.path.rstrip('/')}#{route_in(parts.fragment)}"
