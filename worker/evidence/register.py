"""All findings of a run, one entry a cause: what is suspected, how to show it again, and what its proof came to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Self
from urllib.parse import urldefrag

from pydantic import JsonValue

from deffatest.masking import mask_json, mask_text, mask_url
from deffatest.run_record import Bug, Category, LogLine, Replay, Screenshot, Severity, Trial
from worker.detectors.base import Finding
from worker.evidence.first_look import FirstLook
from worker.evidence.run_logs import lines_around
from worker.evidence.scripts import Script
from worker.evidence.severity import Weight, confidence_of, weigh
from worker.observation.observation import Observation
from worker.observation.sites import route_in

_RANKS = {Severity.CRITICAL: 0, Severity.HIGH: 1, Severity.MEDIUM: 2, Severity.LOW: 3}
_PAGES_AT_MOST = 50


class Standing(StrEnum):
    """How far the proof of a suspicion is."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Seen:
    """When (ms since the start) and by whom something was first seen; what console and network said around it.

    `filmed` when that visitor's walk is on video.
    """

    at_ms: int
    visitor: str
    filmed: bool
    console: tuple[LogLine, ...] = ()
    network: tuple[LogLine, ...] = ()

    @classmethod
    def of(cls, observation: Observation, *, filmed: bool) -> Self:
        """What an observation tells."""
        console, network = lines_around(observation)
        return cls(observation.at_ms, observation.visitor, filmed, tuple(console), tuple(network))


@dataclass(frozen=True, slots=True)
class Way:
    """Steps that showed a bug, how often of how many attempts, and the video of one of them."""

    script: Script | None
    steps: tuple[str, ...]
    replay: Replay | None
    attempts: int
    reproduced: int
    recording: str | None


@dataclass(slots=True)
class Suspicion:
    """A finding with what is known of it.

    `scripts` are the ways to show it that were not tried yet, the first being the next. `shorter` are steps that showed
    it once and wait for a second time, `longer` those that they replaced. `first_look` is a picture of the moment in
    which it was first seen, used as long as nothing better is there. It is `came_by` when a visitor came to its pages,
    and not only an attack that made up their addresses.
    """

    finding: Finding
    scripts: list[Script]
    seen: Seen
    pages: list[str]
    standing: Standing = Standing.WAITING
    ordinal: int = 0
    attempts: int = 0
    reproduced: int = 0
    tries: int = 0
    shown_by: Script | None = None
    steps: tuple[str, ...] = ()
    replay: Replay | None = None
    screenshots: list[Screenshot] = field(default_factory=list[Screenshot])
    recording: str | None = None
    under_way: bool = False
    later_ways: int = 0
    trial: Trial | None = None
    shorter: Script | None = None
    longer: Way | None = None
    first_look: FirstLook | None = None
    came_by: bool = True

    @property
    def way(self) -> Way:
        """The steps that show it."""
        return Way(self.shown_by, self.steps, self.replay, self.attempts, self.reproduced, self.recording)

    def take(self, way: Way) -> None:
        """These are the steps that show it."""
        self.shown_by, self.steps, self.replay = way.script, way.steps, way.replay
        self.attempts, self.reproduced, self.recording = way.attempts, way.reproduced, way.recording

    @property
    def fingerprint(self) -> str:
        """What identifies its cause."""
        return self.finding.fingerprint

    @property
    def rank(self) -> tuple[int, int]:
        """Order of proof: the worst first, then the earliest."""
        return _RANKS[self.finding.severity], self.seen.at_ms

    @property
    def is_timing(self) -> bool:
        """Whether it hangs on how busy the machine is, so that its proof has to wait for a quiet moment."""
        return self.finding.category is Category.PERFORMANCE and all(script.request is None for script in self.scripts)

    @property
    def is_shown(self) -> bool:
        """Whether the replays so far make it a bug: once is enough, but a timing must be seen twice."""
        return self.reproduced >= (2 if self.is_timing else 1)

    @property
    def bug_id(self) -> str:
        """E.g. "bug-3"."""
        return f"bug-{self.ordinal}"


class Register:
    """Knows every suspicion by its fingerprint and numbers bugs in the order in which they are proved."""

    def __init__(self, started_at: datetime, start_url: str = "") -> None:
        self._started_at = started_at
        self._start_url = mask_url(start_url)
        self._by_fingerprint: dict[str, Suspicion] = {}
        self._last_ordinal = 0

    def __iter__(self) -> Iterator[Suspicion]:
        return iter(self._by_fingerprint.values())

    def get(self, fingerprint: str) -> Suspicion | None:
        """The suspicion of that cause, if there is one."""
        return self._by_fingerprint.get(fingerprint)

    def note(self, finding: Finding, scripts: tuple[Script, ...], seen: Seen, *, came_by: bool = True) -> bool:
        """Note that something was seen; True when it is new.

        A cause seen again adds its page, unless visitors would not have `came_by` there (an attack made up its
        address), and, while it is unproved, the first way by which it was seen there.
        """
        page = mask_url(finding.page)
        known = self._by_fingerprint.get(finding.fingerprint)
        if known is None:
            standing = Standing.WAITING if finding.certain else Standing.UNCONFIRMED
            self._by_fingerprint[finding.fingerprint] = Suspicion(
                finding, list(scripts), seen, [page], standing, came_by=came_by
            )
            return True
        if not known.seen.filmed and seen.filmed:
            known.seen = seen
        if came_by and not known.came_by:
            known.came_by, known.pages = True, [page]
        if came_by and _whole(page) not in map(_whole, known.pages) and len(known.pages) < _PAGES_AT_MOST:
            known.pages.append(page)
        if known.standing is not Standing.CONFIRMED and known.later_ways < 3:
            added = [script for script in scripts if script not in known.scripts][:2]
            known.scripts.extend(added)
            known.later_ways += bool(added)
            if added and known.finding.certain:
                known.standing = Standing.WAITING
        if finding.certain and not known.finding.certain:
            known.finding = finding
            known.standing = Standing.WAITING
        return False

    def confirm(self, suspicion: Suspicion) -> None:
        """Make it a bug with a number of its own."""
        suspicion.standing = Standing.CONFIRMED
        self._number(suspicion)

    def close(self) -> None:
        """No more proofs: what still waits is unconfirmed, and numbered after the bugs."""
        for suspicion in self:
            if suspicion.standing is not Standing.CONFIRMED:
                suspicion.standing = Standing.UNCONFIRMED
                self._number(suspicion)

    def confirmed(self) -> list[Suspicion]:
        """All bugs, the worst first."""
        return sorted(
            (one for one in self if one.standing is Standing.CONFIRMED),
            key=lambda one: (_RANKS[self.weight(one).severity], one.ordinal),
        )

    def unconfirmed(self) -> list[Suspicion]:
        """What was seen and did not come back, or needs a person's eye."""
        return sorted((one for one in self if one.standing is Standing.UNCONFIRMED), key=lambda one: one.ordinal)

    def weight(self, suspicion: Suspicion) -> Weight:
        """How much it hurts, as far as it is known now."""
        confidence = confidence_of(suspicion.attempts, suspicion.reproduced)
        return weigh(suspicion.finding, suspicion.pages, self._start_url, suspicion.shown_by, confidence)

    def bug(self, suspicion: Suspicion, video: str | None, video_started_at_ms: int | None) -> Bug:
        """The suspicion as the run record tells it, secrets masked."""
        finding = suspicion.finding
        offset = (
            None if video is None or video_started_at_ms is None else max(0, suspicion.seen.at_ms - video_started_at_ms)
        )
        details: JsonValue = mask_json(dict(finding.details))
        weight = self.weight(suspicion)
        return Bug(
            id=suspicion.bug_id,
            ordinal=suspicion.ordinal,
            rule=finding.rule,
            category=finding.category,
            severity=weight.severity,
            rule_severity=finding.severity,
            reach=list(weight.reach),
            title=mask_text(finding.title),
            description=mask_text(finding.description),
            page=suspicion.pages[0],
            pages=list(suspicion.pages),
            fingerprint=finding.fingerprint,
            steps=[mask_text(step) for step in suspicion.steps],
            replay=suspicion.replay,
            screenshots=list(suspicion.screenshots),
            recording=suspicion.recording,
            video=video if offset is not None else None,
            video_offset_ms=offset,
            found_at=self._started_at.astimezone(UTC) + timedelta(milliseconds=suspicion.seen.at_ms),
            cause=mask_text(finding.cause),
            fix=finding.fix,
            tags=list(finding.tags),
            references=list(finding.references),
            attempts=suspicion.attempts,
            reproduced=suspicion.reproduced,
            confirmed=suspicion.standing is Standing.CONFIRMED,
            confidence=confidence_of(suspicion.attempts, suspicion.reproduced),
            trial=suspicion.trial,
            console=list(suspicion.seen.console),
            network=list(suspicion.seen.network),
            details=details if isinstance(details, dict) else {},
        )

    def _number(self, suspicion: Suspicion) -> None:
        if not suspicion.ordinal:
            self._last_ordinal += 1
            suspicion.ordinal = self._last_ordinal


def _whole(page: str) -> str:
    """The page that an address opens, wherever on it: a fragment is a page of its own only where it is a route."""
    address, fragment = urldefrag(page)
    return page if route_in(fragment) else address
