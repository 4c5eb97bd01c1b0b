"""Finds telephone and e-mail links that say one number or address and call or write to another."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Link

META = Meta(
    id="contact_link_matches_text",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Link that calls or writes to somebody else than it says",
    why="The text was changed and the link's address was not, or it was copied from another link.",
    fix="Make the address of the link (tel:, mailto:) the same as the number or address that people read.",
)

_NUMBER = re.compile(r"\+?\(?\d[\d\s().–-]{4,}\d")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# What follows is an extension, not the number.
_EXTENSION = re.compile(r"(?:ext|x|durchwahl|poste|#|;|,).*$", re.IGNORECASE)
# The last digits tell numbers apart however much of the country and the city is written before them.
_TELLING = 7
_FEWEST = 6


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each link whose text is a number or an address, and not the one it leads to."""
    seen: set[str] = set()
    for link in observation.screen.links:
        scheme, _, rest = link.url.partition(":")
        said = _another_number(link, rest) if scheme == "tel" else _another_address(link, rest)
        if scheme not in ("tel", "mailto") or not said or not link.visible or link.url in seen:
            continue
        seen.add(link.url)
        led = unquote(rest.partition("?")[0])
        yield finding(
            META,
            observation,
            subject=f"{said} leads to {led}",
            title=f"“{shown(said, 30)}” on {place(observation.screen.url, 20)} leads to {shown(led, 30)}",
            description=f"The link reads “{shown(said, 60)}”, but it {'calls' if scheme == 'tel' else 'writes to'} "
            f"“{shown(led, 60)}”. Expected: the number or address that it says.",
            element=link.key,
            details={"says": said, "leads_to": led},
        )


def _another_number(link: Link, rest: str) -> str:
    """The number that the text says when it is not the one that is called; letters stand for digits in some."""
    numbers = _NUMBER.findall(link.text)
    if len(numbers) != 1 or "/" in link.text:
        return ""
    said, called = _digits(numbers[0]), _digits(_EXTENSION.sub("", unquote(rest.partition("?")[0])))
    if min(len(said), len(called)) < _FEWEST or said[-_TELLING:] == called[-_TELLING:]:
        return ""
    return "" if said.endswith(called) or called.endswith(said) else numbers[0].strip()


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number.replace("(0)", "")).lstrip("0")


def _another_address(link: Link, rest: str) -> str:
    said = _ADDRESS.findall(link.text)
    written = {one.lower() for one in _ADDRESS.findall(unquote(rest))}
    return said[0] if len(said) == 1 and written and said[0].lower() not in written else ""
