"""Knows code that its authors published: a package that is served as it came, whose source is no secret."""

import re
from urllib.parse import unquote, urlsplit

from worker.detectors.libraries import KNOWN
from worker.observation.experiments.addresses import SourceMap

_PACKAGE_FOLDER = re.compile(
    r"/(?:node_modules|bower_components|vendors?|third[-_]?party|npm|cdn)/|/(?:@[\w.-]+/)?[\w.-]+@v?\d", re.IGNORECASE
)
_FILES = "|".join(("popper", "prism", "sortable", *(known.files for known in KNOWN.values())))
_LIBRARY_FILE = re.compile(rf"(?:{_FILES})(?:[.-](?:min|esm|umd|slim|bundle))*(?:\.[cm]?js)?\.map", re.IGNORECASE)
# What a package's build writes at its top; bundlers of apps point to another file instead.
_BANNER = re.compile(r"\A\s*(?:[\"']use strict[\"'];?\s*)?(?:/\*|//)(?:(?!\*/)[\s\S]){0,1500}")
_LICENCE = re.compile(
    r"@license|licen[cs]ed under|\blicense\b[^\n]{0,40}\b(?:MIT|BSD|Apache|ISC|MPL|GPL)|"
    r"\b(?:MIT|BSD|Apache|ISC|MPL|GPL)\b[^\n]{0,12}\blicense",
    re.IGNORECASE,
)
_POINTS_ELSEWHERE = re.compile(r"for license information", re.IGNORECASE)
_FROM_PACKAGES = re.compile(r"node_modules/|bower_components/|webpack/(?:bootstrap|runtime|universalModule)|^\0")


def is_published(source_map: SourceMap) -> bool:
    """Whether the map is of a package, by where it lies, what it is called, what the script says at its beginning, or
    because all its sources come from packages.
    """
    path = unquote(urlsplit(source_map.url).path)
    if _PACKAGE_FOLDER.search(path) or _LIBRARY_FILE.fullmatch(path.rpartition("/")[2]):
        return True
    if source_map.sources and all(_FROM_PACKAGES.search(source) for source in source_map.sources):
        return True
    banner = _BANNER.match(source_map.script_start)
    return banner is not None and bool(_LICENCE.search(banner[0])) and not _POINTS_ELSEWHERE.search(banner[0])
