"""Finds pages to sign in at which forget what one had asked for, although their own address says it."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place
from worker.observation.experiments.returns import AskedFor
from worker.observation.observation import Observation

META = Meta(
    id="sign_in_leads_back",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Signing in leads elsewhere than to the page that was asked for",
    why="The page that was asked for is put into the address, but not kept when the form is sent, or not read after.",
    fix="Send the address along with the form, check that it is one of this site's own, and go on there.",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when signing in led to another page than the one that was asked for."""
    for result in observation.experiments:
        if not isinstance(result, AskedFor) or _path(result.led_to) == _path(result.page):
            continue
        asked, led_to = place(result.page, 30), place(result.led_to, 30)
        yield finding(
            META,
            observation,
            subject=path_pattern(result.entrance),
            title=f"Who asks for {asked} and signs in is led to {led_to}",
            description=f"A guest who opens {asked} is asked to sign in, at an address that names the page: "
            f"{place(result.entrance, 80)}. After signing in {led_to} comes. Expected: {asked}.",
            page=result.entrance,
            details={"asked": result.page, "led_to": result.led_to},
        )


def _path(url: str) -> str:
    return path_pattern(url).rstrip("/")
