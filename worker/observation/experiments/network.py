"""What an app makes of a network in trouble."""

from dataclasses import dataclass

from worker.observation.experiments.base import Experiment


@dataclass(frozen=True, slots=True)
class InTrouble(Experiment):
    """A deed was done while what it asks of the server failed on purpose, and the page was given time to tell.

    `fault` is "server error", "too many requests", "offline", "garbled answer" or "slow"; `control` what was operated;
    `request` what it asks, e.g. "POST /api/orders". `usual` are the lines that appear when all is well, `announced`
    those of them that announce how it ended (in a toast, a live region), `shown` those that appeared now. `unchanged`
    when the document stayed as it was to the letter; `arrived` when the address became what it usually becomes;
    `waiting` are words that still say that something is under way; `blank` when nothing at all stands there.
    It `carries` what was typed, and nothing else does. `sent` is how often the request was made within `seconds`,
    `sent_usually` within the first few when all is well. `error` is what nobody caught, `page` where the deed was done.
    It still `works` when more of it is marked as being at work than before, and than when all is well. `lost` are the
    fields that are empty now and whose text stands nowhere else.
    """

    fault: str
    control: str
    request: str
    usual: tuple[str, ...]
    shown: tuple[str, ...]
    unchanged: bool
    arrived: bool
    waiting: str
    blank: bool
    carries: bool
    sent: int
    sent_usually: int
    seconds: float
    error: str = ""
    announced: tuple[str, ...] = ()
    page: str = ""
    works: bool = False
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FailedLoad(Experiment):
    """A page was opened by its address while a request for its data failed on purpose.

    `fault` is "server error", "no answer", "garbled answer", "too many requests" or "slow"; `request` e.g.
    "GET /api/orders". `usual` are the lines that stand there when all is well, `missing` those of them that did not
    now, with the page's headings among them; `shown` are those with other words than usual; `waiting` are words that
    still say that something is under way after `seconds`; `blank` when nothing at all stands there. `sent` is how often
    the request was made, `sent_usually` when all is well. `error`
    is what nobody caught. When all is well again, `comes_back` is whether a reload brings what was missing (or nothing
    but patience, where it was slow), and `retry_works` whether what the page offered to try again with does, which is
    called `offered`; None when nobody can tell.
    """

    fault: str
    request: str
    usual: tuple[str, ...]
    missing: tuple[str, ...]
    headings: tuple[str, ...]
    shown: tuple[str, ...]
    waiting: str
    blank: bool
    sent: int
    sent_usually: int
    seconds: float
    error: str = ""
    comes_back: bool | None = None
    offered: str = ""
    retry_works: bool | None = None


@dataclass(frozen=True, slots=True)
class AfterTrouble(Experiment):
    """The trouble was over and the same was done again.

    `how` says what was done, in words, "" when what should be operated takes nothing any more; `recovered` is whether
    what usually appears did, None when nobody can tell.
    """

    fault: str
    control: str
    request: str
    how: str
    recovered: bool | None


@dataclass(frozen=True, slots=True)
class LostWhenReloaded(Experiment):
    """A change failed at the server, the page looked as if it had worked, and a reload showed what was stored.

    `claimed` are lines that showed as they do when all is well; `lost` those of them that a reload usually keeps and
    now did not.
    """

    control: str
    request: str
    claimed: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentAgain(Experiment):
    """What failed was sent once more when all was well; how many lines with its text a reload of `page` shows, and how
    many where nothing fails.
    """

    control: str
    request: str
    page: str
    usually: int
    now: int


@dataclass(frozen=True, slots=True)
class SentInVain(Experiment):
    """A form that opens another page was sent, which failed on purpose, and one went back to it.

    `lost` are the fields of `page` that are empty then, although the browser gives back what was typed into them when
    one leaves without sending and comes back.
    """

    fault: str
    page: str
    control: str
    request: str
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WithoutParts(Experiment):
    """A page was opened without its pictures, or without the scripts of another site: those `parts` did not come.

    `usual` are the lines that stand there otherwise, `missing` those that did not now, `headings` the page's; `blank`
    when nothing at all stood there; `error` is what nobody caught.
    """

    page: str
    parts: str
    usual: tuple[str, ...]
    missing: tuple[str, ...]
    headings: tuple[str, ...]
    blank: bool
    error: str = ""
