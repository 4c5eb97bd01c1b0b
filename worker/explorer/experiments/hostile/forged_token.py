"""Asks for what a signed-in visitor was given with a token that the server has not made: whoever is answered all the
same can be anybody (RFC 8725, 2.1 and 3.1).

Only the visitor's own token is changed, and nothing in what it claims. A word that everybody guesses as its secret is
looked for here, without asking anybody.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from worker.detectors.json_web_tokens import decoded, encoded, read_part
from worker.explorer.experiments.answers import AskedEnough, Asking, sent
from worker.explorer.experiments.coming_back import stand_where_sent
from worker.explorer.experiments.entries import Sending, seen_requests, shape_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.graph import Deed
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.attacks import ForgedToken
from worker.observation.runtime import Exchange
from worker.surfaces.actions import ActionKind

PLAN = Plan("forged_token", most=6, seconds=1.0)

_HASHES = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}
# What tutorials, templates and haste put where a secret belongs.
_GUESSES = """secret|secret_key|secretkey|secret-key|mysecret|my_secret|my-secret|mysecretkey|my_secret_key|supersecret|
super_secret|super-secret|supersecretkey|jwt|jwtsecret|jwt_secret|jwt-secret|jwt_secret_key|JWT_SECRET|SECRET|SECRET_KEY|
your-256-bit-secret|your-384-bit-secret|your-512-bit-secret|your_secret|your-secret|your_secret_key|your-secret-key|
your_jwt_secret|your-jwt-secret|token|tokensecret|token_secret|key|private|privatekey|private_key|password|passw0rd|
password1|Password1|pass|changeme|change-me|change_me|changeit|default|admin|root|test|testing|development|dev|example|
demo|hello|helloworld|qwerty|123456|12345678|123456789|1234567890|abc123|letmein|topsecret|top-secret|shhhhh|shhh|
keyboard cat|keyboardcat|none|null|undefined|0|1|app|auth|authsecret|auth_secret|session|sessionsecret|accesstoken|
access_token_secret|refresh_token_secret|a|s3cr3t|s3cret|notsecret|insecure|temporary|dummy|foobar|foo|bar|django-insecure"""
_WORDS = tuple("".join(_GUESSES.split("\n")).split("|"))


@dataclass(slots=True)
class Seen:
    """Takes notice of the tokens that are lent, and lends them as they are."""

    tokens: list[str] = field(default_factory=list[str])

    def __call__(self, token: str) -> str:
        """The same token."""
        self.tokens.append(token)
        return token


@dataclass(frozen=True, slots=True)
class ForgeToken(Undivided):
    """Whether what was answered to a token is answered to one that is not signed, or by somebody else, too."""

    way: tuple[Deed, ...]
    sending: Sending

    @property
    def words(self) -> tuple[str, ...]:
        """The request that is sent again."""
        return (f"Signed in, send GET {self.sending.url} with the account's token under another signature",)

    async def perform(self, walk: Walk) -> None:
        """First what is right, and what nobody in particular is told."""
        await stand_where_sent(walk, self.way, self.sending)
        seen = Seen()
        try:
            right = await Asking(walk.visitor, seen).send(self.sending)
            token = next(filter(_is_signed, seen.tokens), "")
            if not token or right.status != 200:
                return
            if guessed := _guessed(token):
                await self._conclude(walk, f"signed with the word “{guessed}”", right)
                return
            if _says_the_same(await Asking(walk.visitor, lambda _: "").send(self.sending), right):
                return
            for kind, forged in _FORGERIES.items():
                answer = await Asking(walk.visitor, forged).send(self.sending)
                if _says_the_same(answer, right):
                    await self._conclude(walk, kind, answer)
                    return
        except AskedEnough:
            return

    async def _conclude(self, walk: Walk, how: str, answer: Exchange) -> None:
        await walk.conclude(self, ForgedToken(self.sending.url, how, sent(self.sending, answer)))


def propose(scene: Scene) -> Iterator[Proposal]:
    """What a visitor was given who has signed in, or opened an account."""
    if not any(action.kind is ActionKind.TYPE and action.secret for deed in scene.way for action in deed):
        return
    for sending in seen_requests(scene):
        if not sending.changes and (sending.by_token or scene.observation.cookies):
            once = shape_of(sending) if sending.by_token else f"cookies of {urlsplit(sending.url).netloc}"
            request = ForgeToken(scene.way, sending)
            yield Proposal(request, once, (sending.url,), "requests with forged tokens", telling=sending.by_token)


def _says_the_same(answer: Exchange, right: Exchange) -> bool:
    """Whether somebody is given what the account was given: as much of it, and as long."""
    return (
        answer.status == 200 and bool(right.body) and abs(len(answer.body) - len(right.body)) <= len(right.body) // 20
    )


def _is_signed(token: str) -> bool:
    parts = token.split(".")
    return len(parts) == 3 and all(parts) and bool(_head(token).get("alg"))


def _head(token: str) -> dict[str, object]:
    return read_part(token.split(".")[0])


def _guessed(token: str) -> str:
    """The word that it is signed with, where that is easily guessed."""
    made = _HASHES.get(str(_head(token).get("alg")))
    if made is None:
        return ""
    content, _, signature = token.rpartition(".")
    right = decoded(signature)
    return next((word for word in _WORDS if hmac.digest(word.encode(), content.encode(), made) == right), "")


def _unsigned(token: str) -> str:
    """The same claims, under the algorithm “none” (RFC 7519, 6)."""
    head = encoded(json.dumps({**_head(token), "alg": "none"}).encode())
    return f"{head}.{token.split('.')[1]}."


def _signed_by_others(token: str) -> str:
    """The same claims, under a signature of as many other bytes."""
    content, _, signature = token.rpartition(".")
    return f"{content}.{encoded(bytes(byte ^ 0x5A for byte in decoded(signature)))}"


_FORGERIES: dict[str, Callable[[str], str]] = {
    "without a signature": _unsigned,
    "under a signature that is not the server's": _signed_by_others,
}
