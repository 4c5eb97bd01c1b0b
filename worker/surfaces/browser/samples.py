"""Small files to upload, made when they are needed."""

import io
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePath
from xml.sax.saxutils import escape
from zlib import crc32

from PIL import Image, ImageDraw
from playwright.async_api import FilePayload

from worker.surfaces.browser.papers import archive, letter, paper, sheet
from worker.surfaces.browser.recordings import FILMS, SOUNDS, film, sound
from worker.surfaces.files import ending_of, media_type

_COLUMNS = ("name", "email", "quantity", "price")
_ROWS = (("Anna Miller", "anna@example.com", "3", "1.20"), ("Ben Carter", "ben@example.com", "5", "0.80"))
_PAGE = b"<!DOCTYPE html><html lang=en><title>Sample</title><p>A sample page.</p></html>\n"
_DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><title>A sample page.</title></svg>\n'
_PICTURES = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".gif": "GIF",
    ".webp": "WEBP",
    ".bmp": "BMP",
    ".tiff": "TIFF",
    ".tif": "TIFF",
}
_SIZE = (320, 240)
# What is called so has nothing in it.
EMPTY = "empty"


def sample(name: str) -> FilePayload:
    """A valid little file of the kind its ending says ("photo.png", "paper.pdf"); text for endings we do not know, and
    nothing at all in one that is called empty ("empty.pdf").
    """
    called = PurePath(name.strip())
    content = b"" if called.stem == EMPTY else _content(ending_of(called.name), called.stem)
    return {"name": called.name or "sample.txt", "mimeType": media_type(called.name), "buffer": content}


@lru_cache(maxsize=64)
def _content(ending: str, title: str) -> bytes:
    """What says its title, where it can say anything: two files of one kind are not the same."""
    lines = (f"A sample text file: {title}.", "It has two lines.")
    if ending in _PICTURES:
        return _picture(_PICTURES[ending], title)
    if ending in SOUNDS:
        return sound(ending)
    if ending in FILMS:
        return film(ending)
    match ending:
        case ".pdf":
            return paper(lines)
        case ".docx":
            return letter(lines)
        case ".xlsx":
            return sheet((_COLUMNS, *_ROWS))
        case ".zip":
            return archive({"notes.txt": _text(lines)})
        case ".rtf" | ".doc":  # word processors keep either in a file of the older name
            return ("{\\rtf1\\ansi " + "\\par ".join(lines) + "}\n").encode()
        case ".csv" | ".tsv":
            return _table("," if ending == ".csv" else "\t")
        case ".json":
            return (json.dumps([dict(zip(_COLUMNS, row, strict=True)) for row in _ROWS], indent=2) + "\n").encode()
        case ".xml":
            return _records()
        case ".ics":
            return _appointment()
        case ".vcf":
            return _lines("BEGIN:VCARD", "VERSION:3.0", "N:Miller;Anna;;;", "FN:Anna Miller", "END:VCARD")
        case ".html" | ".htm":
            return _PAGE
        case ".svg":
            return _DRAWING
        case _:
            return _text(lines)


def _picture(kind: str, title: str) -> bytes:
    """A hill under a sky of its own colour: wide enough for what asks for the least size of a photo."""
    drawn = Image.new("RGB", _SIZE, (100 + crc32(title.encode()) % 100, 180, 240))
    ImageDraw.Draw(drawn).ellipse((-40, 140, 360, 400), fill=(70, 150, 80))
    kept = io.BytesIO()
    drawn.save(kept, kind)
    return kept.getvalue()


def _text(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _table(mark: str) -> bytes:
    return "".join(f"{mark.join(row)}\n" for row in (_COLUMNS, *_ROWS)).encode()


def _records() -> bytes:
    records = "".join(
        "<item>"
        + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in zip(_COLUMNS, row, strict=True))
        + "</item>"
        for row in _ROWS
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<items>{records}</items>\n'.encode()


def _appointment() -> bytes:
    return _lines(
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", "BEGIN:VEVENT", "UID:sample@example.com"),
        *("DTSTAMP:20260101T090000Z", "DTSTART:20260105T090000Z", "DTEND:20260105T100000Z", "SUMMARY:A sample"),
        *("END:VEVENT", "END:VCALENDAR"),
    )


def _lines(*lines: str) -> bytes:
    """As mail and calendars end their lines (RFC 5545, RFC 6350)."""
    return "".join(f"{line}\r\n" for line in lines).encode()
