"""What a detector is: read this page first.

A detector is one module in `worker/detectors/<category>/<id>.py` with `META` and

    def detect(observation: Observation) -> Iterator[Finding]

It is pure: same observation, same findings. It knows no browser, no database and no other detector. It declares a
finding's *subject*: what has the problem, in words that are the same on the next run (no ports, ids, counters, random
values); rule and subject make the fingerprint, so one cause found on many pages is one bug. Rules about screens see
one `Observation`; those about a change see `observation.before`, `cause` and `effect`; those about an experiment see
`observation.experiments`.

The folder is the rule's category, except `relations/`: functional rules about what must hold in any sane app.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from deffatest.run_record import Category, Severity
from worker.observation.observation import Observation
from worker.observation.screen import Box


@dataclass(frozen=True, slots=True)
class Meta:
    """A rule's identity and its words; `id` is the file's name.

    `tags` are WCAG criteria ("wcag-1.1.1"), CWE ("cwe-79"), OWASP, web vitals.
    """

    id: str
    category: Category
    severity: Severity
    title: str
    why: str
    fix: str
    tags: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem seen once.

    `certain` False means a person should look: it is reported apart, never as a bug. `boxes` are outlined in the
    screenshot. `title` says what is wrong where, in a person's words; `description` adds what was expected and why it
    matters.
    """

    rule: str
    subject: str
    category: Category
    severity: Severity
    title: str
    description: str
    page: str
    cause: str
    fix: str
    boxes: tuple[Box, ...] = ()
    element: str = ""
    tags: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    certain: bool = True
    details: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])

    @property
    def fingerprint(self) -> str:
        """Rule and subject, hashed: the same for the same cause in every run."""
        return hashlib.sha256(f"{self.rule}\n{self.subject}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Detector:
    """A loaded rule; `about` is what its file says of itself.

    It `knows_experiments` when it may judge what an experiment came to; others see the same with and without.
    """

    meta: Meta
    detect: Callable[[Observation], Iterator[Finding]]
    about: str = ""
    knows_experiments: bool = True


def finding(
    meta: Meta,
    observation: Observation,
    *,
    subject: str,
    title: str,
    description: str,
    cause: str = "",
    rule: str = "",
    severity: Severity | None = None,
    fix: str = "",
    boxes: tuple[Box, ...] = (),
    element: str = "",
    tags: tuple[str, ...] = (),
    references: tuple[str, ...] = (),
    page: str = "",
    certain: bool = True,
    details: Mapping[str, JsonValue] | None = None,
) -> Finding:
    """A finding of this rule on this observation; what is not given comes from the rule's metadata and the screen."""
    return Finding(
        rule=rule or meta.id,
        subject=subject,
        category=meta.category,
        severity=severity or meta.severity,
        title=title[:1].upper() + title[1:],
        description=description,
        page=page or observation.screen.url,
        cause=cause or meta.why,
        fix=fix or meta.fix,
        boxes=boxes,
        element=element,
        tags=meta.tags + tags,
        references=meta.references + references,
        certain=certain,
        details=details or {},
    )
