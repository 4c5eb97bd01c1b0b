"""Brings a public static site onto this machine, whole: what it takes from other hosts is served beside it.

A test must give the same on a machine without the internet, and it must not judge a site by hosts that are away. So
files of npm packages that pages take from a content network are served from the package itself, and what is left of
other hosts (fonts, counters, advertisements, videos) is taken out of the pages.
"""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.fetching import SourceMissing, fetched, run

FOLDER = Path(".local/benchmarks/sites")
_NETWORKS = re.compile(r"^https?://(?:cdn\.jsdelivr\.net/npm|unpkg\.com)/")
_PACKAGE = re.compile(r"^(?P<name>(?:@[\w.-]+/)?[\w.-]+)(?:@(?P<version>[\w.-]+))?/(?P<path>[^?#]+)")
_ELSEWHERE = r"(?:https?:)?//(?!(?:www\.)?w3\.org/(?:1999|2000))[^\"']+"
_LOADING = re.compile(
    rf"<script\b[^>]*\bsrc=[\"'](?P<script>{_ELSEWHERE})[\"'][^>]*>\s*</script>"
    rf"|<link\b(?=[^>]*\brel=[\"']?(?:stylesheet|preload|preconnect|dns-prefetch))"
    rf"[^>]*\bhref=[\"'](?P<link>{_ELSEWHERE})[\"'][^>]*>"
    rf"|<iframe\b[^>]*\bsrc=[\"'](?P<frame>{_ELSEWHERE})[\"'][^>]*>.*?</iframe>",
    re.IGNORECASE | re.DOTALL,
)
_CHECKSUM = re.compile(r"\s+integrity=([\"'])[^\"']*\1")
_BESIDE = "_packages"


@dataclass(frozen=True)
class PublicSite:
    """A revision of a public repository: `root` is the folder that is served, `start` the page where a test begins.

    `packages` says for the beginning of an address elsewhere which npm package stands for it ("bootstrap@4.2.1/dist").
    """

    name: str
    repository: str
    revision: str
    root: str = "."
    start: str = ""
    packages: dict[str, str] = field(default_factory=dict[str, str])


def ready(site: PublicSite) -> Path:
    """The folder to serve; made at the first call. Raises SourceMissing."""
    folder = FOLDER / site.name
    served = folder / "served"
    done = folder / f"ready-{site.revision}"
    if done.exists():
        return served
    source = fetched(folder / "source", f"https://github.com/{site.repository}", site.revision)
    shutil.rmtree(served, ignore_errors=True)
    shutil.copytree(source / site.root, served, ignore=shutil.ignore_patterns(".git", "node_modules"))
    for page in sorted(served.rglob("*.htm*")):
        text = page.read_text(encoding="utf-8", errors="surrogateescape")
        whole = self_contained(text, site.packages)
        for package in packages_named(whole):
            _bring(package, served / _BESIDE)
        page.write_text(whole, encoding="utf-8", errors="surrogateescape")
    done.touch()
    return served


def self_contained(text: str, packages: dict[str, str]) -> str:
    """The page with what it loads from other hosts taken from packages beside it, or left out."""

    def here(match: re.Match[str]) -> str:
        address = next(part for part in match.groups() if part)
        at = _in_package(address, packages)
        # A checksum is of the content network's copy, which need not be the package's to the byte.
        return _CHECKSUM.sub("", match[0].replace(address, f"/{_BESIDE}/{at}")) if at else ""

    return _LOADING.sub(here, text)


def packages_named(text: str) -> set[str]:
    """The packages whose files a self-contained page loads, "name@version"."""
    return set(re.findall(rf"/{_BESIDE}/((?:@[\w.-]+/)?[\w.-]+@[\w.-]+)/", text))


def _in_package(address: str, packages: dict[str, str]) -> str | None:
    """Where the file of this address lies, "name@version/path"; None when no package has it."""
    for begin, package in packages.items():
        if address.startswith(begin):
            return package + address.removeprefix(begin).partition("?")[0]
    if not (network := _NETWORKS.match(address)) or not (one := _PACKAGE.match(address[network.end() :])):
        return None
    return f"{one['name']}@{one['version'] or 'latest'}/{one['path']}"


def _bring(package: str, into: Path) -> None:
    """Unpack an npm package as `into/name@version`, unless it is there."""
    target = into / package
    if target.is_dir():
        return
    target.mkdir(parents=True)
    try:
        packed = subprocess.run(
            ["npm", "pack", "--json", "--silent", f"--pack-destination={target.resolve()}", package],
            capture_output=True,
            text=True,
            check=True,
        )
        archive = target / json.loads(packed.stdout)[0]["filename"]
        run("tar", "--extract", f"--file={archive}", f"--directory={target}", "--strip-components=1")
        archive.unlink()
    except (subprocess.CalledProcessError, FileNotFoundError) as failed:
        shutil.rmtree(target)
        raise SourceMissing(f"the npm package {package} could not be fetched") from failed
