"""Puts a finished run together."""

import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

from deffatest.masking import mask_text, mask_url
from deffatest.run_record import Bug, Category, Coverage, Environment, SecurityFinding, Untried
from worker.explorer.explorer import Ground
from worker.explorer.frontier import untried
from worker.observation.code_use import CodeUse

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


def coverage(ground: Ground, actions: int, used: CodeUse, *, target_lost: bool) -> Coverage:
    """How much was seen, what was left and why it ended."""
    graph = ground.graph
    ended = "target lost" if target_lost else "nothing new left" if ground.exhausted else "time used"
    left = untried(graph, time_used=ended == "time used")
    return Coverage(
        states=len(graph.nodes),
        actions=actions,
        pages=sorted({mask_url(url) for url in graph.urls_seen})[:_PAGES_AT_MOST],
        unexplored=sum(one.count for one in left),
        ended_because=ended,
        frontier=[
            Untried(reason=one.reason, count=one.count, examples=[mask_text(words) for words in one.examples])
            for one in left
        ],
        addresses_read=ground.atlas.read,
        script_bytes=used.script_bytes,
        script_bytes_used=used.script_bytes_used,
        style_bytes=used.style_bytes,
        style_bytes_used=used.style_bytes_used,
    )


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
