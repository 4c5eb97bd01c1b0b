"""What was tried on purpose and what came of it; an experiment never judges, a detector does.

One file a family of experiments, each result a frozen dataclass that says what was seen, in the words of a person where
a report may quote it.
"""


class Experiment:
    """The result of a part of an experiment; only what a detector needs to judge it."""

    __slots__ = ()
