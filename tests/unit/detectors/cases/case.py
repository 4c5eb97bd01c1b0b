"""What a case is: an observation, and whether a rule must fire on it."""

from dataclasses import dataclass

from worker.observation.observation import Observation


@dataclass(frozen=True, slots=True)
class Case:
    """`says` completes the sentence "the rule fires / is silent on ..."; `finds` is the number of findings."""

    rule: str
    says: str
    observation: Observation
    finds: int

    def __str__(self) -> str:
        return f"{self.rule}: {'fires' if self.finds else 'silent'} on {self.says}"


def bad(rule: str, says: str, observation: Observation, finds: int = 1) -> Case:
    """A case on which the rule must fire."""
    return Case(rule, says, observation, finds)


def good(rule: str, says: str, observation: Observation) -> Case:
    """A case on which the rule must be silent."""
    return Case(rule, says, observation, 0)
