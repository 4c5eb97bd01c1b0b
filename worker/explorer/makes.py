"""What a page is made of, told from its source: pages of one make differ in content and not in what they can do."""

import hashlib
import re

_TAG = re.compile(
    r"<([a-z][\w:-]*)((?:\s+[^\s\"'<>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>`]+))?)*)\s*/?>", re.IGNORECASE
)
_ATTRIBUTE_NAME = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>`]+))?")
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_RUNS = re.compile(r"type\s*=\s*[\"']?(?!module|(?:text|application)/(?:java|ecma)script)", re.IGNORECASE)
_LITERALS = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|//[^\n]*|/\*.*?\*/", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_$][\w$]{2,}")
_HANDLER = re.compile(r"(?<![\w-])on[a-z]+\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_WHOLE = re.compile(r"<(?:!doctype|html|head|title|body|frameset)\b", re.IGNORECASE)
_LONGEST = 400_000


def is_part_of_page(source: str) -> bool:
    """Whether it is what a script puts into a page, such as what a dialog holds, and no page that opens by itself."""
    return _WHOLE.search(source[:_LONGEST]) is None


def make_of(source: str) -> str:
    """A mark that pages share when the same kinds of element carry the same attributes and run the same code.

    How long lists are, what texts say and where links lead does not count.
    """
    source = source[:_LONGEST]
    shapes: set[str] = set()
    for tag in _TAG.finditer(_SCRIPT.sub("", source)):
        names = sorted({name[1].lower() for name in _ATTRIBUTE_NAME.finditer(tag[2] or "")})
        shapes.add(f"{tag[1].lower()} {' '.join(names)}")
    return _digest(sorted(shapes), code_of(source))


def code_of(source: str) -> str:
    """A mark of the code that stands in a page itself, whatever data it carries; "" where there is none."""
    words: set[str] = set()
    source = source[:_LONGEST]
    for attributes, code in _SCRIPT.findall(source):
        if not _RUNS.search(attributes):
            words.update(_WORD.findall(_LITERALS.sub("", code)))
    for handler in _HANDLER.finditer(source):
        words.update(_WORD.findall(_LITERALS.sub("", handler[1] or handler[2] or "")))
    return _digest(sorted(words)) if words else ""


def _digest(*parts: list[str] | str) -> str:
    return hashlib.sha256("\n".join("\n".join(part) for part in parts).encode()).hexdigest()[:16]
