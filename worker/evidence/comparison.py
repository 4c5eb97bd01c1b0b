"""Compares a run with the project's earlier tests: what is new, known, back, or gone.

The same rule on the same subject has the same fingerprint in every run, so a bug is recognised by that alone. That one
is gone is said only when the same was done again on the same page, with the rule at work, and it did not show; how fast
something is changes from visit to visit, so a timing has to stay away several times.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from deffatest.run_record import Bug, Category, Comparison, EarlierBug, EarlierTests, MissedBug, Standing
from worker.evidence.trials import Trials

_TRIALS_OF_TIMINGS = 3


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of earlier tests; None when nothing is."""

    earlier: EarlierTests | None = None
    _by_fingerprint: dict[str, EarlierBug] = field(init=False, default_factory=dict[str, EarlierBug])

    def __post_init__(self) -> None:
        if self.earlier is not None:
            self._by_fingerprint.update((bug.fingerprint, bug) for bug in self.earlier.bugs)

    def told(self, bug: Bug) -> Bug:
        """The bug with what it is to the project."""
        if self.earlier is None:
            return bug
        before = self._by_fingerprint.get(bug.fingerprint)
        if before is None:
            return bug.model_copy(update={"standing": Standing.NEW})
        standing = Standing.KNOWN if before.fixed_at is None else Standing.REGRESSED
        return bug.model_copy(
            update={"standing": standing, "first_seen_at": before.first_seen_at, "fixed_at": before.fixed_at}
        )

    def compare(
        self, bugs: Iterable[Bug], doubtful: Iterable[str], trials: Trials, rules: frozenset[str]
    ) -> Comparison | None:
        """The whole comparison; `doubtful` are fingerprints of what was seen and not proved, `rules` those that ran."""
        if self.earlier is None:
            return None
        present = [self.told(bug).standing for bug in bugs if bug.confirmed]
        seen = {bug.fingerprint for bug in bugs}
        unproved = set(doubtful)
        fixed: list[EarlierBug] = []
        missed: list[MissedBug] = []
        for bug in self.earlier.bugs:
            if bug.fingerprint in seen or bug.fixed_at is not None:
                continue
            if why := _why_not_fixed(bug, unproved, trials, rules):
                missed.append(MissedBug(bug=bug, why=why))
            else:
                fixed.append(bug)
        return Comparison(
            project=self.earlier.project,
            test_id=self.earlier.test_id,
            tested_at=self.earlier.tested_at,
            new=present.count(Standing.NEW),
            known=present.count(Standing.KNOWN),
            regressed=present.count(Standing.REGRESSED),
            fixed=fixed,
            not_seen_again=missed,
        )


def _why_not_fixed(bug: EarlierBug, unproved: set[str], trials: Trials, rules: frozenset[str]) -> str:
    """Why it cannot be said that this is gone; "" when it can."""
    if bug.fingerprint in unproved:
        return "It was seen again, but no replay showed it."
    if not _ran(bug.rule, rules):
        return "What found it did not run this time."
    if bug.trial is None:
        return "It is not known how to look for it again."
    done = trials.count(bug.trial)
    if done == 0:
        return f"Nobody came to do the same again this time: {bug.trial.how} at {bug.trial.page}."
    if bug.category is Category.PERFORMANCE and done < _TRIALS_OF_TIMINGS:
        return "It was measured too few times to say that it is gone."
    return ""


def _ran(rule: str, rules: frozenset[str]) -> bool:
    """Whether the rule, or the one of whose family it is ("axe-image-alt" of "axe"), was at work."""
    return rule in rules or any(rule.startswith((f"{one}-", f"{one}_", f"{one}:")) for one in rules)
