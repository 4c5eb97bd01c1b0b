"""One visitor's walk through the app: what was done, what was seen after each deed, and who is told."""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol, Self
from urllib.parse import urlsplit

from worker.detectors.sessions import asks_for_password
from worker.explorer.forms import new_token
from worker.explorer.graph import Deed, open_page, opens_address
from worker.explorer.greetings import sends_away
from worker.explorer.newcomers import in_names, names_typed, opens_account, parted, renamed
from worker.explorer.stand_ins import with_stand_ins
from worker.observation.appearance import Appearance
from worker.observation.experiments.base import Experiment
from worker.observation.observation import Observation
from worker.observation.runtime import CARRIES_MESSAGES, CHANGING_METHODS
from worker.observation.screen import Screen, Viewport
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import ActionImpossible, Belongings, Visitor


class Request(Protocol):
    """An experiment that can be asked for again, by explorer and proof alike.

    `items` are its parts; requests that are equal but for their items can be done as one (`with_items` of their union).
    """

    @property
    def items(self) -> frozenset[str]:
        """What of the experiment is asked for."""
        ...

    @property
    def words(self) -> tuple[str, ...]:
        """What is done beyond a visitor's own actions, as steps a person can follow."""
        ...

    def with_items(self, items: frozenset[str]) -> "Request":
        """The same experiment with these parts only."""
        ...

    async def perform(self, walk: "Walk") -> None:
        """Do it as this visitor, concluding each part on the walk. Raises SurfaceError."""
        ...


class Lender(Protocol):
    """Whoever keeps sessions that were opened before, so that not everybody has to sign in by the form."""

    async def let_in(self, walk: "Walk", way_in: tuple[Deed, ...], page: Deed) -> bool:
        """Let a visitor who has done nothing yet into a session that is opened by this way; whether it has opened the
        page already, which is done next. Raises SurfaceError.
        """
        ...


class Undivided:
    """A request without parts, of which nothing is told beyond the visitor's own actions."""

    __slots__ = ()

    @property
    def items(self) -> frozenset[str]:
        """It is one whole."""
        return frozenset()

    @property
    def words(self) -> tuple[str, ...]:
        """What is done beyond a visitor's own actions; nothing, unless a request says otherwise."""
        return ()

    def with_items(self, items: frozenset[str]) -> Self:
        """The same again."""
        del items
        return self


@dataclass(frozen=True, slots=True)
class Step:
    """A deed and what it did to the walk.

    `lasting` when it changed something beyond the page (sent data, stored something), `vain` when it changed nothing.
    `told` is False for deeds that are no part of a bug's story. An `answer` is a document that was given for what was
    sent, which no address opens. `spoken` are the languages of the page before and after.
    """

    deed: Deed
    url_before: str
    url_after: str
    new_document: bool
    lasting: bool
    told: bool = True
    vain: bool = False
    answer: bool = False
    spoken: tuple[str, str] = ("", "")

    @property
    def turns_language(self) -> bool:
        """Whether the page speaks another language since, which its address does not say."""
        before, after = self.spoken
        stays = urlsplit(self.url_before).path == urlsplit(self.url_after).path
        return bool(before and after) and before != after and stays and not opens_address(self.deed)


@dataclass(frozen=True, slots=True)
class Session:
    """What was had after the first steps of a visitor, who had come in by this way, calling itself by other names."""

    way_in: tuple[Deed, ...]
    steps: tuple[Step, ...]
    belongings: Belongings
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sight:
    """An observation with the walk that led to it, and the part of an experiment it concludes, if it does.

    `provoked` when our own strange input may spoil the looks of the page.
    """

    walk: "Walk"
    observation: Observation
    request: Request | None = None
    provoked: bool = False


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture of a screen, and the walk as it was when it was taken."""

    walk: "Walk"
    observation: Observation
    appearance: Appearance

    async def study(self) -> Sight | None:
        """What stands in it, None where that is nothing; takes seconds."""
        read = await self.appearance.read()
        if not (read.printed or read.blemishes):
            return None
        seen = replace(
            self.observation, picture=self.appearance.picture, printed=read.printed, blemishes=read.blemishes
        )
        return Sight(self.walk, seen)


@dataclass(slots=True)
class Walk:
    """A visitor with the record of its deeds since its clean start.

    Everything seen is handed to `on_sight` before the walk goes on. `renew` gives a visitor with a clean profile to
    start over with. `witness` is a visitor whose session saw what is being looked into, if that is somebody else;
    `pictured` when the screen at the end of an experiment will be evidence. `way_in` is what a new person does to be
    signed in as this visitor is, () for a guest. `lender` has sessions to take over; without one, all sign in.
    """

    visitor: Visitor
    on_sight: Callable[[Sight], Awaitable[None]]
    renew: Callable[[], Awaitable[Visitor]]
    steps: list[Step] = field(default_factory=list[Step])
    last: Observation | None = None
    actions_done: int = 0
    parts_concluded: int = 0
    witness: Visitor | None = None
    pictured: bool = False
    way_in: tuple[Deed, ...] = ()
    lender: Lender | None = None
    _in_since: int = 0
    _names: Mapping[str, str] = field(default_factory=dict[str, str])
    _let_in_by: tuple[Deed, ...] = ()
    _let_in_at: str = ""
    _came_by: tuple[Deed, ...] = ()
    _story_way: tuple[Deed, ...] = ()
    _story_from: int = 0
    _telling: bool = True
    _provoking: bool = False
    _unwatched: bool = False

    @property
    def screen(self) -> Screen | None:
        """What was seen last, None before anything was opened."""
        return self.last.screen if self.last else None

    @property
    def url(self) -> str:
        """The present address, "" before anything was opened."""
        return self.last.screen.url if self.last else ""

    @property
    def viewport(self) -> Viewport:
        """The visitor's present size."""
        return self.visitor.viewport

    async def perform(self, *deed: Action) -> Observation:
        """Do a deed and see what came of it. Raises SurfaceError; the deed then stands in the record all the same."""
        before, spoken = self.url, self.screen.language if self.screen else ""
        deed = renamed(deed, self._names)
        self.actions_done += len(deed)
        try:
            observation = await self.visitor.perform(*deed)
        except Exception:
            self.steps.append(Step(deed, before, before, new_document=False, lasting=False, told=self._telling))
            raise
        left = _left_document(deed, observation)
        vain = observation.effect is not None and not observation.effect.any
        self.steps.append(
            Step(
                deed,
                before,
                observation.screen.url,
                left,
                _is_lasting(observation),
                self._telling,
                vain,
                answer=left and observation.document is not None and observation.document.method != "GET",
                spoken=(spoken, observation.screen.language),
            )
        )
        self.last = observation
        await self._tell()
        return observation

    async def do_again(self, deed: Deed) -> None:
        """Do what somebody else did on the way; no obstacle is a notice to send away that does not come this time, nor
        that a row is gone where another has the same control.

        Raises SurfaceError.
        """
        if self.screen is not None:
            deed = with_stand_ins(renamed(deed, self._names), self.screen)
        try:
            await self.perform(*deed)
        except ActionImpossible:
            if not _only_sends_away(deed):
                raise

    async def linger(self, seconds: float) -> None:
        """Stay for a while without doing anything, for what pages do late, and look again."""
        await asyncio.sleep(seconds)
        self.last = await self.visitor.look()
        await self._tell()

    async def open(self, url: str) -> Observation:
        """Open an address as a person who types it."""
        return await self.perform(*open_page(url))

    async def open_anew(self, url: str) -> Observation:
        """Open an address so that nothing is left of the document that stood there: one that differs in its fragment
        alone is none of its own. Raises SurfaceError.
        """
        seen = await self.open(url)
        return await self.perform(Action(ActionKind.RELOAD)) if urlsplit(url).fragment else seen

    async def go(self, way: tuple[Deed, ...]) -> None:
        """Do several deeds, looking after each; where the way begins with signing in, by a session that can be had.

        What is in the way of a deed matters only as long as nobody goes elsewhere by an address; a click that is not
        possible is left out where what comes after it can be done all the same. Raises SurfaceError.
        """
        way_in, rest = parted(way)
        starts_at_address = bool(rest) and opens_address(rest[0])
        if not self.steps:
            self._came_by = way
        if not way_in:
            await self._follow(way)
        elif self.steps and way_in == self._let_in_by:
            await self._follow(rest if starts_at_address else (open_page(self._let_in_at), *rest))
        elif not self.steps and self.lender is not None and starts_at_address:
            is_there = await self.lender.let_in(self, way_in, rest[0])
            await self._follow(rest[1:] if is_there else rest)
        else:
            await self.sign_in(way_in, leaves=any(map(opens_address, rest)))
            await self._follow(rest)

    async def sign_in(self, way_in: tuple[Deed, ...], *, leaves: bool = True) -> None:
        """Do what lets a person in, who `leaves` by an address then; as somebody new where an account is opened or one
        is asked again, since who opens an account needs a name that is not taken. What is called by the name that is
        typed here is called by the new one from then on. Raises SurfaceError.
        """
        names = dict.fromkeys(names_typed(way_in), new_token())
        if any(map(opens_account, way_in)):
            self._names = names
        await self._follow(way_in, leaves=leaves)
        if names != self._names and self.screen is not None and asks_for_password(self.screen):
            self.begin_story(())
            self._names = names
            await self._follow(way_in, leaves=leaves)
        self._is_let_in(way_in, self._names)

    def in_own_names(self, text: str) -> str:
        """What somebody else was called or told, as it is called and told to this visitor."""
        return in_names(text, self._names)

    def session(self, belongings: Belongings) -> Session:
        """What this visitor has, who has done nothing but sign in."""
        return Session(self._let_in_by, tuple(self.steps), belongings, self._names)

    def _is_let_in(self, way_in: tuple[Deed, ...], names: Mapping[str, str]) -> None:
        self._names = names
        self._let_in_by, self._let_in_at = way_in, self.steps[-1].url_after

    async def take_over(self, session: Session) -> None:
        """Have what another visitor was given by its steps, which are this visitor's own from now on."""
        await self.visitor.take_over(session.belongings)
        self.steps.extend(replace(step, told=self._telling) for step in session.steps)
        self._is_let_in(session.way_in, session.names)

    async def _follow(self, way: tuple[Deed, ...], *, leaves: bool = False) -> None:
        opens = [opens_address(deed) for deed in way]
        lost = False
        for position, deed in enumerate(way):
            if lost and not opens[position]:
                continue
            try:
                await self.do_again(deed)
                lost = False
            except ActionImpossible:
                if leaves or any(opens[position + 1 :]):
                    lost = True
                elif position + 1 < len(way) and _is_click(deed):
                    self.steps[-1] = replace(self.steps[-1], told=False)
                else:
                    raise

    async def start_over(self) -> None:
        """Leave, and come back as a new person."""
        await self.visitor.close()
        self.visitor = await self.renew()
        self.begin_anew()

    def begin_anew(self) -> None:
        """The visitor is a new person, in front of whom nothing has been opened."""
        self.steps.clear()
        self.last = None
        self.put_out()
        self._names, self._let_in_by, self._let_in_at = {}, (), ""
        self._came_by = ()
        self._story_way, self._story_from = (), 0

    def let_in(self, way: tuple[Deed, ...], since: int) -> None:
        """The visitor is signed in since so many steps, and others come to be so by this way."""
        self.way_in, self._in_since = way, since

    def put_out(self) -> None:
        """The visitor is a guest again."""
        self.way_in, self._in_since = (), 0

    @property
    def steps_as_who_one_is(self) -> list[Step]:
        """The steps since the visitor was let in, or since its clean start for a guest."""
        return self.steps[self._in_since :]

    def begin_story(self, way: tuple[Deed, ...]) -> None:
        """What follows is told as if a person had just come here by this way, whatever was done before."""
        self._story_way, self._story_from = way, len(self.steps)

    def tell_from_here(self) -> None:
        """What follows is told as if a person had just come here, by the way by which this one came at first."""
        self.begin_story(self._came_by)

    @property
    def story(self) -> tuple[Action, ...]:
        """The actions that a person does to come to what was seen last."""
        told = (step.deed for step in self.steps[self._story_from :] if step.told)
        return tuple(action for deed in (*self._story_way, *told) for action in deed)

    @contextmanager
    def aside(self) -> Generator[None]:
        """Deeds in here are no part of the story."""
        self._telling = False
        try:
            yield
        finally:
            self._telling = True

    @contextmanager
    def provoking(self) -> Generator[None]:
        """Deeds in here put strange things into the page, so its looks are not to be judged."""
        self._provoking = True
        try:
            yield
        finally:
            self._provoking = False

    @contextmanager
    def unwatched(self) -> Generator[None]:
        """Deeds in here belong to the story, but what they show is spoilt by what we do to the app's surroundings:
        nobody is told of it.
        """
        self._unwatched = True
        try:
            yield
        finally:
            self._unwatched = False

    async def show(self, url: str) -> None:
        """Bring an address on the screen for a picture of it, where one will be taken; nobody is told."""
        if self.pictured:
            await self.visitor.perform(*open_page(url))

    async def audit(self, *, looks: bool = True) -> Photograph | None:
        """Audit the present screen's accessibility and, if asked, its looks, and tell; what stands in its picture is
        told by whoever studies the photograph.
        """
        if self.last is None:
            return None
        seen = bare(self.last)
        audited = replace(seen, accessibility=await self.visitor.audit_accessibility())
        if not looks:
            await self.on_sight(Sight(self, audited))
            return None
        appearance = await self.visitor.study_appearance()
        await self.on_sight(Sight(self, replace(audited, layout=appearance.layout, picture=appearance.picture)))
        return Photograph(replace(self, steps=[*self.steps]), seen, appearance)

    async def _tell(self) -> None:
        if self.last is not None and not self._unwatched:
            await self.on_sight(Sight(self, self.last, provoked=self._provoking))

    async def conclude(self, request: Request, *results: Experiment) -> None:
        """Tell what a part of an experiment came to, on the last thing seen."""
        if self.last is not None:
            self.parts_concluded += 1
            await self.on_sight(Sight(self, replace(bare(self.last), experiments=results), request, provoked=True))


def _only_sends_away(deed: Deed) -> bool:
    return _is_click(deed) and deed[0].target is not None and sends_away(deed[0].target.name)


def _is_click(deed: Deed) -> bool:
    return [action.kind for action in deed] == [ActionKind.CLICK]


def bare(observation: Observation) -> Observation:
    """What stands there, without what happened on the way (which was told already)."""
    return replace(
        observation,
        before=None,
        cause=(),
        effect=None,
        console=(),
        exceptions=(),
        exchanges=(),
        dialogs=(),
        popups=(),
        downloads=(),
        timings=None,
    )


def _left_document(deed: Deed, observation: Observation) -> bool:
    if any(action.kind in (ActionKind.NAVIGATE, ActionKind.RELOAD) for action in deed):
        return True
    return observation.effect is not None and observation.effect.document_changed


def _is_lasting(observation: Observation) -> bool:
    effect = observation.effect
    return (effect is not None and effect.storage_changed) or any(
        exchange.method in CHANGING_METHODS and not CARRIES_MESSAGES.search(exchange.url)
        for exchange in observation.exchanges
    )
