"""Harmless markers that show whether what was sent becomes part of a page: as elements, or as script that runs.

A marker is an empty style sheet with a handler, or a line of script; both tell the surface that they ran and
do nothing else.
"""

import re
from html.parser import HTMLParser

_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script", re.IGNORECASE | re.DOTALL)
_CALL = "__marked("
_ANY_ATTRIBUTE = re.compile(r"data-df[0-9a-f]{6}")
_CONTEXT = 120
_CONTEXT_BEFORE = 30


def probe_for(marker: str) -> str:
    """Text that becomes an element where it is not escaped, in the text or out of an attribute's quotes."""
    return f"\"'><style data-{marker} onload={_run(marker)}></style>"


def bare_probe(marker: str) -> str:
    """The same without quotes, for what quotes would break on the way."""
    return f"<style data-{marker} onload={_run(marker)}></style>"


def unstyled_probe(marker: str) -> str:
    """The same where the page's policy allows scripts and no styles; nothing of it is seen."""
    return f"\"'><details data-{marker} open hidden ontoggle={_run(marker)}></details>"


def script_probes(marker: str) -> tuple[str, ...]:
    """Texts that run where they are put into a script's quotes as they are; the last leaves the script altogether."""
    run = _run(marker)
    return f"';{run};//", f'";{run};//', f"${{{run}}}", f"</script>{probe_for(marker)}"


def link_probe(marker: str) -> str:
    """An address that runs where a page goes to it."""
    return f"javascript:{_run(marker)}"


def _run(marker: str) -> str:
    """Tells the surface that it ran (see `Visitor.marker_ran`); without quotes, which might be escaped."""
    return f"{_CALL}/{marker}/.source)"


def is_probe(text: str) -> bool:
    """Whether one of these texts stands in it, whoever sent it."""
    return _CALL in text


def is_spoilt(markup: str) -> bool:
    """Whether one of these texts became part of a page, as an element or within a script."""
    if not is_probe(markup):
        return False
    if any(is_probe(script) for script in _SCRIPT.findall(markup)):
        return True
    search = _MarkerSearch(_ANY_ATTRIBUTE)
    search.feed(markup)
    return search.found


def outcome_of(markup: str, marker: str) -> str:
    """ "raw" when the marker stands in the markup as an element, "escaped" when as text, "absent" when not at all."""
    if marker not in markup:
        return "absent"
    search = _MarkerSearch(re.compile(re.escape(f"data-{marker}")))
    search.feed(markup)
    return "raw" if search.found else "escaped"


def stands_in_script(markup: str, marker: str) -> bool:
    """Whether the marker stands within a script of the page."""
    return any(marker in script for script in _SCRIPT.findall(markup))


def around(markup: str, marker: str) -> str:
    """The part of the markup that holds the marker, in a tag rather than in a text where there are both."""
    tag = re.search(rf"<[a-z][^<>]*{re.escape(marker)}", markup, re.IGNORECASE)
    at = tag.start() if tag else markup.find(marker)
    return markup[max(0, at - _CONTEXT_BEFORE) : at + _CONTEXT] if at >= 0 else ""


class _MarkerSearch(HTMLParser):
    def __init__(self, attribute: re.Pattern[str]) -> None:
        super().__init__()
        self._attribute = attribute
        self.found = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the library's signature
        self.found = self.found or any(self._attribute.fullmatch(name) for name, _ in attrs)
