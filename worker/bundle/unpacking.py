"""Unpacks an inspected bundle, by the reader that inspected it, into a folder of its own."""

from pathlib import Path

from deffatest.web_files import belongs_to_a_site, is_litter
from deffatest.zip_reader import ArchiveRefused, Bounds, ZipReader


class BundleUnusable(Exception):
    """The bundle cannot be unpacked; the message is for its owner."""


def unpack(archive: Path, root: str, into: Path, bounds: Bounds) -> int:
    """Put the site's files, those below `root`, into a new folder; how many there are.

    They were inspected; this refuses again what could lead out of the folder or fill the disk. Raises BundleUnusable,
    and OSError when the disk is full.
    """
    into.mkdir()
    inside = into.resolve()
    files = 0
    try:
        with archive.open("rb") as opened:
            reader = ZipReader(opened, bounds)
            for entry in reader.entries:
                if entry.is_folder or is_litter(entry.name) or not entry.name.startswith(root):
                    continue
                path = inside / entry.name.removeprefix(root)
                if not belongs_to_a_site(entry.name) or not path.resolve().is_relative_to(inside):
                    raise BundleUnusable(f"{entry.name} is no file of a site.")
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as file:
                    for piece in reader.content(entry):
                        file.write(piece)
                files += 1
    except ArchiveRefused as refused:
        raise BundleUnusable(refused.reason) from refused
    except FileExistsError as error:
        raise BundleUnusable("Two of the bundle's files have the same name.") from error
    return files
