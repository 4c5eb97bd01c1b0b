"""Knows widespread JavaScript libraries and their versions, and which versions have known holes.

A library is recognised by its address (a file or a package named with its version), by the banner at its beginning, or
by the version that its own code states. The holes are facts from Retire.js' repository (see
scripts/library_advisories.py).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

_ADVISORIES = Path(__file__).with_name("library_advisories.json")
_VERSION = r"(\d+\.\d+(?:\.\d+)?(?:[-.](?:alpha|beta|rc)[\w.-]*)?)"
_BANNERS_END = 3000


@dataclass(frozen=True, slots=True)
class Library:
    """How a library is called: by people, in file and package names, and in its banner (a pattern); `states` is how its
    code states its version, in a script that holds `only_with`.
    """

    name: str
    files: str
    banner: str = ""
    states: str = ""
    only_with: str = ""


KNOWN: dict[str, Library] = {
    "jquery": Library("jQuery", r"jquery(?:\.slim)?", r"jQuery (?:JavaScript Library )?v?", r"\bjquery:\s*[\"']@[\"']"),
    "jquery-ui": Library("jQuery UI", r"jquery-?ui", r"jQuery UI(?: -)? v?"),
    "jquery-migrate": Library("jQuery Migrate", r"jquery-migrate", r"jQuery Migrate(?: -)? v?"),
    "jquery-validation": Library(
        "jQuery Validation", r"jquery[-.]validat(?:ion|e)", r"jQuery Validation Plugin(?: -)? v?"
    ),
    "jquery.datatables": Library("DataTables", r"(?:jquery\.)?datatables(?:\.net)?", r"DataTables "),
    "bootstrap": Library("Bootstrap", r"bootstrap(?:\.bundle)?", r"Bootstrap v"),
    "bootstrap-select": Library("Bootstrap-select", r"bootstrap-select", r"Bootstrap-select v"),
    "angularjs": Library("AngularJS", r"angular(?:\.?js)?", r"AngularJS v"),
    "lodash": Library("Lodash", r"lodash(?:\.core)?", "", r"\bVERSION\s*=\s*[\"']@[\"']", "__lodash_hash_undefined__"),
    "underscore.js": Library("Underscore", r"underscore", r"Underscore\.js "),
    "moment.js": Library("Moment.js", r"moment(?:-with-locales)?", r"moment\.js\s*//! version : "),
    "handlebars": Library("Handlebars", r"handlebars(?:\.runtime)?", r"handlebars v"),
    "mustache.js": Library("Mustache.js", r"mustache", r"mustache\.js(?: -)? "),
    "knockout": Library("Knockout", r"knockout", r"Knockout JavaScript library v"),
    "backbone.js": Library("Backbone", r"backbone", r"Backbone\.js "),
    "ember": Library(
        "Ember", r"ember(?:\.prod)?", r"@overview +Ember[^@]{0,300}(?:@(?!version)[^@]{0,300})*@version +"
    ),
    "dojo": Library("Dojo", r"dojo"),
    "prototypejs": Library("Prototype", r"prototype", r"Prototype JavaScript framework, version "),
    "mootools": Library("MooTools", r"mootools(?:-core)?"),
    "tinyMCE": Library("TinyMCE", r"tinymce"),
    "ckeditor": Library("CKEditor 4", r"ckeditor4?"),
    "vue": Library("Vue", r"vue(?:\.runtime)?(?:\.global)?", r"Vue\.js v|vue v"),
    "DOMPurify": Library("DOMPurify", r"(?:dom)?purify", r"@license DOMPurify "),
    "axios": Library("Axios", r"axios", r"[Aa]xios v"),
    "react-dom": Library("React DOM", r"react-dom"),
    "markdown-it": Library("markdown-it", r"markdown-it", r"markdown-it "),
    "marked": Library("Marked", r"marked", r"marked v|marked - a markdown parser v"),
    "jszip": Library("JSZip", r"jszip", r"JSZip v"),
    "chart.js": Library("Chart.js", r"chart(?:\.?js)?", r"Chart\.js v"),
    "highcharts": Library("Highcharts", r"highcharts", r"Highcharts JS v"),
    "select2": Library("Select2", r"select2(?:\.full)?", r"Select2 "),
    "highlightjs": Library("highlight.js", r"highlight(?:\.?js)?", r"Highlight\.js v?"),
    "pdf.js": Library("PDF.js", r"pdf(?:\.?js)?(?:-dist)?"),
    "echarts": Library("ECharts", r"echarts"),
    "swiper": Library("Swiper", r"swiper(?:-bundle)?", r"Swiper "),
    "video.js": Library("Video.js", r"video\.?js", r"Video\.js "),
    "quill": Library("Quill", r"quill", r"Quill Editor v"),
    "froala": Library("Froala", r"froala(?:_editor|-editor)?", r"froala_editor v"),
    "threejs": Library("three.js", r"three(?:\.?js)?"),
}


@dataclass(frozen=True, slots=True)
class Hole:
    """What is known of a version: its severity in words and its public numbers."""

    severity: str
    numbers: tuple[str, ...]


def libraries_at(url: str) -> Iterator[tuple[str, str]]:
    """Library and version by an address."""
    for library, known in KNOWN.items():
        if found := _in_address(known.files).search(url):
            yield library, next(filter(None, found.groups()))


@lru_cache(maxsize=256)
def libraries_in(script: str) -> tuple[tuple[str, str], ...]:
    """Libraries and versions that a script's text states."""
    found: list[tuple[str, str]] = []
    head = script[:_BANNERS_END]
    for library, known in KNOWN.items():
        told = _banner(known.banner).search(head) if known.banner else None
        if (
            told is None
            and known.states
            and known.only_with in script
            and (stated := _stated(known.states).search(script))
        ):
            told = stated
        if told:
            found.append((library, told.group(1)))
    return tuple(found)


def holes_of(library: str, version: str) -> tuple[Hole, ...]:
    """The known holes of a version."""
    if library == "angularjs" and _order(version)[0] > 1:
        return ()  # from 2 on it is another library, Angular
    return tuple(
        Hole(severity, tuple(numbers))
        for since, below, severity, numbers in _advisories().get(library, ())
        if _order(version) < _order(below) and (not since or _order(version) >= _order(since))
    )


@cache
def _advisories() -> dict[str, list[tuple[str, str, str, list[str]]]]:
    return json.loads(_ADVISORIES.read_text())["libraries"]


@cache
def _in_address(files: str) -> re.Pattern[str]:
    """A file or package with its version: "jquery-3.4.1.min.js", "jquery@3.4.1/", "libs/jquery/3.4.1/"."""
    name = rf"(?:^|/)(?:{files})(?:\.min)?"
    return re.compile(
        rf"{name}-v?{_VERSION}(?:\.(?:min|slim|prod|bundle|full))*\.js(?:$|\?)|{name}@{_VERSION}(?:/|$)|"
        rf"{name}/v?{_VERSION}/(?:[\w.-]+/)*(?:{files})[\w.-]*\.js(?:$|\?)|{name}(?:\.min)?\.js\?v(?:er)?={_VERSION}(?:$|&)",
        re.IGNORECASE,
    )


@cache
def _banner(words: str) -> re.Pattern[str]:
    """The library's words within the comment that a file begins with."""
    return re.compile(rf"\A\s*(?:[\"']use strict[\"'];?\s*)?(?:/\*|//)(?:(?!\*/)[\s\S]){{0,400}}?(?:{words}){_VERSION}")


@cache
def _stated(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("@", _VERSION))


def _order(version: str) -> tuple[int, int, int, int]:
    """Something to compare; what comes before a version (beta, rc) is smaller than it."""
    numbers = [int(one) for one in re.findall(r"\d+", re.split(r"[-a-z]", version, maxsplit=1)[0])][:3]
    numbers += [0] * (3 - len(numbers))
    early = re.search(r"alpha|beta|rc|\db\d", version) is not None
    return numbers[0], numbers[1], numbers[2], 0 if early else 1
