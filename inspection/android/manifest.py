"""AndroidManifest.xml as it lies in an APK: binary XML (AOSP, ResourceTypes.h).

Only what names the app and says where it runs is read.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from deffatest.zip_reader import ArchiveRefused, quoted

XML, STRING_POOL, START_ELEMENT, RESOURCE_MAP = 0x0003, 0x0001, 0x0102, 0x0180
HEADER = struct.Struct("<2HL")
POOL = struct.Struct("<5L")
ELEMENT = struct.Struct("<4L6H")  # line, comment, namespace, name, then six numbers about attributes
ATTRIBUTE = struct.Struct("<3LHBBL")  # namespace, name, raw text; then size, zero, type and the value
POOL_IS_UTF_8 = 0x0100
TYPE_STRING, TYPE_FIRST_INTEGER, TYPE_LAST_INTEGER = 0x03, 0x10, 0x1F
NOTHING = 0xFFFFFFFF
# Attributes are known by number, since tools may take their names away (android.R.attr).
BY_NUMBER = {
    0x0101020C: "minSdkVersion",
    0x01010270: "targetSdkVersion",
    0x0101021B: "versionCode",
    0x0101021C: "versionName",
}
PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+")

Value = str | int | None
Attributes = dict[str, Value]


@dataclass(frozen=True)
class Manifest:
    """What names an app and says where it runs; SDK versions are numbers of Android's API."""

    package: str
    version_name: str | None
    version_code: int | None
    min_sdk: int | None
    target_sdk: int | None
    split: str | None


def read_manifest(data: bytes) -> Manifest:
    """Raises ArchiveRefused when it cannot be read."""
    try:
        elements = list(_elements(data))
    except (struct.error, IndexError, UnicodeDecodeError, ValueError) as error:
        raise ArchiveRefused(
            "manifest_unreadable", "AndroidManifest.xml cannot be read. Send the APK as it was built."
        ) from error
    root = next((attributes for name, attributes in elements if name == "manifest"), None)
    package = root.get("package") if root else None
    if root is None or not isinstance(package, str) or not PACKAGE.fullmatch(package):
        named = f"{quoted(package)} is no package name" if isinstance(package, str) else "it names no package"
        raise ArchiveRefused("manifest_unreadable", f"AndroidManifest.xml is wrong: {named}.")
    sdk = next((attributes for name, attributes in elements if name == "uses-sdk"), Attributes())
    split = root.get("split")
    return Manifest(
        package=package,
        version_name=_text(root.get("versionName")),
        version_code=_number(root.get("versionCode")),
        min_sdk=_number(sdk.get("minSdkVersion")),
        target_sdk=_number(sdk.get("targetSdkVersion")),
        split=split if isinstance(split, str) and split else None,
    )


def _elements(data: bytes) -> Iterator[tuple[str, Attributes]]:
    """Every element with its attributes, in the order of the document."""
    kind, header, size = HEADER.unpack_from(data, 0)
    if kind != XML or size > len(data):
        raise ValueError("no binary XML")
    strings: list[str] = []
    numbers: tuple[int, ...] = ()
    position = header
    while position + HEADER.size <= size:
        kind, header, length = HEADER.unpack_from(data, position)
        if length < HEADER.size or position + length > size:
            raise ValueError("a chunk reaches beyond the end")
        chunk = data[position : position + length]
        if kind == STRING_POOL:
            strings = _strings(chunk, header)
        elif kind == RESOURCE_MAP:
            numbers = struct.unpack_from(f"<{(length - header) // 4}L", chunk, header)
        elif kind == START_ELEMENT:
            yield _element(chunk, strings, numbers)
        position += length


def _strings(chunk: bytes, header: int) -> list[str]:
    count, _, flags, start, _ = POOL.unpack_from(chunk, HEADER.size)
    if count > len(chunk) // 4:
        raise ValueError("more strings than there is room for")
    offsets = struct.unpack_from(f"<{count}L", chunk, header)
    read = _utf_8 if flags & POOL_IS_UTF_8 else _utf_16
    return [read(chunk, start + offset) for offset in offsets]


def _utf_8(chunk: bytes, at: int) -> str:
    _, at = _short_length(chunk, at)  # in letters
    length, at = _short_length(chunk, at)  # in bytes
    return chunk[at : at + length].decode("utf-8", "replace")


def _short_length(chunk: bytes, at: int) -> tuple[int, int]:
    first = chunk[at]
    return ((first & 0x7F) << 8 | chunk[at + 1], at + 2) if first & 0x80 else (first, at + 1)


def _utf_16(chunk: bytes, at: int) -> str:
    (length,) = struct.unpack_from("<H", chunk, at)
    at += 2
    if length & 0x8000:
        length = (length & 0x7FFF) << 16 | struct.unpack_from("<H", chunk, at)[0]
        at += 2
    return chunk[at : at + 2 * length].decode("utf-16-le", "replace")


def _element(chunk: bytes, strings: list[str], numbers: tuple[int, ...]) -> tuple[str, Attributes]:
    element: tuple[int, ...] = ELEMENT.unpack_from(chunk, HEADER.size)
    _, _, _, name, start, size, count, *_ = element
    first = HEADER.size + 8 + start  # counted from behind line and comment
    attributes: Attributes = {}
    for index in range(count):
        fields: tuple[int, ...] = ATTRIBUTE.unpack_from(chunk, first + index * max(size, ATTRIBUTE.size))
        _, key, raw, _, _, kind, value = fields
        called = BY_NUMBER.get(numbers[key]) if key < len(numbers) else None
        if kind == TYPE_STRING:
            found: Value = strings[value]
        elif TYPE_FIRST_INTEGER <= kind <= TYPE_LAST_INTEGER:
            found = value
        else:
            found = strings[raw] if raw != NOTHING else None
        attributes.setdefault(called or strings[key], found)
    return strings[name], attributes


def _text(value: Value) -> str | None:
    return None if value is None else str(value)[:200]


def _number(value: Value) -> int | None:
    if isinstance(value, int):
        return value
    return int(value) if value is not None and value.isdecimal() else None
