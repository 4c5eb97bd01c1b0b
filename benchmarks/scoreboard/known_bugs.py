"""What is documented to be wrong with a public site, and when a tester's report counts as having found it.

`known/<site>.json` is a list of these. The same words decide for every tester, ours too, so nobody is asked for more
than another; the product never sees them.
"""

import fnmatch
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, TypeAdapter

from benchmarks.peers.report import Reported

_FOLDER = Path(__file__).parent / "known"


class KnownBug(BaseModel):
    """One documented bug.

    A report shows it when its page's path fits one of `where` (globs) and either its rule fits one of `rules` (globs)
    or one of `words` (regular expressions) is in what it says: rule, address, words. Where there are `kinds` (regular
    expressions), the rule itself must be of one: a report of something else may quote any words. `source` is where the
    bug is told.
    """

    model_config = ConfigDict(extra="forbid")

    id: str
    what: str
    source: str
    where: list[str] = ["*"]
    rules: list[str] = []
    kinds: list[str] = []
    words: list[str] = []


def known_bugs(site: str) -> list[KnownBug]:
    """The list of one site."""
    return TypeAdapter(list[KnownBug]).validate_json((_FOLDER / f"{site}.json").read_bytes())


def found(known: Iterable[KnownBug], reported: Iterable[Reported]) -> dict[str, list[Reported]]:
    """The known bugs that were reported, each with the reports that show it."""
    everything = list(reported)
    shown = {bug.id: [one for one in everything if shows(one, bug)] for bug in known}
    return {bug: reports for bug, reports in shown.items() if reports}


def shows(one: Reported, bug: KnownBug) -> bool:
    """Whether this report shows that bug."""
    path = unquote(urlsplit(one.page).path) or "/"
    if not any(fnmatch.fnmatchcase(path, glob) for glob in bug.where):
        return False
    if any(fnmatch.fnmatchcase(one.rule, glob) for glob in bug.rules):
        return True
    if bug.kinds and not any(re.search(kind, one.rule, re.IGNORECASE) for kind in bug.kinds):
        return False
    said = f"{one.rule} {unquote(one.page)} {unquote(one.words)}"
    return any(re.search(pattern, said, re.IGNORECASE | re.DOTALL) for pattern in bug.words)
