"""All experiments that propose themselves, found by walking the families' folders; there is no list to keep."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType
from typing import cast

import worker.explorer.experiments
from worker.explorer.experiments.planning import Experimenting, Plan


class ExperimentInvalid(Exception):
    """A module among the experiments is none; a fault in the code, found when loading."""


@cache
def load() -> tuple[Experimenting, ...]:
    """Every experiment, ordered by id.

    Raises ExperimentInvalid when a module lacks PLAN or propose, or its id is not its file's name.
    """
    package = worker.explorer.experiments
    found: list[Experimenting] = []
    for folder in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if folder.ispkg:
            family = importlib.import_module(folder.name)
            for module in pkgutil.iter_modules(family.__path__, f"{folder.name}."):
                found.append(_experiment(importlib.import_module(module.name)))
    return tuple(sorted(found, key=lambda one: one.PLAN.id))


def _experiment(module: ModuleType) -> Experimenting:
    plan = getattr(module, "PLAN", None)
    stem = module.__name__.rpartition(".")[2]
    if not isinstance(plan, Plan) or not hasattr(module, "propose"):
        raise ExperimentInvalid(f"{module.__name__}: an experiment has PLAN and propose(scene)")
    if plan.id != stem:
        raise ExperimentInvalid(f"{module.__name__}: its id is {plan.id!r}, it must be the file's name, {stem!r}")
    return cast(Experimenting, module)
