"""Well-kept public sites, where there is little to find: what is confirmed there is read, and should be true.

`judged.json` is what a reader said of findings. A finding that nobody has judged yet counts as unread, not as true.
"""

import fnmatch
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, TypeAdapter
from rich.console import Console
from rich.table import Table

from benchmarks.exploring import explore
from benchmarks.fetching import SourceMissing
from benchmarks.scoreboard.public_site import PublicSite, ready
from benchmarks.serving import served
from deffatest.run_record import Bug, Category, read_run

SEED = 20
# A false one of these costs the most trust; the aim is that there is none.
MUST_BE_TRUE = frozenset((Category.FUNCTIONAL, Category.VISUAL, Category.SECURITY))
SITES = (
    PublicSite("tufte-css", "edwardtufte/tufte-css", "957e9c6dc3646ab1847ebe41fdb853e59ecf8579"),
    PublicSite("backbone", "jashkenas/backbone", "e8bc45acb0a8b035fe5a0d7338e1b2757681564f"),
    PublicSite(
        "clean-blog",
        "StartBootstrap/startbootstrap-clean-blog",
        "1ebc4f8f3b6194335df237a2a7837955a5a4a9aa",
        "dist",
        packages={"https://use.fontawesome.com/releases/v6.3.0/": "@fortawesome/fontawesome-free@6.3.0/"},
    ),
    PublicSite("sb-admin", "StartBootstrap/startbootstrap-sb-admin-2", "f0309881ef82794a1bd6257cd321801bc38a0f3d"),
    PublicSite("adminlte", "ColorlibHQ/AdminLTE", "ebd5bc68678dd472459f460d2990a38b535a32f2", "dist"),
    PublicSite(
        "animate",
        "animate-css/animate.css",
        "3f8ab233dbbd9d2fe577528d2296382954be3d1a",
        "docs",
        packages={
            "https://cdnjs.cloudflare.com/ajax/libs/prism/1.20.0/prism.min.js": "prismjs@1.20.0/prism.js",
            "https://cdnjs.cloudflare.com/ajax/libs/prism/1.20.0/": "prismjs@1.20.0/",
        },
    ),
    PublicSite(
        "aria-practices",
        "w3c/aria-practices",
        "18c1a2fca626f7aeb33270e23ae9b18833e2164d",
        "content",
        "index/index.html",
        packages={"https://use.fontawesome.com/releases/v5.1.0/": "@fortawesome/fontawesome-free@5.1.0/"},
    ),
    PublicSite("impress", "impress/impress.js", "c9f6c67457ceee5a011e554f67c447113640777d"),
    PublicSite("2048", "gabrielecirulli/2048", "478b6ec346e3787f589e4af751378d06ded4cbbc"),
    PublicSite(
        "spectre",
        "picturepan2/spectre",
        "8847251d71b4dac27e8407cbdb71ae89ce156a43",
        "docs",
    ),
    PublicSite(
        "sortable",
        "SortableJS/Sortable",
        "48b626bbc61afbb0f179730c1dd3cca3dcc8b788",
        packages={
            "https://stackpath.bootstrapcdn.com/bootstrap/4.2.1/": "bootstrap@4.2.1/dist/",
            "https://use.fontawesome.com/releases/v5.6.3/": "@fortawesome/fontawesome-free@5.6.3/",
        },
    ),
    PublicSite("pico", "picocss/examples", "fb8bc72839f3b0f3c0eb0075978c7779ca124f4e", "v2-html"),
)
"""Documentation, a book's style, a blog, dashboards, examples of a standard, a slide show, a game."""

_JUDGED = Path(__file__).with_name("judged.json")


class Judged(BaseModel):
    """What a reader said of findings by one rule on one site; `page` is a glob of paths, `title` a regular expression.

    "site" "*" is any of them. A true one is a real fault of the site; a debatable one is really so, but a site's owner
    may well want it so.
    """

    model_config = ConfigDict(extra="forbid")

    site: str
    rule: str
    page: str = "*"
    title: str = ""
    verdict: Literal["true", "false", "debatable"]
    why: str


@dataclass(frozen=True)
class Read:
    """A confirmed finding and what was said of it; "unread" where nobody has."""

    site: str
    bug: Bug
    verdict: Literal["true", "false", "debatable", "unread"]
    why: str = ""


def measure(console: Console, folder: Path, seconds: float, names: list[str]) -> bool:
    """Test each site for a while and print what is confirmed there by verdict; whether nothing known to be false was.

    Only the categories that must be true decide; `names` are the sites, all where there is none.
    """
    judged = known_verdicts()
    everything: list[Read] = []
    table = _table(seconds)
    for site in SITES:
        if names and site.name not in names:
            continue
        try:
            root = ready(site)
        except SourceMissing as missing:
            console.print(f"[bold red]{missing}[/]")
            return False
        with served(root) as url:
            explore(url + site.start, folder / site.name, seconds, SEED)
        record = read_run(folder / site.name)
        read = [verdict_of(site.name, bug, judged) for bug in record.bugs if bug.confirmed]
        everything += read
        _add_row(table, site.name, read, record.coverage.states)
    _add_row(table, "all", everything, None)
    console.print(table)
    for one in everything:
        if one.verdict in ("false", "unread") and one.bug.category in MUST_BE_TRUE:
            console.print(
                f"  {one.verdict:6} {one.site}: {one.bug.rule}: {one.bug.title}", highlight=False, markup=False
            )
    _keep(folder, everything)
    return not any(one.verdict == "false" and one.bug.category in MUST_BE_TRUE for one in everything)


def known_verdicts() -> list[Judged]:
    """All that was judged, in the order of the file; the first that fits counts."""
    return TypeAdapter(list[Judged]).validate_json(_JUDGED.read_bytes())


def verdict_of(site: str, bug: Bug, judged: list[Judged]) -> Read:
    """What the first entry that fits says of this finding."""
    path = urlsplit(bug.page).path
    for one in judged:
        if (
            one.site in ("*", site)
            and fnmatch.fnmatch(bug.rule, one.rule)
            and fnmatch.fnmatch(path, one.page)
            and re.search(one.title, bug.title)
        ):
            return Read(site, bug, one.verdict, one.why)
    return Read(site, bug, "unread")


def _table(seconds: float) -> Table:
    table = Table(title=f"Well-kept sites, {seconds:g} s each", title_justify="left", title_style="bold")
    table.add_column("")
    columns = ("confirmed", "functional, visual, security", "true", "debatable", "false", "unread", "states")
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _add_row(table: Table, name: str, read: list[Read], states: int | None) -> None:
    strict = [one for one in read if one.bug.category in MUST_BE_TRUE]
    verdicts = Counter(one.verdict for one in strict)
    counts = [verdicts[verdict] for verdict in ("true", "debatable", "false", "unread")]
    table.add_row(name, str(len(read)), str(len(strict)), *map(str, counts), "" if states is None else str(states))


def _keep(folder: Path, everything: list[Read]) -> None:
    content = [
        {
            "site": one.site,
            "category": one.bug.category,
            "rule": one.bug.rule,
            "page": urlsplit(one.bug.page).path,
            "title": one.bug.title,
            "description": one.bug.description,
            "steps": one.bug.steps,
            "fingerprint": one.bug.fingerprint,
            "verdict": one.verdict,
            "why": one.why,
        }
        for one in everything
    ]
    (folder / "read.json").write_text(json.dumps(content, indent=2))
