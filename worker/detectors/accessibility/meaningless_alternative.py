"""Finds pictures whose text alternative is a file name or a filler such as "image", which tells a blind person nothing.

A file name counts only with its ending, or when it is the picture's own with digits or underscores that nobody says.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import address_pattern, element_pattern, place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Picture

META = Meta(
    id="meaningless_alternative",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Picture described by its file name",
    why="The text alternative was filled in by a tool or a template and never written by a person.",
    fix='Describe what the picture shows or does; alt="" when it is decoration.',
    tags=("wcag-1.1.1",),
    references=(
        "https://www.w3.org/WAI/standards-guidelines/act/rules/9eb3f6/",
        "https://www.w3.org/WAI/WCAG22/Techniques/failures/F30",
    ),
)

_FILE = re.compile(r"[^\s/\\]+\.(jpe?g|png|gif|webp|avif|svg|bmp|tiff?|heic)", re.IGNORECASE)
# What cameras and editors call a file. A person does not write "DSC_0412".
_CAMERA = re.compile(r"(img|dsc|dscn|pxl|image|screenshot|untitled)[-_ ]?\d{3,}([-_]\d+)*", re.IGNORECASE)
_FILLER = re.compile(
    r"(image|img|picture|photo|pic|graphic|alt|alt text|alt tag|image alt|alternative text|placeholder|spacer|bild|"
    r"untitled|undefined|null|nan|todo|\[object object\]|imagen|تصویر)",
    re.IGNORECASE,
)
# Smaller ones are spacers and bullets, px.
SMALLEST_SIDE = 8
MOST = 3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each picture, the first few of a page."""
    screen = observation.screen
    told: set[str] = set()
    downloads = {link.url for link in screen.links}
    for picture in screen.pictures:
        subject = address_pattern(picture.url, screen.url)
        if subject in told or not _says_nothing(picture):
            continue
        if picture.url in downloads:
            continue  # a link leads to that very file, and its name tells which
        told.add(subject)
        words = shown(picture.alternative or "", 30)
        yield finding(
            META,
            observation,
            subject=subject,
            title=f"A picture on {place(screen.url, 30)} is described only as “{words}”",
            description=f"A screen reader says “{words}” for the picture {place(picture.url)}. "
            "Expected: words that say what it shows.",
            boxes=(picture.box,),
            element=element_pattern(picture.key),
            details={"alternative": picture.alternative, "address": picture.url[:300]},
        )
        if len(told) == MOST:
            return


def _says_nothing(picture: Picture) -> bool:
    words = (picture.alternative or "").strip()
    if not words or min(picture.box.width, picture.box.height) < SMALLEST_SIDE:
        return False
    name = unquote(urlsplit(picture.url).path.rpartition("/")[2])
    raw = re.search(r"[_\d]", words) is not None and " " not in words and words == name.rpartition(".")[0]
    # A picture of a file may rightly be called by its name: then it is another file than the picture's own.
    own_file = _FILE.fullmatch(words) is not None and (words.lower() == name.lower() or not _speaks_of_files(words))
    return own_file or bool(_CAMERA.fullmatch(words)) or bool(_FILLER.fullmatch(words)) or (raw and len(words) > 8)


def _speaks_of_files(words: str) -> bool:
    """Whether its stem is a word, as the icon of a document list would be called ("report.png")."""
    return re.fullmatch(r"[A-Za-z]{3,}", words.rpartition(".")[0]) is not None
