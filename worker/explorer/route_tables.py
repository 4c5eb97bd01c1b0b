"""The places of single-page apps, as the tables of their routers name them in scripts.

Angular, Vue Router and React Router all write a route as an object with a `path` and, beside it, what is shown there;
`children` have paths that go on from their parent's. Nothing links to many of them.
"""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

# What stands beside a path where it is a route's: what is shown there, or who may see it.
_SHOWN = r"components?|Component|element|loadComponent|loadChildren|lazy|canActivate|canMatch|children"
_PATH = r"""\bpath\s*:\s*(?P<quote>["'`])(?P<path>[^"'`\s<>{}$]*)(?P=quote)"""
_ROUTE = re.compile(rf"{_PATH}(?=[^{{}}]{{0,120}}?\b(?:{_SHOWN})\b\s*[:(])")
_MARK = re.compile(rf"""(?P<family>\bchildren\s*:\s*\[)|(?P<open>\[)|(?P<close>\])|{_PATH}""")
# Fewer are no table, but the settings of something.
_FEWEST = 3
_MOST = 80
_LONGEST_TABLE = 200_000


def routes_in(script: str) -> list[str]:
    """The paths of all routes without parameters, from the root, with no slash before them; [] without a table."""
    entries = list(_ROUTE.finditer(script))
    if len(entries) < _FEWEST:
        return []
    starts = {entry.start() for entry in entries}
    first, last = entries[0].start(), entries[-1].end()
    found = (path.strip("/") for path in _walk(script, first, min(last, first + _LONGEST_TABLE), starts))
    return list(dict.fromkeys(path for path in found if path and not set(path) & set(":*?()")))[:_MOST]


def address_of(route: str, page: str) -> str:
    """Where a route is, for an app that shows this page: in the fragment where the app keeps its places there."""
    base, fragment = urldefrag(page)
    if fragment.startswith(("/", "!/")):
        return f"{base}#{'!' if fragment.startswith('!') else ''}/{route}"
    return urljoin(page, f"/{route}")


def _walk(script: str, first: int, last: int, starts: set[int]) -> Iterator[str]:
    """The paths in their order, each after those of the routes that it is a child of."""
    around: list[str | None] = []
    above, latest = "", ""
    for mark in _MARK.finditer(script, first, last):
        if mark["family"]:
            around.append(above)
            above = latest
        elif mark["open"]:
            around.append(None)
        elif mark["close"]:
            closed = around.pop() if around else ""  # the table's own bracket was opened before its first path
            above = above if closed is None else closed
        elif mark.start() in starts:
            path = mark["path"]
            latest = path if path.startswith("/") or not above else f"{above.rstrip('/')}/{path}"
            yield latest
