"""Ways to tell whether two screens are one place: ours, and simple ones that others use."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.states.screens import LabelledScreen, Pair
from worker.explorer.state import state_of

Likeness = Callable[[LabelledScreen, LabelledScreen], float]
_SHINGLE = 4
_BITS = 64


@dataclass(frozen=True)
class Score:
    """How often a way was right. Places taken for one that are two are missed; one taken for two is seen twice."""

    right_same: int
    wrong_same: int
    right_different: int
    wrong_different: int

    @property
    def precision(self) -> float:
        """Of the pairs called one place, the share that is."""
        return self.right_same / max(1, self.right_same + self.wrong_same)

    @property
    def recall(self) -> float:
        """Of the pairs that are one place, the share called so."""
        return self.right_same / max(1, self.right_same + self.wrong_different)

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def score(pairs: list[Pair], same: Callable[[LabelledScreen, LabelledScreen], bool]) -> Score:
    """How a way to tell did on these pairs."""
    told = Counter((pair.same, same(pair.one, pair.other)) for pair in pairs)
    return Score(told[True, True], told[False, True], told[False, False], told[True, False])


def wrong(pairs: list[Pair], same: Callable[[LabelledScreen, LabelledScreen], bool]) -> list[Pair]:
    """The pairs that a way to tell is wrong about."""
    return [pair for pair in pairs if same(pair.one, pair.other) != pair.same]


def ours(one: LabelledScreen, other: LabelledScreen) -> bool:
    """The explorer's own: equal keys."""
    return state_of(one.screen).key == state_of(other.screen).key


def of_one_make(one: LabelledScreen, other: LabelledScreen) -> bool:
    """The explorer's own for makes: equal templates."""
    return state_of(one.screen).template == state_of(other.screen).template


def same_address(one: LabelledScreen, other: LabelledScreen) -> bool:
    """The address alone."""
    return one.screen.url == other.screen.url


def same_document(one: LabelledScreen, other: LabelledScreen) -> bool:
    """A digest of the whole document."""
    return one.document == other.document


def simhash_likeness(one: LabelledScreen, other: LabelledScreen) -> float:
    """The share of equal bits of two simhashes (Charikar, 2002) over runs of tags."""
    return 1 - (_simhash(one.tags) ^ _simhash(other.tags)).bit_count() / _BITS


def shingle_likeness(one: LabelledScreen, other: LabelledScreen) -> float:
    """The share of runs of tags that two documents have in common (Jaccard, as in Broder, 1997), each as often as it is
    there: what pq-grams are to trees."""
    first, second = _shingles(one.tags), _shingles(other.tags)
    return (first & second).total() / max(1, (first | second).total())


def at_best(pairs: list[Pair], likeness: Likeness) -> tuple[float, Score]:
    """The limit for a likeness that does best on these very pairs, and how it does: more than it would have in use."""
    scores = [
        (limit / 100, score(pairs, lambda one, other, limit=limit: likeness(one, other) >= limit / 100))
        for limit in range(50, 101, 5)
    ]
    return max(scores, key=lambda scored: scored[1].f1)


def _shingles(tags: tuple[str, ...]) -> Counter[tuple[str, ...]]:
    padded = ("",) * (_SHINGLE - 1) + tags
    return Counter(tuple(padded[place : place + _SHINGLE]) for place in range(len(tags)))


def _simhash(tags: tuple[str, ...]) -> int:
    weights = [0] * _BITS
    for shingle, often in _shingles(tags).items():
        digest = int.from_bytes(hashlib.blake2b(" ".join(shingle).encode(), digest_size=_BITS // 8).digest())
        for bit in range(_BITS):
            weights[bit] += often if digest >> bit & 1 else -often
    return sum(1 << bit for bit, weight in enumerate(weights) if weight > 0)
