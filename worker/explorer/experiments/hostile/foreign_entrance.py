"""Signs in at a page whose address says where to go then, with a foreign address put there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from worker.detectors.sessions import asks_for_password
from worker.explorer.experiments.destinations import SAFE_HOST
from worker.explorer.experiments.entries import fresh_token
from worker.explorer.experiments.hostile.foreign_address import PROBING
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.relations.page_asked_for import naming, sign_in_here, way_in_by_known_account
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.attacks import Redirection, Sent

PLAN = Plan("foreign_entrance", share=2.0, most=2, seconds=2.0)


@dataclass(frozen=True, slots=True)
class SignInToGoAway(Undivided):
    """Whether one who asks for `page` and signs in is sent wherever the address of the entrance says."""

    way_in: tuple[Deed, ...]
    page: str

    async def perform(self, walk: Walk) -> None:
        """As a guest who has done nothing yet, for each way to write the address anew. Raises SurfaceError."""
        entrance = (await walk.open(self.page)).screen
        name = naming(entrance.url, self.page)
        if not asks_for_password(entrance) or not name:
            return
        for foreign in (f"https://{SAFE_HOST}/", f"//{SAFE_HOST}/"):
            token = fresh_token()
            address = _with(entrance.url, name, f"{foreign}{token}")
            await walk.start_over()
            asked = await walk.open(address)
            if not await sign_in_here(walk, self.way_in) or walk.last is None:
                return
            told = any(token in one.response_headers.get("location", "") for one in walk.last.exchanges)
            if any(urlsplit(one.url).hostname == SAFE_HOST and token in one.url for one in walk.last.exchanges):
                by = "header" if told else "script"
                walk.last = asked  # where the browser stands now is no page of this site
                record = Sent("GET", address, answer=f"After signing in the browser was sent to {foreign}{token}")
                await walk.conclude(self, Redirection("query", name, address, f"{foreign}{token}", by, record))
                return


def propose(scene: Scene) -> Iterator[Proposal]:
    """Pages that one sees who has signed in; those that guests are known not to see go first."""
    if scene.new_state and (way_in := way_in_by_known_account(scene)):
        page = scene.screen.url
        request = SignInToGoAway(way_in, page)
        yield Proposal(request, url_pattern(page), (page,), PROBING, telling=scene.closed_to_guests)


def _with(address: str, name: str, value: str) -> str:
    """The address with another value under this name."""
    pattern = re.compile(rf"(?<=[?&]){re.escape(quote(name))}=[^&#]*")
    return pattern.sub(f"{quote(name)}={quote(value, safe='')}", address, count=1)
