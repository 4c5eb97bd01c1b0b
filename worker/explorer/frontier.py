"""What was seen and not tried, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from worker.explorer.graph import Graph, Node
from worker.explorer.options import Option

_EXAMPLES = 5

DESTRUCTIVE = "it would delete, pay or end something"
IMPOSSIBLE = "it could not be touched"
ALIKE = "enough of its kind was tried elsewhere"
UNREACHABLE = "the way to its page was not found again"
NO_TIME = "the time was used"


@dataclass(frozen=True, slots=True)
class Left:
    """Options left for one reason: how many, and a few in words."""

    reason: str
    count: int
    examples: tuple[str, ...]


def untried(graph: Graph, *, time_used: bool) -> list[Left]:
    """All options that nobody tried, by reason, the most frequent first."""
    left: dict[str, list[str]] = {}
    for node in graph.nodes.values():
        for option in _untried(node):
            left.setdefault(_reason(graph, node, option, time_used=time_used), []).append(_words(node, option))
    ordered = sorted(left.items(), key=lambda item: -len(item[1]))
    return [Left(reason, len(words), tuple(dict.fromkeys(words))[:_EXAMPLES]) for reason, words in ordered]


def _untried(node: Node) -> Iterable[Option]:
    return (option for key, option in node.options.items() if not node.tried[key] or node.failed[key])


def _reason(graph: Graph, node: Node, option: Option, *, time_used: bool) -> str:
    if node.failed[option.key]:
        return IMPOSSIBLE
    if option.destructive:
        return DESTRUCTIVE
    if graph.kinds_tried[option.kind] or option.leads_to in graph.urls_seen:
        return ALIKE
    if node.unreachable > 1:
        return UNREACHABLE
    return NO_TIME if time_used else ALIKE


def _words(node: Node, option: Option) -> str:
    name = option.subject.partition("|")[2].partition("|")[0] or option.subject
    return f"{option.gesture or option.deal} {option.leads_to or name}".strip() + f" on {node.state.url}"
