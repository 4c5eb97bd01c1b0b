"""Addresses that something mentions without offering them as a link: in attributes, comments, scripts, styles, headers.

A mention says how sure it is. What is *named* stands where only an address can stand (an attribute of HTML, a header, a
sitemap). What is *written* has the whole form of one. A *guess* is a relative path in a text or a script, where nobody
says to what it is relative: then it may be meant from the page, or from the root of the site.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import unquote, urldefrag, urljoin, urlsplit


class Certainty(IntEnum):
    """How sure it is that a mention is an address; the surest are asked first."""

    NAMED = 0
    WRITTEN = 1
    GUESS = 2


@dataclass(frozen=True, slots=True)
class Mention:
    """An absolute address, without its fragment."""

    url: str
    certainty: Certainty


# A page that mentions more is a data set, and one of its kind tells as much as all.
_MOST_OF_ONE_TEXT = 150
_LONGEST_TEXT = 600_000
_LONGEST_ADDRESS = 500

# Attributes whose value is an address: HTML Living Standard, "Attributes", and those that browsers once knew.
_ADDRESS_ATTRIBUTES = (
    "href|src|action|formaction|data|cite|background|poster|longdesc|lowsrc|dynsrc|manifest|codebase|archive|profile|"
    "classid|icon|implementation|xlink:href|data-(?:src|href|url|link|action|target|path|original|lazy(?:-src)?)|hx-(?:get|post|put|patch|delete)"
)
_ATTRIBUTE = re.compile(
    rf"""(?<![\w-])(?:{_ADDRESS_ATTRIBUTES})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+))""", re.IGNORECASE
)
_SEVERAL = re.compile(
    r"""(?<![\w-])(srcset|imagesrcset|ping|archive)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+))""", re.IGNORECASE
)
_BASE = re.compile(r"""<base\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+))""", re.IGNORECASE)
_IN_CONTENT = re.compile(r"""(?:\burl\s*=|report-uri\s+|report-to\s+)\s*['"]?([^\s"'<>;]+)""", re.IGNORECASE)
_STYLE = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"')]+))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE
)
_DATA_ADDRESS = re.compile(r"""\bdata:[^"\s]{20,20000}""")

_WHOLE = re.compile(r"""https?://[^\s"'`<>\\{}|^\[\]]+""", re.IGNORECASE)
# A path from the root: never what closes a tag, divides two words or is part of a longer address.
_ROOTED = re.compile(r"""(?<![\w/:.*<>)\]}$\\-])(/[\w.~%+@-]+(?:/[\w.~%+@:-]+)*/?(?:\?[\w.~%+@:&=;,/-]*)?)""")
# A regular expression in a script, with its flags: replace(/~and~/g, "&").
_EXPRESSION = re.compile(r"""(?<=[(=,:\[!&|?])\s*/[^\s/]+/[dgimsuvy]{1,4}(?=\s*[,.;)\]])""")
_QUOTED_ROOTED = re.compile(r"""["'`]((?://[\w.-]+(?::\d+)?)?/[\w.~%+@-][\w.~%+@:/-]*(?:\?[^"'`\s<>]*)?)["'`]""")
_DOTTED = re.compile(r"""(?<![\w/.])(\.{1,2}/[\w.~%+@-]+(?:/[\w.~%+@-]+)*/?(?:\?[\w.~%+@:&=;,/-]*)?)""")
_QUOTED_RELATIVE = re.compile(r"""["'`]([A-Za-z][\w-]*(?:/[\w.~%+-]+)+/?(?:\?[^"'`\s<>]*)?)["'`]""")
_QUOTED_FILE = re.compile(
    r"""["'`]([\w-]+\.(?:html?|php\d?|aspx?|jsp|do|cgi|json|xml|txt|pdf)(?:\?[^"'`\s<>]*)?)["'`]""", re.IGNORECASE
)
_MEDIA_TYPE = re.compile(r"^(?:application|audio|font|image|message|model|multipart|text|video)/", re.IGNORECASE)
_HEADERS = ("location", "content-location", "sourcemap", "x-sourcemap")


def mentioned_in_markup(text: str, page: str) -> list[Mention]:
    """What a document of HTML or XML mentions anywhere: attributes of any element, comments, scripts, plain text."""
    text = text[:_LONGEST_TEXT]
    found = _Found(page)
    if base := _BASE.search(text):
        found.base = urljoin(page, html.unescape(_value(base)))
        found.note(found.base, Certainty.NAMED)
    for attribute in _ATTRIBUTE.finditer(text):
        found.resolve(html.unescape(_value(attribute)), Certainty.NAMED)
    for attribute in _SEVERAL.finditer(text):
        for part in re.split(
            r",\s+|\s+" if attribute[1].lower() == "ping" else r",\s*", html.unescape(_value(attribute, 2))
        ):
            found.resolve(part.strip().partition(" ")[0], Certainty.NAMED)
    for content in _IN_CONTENT.finditer(text):
        found.resolve(html.unescape(content[1]), Certainty.WRITTEN)
    for embedded in _DATA_ADDRESS.finditer(text):
        _note_written(unquote(html.unescape(embedded[0])), found)
    unescaped = html.unescape(text)  # a style in an attribute has its quotes as "&quot;"
    _note_styles(unescaped, found)
    _note_written(unescaped, found)
    for path in _ROOTED.finditer(_EXPRESSION.sub(" ", text)):
        found.resolve(html.unescape(path[1]), Certainty.WRITTEN)
        if found.base != page:
            # Where a base is declared, some write what follows it with a slash all the same.
            found.note(found.base.rstrip("/") + path[1], Certainty.GUESS)
    return found.mentions


def mentioned_in_styles(text: str, page: str) -> list[Mention]:
    """What a style sheet names, and what its comments mention."""
    found = _Found(page)
    _note_styles(text[:_LONGEST_TEXT], found)
    _note_written(text[:_LONGEST_TEXT], found)
    return found.mentions


def mentioned_in_code(text: str, page: str) -> list[Mention]:
    """What a script or an answer in JSON mentions in its strings and comments."""
    found = _Found(page)
    text = text[:_LONGEST_TEXT].replace("\\/", "/")
    _note_written(text, found)
    for name in _QUOTED_FILE.finditer(text):
        found.guess(name[1])
    return found.mentions


def mentioned_in_headers(headers: Mapping[str, str], page: str) -> list[Mention]:
    """What the headers of an answer name: RFC 8288 Link, RFC 9110 Location and Content-Location, Refresh, CSP."""
    found = _Found(page)
    for name, value in headers.items():
        match name.lower():
            case "link":
                for address in re.findall(r"<([^>]*)>", value):
                    found.resolve(address, Certainty.NAMED)
            case "refresh" | "content-security-policy" | "content-security-policy-report-only":
                for address in _IN_CONTENT.findall(value):
                    found.resolve(address, Certainty.NAMED)
            case plain if plain in _HEADERS:
                found.resolve(value, Certainty.NAMED)
            case _:
                continue
    return found.mentions


def mentioned_in_robots(text: str, page: str) -> list[Mention]:
    """The paths that a robots.txt speaks of, as far as they have no wildcard, and its sitemaps (RFC 9309)."""
    found = _Found(page)
    for line in text.splitlines()[:1000]:
        field, _, value = line.partition("#")[0].partition(":")
        path = re.split(r"[*$]", value.strip())[0]
        if field.strip().lower() in ("allow", "disallow", "sitemap") and len(path) > 1:
            found.resolve(path, Certainty.NAMED)
    return found.mentions


class _Found:
    """Collects the mentions of one text, each address once."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.base = page
        self._certainties: dict[str, Certainty] = {}

    @property
    def mentions(self) -> list[Mention]:
        ordered = sorted(self._certainties.items(), key=lambda item: item[1])
        return [Mention(url, certainty) for url, certainty in ordered[:_MOST_OF_ONE_TEXT]]

    def resolve(self, text: str, certainty: Certainty) -> None:
        """Note an address that is relative to the document's base."""
        text = text.strip()
        if text and not text.startswith("#"):
            self.note(_joined(self.base, text), certainty)

    def guess(self, text: str) -> None:
        """Note a path that may be meant from the document's base or from the root."""
        self.note(_joined(self.base, text), Certainty.GUESS)
        self.note(_joined(urljoin(self.page, "/"), text), Certainty.GUESS)

    def note(self, url: str, certainty: Certainty) -> None:
        """Note an absolute address."""
        url = urldefrag(url).url
        if not _is_address(url):
            return
        self._certainties[url] = min(certainty, self._certainties.get(url, certainty))


def _note_written(text: str, found: _Found) -> None:
    """Addresses in strings, comments and sentences."""
    for whole in _WHOLE.finditer(text):
        found.note(whole[0].rstrip(".,;:!?)*"), Certainty.WRITTEN)
    for path in _QUOTED_ROOTED.finditer(text):
        found.resolve(path[1], Certainty.WRITTEN)
    for path in _DOTTED.finditer(text):
        found.guess(path[1])
    for path in _QUOTED_RELATIVE.finditer(text):
        if _seems_path(path[1]):
            found.guess(path[1])


def _note_styles(text: str, found: _Found) -> None:
    for style in _STYLE.finditer(text):
        found.resolve(html.unescape(_value(style)), Certainty.NAMED)


def _seems_path(text: str) -> bool:
    """Whether words with slashes between them are a path: several steps, or a file; and not "text/html" or "and/or"."""
    if _MEDIA_TYPE.match(text):
        return False
    path = text.partition("?")[0]
    return path.count("/") >= 2 or path.endswith("/") or "?" in text or "." in path.rpartition("/")[2]


def _value(match: re.Match[str], first: int = 1) -> str:
    return next((value for value in match.groups()[first - 1 :] if value is not None), "")


def _joined(base: str, text: str) -> str:
    try:
        return urljoin(base, text)
    except ValueError:
        return ""


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(url) <= _LONGEST_ADDRESS and "{" not in url


def all_mentions(body: str, content_type: str, headers: Mapping[str, str], url: str) -> Iterator[Mention]:
    """What an answer mentions in its headers and, by its kind, in its body."""
    yield from mentioned_in_headers(headers, url)
    if urlsplit(url).path == "/robots.txt" and "html" not in content_type:
        yield from mentioned_in_robots(body, url)
    elif re.search(r"html|xml|svg", content_type):
        yield from mentioned_in_markup(body, url)
    elif "css" in content_type:
        yield from mentioned_in_styles(body, url)
    elif re.search(r"text/|json|script", content_type):
        yield from mentioned_in_code(body, url)
