"""Finds scripts, styles, pictures and requests that the page's own content security policy forbids.

The page asks for something that it forbids itself, so one of the two is wrong, and what was asked for is missing. What
only measures or advertises may well be forbidden; so may markup that was typed into the app to see whether it runs.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

from worker.detectors.addresses import is_tracker
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import typed
from worker.detectors.subjects import address_pattern, path_pattern, place
from worker.observation.observation import Observation
from worker.observation.sites import same_site

META = Meta(
    id="blocked_by_own_policy",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Content security policy forbids what the page needs",
    why="The page's content security policy does not allow something that the page itself asks for.",
    fix="Allow the source in the policy (a host, a hash or a nonce) if the page needs it, else take it off the page.",
    references=("https://www.w3.org/TR/CSP3/", "https://developer.mozilla.org/docs/Web/HTTP/CSP"),
)

_VIOLATES = re.compile(
    r"^(?:Refused to|Loading|Connecting|Applying|Executing|Framing|Sending|Fetching|Creating)\b.*"
    r"violates the following Content Security Policy directive:? [\"']([\w-]+)"
)
_WHAT = re.compile(r"^(?:Refused to )?(?:load|connect|Loading|Connecting)\w* (?:to |the )?([\w -]*?) ?'([^']+)'")
_INLINE = re.compile(r"inline (script|style|event handler)")
_NEEDED = ("script", "style", "connect", "worker", "default")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each address, or kind of inline code, that is forbidden."""
    page = observation.screen.url
    if any("<" in text for text in (*typed(observation), unquote_plus(page))):
        return
    for message in observation.console:
        violated = _VIOLATES.search(message.text)
        if violated is None:
            continue
        directive, what, inline = violated.group(1), _WHAT.search(message.text), _INLINE.search(message.text)
        url = what.group(2) if what else ""
        if not (url or inline) or (url and is_tracker(url)):
            continue
        own = not url or same_site(url, page)
        named = place(url) if url else f"inline {inline.group(1) if inline else 'code'}"
        yield finding(
            META,
            observation,
            subject=f"{directive} {address_pattern(url, page) if url else f'{named} {path_pattern(page)}'}",
            severity=META.severity if own and directive.startswith(_NEEDED) else Severity.LOW,
            title=f"The page's own policy blocks {named}",
            description=f"The browser blocks {named}, which the page asks for, because the page's content security "
            f"policy ({directive}) does not allow it. Expected: the policy allows what the page needs.",
            details={"message": message.text[:500]},
        )
