"""Which of its looks a page wears, told from what its root elements say: sites switch colours there."""

import re

_ROOTS = re.compile(r"<(?:html|body)\b[^>]*>", re.IGNORECASE)
_NAMED = re.compile(r"\bdata-[\w-]*(?:theme|mode|scheme|contrast)[\w-]*\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_CLASS = re.compile(r"\bclass\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_WORN = re.compile(r"(?:^|[-_])(?:dark|light|night|day|theme|contrast|sepia)(?:$|[-_])", re.IGNORECASE)


def look_of(markup: str) -> str:
    """A mark of the theme that is on, "" where the page names none."""
    worn: list[str] = []
    for root in _ROOTS.findall(markup)[:2]:
        worn += _NAMED.findall(root)
        worn += [name for found in _CLASS.findall(root) for name in found.split() if _WORN.search(name)]
    return " ".join(sorted(worn))
