"""Asks the same thing with other values and tells whether the answers are the same."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from worker.explorer.experiments.entries import Entry, Sending
from worker.observation.experiments.attacks import Sent
from worker.observation.runtime import Exchange
from worker.surfaces.interface import Visitor

_BODY_LIMIT = 200_000
_MOST_SENT = 400
# A server that takes long for each answer is not asked for so many. s.
_LONGEST_ASKING = 15.0
# Ids, times and numbers that a page shows another one of each time.
_RESTLESS = re.compile(r"[\w-]*\d[\w:.-]*")
_EXCERPT = 160
_SHORTEST_ECHO = 3
_LONGEST_TOLD = 2000


class AskedEnough(Exception):
    """The server asks for patience, or enough was asked."""


@dataclass(slots=True)
class Asking:
    """Sends requests as this visitor, counts them, and stops where it should (429, 503).

    With `token`, what the page's scripts say of who asks goes along; see `Visitor.fetch`. All answers together are
    waited for as long as `longest` (s).
    """

    visitor: Visitor
    token: Callable[[str], str] | None = None
    longest: float = _LONGEST_ASKING
    sent: int = 0
    waited: float = 0.0

    async def send(self, sending: Sending, **headers: str) -> Exchange:
        """The answer, redirects not followed. Raises AskedEnough, SurfaceError."""
        if self.sent >= _MOST_SENT or self.waited > self.longest:
            raise AskedEnough
        self.sent += 1
        answer = await self.visitor.fetch(
            sending.url,
            method=sending.method,
            headers={**sending.headers, **{name.replace("_", "-"): value for name, value in headers.items()}},
            body=sending.body,
            token=self.token,
            follow_redirects=False,
            body_limit=_BODY_LIMIT,
        )
        self.waited += answer.duration_ms / 1000
        if answer.status in (429, 503):
            raise AskedEnough
        return answer


@dataclass(slots=True)
class Trial:
    """One entry of a request, tried with several values.

    `before` is the answer to the value that was seen there; `calm` takes off an answer what differs without a reason,
    and is None where answers to one and the same request differ so much that nothing can be told from them.
    """

    asking: Asking
    sending: Sending
    entry: Entry
    before: Exchange
    calm: Callable[[str], str] | None

    @classmethod
    async def begin(cls, asking: Asking, sending: Sending, entry: Entry) -> "Trial | None":
        """Ask twice as it was asked before; None where no answer comes even then."""
        first = await asking.send(sending)
        if first.status is None:
            return None
        if sending.changes and not sending.logs_in:
            return cls(asking, sending, entry, first, None)
        second = await asking.send(sending)
        calm = next(
            (one for one in (as_it_is, _without_restless) if _look(first, one, "", "") == _look(second, one, "", "")),
            None,
        )
        return cls(asking, sending, entry, first, calm)

    async def ask(self, value: str) -> Exchange:
        """The answer to another value in this place."""
        return await self.asking.send(self.entry.holding(self.sending, value))

    def is_as_before(self, answer: Exchange, value: str) -> bool:
        """Whether an answer says what the seen value's said, but for the value itself."""
        return self.alike(answer, value, self.before, self.entry.value)

    def alike(self, one: Exchange, its_value: str, other: Exchange, its_other_value: str) -> bool:
        """Whether two answers say the same, each but for its own value."""
        if self.calm is None:
            return False
        return _look(one, self.calm, its_value, its_other_value) == _look(other, self.calm, "", "")


def as_it_is(text: str) -> str:
    """The same: of a token, the visitor's own."""
    return text


def sent(sending: Sending, answer: Exchange, around: str = "", **headers: str) -> Sent:
    """A request of ours for the record, with the part of its answer that tells."""
    told = {**sending.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Sent(sending.method, sending.url, sending.body[:_LONGEST_TOLD], tuple(told.items()), excerpt(answer, around))


def is_page(answer: Exchange) -> bool:
    """Whether a browser shows an answer as a page of HTML."""
    kind = answer.response_headers.get("content-type", "").partition(";")[0].strip().lower()
    attached = "attachment" in answer.response_headers.get("content-disposition", "").lower()
    return kind in ("text/html", "application/xhtml+xml", "") and not attached


def excerpt(answer: Exchange, around: str) -> str:
    """The status and the part of an answer that tells."""
    at = answer.body.find(around) if around else 0
    part = answer.body[max(0, at - _EXCERPT) : max(0, at) + len(around) + _EXCERPT].strip()
    return f"{answer.status}\n{part}"


def _look(answer: Exchange, calm: Callable[[str], str], value: str, seen: str) -> tuple[int | None, str, str]:
    """Status, destination and words of an answer, as if the value that was seen had been sent."""
    place = answer.response_headers.get("location", "")
    return answer.status, calm(_exchanged(place, value, seen)), calm(_exchanged(answer.body, value, seen))


def _exchanged(text: str, value: str, seen: str) -> str:
    """The text with every echo of one value, however it is encoded, replaced by the other."""
    if len(value) < _SHORTEST_ECHO or value == seen:
        return text
    pairs = {encode(value): encode(seen) for encode in _ENCODINGS}
    for form in sorted(pairs, key=len, reverse=True):
        text = text.replace(form, pairs[form])
    return text


def _as_text(value: str) -> str:
    return html.escape(value, quote=False)


def _numbered(value: str) -> str:
    return html.escape(value).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")


def _named(value: str) -> str:
    return html.escape(value).replace("&#x27;", "&#39;")


def _in_address(value: str) -> str:
    return quote(value, safe="")


def _in_address_of_address(value: str) -> str:
    """As a link holds it that leads back here ("/language/de?next=/search%3Fq%3D…")."""
    return _in_address(_in_address(value))


def _in_address_of_form(value: str) -> str:
    """The same where the app has put the query together anew."""
    return _in_address(quote_plus(value))


def _in_json(value: str) -> str:
    return json.dumps(value)[1:-1]


def _without_restless(text: str) -> str:
    return _RESTLESS.sub("", text)


_ENCODINGS = (
    *(as_it_is, html.escape, _as_text, _numbered, _named, _in_json),
    *(_in_address, quote, quote_plus, _in_address_of_address, _in_address_of_form),
)
