"""Opens an account, then as somebody else another one by the same name, and looks whether that is let in, too."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.detectors.sessions import asks_for_password, is_log_out
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.forms import MADE_UP, as_somebody_new, meaning_of, new_token
from worker.explorer.graph import Deed
from worker.explorer.newcomers import opens_account
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.forms import TakenName
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("taken_name", share=2.0, most=2, seconds=8.0)

# A first name or a nickname may be anybody's.
# What makes another password of one that a site takes.
_MORE = "-Otter4"
_ONE_OF_A_KIND = frozenset(("username", "email"))


@dataclass(frozen=True, slots=True)
class RegisterTakenName(Undivided):
    """Whether an account is opened by a name that is taken: `way` leads to the form on `page`, `deed` fills and sends
    it, `field` is the one into which both type the same.
    """

    way: tuple[Deed, ...]
    deed: Deed
    page: str
    field: str
    label: str

    @property
    def words(self) -> tuple[str, ...]:
        """What was there before."""
        return (f"Before, somebody else opens an account with the same “{self.label}”",)

    async def perform(self, walk: Walk) -> None:
        """Conclude only where the first one is let in at once; the second has another password, for who knows the first
        one's may rightly be let in to that account.
        """
        first, second = (as_somebody_new(self.deed, new_token()) for _ in range(2))
        taken = next(action.value for action in first if _types_into(action, self.field))
        second = tuple(replace(one, value=taken) if _types_into(one, self.field) else one for one in second)
        second = tuple(replace(one, value=f"{one.value}{_MORE}") if one.secret else one for one in second)
        with walk.aside():
            if not await self._joins(walk, first):
                return
        await walk.start_over()
        accepted = await self._joins(walk, second)
        await walk.conclude(self, TakenName(self.page, self.label, taken, accepted))

    async def _joins(self, walk: Walk, joining: Deed) -> bool:
        """Whether this lets somebody in."""
        await walk.go(self.way)
        screen = (await walk.perform(*joining)).screen
        names = (one.value for one in joining if one.kind is ActionKind.TYPE and not one.secret)
        return any(_is_in(screen, name) for name in names if MADE_UP.search(name))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Where a visitor has just opened an account by a name that nobody else may have."""
    before, cause = scene.observation.before, scene.observation.cause
    if before is None or not cause or not opens_account(cause):
        return
    for action in cause:
        field = before.element(action.target.key) if action.target else None
        if field is None or action.secret or not MADE_UP.search(action.value):
            continue
        if action.kind is ActionKind.TYPE and meaning_of(field) in _ONE_OF_A_KIND:
            request = RegisterTakenName(scene.way_before, cause, before.url, field.key, field.name)
            yield Proposal(request, f"{url_pattern(before.url)} {field.key}")


def _types_into(action: Action, field: str) -> bool:
    return action.kind is ActionKind.TYPE and action.target is not None and action.target.key == field


def _is_in(screen: Screen, name: str) -> bool:
    """Whether the page greets somebody by this name, or offers to sign out, and asks for no password."""
    if asks_for_password(screen):
        return False
    offers = any(is_log_out(one.name) or is_log_out(one.href) for one in screen.elements if one.visible)
    return offers or name.lower() in screen.text.lower()
