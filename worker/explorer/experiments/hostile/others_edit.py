"""Opens the form with which one account edits its record as another account, changes it there, and looks whether that
was stored.

Only where the other is not offered to edit it: what all may edit, as in a wiki, offers that to all. The record is one
that a visitor of ours has made or may edit, and the change is a text like any other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from worker.detectors.addresses import names_one_thing
from worker.explorer.experiments.form_page import form_in
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import come
from worker.explorer.experiments.stored_values import holds_stored_values, other_values
from worker.explorer.forms import submit, target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.attacks import EditedByAnother
from worker.observation.screen import Screen
from worker.observation.sites import route_in
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("others_edit", share=2.0, most=3, seconds=10.0)


@dataclass(frozen=True, slots=True)
class EditAsAnother(Undivided):
    """Whether another account may change a record: `way` leads its owner to the `form`, last by the control of the key
    `offer`; `others_way_in` is how somebody else comes in.
    """

    way: tuple[Deed, ...]
    others_way_in: tuple[Deed, ...]
    form: str
    offer: str

    @property
    def words(self) -> tuple[str, ...]:
        """What was there before."""
        return ("Before, the account that the record belongs to has opened the form with which it is edited",)

    async def perform(self, walk: Walk) -> None:
        """The owner first, to know what the form holds. Raises SurfaceError."""
        with walk.aside():
            await come(walk, self.way, lambda screen: form_in(screen, self.form) is not None)
        owned = walk.screen
        held = self._held(owned)
        if owned is None or not held:
            return
        record = walk.steps[-1].url_before
        await walk.start_over()
        await walk.go(self.others_way_in)
        with walk.aside():
            if (await walk.open(record)).screen.element(self.offer) is not None:
                return
        shown = (await walk.open(owned.url)).screen
        if self._held(shown) != held:
            return
        changed = await self._change(walk, shown)
        if changed is None:
            return
        key, text = changed
        again = (await walk.open_anew(owned.url)).screen.element(key)
        if again is not None and again.value == text:
            await walk.conclude(self, EditedByAnother(owned.url, again.label or again.name, held[key], text))

    def _held(self, screen: Screen | None) -> dict[str, str]:
        """What the fields hold that may be changed, by their keys."""
        form = form_in(screen, self.form) if screen else None
        fields = other_values(screen, form) if screen and form else []
        return {field.key: field.value for field, _ in fields if field.value.strip()}

    async def _change(self, walk: Walk, screen: Screen) -> tuple[str, str] | None:
        """Another text in one field, sent; the field and the text, None where nothing can be sent."""
        form = form_in(screen, self.form)
        sent = submit(screen, form) if form else None
        if form is None or sent is None:
            return None
        field, text = next((field, text) for field, text in other_values(screen, form) if field.value.strip())
        await walk.perform(Action(ActionKind.TYPE, target_of(field), text), sent)
        return field.key, text


def propose(scene: Scene) -> Iterator[Proposal]:
    """Forms with what is stored, to which a member has come by a control on the page of the record."""
    observation = scene.observation
    before, cause = observation.before, observation.cause
    if not (scene.new_state and scene.others_way_in and before and cause and cause[-1].target):
        return
    if cause[-1].kind is not ActionKind.CLICK or before.url == scene.screen.url or not _names_one(scene.screen.url):
        return
    for form in scene.screen.forms:
        if form.submit and holds_stored_values(scene, form) and other_values(scene.screen, form):
            way = (*scene.way_before, cause)
            request = EditAsAnother(way, scene.others_way_in, form.key, cause[-1].target.key)
            once = f"{url_pattern(scene.screen.url)} {form.key}"
            yield Proposal(request, once, (scene.screen.url,), "changing one account's data as another")


def _names_one(url: str) -> bool:
    """Whether an address is that of one thing among many, and not of whatever belongs to the one who opens it."""
    parts = urlsplit(url)
    told = [value for _, value in parse_qsl(parts.query)]
    return any(map(names_one_thing, (*parts.path.split("/"), *route_in(parts.fragment).split("/"), *told)))
