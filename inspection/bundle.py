"""A web bundle: the files of a site in a ZIP archive, with an index.html at its top."""

import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator

from pydantic import JsonValue

from deffatest.web_files import belongs_to_a_site, ending, is_litter
from deffatest.zip_reader import INFLATE_BYTES, ArchiveRefused, Entry, ZipReader, quoted
from inspection.content import LOOK_BYTES, archive_kind, program_kind

INDEX = "index.html"
LONGEST_NAME_BYTES = 255  # of one folder or file, as file systems have it
LONGEST_PATH = 1024
DEEPEST = 32
MOST_PAGES_LISTED = 20
# Names that Windows keeps for devices, with any ending (learn.microsoft.com: "Naming Files, Paths, and Namespaces").
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
UNSAFE_LETTERS = re.compile(r'[<>:"|?*]')
# Letters that make a name look like another one: directions, joiners, and spaces without width.
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
SERVER_SIDE = {"php", "phtml", "asp", "aspx", "jsp", "cgi", "pl", "py", "rb", "go", "java", "cs", "sql", "sh", "bat"}


def inspect_bundle(archive: ZipReader) -> dict[str, JsonValue]:
    """Read every file of the bundle; what is worth knowing of it. Raises ArchiveRefused."""
    files = [entry for entry in archive.entries if not entry.is_folder and not is_litter(entry.name)]
    for entry in archive.entries:
        if not is_litter(entry.name):
            _check_name(entry.name)
    _check_collisions(archive.entries)
    root = _root(files)
    for entry in files:
        _check_content(archive, entry)
    pages = [entry.name.removeprefix(root) for entry in files if ending(entry.name) in ("html", "htm")]
    return {
        "files": len(files),
        "bytes": sum(entry.size for entry in files),
        "root": root,
        "pages": list[JsonValue](sorted(pages)[:MOST_PAGES_LISTED]),
    }


def _check_name(name: str) -> None:
    parts = name.removesuffix("/").split("/")
    problem = None
    if len(parts) > DEEPEST:
        problem = f"lies more than {DEEPEST} folders deep"
    elif len(name) > LONGEST_PATH or any(len(part.encode()) > LONGEST_NAME_BYTES for part in parts):
        problem = "is too long"
    elif any(RESERVED.fullmatch(part) for part in parts):
        problem = "is reserved on Windows"
    elif UNSAFE_LETTERS.search(name):
        problem = "has a letter in it that not every system allows in file names"
    elif INVISIBLE.search(name):
        problem = "has an invisible letter in it"
    elif any(part.endswith((".", " ")) or part.startswith(" ") for part in parts):
        problem = "begins or ends with a space or ends with a dot"
    if problem is not None:
        raise ArchiveRefused("bad_name", f"The name {quoted(name)} {problem}. Rename it with plain letters.")


def _check_collisions(entries: Iterable[Entry]) -> None:
    """No two names become one where capitals or accents are not told apart, and no file is a folder too."""
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for entry in entries:
        path = entry.name.removesuffix("/")
        if not entry.is_folder:
            same = seen.setdefault(_folded(path), entry.name)
            if same != entry.name:
                raise ArchiveRefused(
                    "colliding_names",
                    f"{quoted(same)} and {quoted(entry.name)} are one file where capitals are not told apart. "
                    "Rename one of them.",
                )
        parts = path.split("/")
        for depth in range(1, len(parts) + entry.is_folder):
            folder = "/".join(parts[:depth])
            folders[_folded(folder)] = entry.name
            spelled = seen.get(_folded(folder))
            if spelled is not None:
                raise ArchiveRefused(
                    "colliding_names", f"{quoted(spelled)} is a file and a folder. Rename one of them."
                )
    for folded, name in seen.items():
        if folded in folders:
            raise ArchiveRefused("colliding_names", f"{quoted(name)} is a file and a folder. Rename one of them.")


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _root(files: list[Entry]) -> str:
    """The folder that holds index.html: none, or the single one at the top; ends with a slash."""
    names = {entry.name for entry in files}
    if INDEX in names:
        return ""
    tops = {name.split("/", 1)[0] for name in names}
    if len(tops) == 1 and f"{(top := tops.pop())}/{INDEX}" in names:
        return f"{top}/"
    raise ArchiveRefused("index_missing", f"The bundle has no {INDEX} at its top. {_advice(names)}")


def _advice(names: set[str]) -> str:
    misspelled = next(
        (name for name in sorted(names) if "/" not in name and name.lower() in (INDEX, "index.htm")), None
    )
    if misspelled is not None:
        return f"Rename {quoted(misspelled)} to {INDEX}."
    nearest = min(
        (name for name in names if name.endswith(f"/{INDEX}")), key=lambda name: name.count("/"), default=None
    )
    if nearest is not None:
        return f"There is one in {quoted(nearest.removesuffix(INDEX))}: zip what is in that folder."
    if "package.json" in {name.rpartition("/")[2] for name in names}:
        return "These look like the sources: build the app first and zip what the build made, such as dist or build."
    return f"Zip the files of a built site, with {INDEX} beside the other files."


def _check_content(archive: ZipReader, entry: Entry) -> None:
    name = quoted(entry.name)
    if not belongs_to_a_site(entry.name):
        if ending(entry.name) in SERVER_SIDE:
            what = "is a program for a server, which is not run here. A bundle holds what browsers load"
        else:
            what = "is no file that a site serves to browsers"
        raise ArchiveRefused("file_type_not_allowed", f"{name} {what}. Leave it out.")
    pieces = archive.content(entry)
    head = next(pieces, b"")[:LOOK_BYTES]
    if (program := program_kind(head)) is not None:
        raise ArchiveRefused("program_in_bundle", f"{name} is really a {program}. Leave it out.")
    if (kind := archive_kind(head)) is not None:
        if kind == "gzip archive" and ending(entry.name) in ("gz", "data", "wasm", "js", "bin"):
            _check_compressed(entry, archive.content(entry))
            return
        raise ArchiveRefused(
            "nested_archive",
            f"{name} is itself a {kind}. Put the files that are in it into the bundle, or leave it out.",
        )
    if (
        entry.name.rpartition("/")[2].lower() == INDEX
        and b"\x00" in head
        and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        raise ArchiveRefused("not_a_page", f"{name} is no web page: it is not text.")
    for _ in pieces:
        pass  # reading to the end compares sizes and checksums


def _check_compressed(entry: Entry, pieces: Iterator[bytes]) -> None:
    """A file that was compressed beforehand, as servers like it: it may hold a file, but no archive and no bomb."""
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    total, head = 0, b""
    try:
        for piece in pieces:
            while piece and not inflater.eof:
                unpacked = inflater.decompress(piece, INFLATE_BYTES)
                head = (head + unpacked)[:LOOK_BYTES] if len(head) < LOOK_BYTES else head
                total += len(unpacked)
                if total > max(100 * entry.size, INFLATE_BYTES):
                    raise ArchiveRefused("zip_bomb", f"{quoted(entry.name)} unpacks to far more than it should.")
                piece = inflater.unconsumed_tail
    except zlib.error as error:
        raise ArchiveRefused("archive_broken", f"{quoted(entry.name)} is damaged and cannot be unpacked.") from error
    if archive_kind(head) is not None:
        raise ArchiveRefused(
            "nested_archive",
            f"{quoted(entry.name)} holds an archive. Put what is in it into the bundle, or leave it out.",
        )
