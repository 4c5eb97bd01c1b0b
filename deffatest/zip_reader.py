"""A strict reader of ZIP archives (PKWARE APPNOTE 6.3) that strangers made: what other readers forgive is refused.

Inspection and the run read with it, so that both see the same files: an archive that two readers could understand in
two ways passes neither. Nothing that the archive says of itself is believed before it was compared with what is there.
"""

import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

END = struct.Struct("<4s4H2LH")  # end of central directory record
END_64_LOCATOR = struct.Struct("<4sLQL")
END_64 = struct.Struct("<4sQ2H2L4Q")
CENTRAL = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
LONGEST_COMMENT = 0xFFFF
IN_EXTRA_16, IN_EXTRA_32 = 0xFFFF, 0xFFFFFFFF  # the true number is in a ZIP64 field

ENCRYPTED = 0x0001 | 0x0040 | 0x2000  # traditional, strong, and a hidden directory
SIZES_FOLLOW = 0x0008
STORED, DEFLATED, AES = 0, 8, 99
ZIP_64_EXTRA, UNICODE_PATH_EXTRA = 0x0001, 0x7075

READ_BYTES = 64 * 1024
INFLATE_BYTES = 1024 * 1024

# Deflate shrinks nothing by more than 1032; real files of some size by a few dozen at the most.
SUSPICIOUS_RATIO = 200
SUSPICIOUS_FROM_BYTES = 10 * 1024 * 1024


class ArchiveRefused(Exception):
    """The archive is broken, ambiguous or harmful: `code` for programs, `reason` for its owner, with what to do."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much an archive may hold: entries, and bytes of all of them unpacked."""

    entries: int
    unpacked_bytes: int
    directory_bytes: int = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One file or folder; sizes in bytes as declared, which reading enforces."""

    name: str
    method: int
    flags: int
    crc: int
    packed: int
    size: int
    header_offset: int
    data_offset: int

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder, which holds nothing itself."""
        return self.name.endswith("/")


@dataclass(frozen=True, slots=True)
class Ends:
    """Where the central directory and the record behind it lie, bytes from the start."""

    directory: int
    directory_end: int
    end_record: int
    entries: int


class ZipReader:
    """An archive whose structure was checked when it was opened; raises ArchiveRefused."""

    def __init__(self, file: BinaryIO, bounds: Bounds) -> None:
        self._file = file
        self._bounds = bounds
        self.size = file.seek(0, 2)
        self.ends = self._find_ends()
        self.entries = self._read_directory()
        self._check_sums()

    def entry(self, name: str) -> Entry | None:
        """The entry of this name."""
        return next((entry for entry in self.entries if entry.name == name), None)

    def content(self, entry: Entry) -> Iterator[bytes]:
        """The entry's bytes in pieces of at most 1 MiB.

        Raises ArchiveRefused as soon as they are more than declared, and at the end when they are fewer or others.
        """
        total, crc = 0, 0
        for piece in self._unpacked(entry):
            total += len(piece)
            if total > entry.size:
                raise ArchiveRefused(
                    "zip_bomb", f"{quoted(entry.name)} unpacks to more than the {entry.size} bytes that it declares."
                )
            crc = zlib.crc32(piece, crc)
            yield piece
        if total != entry.size or crc != entry.crc:
            raise ArchiveRefused(
                "archive_broken",
                f"{quoted(entry.name)} is damaged: its content does not match its checksum. Zip the files again.",
            )

    def read(self, entry: Entry, at_most: int) -> bytes:
        """The whole of a small entry."""
        if entry.size > at_most:
            raise ArchiveRefused(
                "entry_too_large",
                f"{quoted(entry.name)} has {entry.size} bytes; no more than {at_most} were to be expected.",
            )
        return b"".join(self.content(entry))

    def _unpacked(self, entry: Entry) -> Iterator[bytes]:
        if entry.method == STORED:
            yield from self._packed(entry)
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for packed in self._packed(entry):
                while packed and not inflater.eof:
                    yield inflater.decompress(packed, INFLATE_BYTES)
                    packed = inflater.unconsumed_tail
            if not inflater.eof:
                yield inflater.flush()
        except zlib.error as error:
            raise ArchiveRefused(
                "archive_broken", f"{quoted(entry.name)} is damaged and cannot be unpacked. Zip the files again."
            ) from error
        if not inflater.eof or inflater.unused_data:
            raise ArchiveRefused(
                "archive_broken",
                f"{quoted(entry.name)} is damaged: its data does not end where it should. Zip the files again.",
            )

    def _packed(self, entry: Entry) -> Iterator[bytes]:
        position, left = entry.data_offset, entry.packed
        while left:
            self._file.seek(position)
            piece = self._file.read(min(READ_BYTES, left))
            if not piece:
                raise ArchiveRefused("archive_broken", f"The archive ends within {quoted(entry.name)}.")
            position, left = position + len(piece), left - len(piece)
            yield piece

    def _find_ends(self) -> Ends:
        tail_size = min(self.size, END.size + LONGEST_COMMENT)
        tail = self._at(self.size - tail_size, tail_size)
        position = tail.rfind(b"PK\x05\x06")
        # The last record whose comment reaches exactly to the end: behind it lies nothing that others could read.
        while position >= 0 and not _is_last(tail, position):
            position = tail.rfind(b"PK\x05\x06", 0, position)
        if position < 0:
            raise ArchiveRefused(
                "archive_broken",
                "The file is no whole ZIP archive: its end is missing or something was put behind it. "
                "Zip the files again and send the archive as it is.",
            )
        end_record = self.size - tail_size + position
        _, disk, first_disk, here, entries, size, offset, _ = END.unpack_from(tail, position)
        directory_end = end_record
        if IN_EXTRA_16 in (here, entries) or IN_EXTRA_32 in (size, offset):
            directory_end, here, entries, size, offset = self._end_64(end_record)
        if (disk, first_disk) not in ((0, 0), (IN_EXTRA_16, IN_EXTRA_16)) or here != entries:
            raise ArchiveRefused("archive_in_volumes", "The archive is in several volumes. Send it as one file.")
        if entries > self._bounds.entries:
            raise ArchiveRefused(
                "too_many_files",
                f"The archive has {entries} entries; {self._bounds.entries} are allowed. "
                "Leave out what the app does not need, such as node_modules.",
            )
        if size > self._bounds.directory_bytes:
            raise ArchiveRefused("archive_broken", f"The archive's table of contents has {size} bytes.")
        if offset + size != directory_end:
            raise ArchiveRefused(
                "archive_ambiguous",
                "The archive's table of contents is not where it says, so different programs would see different "
                "files in it. Zip the files again.",
            )
        if self._at(0, 4) not in (b"PK\x03\x04", b"PK\x05\x06"):
            raise ArchiveRefused(
                "archive_ambiguous",
                "Something lies before the archive, as in one that unpacks itself. Send a plain ZIP archive.",
            )
        return Ends(offset, directory_end, end_record, entries)

    def _end_64(self, end_record: int) -> tuple[int, int, int, int, int]:
        """Position of the ZIP64 end record, entries on this disk, entries, size and offset of the directory."""
        broken = ArchiveRefused("archive_broken", "The archive's ZIP64 records are damaged. Zip the files again.")
        locator_at = end_record - END_64_LOCATOR.size
        if locator_at < END_64.size:
            raise broken
        signature, _, position, disks = END_64_LOCATOR.unpack(self._at(locator_at, END_64_LOCATOR.size))
        if signature != b"PK\x06\x07" or disks > 1 or position + END_64.size > locator_at:
            raise broken
        signature, length, _, _, _, _, here, entries, size, offset = END_64.unpack(self._at(position, END_64.size))
        if signature != b"PK\x06\x06" or position + 12 + length != locator_at:
            raise broken
        return position, here, entries, size, offset

    def _read_directory(self) -> list[Entry]:
        ends = self.ends
        directory = self._at(ends.directory, ends.directory_end - ends.directory)
        entries: list[Entry] = []
        position = 0
        for _ in range(ends.entries):
            if directory[position : position + 4] != b"PK\x01\x02" or position + CENTRAL.size > len(directory):
                raise ArchiveRefused(
                    "archive_broken", "The archive's table of contents is damaged. Zip the files again."
                )
            entry, position = self._read_entry(directory, position)
            entries.append(entry)
        if position != len(directory):
            raise ArchiveRefused(
                "archive_ambiguous", "The archive's table of contents has more in it than it says. Zip the files again."
            )
        self._check_places(entries)
        return entries

    def _read_entry(self, directory: bytes, position: int) -> tuple[Entry, int]:
        fields = CENTRAL.unpack_from(directory, position)
        (_, _made_by, _, flags, method, _, _, crc, packed, size) = fields[:10]
        (name_length, extra_length, comment_length, disk, _, attributes, header_offset) = fields[10:]
        start = position + CENTRAL.size
        raw_name = directory[start : start + name_length]
        extra = directory[start + name_length : start + name_length + extra_length]
        name = _decoded(raw_name, extra)
        if disk not in (0, IN_EXTRA_16):
            raise ArchiveRefused("archive_in_volumes", "The archive is in several volumes. Send it as one file.")
        size, packed, header_offset = _true_numbers(name, extra, size, packed, header_offset)
        _check_kind(name, flags, method, attributes >> 16)
        if size > SUSPICIOUS_FROM_BYTES and size > SUSPICIOUS_RATIO * max(packed, 1):
            raise ArchiveRefused(
                "zip_bomb",
                f"{quoted(name)} would unpack from {packed} to {size} bytes, as no real file does. Leave it out.",
            )
        data_offset = self._data_offset(name, raw_name, (flags, method, crc, packed, size), header_offset)
        entry = Entry(name, method, flags, crc, packed, size, header_offset, data_offset)
        return entry, start + name_length + extra_length + comment_length

    def _data_offset(
        self, name: str, raw_name: bytes, declared: tuple[int, int, int, int, int], header_offset: int
    ) -> int:
        """Where the entry's data begins; raises unless its own header says the same as the table of contents."""
        flags, method, crc, packed, size = declared
        header = self._at(header_offset, LOCAL.size) if header_offset + LOCAL.size <= self.ends.directory else b""
        if header[:4] != b"PK\x03\x04":
            raise ArchiveRefused(
                "archive_broken", f"{quoted(name)} is not where the archive says. Zip the files again."
            )
        (_, _, own_flags, own_method, _, _, own_crc, own_packed, own_size, name_length, extra_length) = LOCAL.unpack(
            header
        )
        same = own_method == method and (own_flags ^ flags) & (ENCRYPTED | SIZES_FOLLOW) == 0
        if not own_flags & SIZES_FOLLOW:
            same = same and own_crc == crc and own_packed in (packed, IN_EXTRA_32) and own_size in (size, IN_EXTRA_32)
        if not same or self._at(header_offset + LOCAL.size, name_length) != raw_name:
            raise ArchiveRefused(
                "archive_ambiguous",
                f"The archive says two different things about {quoted(name)}, so different programs would see "
                "different files. Zip the files again.",
            )
        return header_offset + LOCAL.size + name_length + extra_length

    def _check_places(self, entries: list[Entry]) -> None:
        """No byte belongs to two entries, and no name to two."""
        end, before = 0, ""
        for entry in sorted(entries, key=lambda entry: entry.header_offset):
            if entry.header_offset < end:
                raise ArchiveRefused(
                    "overlapping_entries",
                    f"{quoted(before)} and {quoted(entry.name)} share the same bytes of the archive, as in a zip bomb. "
                    "Zip the files again.",
                )
            end, before = entry.data_offset + entry.packed, entry.name
        if end > self.ends.directory:
            raise ArchiveRefused(
                "overlapping_entries", f"{quoted(before)} reaches into the archive's table of contents."
            )
        seen: set[str] = set()
        for entry in entries:
            if entry.name in seen:
                raise ArchiveRefused(
                    "duplicate_names",
                    f"The archive has two entries with the name {quoted(entry.name)}. Zip the files again.",
                )
            seen.add(entry.name)

    def _check_sums(self) -> None:
        total = sum(entry.size for entry in self.entries)
        if total > self._bounds.unpacked_bytes:
            largest = max(self.entries, key=lambda entry: entry.size)
            raise ArchiveRefused(
                "unpacks_too_large",
                f"Unpacked the archive would have {total} bytes; {self._bounds.unpacked_bytes} are allowed. "
                f"Its largest file is {quoted(largest.name)} with {largest.size} bytes: leave out what is not needed.",
            )
        if total > 5 * SUSPICIOUS_FROM_BYTES and total > SUSPICIOUS_RATIO / 2 * self.size:
            raise ArchiveRefused(
                "zip_bomb", f"The archive would unpack from {self.size} to {total} bytes, as no real app does."
            )

    def _at(self, position: int, length: int) -> bytes:
        self._file.seek(position)
        return self._file.read(length)


def quoted(name: str) -> str:
    """A name as a message shows it: one line, not too long."""
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)
    return f"“{shown if len(shown) <= 120 else shown[:60] + '…' + shown[-50:]}”"


def _is_last(tail: bytes, position: int) -> bool:
    if position + END.size > len(tail):
        return False
    return position + END.size + END.unpack_from(tail, position)[-1] == len(tail)


def _decoded(raw: bytes, extra: bytes) -> str:
    """The name in letters; raises when there is more than one way to read it."""
    if not raw:
        raise ArchiveRefused("bad_name", "The archive has an entry without a name. Zip the files again.")
    try:
        # With its mark or without: code page 437, the default, is what no tool of today writes.
        name = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ArchiveRefused(
            "bad_name",
            f"The name {quoted(raw.decode('latin-1'))} is not in UTF-8. Rename the file with plain letters, or zip "
            "with a program that writes UTF-8.",
        ) from error
    for kind, field in _extra_fields(extra):
        if kind == UNICODE_PATH_EXTRA and field[5:] != raw:
            raise ArchiveRefused(
                "archive_ambiguous", f"The archive has two names for {quoted(name)}. Rename it with plain letters."
            )
    _check_path(name)
    return name


def _check_path(name: str) -> None:
    parts = name.removesuffix("/").split("/")
    problem = None
    if name.startswith("/") or (len(name) > 1 and name[1] == ":"):
        problem = "is an absolute path"
    elif "\\" in name:
        problem = "has a backslash in it"
    elif any(part in ("..", ".") for part in parts):
        problem = "leads out of its folder"
    elif "" in parts:
        problem = "has an empty folder name in it"
    elif any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in name):
        problem = "has a control character in it"
    if problem is not None:
        code = "path_traversal" if problem in ("is an absolute path", "leads out of its folder") else "bad_name"
        raise ArchiveRefused(
            code, f"The name {quoted(name)} {problem}. Zip the files from inside their folder, with plain names."
        )


def _check_kind(name: str, flags: int, method: int, mode: int) -> None:
    if flags & ENCRYPTED or method == AES:
        raise ArchiveRefused("encrypted", f"{quoted(name)} is encrypted. Send an archive without a password.")
    if method not in (STORED, DEFLATED):
        raise ArchiveRefused(
            "unknown_compression",
            f"{quoted(name)} is compressed in a way (method {method}) that few programs know. Zip with “deflate”.",
        )
    kind = stat.S_IFMT(mode)
    if kind == stat.S_IFLNK:
        raise ArchiveRefused(
            "symbolic_link", f"{quoted(name)} is a symbolic link. Put the file itself in its place (zip without -y)."
        )
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveRefused("special_file", f"{quoted(name)} is a device, pipe or socket. Leave it out.")
    if kind == stat.S_IFDIR and not name.endswith("/"):
        raise ArchiveRefused("archive_ambiguous", f"{quoted(name)} is a folder by one sign and a file by another.")


def _true_numbers(name: str, extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Size, packed size and offset, those that did not fit read from the ZIP64 field."""
    numbers = [size, packed, offset]
    if IN_EXTRA_32 in numbers:
        field = next((data for kind, data in _extra_fields(extra) if kind == ZIP_64_EXTRA), b"")
        wanted = [index for index, number in enumerate(numbers) if number == IN_EXTRA_32]
        if len(field) < 8 * len(wanted):
            raise ArchiveRefused("archive_broken", f"The sizes of {quoted(name)} are missing. Zip the files again.")
        for index, number in zip(wanted, struct.unpack_from(f"<{len(wanted)}Q", field), strict=True):
            numbers[index] = number
    if name.endswith("/") and numbers[0]:
        raise ArchiveRefused("archive_ambiguous", f"{quoted(name)} is a folder and yet has content.")
    return numbers[0], numbers[1], numbers[2]


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, position)
        yield kind, extra[position + 4 : position + 4 + length]
        position += 4 + length
