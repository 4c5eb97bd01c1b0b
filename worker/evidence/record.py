"""Puts a finished run together."""

import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

from deffatest.masking import mask_url
from deffatest.run_record import Bug, Category, Coverage, Environment, SecurityFinding
from worker.explorer.graph import Graph

_PAGES_AT_MOST = 300


def environment(browser: str, viewports: Iterable[str], seed: int) -> Environment:
    """What the run truly ran on."""
    return Environment(
        browser=browser,
        os=_operating_system(),
        device="desktop browser, headless",
        viewports=list(viewports),
        worker_version=_worker_version(),
        seed=seed,
    )


def coverage(graph: Graph, actions: int, unexplored: int, *, time_used: bool, target_lost: bool) -> Coverage:
    """How much was seen, and why it ended."""
    pages = sorted({mask_url(url) for url in graph.urls_seen})[:_PAGES_AT_MOST]
    ended = "target lost" if target_lost else "time used" if time_used else "nothing new left"
    return Coverage(states=len(graph.nodes), actions=actions, pages=pages, unexplored=unexplored, ended_because=ended)


def security_findings(bugs: Iterable[Bug]) -> list[SecurityFinding]:
    """The security bugs in short."""
    return [
        SecurityFinding(type=bug.rule, description=bug.title, affected_area=bug.page)
        for bug in bugs
        if bug.category is Category.SECURITY
    ]


def _operating_system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return f"{platform.system()} {platform.release()}"


def _worker_version() -> str:
    try:
        return version("deffatest")
    except PackageNotFoundError:
        return "not installed"
