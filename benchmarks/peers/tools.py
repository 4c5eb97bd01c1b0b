"""The testers by what they do; ours is the first."""

from collections.abc import Callable

from benchmarks.peers import axe, bombadil, gremlins, lighthouse, ours, pa11y, qa_agent, wapiti
from benchmarks.peers.report import Report, Task

Run = Callable[[Task], Report]

EXPLORING: dict[str, Run] = {tool.NAME: tool.run for tool in (ours, gremlins, bombadil, qa_agent)}
"""They find their own way from the start page; how much of the app they reach is measured."""

CHECKING: dict[str, Run] = {tool.NAME: tool.run for tool in (axe, pa11y, lighthouse)}
"""They check pages that they are told; they are told those that ours found."""

ATTACKING: dict[str, Run] = {wapiti.NAME: wapiti.run}
"""They look for what can be attacked."""

ALL = EXPLORING | CHECKING | ATTACKING
