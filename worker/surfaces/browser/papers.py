"""Papers, letters and tables as office programs write them, made when they are needed."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org"
_PARTS = "application/vnd.openxmlformats-officedocument"
# A sheet of A4, in points.
_WIDTH, _HEIGHT, _MARGIN, _LINE = 595, 842, 72, 20


def paper(lines: Sequence[str]) -> bytes:
    """One printed page, with the table of offsets that strict readers want (ISO 32000-1, 7.5)."""
    written = " T* ".join(f"({_in_brackets(line)}) Tj" for line in lines)
    content = f"BT /F1 12 Tf {_LINE} TL {_MARGIN} {_HEIGHT - _MARGIN} Td {written} ET".encode("latin-1", "replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>" % (_WIDTH, _HEIGHT),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    printed = bytearray(b"%PDF-1.4\n")
    offsets: list[int] = []
    for number, one in enumerate(objects, start=1):
        offsets.append(len(printed))
        printed += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = len(printed)
    printed += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        printed += b"%010d 00000 n \n" % offset
    printed += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(printed)


def letter(lines: Sequence[str]) -> bytes:
    """A text as word processors keep it (ECMA-376, WordprocessingML)."""
    words = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    body = f'<w:document xmlns:w="{_OFFICE}/wordprocessingml/2006/main"><w:body>{words}</w:body></w:document>'
    return _package("word/document.xml", f"{_PARTS}.wordprocessingml.document.main+xml", {"word/document.xml": body})


def sheet(rows: Sequence[Sequence[str]]) -> bytes:
    """A table as spreadsheet programs keep it (ECMA-376, SpreadsheetML)."""
    main = f"{_OFFICE}/spreadsheetml/2006/main"
    cells = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    return _package(
        "xl/workbook.xml",
        f"{_PARTS}.spreadsheetml.sheet.main+xml",
        {
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}/officeDocument/2006/relationships">'
            '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _related("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
        },
        {"xl/worksheets/sheet1.xml": f"{_PARTS}.spreadsheetml.worksheet+xml"},
    )


def archive(files: Mapping[str, bytes]) -> bytes:
    """Files packed into one (ZIP)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as together:
        for name, content in files.items():
            together.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()


def _package(main: str, kind: str, parts: Mapping[str, str], kinds: Mapping[str, str] | None = None) -> bytes:
    """Parts with the list of what they are and the way to the first (ECMA-376, Open Packaging Conventions)."""
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{one}"/>' for part, one in {main: kind, **(kinds or {})}.items()
    )
    listed = (
        f'<Types xmlns="{_OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    whole = {"[Content_Types].xml": listed, "_rels/.rels": _related("officeDocument", main), **parts}
    return archive({name: (_DECLARED + content).encode() for name, content in whole.items()})


def _related(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_OFFICE}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>'
    )


def _cell(value: str) -> str:
    if value.replace(".", "", 1).isdigit():
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def _in_brackets(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
