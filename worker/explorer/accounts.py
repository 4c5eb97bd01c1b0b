"""Signing in and out: with the account that was given, else with one that the page to sign in offers itself, else with
one that the site lets a visitor open.

Being in is proved, not assumed: the form is gone, something says so (a way to sign out, the account's name), it still
says so on the start page, and a new person with the same name and another password is not let in.
"""

import random
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import SecretStr

from worker.detectors.traffic import is_error_page
from worker.explorer.entrances import (
    asks_for_name,
    changes_password,
    code_form,
    entry,
    log_in_form,
    name_form,
    offers_to_sign_out,
    open_fields,
    opens_own_menu,
    password_form,
    sign_up_form,
    was_asked_for,
    way_to_sign_up,
)
from worker.explorer.forms import Persona, fill, meaning_of, new_token, submit, target_of
from worker.explorer.graph import Deed, open_page
from worker.explorer.greetings import way_out
from worker.explorer.newcomers import anew
from worker.explorer.offered_accounts import offered_accounts
from worker.explorer.route_tables import address_of
from worker.explorer.walk import Walk
from worker.explorer.ways import way_in
from worker.login import Login
from worker.observation.observation import Observation
from worker.observation.screen import Element, Form, Screen
from worker.surfaces.actions import Action, ActionKind

Do = Callable[[Deed], Awaitable[Observation | None]]

# Who may rightly see what others keep.
_PRIVILEGED = re.compile(
    r"admin|root|super|manager|owner|staff|support|moderat|operator|editor|teacher|chef|leit|verwalt|gerente|direct",
    re.IGNORECASE,
)
# Where sites keep the form when no link leads there.
_USUAL_PLACES = ("login", "signin", "account/login", "users/sign_in")
_MOST_HOPS = 3
_MOST_GREETINGS = 3
_MOST_RETURNS = 5


class Standing(StrEnum):
    """How far signing in has come."""

    NOT_TRIED = "not tried"
    NO_FORM = "no form to sign in was found"
    REFUSED = "the site did not accept the account"
    UNPROVED = "signed in"
    PROVED = "signed in, and a wrong password was refused"
    DOUBTFUL = "signed in, but a wrong password was let in too"


def by_itself(walk: Walk) -> Do:
    """A visitor who does what signing in asks for, and nothing beside it."""

    async def do(deed: Deed) -> Observation | None:
        return await walk.perform(*deed)

    return do


class OwnAccount(Login):
    """An account that a visitor opened, with the e-mail address that was given beside the name, "" for none."""

    address: str = ""

    @property
    def called(self) -> tuple[str, ...]:
        """What the site may greet its owner by."""
        return tuple(filter(None, (self.username, self.address)))


@dataclass(slots=True)
class Accounts:
    """What is known of signing in, shared by all visitors of a run.

    `login` is the account that was given; `offers` those that the site offers and has not refused; `own` one that a
    visitor opened. `opening` is how accounts are opened, where that let somebody in, `joining` where nobody has tried;
    `door` is how others sign in with the account that is known. `inside` are the names of those who are in.
    """

    start_url: str
    login: Login | None = None
    offers: list[Login] = field(default_factory=list[Login])
    own: OwnAccount | None = None
    opening: tuple[Deed, ...] = ()
    door: tuple[Deed, ...] = ()
    standing: Standing = Standing.NOT_TRIED
    entrance: str = ""
    registry: str = ""
    joining: tuple[Deed, ...] = ()
    inside: set[str] = field(default_factory=set[str])
    expired: int = 0
    spared: bool = False
    """Whether forms were left alone that would have changed the account's password."""
    _heard: bool = False
    _token_of_another: str = field(default_factory=new_token)
    _returns: Counter[str] = field(default_factory=Counter[str])

    @property
    def known(self) -> Login | None:
        """The account to sign in with, if there is one."""
        return self.login or next(iter(self.offers), self.own)

    @property
    def note(self) -> str:
        """A sentence for the record; "" where nobody tried to sign in."""
        if self.standing is Standing.NOT_TRIED:
            return ""
        if self.login:
            whose = "the account that was given"
        else:
            whose = "an account that the test opened itself" if self.own else "an account that the site offers"
        expiry = f" The session ended {self.expired} times by itself." if self.expired else ""
        spared = " Forms that change its password were left alone." if self.spared else ""
        return f"Signing in with {whose}: {self.standing}.{expiry}{spared}"

    def see(self, name: str, observation: Observation) -> bool:
        """Take in what a visitor sees; True when it was in and has been put out."""
        screen, form = observation.screen, log_in_form(observation.screen)
        if form is not None and not self.entrance:
            self.entrance = screen.url
        if form is not None and not self._heard and self.own is None:
            self._hear(screen)
        self._note_joining(screen)
        unasked = form is not None and not was_asked_for(observation)
        if name in self.inside and unasked and not self._says_so(screen):
            self.inside.discard(name)
            return True
        return False

    def way_in_of_another(self, way_in: tuple[Deed, ...]) -> tuple[Deed, ...]:
        """How one signs in with another account that the site offers, told from the way of the known one, or opens one
        (as a visitor did, or, beside an account that was given, as the site's form asks); () where it offers none of
        the same standing, or more than a name and a password is asked for.
        """
        if not way_in or self.login is not None:
            return self.joining if way_in else ()
        return self._way_in_of_another_offered(way_in) or anew(self.opening, self._token_of_another)

    def _way_in_of_another_offered(self, way_in: tuple[Deed, ...]) -> tuple[Deed, ...]:
        known = self.known
        others = (one for one in self.offers if known and one.username != known.username)
        another = next((one for one in others if not _PRIVILEGED.search(one.username)), None)
        if known is None or another is None:
            return ()
        instead = {
            known.username: another.username,
            known.password.get_secret_value(): another.password.get_secret_value(),
        }
        typed = [action.value for deed in way_in for action in deed if action.kind is ActionKind.TYPE]
        if sorted(typed) != sorted(instead):
            return ()
        return tuple(tuple(replace(one, value=instead.get(one.value, one.value)) for one in deed) for deed in way_in)

    def _note_joining(self, screen: Screen) -> None:
        """Note what somebody does to open an account, whom nobody knows yet, where a form asks for it."""
        form = None if self.registry else sign_up_form(screen)
        if form is None:
            return
        self.registry = screen.url
        if (sent := submit(screen, form)) is not None:
            persona = Persona(random.Random(self._token_of_another))
            self.joining = anew((open_page(screen.url), (*fill(screen, form, persona), sent)), self._token_of_another)

    def _hear(self, screen: Screen) -> None:
        """Note the accounts that the page offers; the first page that does is believed."""
        host = urlsplit(screen.url).hostname or ""
        self.offers = [
            Login(host=host, username=username, password=SecretStr(password))
            for username, password in offered_accounts(screen.text)
        ]
        self._heard = bool(self.offers)

    def harmless(self, name: str, observation: Observation) -> Observation:
        """What a visitor sees, less what would shut out everybody who signs in after: forms for another password."""
        screen = observation.screen
        feared = [form for form in screen.forms if name in self.inside and changes_password(screen, form)]
        if not feared:
            return observation
        self.spared = True
        keys = {key for form in feared for key in (*form.fields, form.submit)}
        elements = tuple(replace(one, enabled=False) if one.key in keys else one for one in screen.elements)
        forms = tuple(form for form in screen.forms if form not in feared)
        return replace(observation, screen=replace(screen, elements=elements, forms=forms))

    def may_return(self, name: str) -> bool:
        """Whether it is worth signing in again; a site that puts everybody out at once is not."""
        self.expired += 1
        self._returns[name] += 1
        return self._returns[name] <= _MOST_RETURNS

    async def enter(self, name: str, walk: Walk, do: Do) -> bool:
        """Sign in as this visitor; whether it is in. Raises SurfaceError."""
        while (login := self.known) is not None and name not in self.inside and self.standing is not Standing.REFUSED:
            screen = walk.screen
            if typed := self.signed_in_by(walk):
                self._let_in(name, walk, typed)
                return True
            if login is not self.login and screen and log_in_form(screen) is None and offers_to_sign_out(screen):
                self.inside.add(name)  # the site lets everybody in, and nobody said as whom
                return True
            if not await self._find_form(walk, do):
                self.standing = Standing.NO_FORM if self.standing is Standing.NOT_TRIED else self.standing
                return False
            typed = await self._type(login, login.password, walk, do)
            if walk.last and is_error_page(walk.last.document) and await self._find_form(walk, do):
                # A server that failed has not refused the account.
                typed = await self._type(login, login.password, walk, do)
            if await self._is_in(walk, do):
                self._let_in(name, walk, typed)
                self.door = self.door or walk.way_in
                if self.standing in (Standing.NOT_TRIED, Standing.NO_FORM):
                    self.standing = Standing.UNPROVED
            elif login in self.offers and self.standing is not Standing.UNPROVED:
                self.offers.remove(login)
            else:
                if self.standing is Standing.NOT_TRIED:
                    self.standing = Standing.REFUSED
                return False
        return name in self.inside

    def has_come_in(self, name: str, walk: Walk) -> bool:
        """Whether a visitor who asked nobody is in all the same, where others know a door: by a button that fills in an
        account, say.
        """
        screen = walk.screen
        if not self.door or screen is None or log_in_form(screen) is not None or not offers_to_sign_out(screen):
            return False
        self.inside.add(name)
        return True

    def signed_in_by(self, walk: Walk) -> list[Deed]:
        """The deed by which a visitor has come in who only went where another had gone before; [] for who is not in."""
        login, screen = self.known, walk.screen
        if login is None or screen is None or log_in_form(screen) is not None or not self._says_so(screen):
            return []
        given = {login.username, login.password.get_secret_value()}
        deeds = [step.deed for step in walk.steps if given <= {action.value for action in step.deed}]
        return deeds[-1:]

    async def disprove(self, walk: Walk) -> None:
        """As a new person: whether the account's name with another password gets in. Raises SurfaceError."""
        login = self.known
        if login is None or self.standing is not Standing.UNPROVED:
            return
        with walk.provoking():
            await walk.open(self.start_url)
            do = by_itself(walk)
            if await self._find_form(walk, do):
                wrong = SecretStr(f"not-{login.password.get_secret_value()[::-1]}")
                await self._type(login, wrong, walk, do)
                self.standing = Standing.DOUBTFUL if await self._is_in(walk, do) else Standing.PROVED

    async def find_door(self, walk: Walk) -> None:
        """As a new person: sign in with the account that a visitor opened. Raises SurfaceError."""
        if self.own is None or self.door:
            return
        await walk.open(self.start_url)
        do = by_itself(walk)
        if await self._find_form(walk, do):
            typed = await self._type(self.own, self.own.password, walk, do)
            if typed and await self._is_in(walk, do):
                self.door, _ = way_in(walk.steps, typed)

    async def find_opening(self, walk: Walk) -> None:
        """As a new person, where all are in with an account that the site offers: open one. Raises SurfaceError."""
        if self.known not in self.offers or self.opening:
            return
        for page in filter(None, dict.fromkeys((self.entrance, self.start_url))):
            if not self.joining and (way := way_to_sign_up((await walk.open(page)).screen)) is not None:
                self._note_joining((await walk.perform(Action(ActionKind.CLICK, target_of(way)))).screen)
        await walk.start_over()
        if self.joining:
            await walk.go(self.joining)
            if await self._is_in(walk, by_itself(walk)):
                # Who opens one to do something is another than who opens one to ask for what is not theirs.
                self.opening = anew(self.joining, new_token())

    def prefer_door(self, walk: Walk) -> None:
        """Who opened the account is followed by the door from now on, where there is one, and stays who they are."""
        if self.door and self.opening and walk.way_in == self.opening:
            walk.way_in = self.door

    async def register(self, name: str, persona: Persona, walk: Walk, do: Do) -> bool:
        """Open an account as this visitor, where a form offers it; whether it is in. Raises SurfaceError."""
        if self.known is not None or not self.registry:
            return False
        await do(open_page(self.registry))
        form = walk.screen and sign_up_form(walk.screen)
        if not form or walk.screen is None:
            return False
        filled = fill(walk.screen, form, persona)
        sent = submit(walk.screen, form)
        if sent is None or (own := self._account(walk.screen, (*filled, sent))) is None:
            return False
        await do((*filled, sent))
        return await self._try_own(own, name, walk, (*filled, sent), do) or await self.enter(name, walk, do)

    async def adopt(self, name: str, before: Screen, deed: Deed, walk: Walk, do: Do) -> bool:
        """Take the account as the run's own that a visitor has opened by filling whatever forms it came across: `deed`,
        done on the screen `before`. Where all use another one, it is this visitor's alone. Whether it is in. Raises
        SurfaceError.
        """
        form, sent = sign_up_form(before), deed[-1].target
        own = self._account(before, deed) if form and sent and sent.key in (form.submit, *form.fields) else None
        if own is None or name in self.inside:
            return False
        if walk.screen is None or sign_up_form(walk.screen) is not None:
            return False  # it was refused
        if self.known is None:
            is_in = await self._try_own(own, name, walk, deed, do)
            self.own = own if is_in else None
            return is_in
        if is_in := await self._is_in(walk, do):
            self._let_in(name, walk, [deed])
            if self.login is None:
                self.opening = self.opening or walk.way_in
        return is_in

    def _account(self, screen: Screen, deed: Deed) -> OwnAccount | None:
        """The account that a deed asks for, None where it gives no name or password."""
        typed = {_meaning_in(screen, one): one.value for one in reversed(deed) if one.kind is ActionKind.TYPE}
        username, address = typed.get("username", ""), typed.get("email", "")
        password = next((one.value for one in deed if one.secret), "")
        if not password or not (username or address):
            return None
        host = urlsplit(self.start_url).hostname or ""
        return OwnAccount(
            host=host, username=username or address, password=SecretStr(password), address=address if username else ""
        )

    async def _try_own(self, own: OwnAccount, name: str, walk: Walk, deed: Deed, do: Do) -> bool:
        """Whether opening an account has let the visitor in at once."""
        self.own = own
        if not await self._is_in(walk, do):
            return False
        self._let_in(name, walk, [deed])
        self.opening = walk.way_in
        self.standing = Standing.UNPROVED
        return True

    def _let_in(self, name: str, walk: Walk, typed: list[Deed]) -> None:
        self.inside.add(name)
        if typed:
            walk.let_in(*way_in(walk.steps, typed))

    async def _find_form(self, walk: Walk, do: Do) -> bool:
        """Go where the form to sign in is: here, where a link leads, or where such forms usually are."""
        for _ in range(_MOST_HOPS):
            await _send_greetings_away(walk, do)
            if walk.screen is None:
                return False
            if log_in_form(walk.screen) or name_form(walk.screen):
                return True
            way = entry(walk.screen)
            if way is None or await do((Action(ActionKind.CLICK, target_of(way)),)) is None:
                break
        here = walk.url or self.start_url
        for place in (self.entrance, *(address_of(usual, here) for usual in _USUAL_PLACES)):
            if place and await do(open_page(place)) is not None and walk.screen and log_in_form(walk.screen):
                await _send_greetings_away(walk, do)
                return True
        return False

    async def _type(self, login: Login, password: SecretStr, walk: Walk, do: Do) -> list[Deed]:
        """Fill what is asked for, step by step: the name first, then the password, then a code. What was done."""
        done: list[Deed] = []
        for _ in range(_MOST_HOPS):
            screen = walk.screen
            form = screen and (password_form(screen) or name_form(screen) or code_form(screen))
            if screen is None or form is None or not login.may_be_typed_at(screen.url):
                break
            typed = tuple(_typed(login, password, screen, form))
            sent = submit(screen, form)
            if not typed or sent is None:
                break
            done.append((*typed, sent))
            if await do(done[-1]) is None:
                break
            if any(action.secret for action in typed) and walk.screen is not None and password_form(walk.screen):
                break  # it was given a password, and asks for one again
        return done

    async def _is_in(self, walk: Walk, do: Do) -> bool:
        """Whether the site itself says that the visitor is in, here and on the start page, or when it is asked again
        where the start is the page to sign in, which many sites show to those who are in as well.
        """
        if walk.screen is None or log_in_form(walk.screen) is not None:
            return False
        led_to = walk.url
        here = self._says_so(walk.screen) or await self._own_menu_says_so(walk, do)
        start = await do(open_page(self.start_url))
        if here and start is not None and log_in_form(start.screen) is not None and led_to != start.screen.url:
            again = await do(open_page(led_to))
            return again is not None and log_in_form(again.screen) is None and self._says_so(again.screen)
        return start is not None and log_in_form(start.screen) is None and (here or self._says_so(start.screen))

    async def _own_menu_says_so(self, walk: Walk, do: Do) -> bool:
        """Whether it stands in the menu of one's own that one is in, where there is such a menu."""
        menu = walk.screen and next(filter(opens_own_menu, walk.screen.elements), None)
        seen = await do((Action(ActionKind.CLICK, target_of(menu)),)) if menu else None
        return seen is not None and self._says_so(seen.screen)

    def _says_so(self, screen: Screen) -> bool:
        login = self.known
        called = login.called if isinstance(login, OwnAccount) else (login.username,) if login else ()
        named = any(len(one) > 3 and one.lower() in screen.text.lower() for one in called)
        return named or offers_to_sign_out(screen)


async def _send_greetings_away(walk: Walk, do: Do) -> None:
    """Close what lies over the page on a first visit."""
    for _ in range(_MOST_GREETINGS):
        control = walk.screen and way_out(walk.screen)
        if not control or await do((Action(ActionKind.CLICK, target_of(control)),)) is None:
            return


def _typed(login: Login, password: SecretStr, screen: Screen, form: Form) -> Iterator[Action]:
    """What goes into which field."""
    further = {name.lower(): value for name, value in login.fields.items()}
    for one in open_fields(screen, form):
        value, secret = "", True
        asked = next((further[word] for word in (one.field_name.lower(), one.label.lower()) if word in further), None)
        if asked is not None:
            value = asked.get_secret_value()
        elif one.input_type == "password":
            value = password.get_secret_value()
        elif meaning_of(one) == "one-time-code":
            value = login.code(time.time())
        elif asks_for_name(one):
            value, secret = _name_at(login, one), False
        if value:
            yield Action(ActionKind.TYPE, target_of(one), value, secret=secret)


def _name_at(login: Login, element: Element) -> str:
    """By which of its names an account goes at this field."""
    address = login.address if isinstance(login, OwnAccount) else ""
    wants_address = element.input_type == "email" or meaning_of(element) == "email"
    return address if address and wants_address else login.username


def _meaning_in(screen: Screen, action: Action) -> str:
    element = screen.element(action.target.key) if action.target else None
    return meaning_of(element) if element is not None else ""
