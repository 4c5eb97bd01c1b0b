"""Small files to upload, made when they are needed."""

import io
from pathlib import PurePath

from PIL import Image
from playwright.async_api import FilePayload

TEXT = b"A sample text file.\nIt has two lines.\n"
TABLE = b"name,quantity,price\nApple,3,1.20\nPear,5,0.80\n"
PAGE = b"<!DOCTYPE html><html lang=en><title>Sample</title><p>A sample page.</p></html>\n"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><title>A sample page.</title></svg>\n'

TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".json": "application/json",
    ".html": "text/html",
    ".svg": "image/svg+xml",
    ".pdf": "application/pdf",
}


def sample(name: str) -> FilePayload:
    """A valid little file of the kind its ending says ("photo.png", "paper.pdf"); text for endings we do not know."""
    ending = PurePath(name).suffix.lower()
    return {
        "name": PurePath(name).name or "sample.txt",
        "mimeType": TYPES.get(ending, "text/plain"),
        "buffer": _content(ending),
    }


def _content(ending: str) -> bytes:
    if ending in (".png", ".jpg", ".gif", ".webp"):
        picture = io.BytesIO()
        Image.new("RGB", (64, 48), (70, 120, 200)).save(picture, {".jpg": "JPEG"}.get(ending, ending[1:].upper()))
        return picture.getvalue()
    if ending == ".pdf":
        return _paper()
    return {".csv": TABLE, ".json": b'{"sample": true}\n', ".html": PAGE, ".svg": DRAWING}.get(ending, TEXT)


def _paper() -> bytes:
    """One empty page, with the table of offsets that strict readers want (ISO 32000-1, 7.5)."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    )
    paper = bytearray(b"%PDF-1.4\n")
    offsets: list[int] = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(paper))
        paper += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(paper)
    paper += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        paper += b"%010d 00000 n \n" % offset
    paper += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(paper)
