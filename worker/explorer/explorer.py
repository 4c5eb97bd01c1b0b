"""One visitor who explores: looks, chooses what is new, does it, and goes where most is left to try.

All visitors of a run share what they know (`Ground`), so that each takes what the others have not.
"""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from worker.detectors.base import Finding
from worker.detectors.deeds import typed
from worker.detectors.sessions import asks_for_password
from worker.detectors.traffic import is_error_page
from worker.explorer.accounts import Accounts, Do
from worker.explorer.atlas import Atlas
from worker.explorer.balance import Balance
from worker.explorer.brain.brain import Brain
from worker.explorer.choice import ROUNDS, Choice, Curiosity, Temperament
from worker.explorer.clock import Clock
from worker.explorer.deeds import deed_for
from worker.explorer.entrances import seems_outside
from worker.explorer.experiments.planning import Scene
from worker.explorer.forms import Persona, new_token, second_attempt
from worker.explorer.graph import Deed, Graph, Node, open_page
from worker.explorer.harvest import Harvest
from worker.explorer.laboratory import Laboratory
from worker.explorer.looks import look_of
from worker.explorer.newcomers import SIGN_UP
from worker.explorer.nonsense import looks_for_nothing
from worker.explorer.options import Deal, Option, options_of
from worker.explorer.outcomes import stopped_page
from worker.explorer.scope import Scope
from worker.explorer.state import NARROW_PX, State, state_of, url_pattern
from worker.explorer.supplies import request_for_more, supplies
from worker.explorer.walk import Photograph, Sight, Walk
from worker.explorer.windows import DESKTOP, PHONE, TABLET
from worker.login import Login
from worker.observation.observation import Observation
from worker.observation.screen import Screen, Viewport
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import ActionImpossible, PageCrashed, PageUnresponsive, SurfaceReplaced, Visitor

# Of the exploring time, when one visitor lives at phone size.
_PHONE_HOURS = (0.45, 0.6)
# Of pages that share an address up to their last part, so many different makes are studied thoroughly; of one page, so
# many of its makes: one whose menu is open differs little.
_MAKES_STUDIED = 6
_MAKES_OF_A_PLACE = 3
# Below this appeal of what is left here, somewhere else is more promising.
_WORTH_STAYING = 0.7
_WAIT_FOR_OTHERS_SECONDS = 1.0
# Of the exploring time, what one page's own plans for later are worth waiting, and those of all pages together.
_LONGEST_LINGER = 0.03
_MOST_LINGERING = 0.1
_LATE_SECONDS = 0.3
# Of the exploring time, how long all but the first visitor stay guests, and when an account is opened.
_GUEST_SHARE = 0.3
_REGISTER_SHARE = 0.2
# Where nobody has come across a form to open an account, so many places that are called so are looked at.
_MOST_REGISTRIES = 2
_PAUSE_SECONDS = 0.5
# What stands there while an app loads.
_FEW_LETTERS = 100
# Of the whole time, how long exploring goes before proofs where it brings much that is new.
_SHARE_FOR_NEWS = 0.5
# Of the whole time, how long visitors look around before there are experiments, where that brings much, at most.
_SHARE_FOR_LOOKING_AROUND = 0.35
_LONGEST_LOOKING_AROUND_SECONDS = 45.0
# Where that time was enough for fewer deeds (a slow app, a busy machine), longer; but not for most of the time.
_FEWEST_DEEDS = 40
_MOST_FOR_LOOKING_AROUND = 0.5

ReportSight = Callable[[Sight, tuple[Deed, ...] | None], Awaitable[None]]
ReportStop = Callable[[Finding, Walk, tuple[Deed, ...] | None], Awaitable[None]]


@dataclass(slots=True)
class Ground:
    """What the visitors of a run share."""

    start_url: str
    scope: Scope
    clock: Clock
    graph: Graph
    laboratory: Laboratory
    on_sight: ReportSight
    on_stop: ReportStop
    seed: int
    visitors: int
    studied: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    looks: set[str] = field(default_factory=set[str])
    looked_at: Counter[str] = field(default_factory=Counter[str])
    """How many makes of a place were studied thoroughly."""
    scripted: set[str] = field(default_factory=set[str])
    addressed: dict[str, bool] = field(default_factory=dict[str, bool])
    """By pattern: whether addresses that a script gave open what they stand for."""
    reloaded: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    """By the page's pattern: the kinds of deeds after which somebody has seen whether a reload shows the same."""
    unplanned: set[str] = field(default_factory=set[str])
    """States for which nothing was planned yet, since nobody knew by which way one comes there."""
    replanned: set[str] | None = None
    """States that were seen before anybody knew how accounts are opened, for which there is more to plan since."""
    supplied: set[str] = field(default_factory=set[str])
    """The kinds of buttons for which somebody has chosen what they want chosen first."""
    resting: set[str] = field(default_factory=set[str])
    last_chance: bool = False
    exhausted: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)
    harvest: Harvest = field(default_factory=Harvest)
    lingered_seconds: float = 0.0
    login: Login | None = None
    brain: Brain | None = None
    assist: Callable[[], Awaitable[bool]] | None = None
    """Performs an experiment that waits, as somebody else; False when none does."""
    help_to_prove: Callable[[], Awaitable[bool]] | None = None
    """Shows again, as somebody else, what waits for that; False when nothing does."""
    atlas: Atlas = field(init=False)
    accounts: Accounts = field(init=False)

    def __post_init__(self) -> None:
        self.accounts = Accounts(self.start_url, self.login)
        self.atlas = Atlas(
            self.start_url,
            self.scope,
            may_go_on=lambda: self.clock.exploring_left > 0 and not self.exhausted,
            on_news=self.news.set,
        )

    async def ask_ahead(self, visitor: Visitor, *, inside: bool = False) -> bool:
        """Ask, without opening a page, what an experiment promises and what stands at one address, as somebody who is
        `inside` when signed in; False when nothing waits to be asked. Raises SurfaceError.
        """
        asked = await self.laboratory.follow_hint(visitor, inside=inside)
        return await self.atlas.read_next(visitor, inside=inside) or asked

    def is_to_replan(self, state: State) -> bool:
        """Whether somebody can do more here than when this state was seen, since it is known by now how accounts are
        opened; said once.
        """
        if self.replanned is None:
            self.replanned = set(self.graph.nodes) if self.accounts.opening else None
        if not self.replanned or state.key not in self.replanned:
            return False
        self.replanned.remove(state.key)
        return True

    @property
    def destructive_allowed(self) -> bool:
        """Only in the last tenth of the time, or when nothing else is left to try."""
        return self.last_chance or self.clock.destructive_allowed

    @property
    def looks_around_first(self) -> bool:
        """Whether there are no experiments yet, since nearly all that visitors see is new: who knows more of an app
        chooses better ones.
        """
        seconds = self.clock.seconds
        if self.harvest.deeds < _FEWEST_DEEDS:
            longest = _MOST_FOR_LOOKING_AROUND * seconds
        else:
            longest = min(_SHARE_FOR_LOOKING_AROUND * seconds, _LONGEST_LOOKING_AROUND_SECONDS)
        return self.harvest.is_rich and self.clock.elapsed < longest

    @property
    def proofs_come_first(self) -> bool:
        """Whether all should prove: not in the first half of the time while nearly all that is seen is new, for what
        waits there is mostly small, and worse may lie where nobody has been.
        """
        may_explore = self.harvest.is_rich and self.clock.elapsed < _SHARE_FOR_NEWS * self.clock.seconds
        return self.clock.proofs_come_first and not may_explore


class Explorer:
    """Explores with one visitor until the exploring time is used or nothing new is left."""

    def __init__(self, ground: Ground, number: int, temperament: Temperament) -> None:
        self._ground = ground
        self._name = name = visitor_name(number)
        self._chance = chance = random.Random(f"{ground.seed}:{name}")
        self._choice = Choice(
            ground.graph,
            chance,
            temperament,
            lambda: ground.destructive_allowed,
            ground.atlas.novelty,
            ground.atlas.is_news,
        )
        # Visitors take turns between words of the app and nonsense when they search.
        self._persona = Persona(random.Random(f"{ground.seed}:{name}:persona"), searches=number - 1)
        if ground.brain is not None:
            self._choice.worth = ground.brain.worth
            self._persona.knows = ground.brain.value_for
        self._phone_hours = number == ground.visitors
        self._node: Node | None = None
        self._here: tuple[str, ...] = ()
        self._travelled = False
        self._put_out = False
        self._asked_to_enter: set[str] = set()
        self._asked_to_register = False
        self._looked_for_registry = False
        self._readings: list[asyncio.Task[None]] = []
        self._balance = Balance()
        self._number = number

    @property
    def name(self) -> str:
        """E.g. "visitor-1"."""
        return self._name

    async def on_sight(self, sight: Sight) -> None:
        """Report what the visitor sees, with the known way to where the deed began."""
        await self._ground.on_sight(sight, self._shortest())

    async def explore(self, walk: Walk) -> None:
        """Go on until it is time or nothing is left.

        Raises SurfaceLost, and TargetUnreachable when the start is gone.
        """
        try:
            await self._explore(walk)
            await self._finish_reading()
        finally:
            for reading in self._readings:
                reading.cancel()

    async def _explore(self, walk: Walk) -> None:
        begun = False
        while self._ground.clock.exploring_left > 0 and not self._ground.exhausted:
            try:
                if not begun:
                    begun = True
                    await self._do(walk, open_page(self._ground.start_url))
                else:
                    await self._go_on(walk)
            except SurfaceReplaced:
                walk.begin_anew()
                self._ground.accounts.inside.discard(self._name)
                self._node, begun = None, False

    async def _go_on(self, walk: Walk) -> None:
        """The next thing to do."""
        if self._ground.proofs_come_first:
            if self._ground.help_to_prove is None or not await self._ground.help_to_prove():
                await asyncio.sleep(_PAUSE_SECONDS)
        elif self._node is None:
            await self._return_to_start(walk)
        elif not await self._see_to_account(walk):
            await self._fit_size(walk)
            if not await self._try_something(walk):
                await self._rest()

    async def _see_to_account(self, walk: Walk) -> bool:
        """Sign in when it is time for it, and again when the session has ended; False when there is nothing to do.

        The first visitor is in from the start, the others look around as guests before, where there is much for guests.
        Without an account, the first one opens one.
        """
        ground, accounts = self._ground, self._ground.accounts
        is_in = self._name in accounts.inside or accounts.has_come_in(self._name, walk)
        if is_in and accounts.door and not walk.way_in:
            await self._come_as_others_do(walk)
            return True
        if is_in or ground.destructive_allowed:
            return False

        do = partial(self._do, walk)
        share = ground.clock.elapsed / max(1.0, ground.clock.elapsed + ground.clock.exploring_left)
        if accounts.known is not None:
            early = self._number > 1 and share < _GUEST_SHARE and not ground.atlas.mostly_closed
            guest = early and not accounts.signed_in_by(walk)
            again = self._put_out and accounts.may_return(self._name)
            if not again and (self._put_out or guest or accounts.entrance in self._asked_to_enter):
                return False
            self._put_out = False
            if await accounts.enter(self._name, walk, do):
                ground.laboratory.plan_wrong_password(accounts)
            # Whoever found no form asks again when somebody has come across one.
            self._asked_to_enter |= {"", accounts.entrance}
            return True
        if self._number > 1 or share <= _REGISTER_SHARE or self._asked_to_register:
            return False
        return await self._open_account(walk, do)

    async def _come_as_others_do(self, walk: Walk) -> None:
        """Stay where one is, as if one had come in by the door: whoever is in by the page's own doing (a button that
        fills in an account) leaves nobody a way to follow.
        """
        done = len(walk.steps)
        await self._do(walk, open_page(walk.url))
        walk.let_in(self._ground.accounts.door, done)

    async def _open_account(self, walk: Walk, do: Do) -> bool:
        """Open an account where a form offers it, which is looked for once; False while nobody knows of such a form."""
        ground, accounts = self._ground, self._ground.accounts
        if not accounts.registry and not self._looked_for_registry:
            self._looked_for_registry = True
            for place in ground.atlas.places_called(SIGN_UP)[:_MOST_REGISTRIES]:
                await do(open_page(place))
            return True
        if accounts.registry:
            self._asked_to_register = True
            if await accounts.register(self._name, self._persona, walk, do):
                self._begin_as_member()
        return bool(accounts.registry)

    def _begin_as_member(self) -> None:
        """With an account of one's own: its name is the account's alone, what is written from now on has another."""
        self._persona.token = new_token()
        if self._ground.accounts.own is not None:
            self._ground.laboratory.plan_wrong_password(self._ground.accounts)

    async def _try_something(self, walk: Walk) -> bool:
        """Try what is best here, else travel to where something is left; False when there is nothing."""
        assert self._node is not None
        inside = self._name in self._ground.accounts.inside
        if await self._do_what_matters(walk, inside=inside):
            return True
        for curiosity in ROUNDS:
            option = self._choice.best(self._node, self._here, curiosity)
            if self._prefers_experiment(curiosity, option, inside=inside) and await self._assist():
                return True
            if self._seems_dull(option):
                # A page of a make that nobody has opened comes before what is left on those that are known.
                if address := self._ground.atlas.next_to_open(self._ground.graph.urls_seen, inside=inside):
                    await self._do(walk, open_page(address))
                    return True
                if goal := self._choice.nearest_frontier(self._node.state.key, self._name, curiosity):
                    await self._travel(walk, goal)
                    return True
            if option is not None:
                self._travelled = False
                await self._try(walk, self._node, option)
                return True
        return False

    async def _do_what_matters(self, walk: Walk, *, inside: bool) -> bool:
        """Fill a form of a kind that nobody has sent, or press what people come for, here or where the nearest stands:
        what is silent comes of what was sent. New kinds of place come before it, experiments after. False when none
        waits.
        """
        assert self._node is not None
        if self._ground.atlas.has_news(inside=inside):
            return False
        choice, curiosity = self._choice, ROUNDS[0]
        here = [one for one in choice.open_options(self._node, curiosity) if one.key in self._here]
        if any(map(choice.leads_to_news, here)):
            return False
        if first := max(filter(choice.is_awaited, here), key=partial(choice.appeal, self._node), default=None):
            self._travelled = False
            await self._try(walk, self._node, first)
            return True
        goal = choice.nearest_frontier(self._node.state.key, self._name, curiosity, choice.is_awaited)
        if goal is not None:
            await self._travel(walk, goal)
        return goal is not None

    async def _assist(self) -> bool:
        clock = self._ground.clock
        began = clock.elapsed
        if self._ground.assist is None or not await self._ground.assist():
            return False
        self._balance.note_experiment(clock.elapsed, clock.elapsed - began)
        return True

    def _prefers_experiment(self, curiosity: Curiosity, option: Option | None, *, inside: bool) -> bool:
        """Whether experiments come first: before more of what is known, and else for their share of the time; never
        while one looks around.
        """
        ground = self._ground
        clock = ground.clock
        news = ground.atlas.has_news(inside=inside) or (option is not None and self._choice.leads_to_news(option))
        if curiosity is not ROUNDS[0] and not news:
            return True
        if ground.looks_around_first:
            return False
        share = ground.harvest.worth_of_experiments(clock.elapsed / clock.seconds, is_news=news)
        return self._balance.allows_experiment(clock.elapsed, share)

    def _seems_dull(self, option: Option | None) -> bool:
        """Whether to look elsewhere; who has just come for what is left here does not turn round at once."""
        if option is None or self._node is None:
            return True
        return not self._travelled and self._choice.appeal(self._node, option) < _WORTH_STAYING

    async def _try(self, walk: Walk, node: Node, option: Option) -> None:
        ground = self._ground
        ground.graph.note_tried(node, option)
        screen = walk.screen
        self._persona.read(screen) if screen else None
        deed = deed_for(option, screen, self._persona) if screen else None
        if deed is None:
            node.failed[option.key] += 1
            return
        observation = await self._do(walk, deed)
        if observation is None:
            node.failed[option.key] += 1
        elif option.deal is Deal.FORM and screen and await self._has_joined(walk, screen, deed):
            return
        elif again := self._better(option, screen, observation):
            if await self._do(walk, again) is not None:
                await self._has_joined(walk, observation.screen, again)
        elif self._may_choose_first(option) and (asked := request_for_more(observation)):
            ground.supplied.add(option.kind)
            await self._choose_first(walk, deed, asked)
        elif self._deserves_reload(node, option, observation):
            kind = (_place_of(node.state), option.kind)
            ground.reloaded.add(kind)
            seen = await self._do(walk, (Action(ActionKind.RELOAD),))
            if seen is not None and seen.crowded:
                ground.reloaded.discard(kind)  # what another visitor wrote meanwhile says nothing

    def _may_choose_first(self, option: Option) -> bool:
        """Whether it is a button of a kind for which nobody has chosen anything yet."""
        return option.deal is Deal.BUTTON and option.kind not in self._ground.supplied

    async def _choose_first(self, walk: Walk, press: Deed, asked: str) -> None:
        """Choose what a page may want chosen and press again, until it does not ask for it any more."""
        calendar = await walk.visitor.calendar()
        for chosen in supplies(walk.screen, calendar) if walk.screen else ():
            seen = await self._do(walk, (*chosen, *press))
            if seen is None or asked not in seen.screen.text:
                return

    async def _has_joined(self, walk: Walk, before: Screen, deed: Deed) -> bool:
        """Whether a form that was sent has opened an account, with which the visitor is in."""
        if not await self._ground.accounts.adopt(self._name, before, deed, walk, partial(self._do, walk)):
            return False
        self._begin_as_member()
        return True

    def _better(self, option: Option, before: Screen | None, observation: Observation) -> Deed:
        """How a form that was refused is sent again, as its messages ask; () when there is nothing to do better."""
        form = next((form for form in before.forms if form.key == option.subject), None) if before else None
        if option.deal is not Deal.FORM or before is None or form is None:
            return ()
        return second_attempt(before, observation.screen, form, self._persona)

    async def _do(self, walk: Walk, deed: Deed) -> Observation | None:
        """Do a deed and take in where it led; None when it could not be done or the page did not survive it."""
        before = self._node
        page = walk.url
        try:
            observation = await walk.perform(*deed)
        except ActionImpossible:
            return None
        except (PageUnresponsive, PageCrashed) as stopped:
            await self._ground.on_stop(stopped_page(stopped, page, deed), walk, self._shortest())
            self._node = None
            return None
        await self._arrive(walk, observation, before, deed)
        return observation

    async def _arrive(self, walk: Walk, observation: Observation, before: Node | None, deed: Deed) -> None:
        ground = self._ground
        if not ground.scope.includes(observation.screen.url):
            self._node = None
            return
        observation = ground.accounts.harmless(self._name, observation)
        node, known = self._settle_in(observation)
        if walk.way_in and self._name not in ground.accounts.inside:
            walk.put_out()
        ground.accounts.prefer_door(walk)
        ground.harvest.note(0.0 if known else node.news)
        state = node.state
        self._connect(before, deed, node, observation)
        if observation.scripts:
            ground.scripted.add(state.key)
        if not known:
            ground.news.set()
            ground.laboratory.plan_for_page(walk, observation)
        if not known and self._is_new_route(state, observation):
            ground.unplanned.add(state.key)
        waits = state.key in ground.unplanned and _place_of(state) not in ground.addressed
        empty = looks_for_nothing(state.url)
        fresh = not waits and not empty and (not known or state.key in ground.unplanned or ground.is_to_replan(state))
        way, others = self._way_by_deeds(walk, state), ground.accounts.way_in_of_another(walk.way_in)
        closed = ground.atlas.is_closed(urlsplit(state.url).path)
        if closed is None and ground.atlas.is_drawn_by_scripts:
            # Of what no guest is known to have seen, one who is in believes that it is theirs.
            closed = self._name in ground.accounts.inside
        opening = ground.accounts.opening if others else ()
        scene = Scene(walk, observation, fresh, ground.seed, way, others, opening, closed is True)
        # Experiments are done in a wide window, where what a phone folds into menus stands elsewhere.
        if walk.viewport.width >= NARROW_PX:
            ground.laboratory.plan_for_scene(scene)
        if waits:
            await self._try_address(walk, state)
            return
        ground.unplanned.discard(state.key)
        if self._deserves_study(state, observation):
            await self._study(walk, state, observation.planned_ms / 1000)

    def _is_new_route(self, state: State, observation: Observation) -> bool:
        """Whether a script has just led to a kind of address that nobody has opened by itself."""
        effect = observation.effect
        written = effect is not None and effect.url_changed and not effect.document_changed
        return written and _place_of(state) not in self._ground.addressed

    async def _try_address(self, walk: Walk, state: State) -> None:
        """Open what the address bar says: does it show the same, others come here by it, else by the deeds that led
        here; what there is to try with the page is planned when somebody is there again.
        """
        ground = self._ground
        ground.addressed[_place_of(state)] = False
        await self._do(walk, open_page(state.url))
        ground.addressed[_place_of(state)] = self._node is not None and self._node.state.template == state.template

    def _way_by_deeds(self, walk: Walk, state: State) -> tuple[Deed, ...]:
        """The deeds that lead to a state whose address alone is known to open something else, else ()."""
        opens = self._ground.graph.opens(state.url, state.key)
        if opens is False or (opens is None and self._ground.addressed.get(_place_of(state)) is False):
            if signs_in := self._ground.graph.path_in(state.key):
                return signs_in
            shortest = self._shortest()
            return (*walk.way_in, *shortest) if shortest else ()
        return ()

    def _settle_in(self, observation: Observation) -> tuple[Node, bool]:
        """Note where the visitor stands now; the state's node, and whether it was known."""
        ground = self._ground
        state = state_of(observation.screen)
        options = options_of(observation.screen, ground.scope)
        if is_error_page(observation.document) or looks_for_nothing(observation.screen.url):
            options = tuple(option for option in options if option.deal is Deal.BACK)
        self._here = tuple(option.key for option in options)
        known = state.key in ground.graph.nodes
        self._node = node = ground.graph.arrive(state, options)
        ground.atlas.see(observation, new_state=not known)
        if seems_outside(observation.screen) and not asks_for_password(observation.screen):
            ground.atlas.note_guest(observation.screen.url)
        self._put_out |= ground.accounts.see(self._name, observation)
        if ground.brain is not None and not known:
            inside = self._name in ground.accounts.inside
            ground.brain.see(observation.screen, state, options, self._name, inside=inside)
        return node, known

    def _connect(self, before: Node | None, deed: Deed, node: Node, observation: Observation) -> None:
        effect = observation.effect
        if deed[0].kind is ActionKind.NAVIGATE:
            self._ground.graph.connect("", deed, node.state.key, in_page=False)
        elif before is not None and deed[0].kind is not ActionKind.RESIZE and effect is not None:
            in_page = not effect.document_changed
            if before is not node or (in_page and effect.mutations):
                self._ground.graph.connect(before.state.key, deed, node.state.key, in_page=in_page)

    def _deserves_study(self, state: State, observation: Observation) -> bool:
        """Whether this make of page is new; of what changes within a page only a dialog counts, and a new look."""
        makes = self._ground.studied.setdefault(state.collection, set())
        if _is_bare(observation.screen):
            return False
        if self._has_put_on_a_new_look(observation):
            return True
        if state.template in makes:
            return False
        effect = observation.effect
        within = bool(makes) and effect is not None and not effect.document_changed
        dialog = any(element.region == "dialog" and element.visible for element in observation.screen.elements)
        if within and not dialog:
            return False
        makes.add(state.template)
        return True

    def _has_put_on_a_new_look(self, observation: Observation) -> bool:
        """Whether the deed has changed the page's colours, as a switch to a dark theme does, for the first time."""
        before, look = observation.before, look_of(observation.screen.markup)
        if (
            before is None
            or before.url != observation.screen.url
            or look in (look_of(before.markup), *self._ground.looks)
        ):
            return False
        self._ground.looks.add(look)
        return True

    async def _study(self, walk: Walk, state: State, planned_seconds: float) -> None:
        """What is done once on every make of page: the accessibility audit, looks at the sizes of a phone and a tablet,
        and staying for what the page has planned for later. Of a collection or a place with many makes the later ones
        are only audited.
        """
        looked_at, place = self._ground.looked_at, _place_of(state)
        try:
            if len(self._ground.studied[state.collection]) > _MAKES_STUDIED or looked_at[place] >= _MAKES_OF_A_PLACE:
                await walk.audit(looks=False)
                return
            looked_at[place] += 1
            self._read_meanwhile(await walk.audit())
            if walk.viewport.width == DESKTOP.width:
                for size in (PHONE, TABLET, DESKTOP):
                    await walk.perform(_resize(size))
            if self._worth_waiting(planned_seconds):
                self._ground.lingered_seconds += planned_seconds
                await walk.linger(planned_seconds + _LATE_SECONDS)
                if walk.last:
                    self._settle_in(self._ground.accounts.harmless(self._name, walk.last))
        except ActionImpossible:
            return
        except (PageUnresponsive, PageCrashed) as stopped:
            await self._ground.on_stop(
                stopped_page(stopped, walk.url, (Action(ActionKind.RELOAD),)), walk, self._shortest()
            )
            self._node = None

    def _read_meanwhile(self, photograph: Photograph | None) -> None:
        """Look for what a picture shows, and tell, while the visitor goes on."""
        if photograph is None:
            return
        shortest = self._shortest()

        async def read() -> None:
            if (sight := await photograph.study()) is not None:
                await self._ground.on_sight(sight, shortest)

        self._readings.append(asyncio.create_task(read()))

    async def _finish_reading(self) -> None:
        """Wait for what is still being read, as long as there is time for exploring."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, self._ground.clock.exploring_left)):
                await asyncio.gather(*self._readings)

    def _worth_waiting(self, seconds: float) -> bool:
        """Whether what a page has planned for later (a banner, a request) comes soon, for the time that the run has."""
        ground = self._ground
        whole = ground.clock.elapsed + max(0.0, ground.clock.exploring_left)
        all_together = ground.lingered_seconds + seconds
        return 0 < seconds <= _LONGEST_LINGER * whole and all_together <= _MOST_LINGERING * whole

    async def _travel(self, walk: Walk, goal: Node) -> None:
        """Go to a state by the shortest known way, from here or from the start, else by its address."""
        goal.claimed_by = self._name
        try:
            await self._follow(walk, goal)
            self._travelled = self._node is goal
            if not self._travelled:
                goal.unreachable += 1
        finally:
            goal.claimed_by = ""

    async def _follow(self, walk: Walk, goal: Node) -> None:
        """The best known way from here or from the start; a page to which no way is known is opened."""
        graph = self._ground.graph
        sources = (self._node.state.key, "") if self._node else ("",)
        known = [way for source in sources if (way := graph.ways(source).get(goal.state.key)) is not None]
        if (goal.unreachable or not known) and graph.opens(goal.state.url, goal.state.key) is not False:
            await self._do(walk, open_page(goal.state.url))
            return
        if not known:
            return
        for edge in min(known, key=lambda way: way.cost).edges:
            done = await self._do(walk, edge.deed) is not None
            arrived = self._node.state.key if self._node else ""
            if arrived != edge.destination:
                graph.note_missed(edge)
            if not (done and arrived):
                return

    async def _return_to_start(self, walk: Walk) -> None:
        if await self._do(walk, open_page(self._ground.start_url)) is None or self._node is None:
            # The start itself hangs, crashes or leads away: nothing more can be done as this visitor.
            self._ground.exhausted = True

    async def _fit_size(self, walk: Walk) -> None:
        """Live at phone size for a while, if this visitor is the one to do so."""
        clock = self._ground.clock
        share = clock.elapsed / max(1.0, clock.elapsed + clock.exploring_left)
        wanted = PHONE if self._phone_hours and _PHONE_HOURS[0] <= share < _PHONE_HOURS[1] else DESKTOP
        if walk.viewport.width != wanted.width:
            await self._do(walk, (_resize(wanted),))

    async def _rest(self) -> None:
        """Wait for news from others.

        When everybody rests, destructive deeds get their chance, and then nothing new is left.
        """
        ground = self._ground
        ground.resting.add(self._name)
        try:
            if len(ground.resting) == ground.visitors and not ground.atlas.busy:
                if ground.last_chance:
                    ground.exhausted = True
                ground.last_chance = True
                return
            ground.news.clear()
            try:
                await asyncio.wait_for(ground.news.wait(), _WAIT_FOR_OTHERS_SECONDS)
            except TimeoutError:
                return
        finally:
            ground.resting.discard(self._name)

    def _deserves_reload(self, node: Node, option: Option, observation: Observation) -> bool:
        """Whether the deed left something on the page, or took something off it, that a reload should not change; once
        for each kind of deed, for what the app keeps of one it keeps of all.
        """
        effect = observation.effect
        if (
            effect is None
            or (_place_of(node.state), option.kind) in self._ground.reloaded
            or effect.document_changed
            or effect.url_changed
            or not effect.mutations
            or option.deal not in (Deal.BUTTON, Deal.FORM, Deal.TYPE)
        ):
            return False
        if option.deal is not Deal.BUTTON:
            return any(text in observation.screen.text for text in typed(observation))
        taken_off = observation.screen.element(option.subject) is None
        return effect.requests > 0 or effect.storage_changed or taken_off

    def _shortest(self) -> tuple[Deed, ...] | None:
        return self._ground.graph.path(self._node.state.key) if self._node else None


def visitor_name(number: int) -> str:
    """What an explorer is called in logs, videos and sightings."""
    return f"visitor-{number}"


def _is_bare(screen: Screen) -> bool:
    """Whether nothing stands there but a few words, as long as an app loads: its page is still to come."""
    shows = screen.headings or screen.pictures or screen.painted or any(one.visible for one in screen.elements)
    return not shows and len(screen.text.strip()) < _FEW_LETTERS


def _place_of(state: State) -> str:
    return url_pattern(state.url)


def _resize(size: Viewport) -> Action:
    return Action(ActionKind.RESIZE, value=str(size))
