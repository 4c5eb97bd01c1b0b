"""What a file is by its first bytes, whatever it is called."""

ARCHIVES = (
    (b"PK\x03\x04", "ZIP archive"),
    (b"PK\x05\x06", "empty ZIP archive"),
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"\x1f\x8b", "gzip archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xfd7zXZ\x00", "xz archive"),
    (b"\x28\xb5\x2f\xfd", "Zstandard archive"),
    (b"MSCF", "cabinet archive"),
    (b"!<arch>\n", "ar archive"),
    (b"xar!", "xar archive"),
)
PROGRAMS = (
    (b"\x7fELF", "Linux program"),
    (b"MZ", "Windows program"),
    (b"\xcf\xfa\xed\xfe", "macOS program"),
    (b"\xce\xfa\xed\xfe", "macOS program"),
    (b"\xca\xfe\xba\xbe", "Java class or macOS program"),
    (b"dex\n", "Android program"),
)
OTHERS = (
    (b"%PDF", "PDF document"),
    (b"\x89PNG", "PNG picture"),
    (b"\xff\xd8\xff", "JPEG picture"),
    (b"GIF8", "GIF picture"),
    (b"\x00asm", "WebAssembly program"),
    (b"<!doctype html", "web page"),
    (b"<html", "web page"),
)
TAR_MAGIC_AT = 257
LOOK_BYTES = 512  # as many first bytes as the functions here want to see


def archive_kind(head: bytes) -> str | None:
    """Which kind of archive begins like this, if one does."""
    if head[TAR_MAGIC_AT : TAR_MAGIC_AT + 5] == b"ustar":
        return "tar archive"
    return _first(ARCHIVES, head)


def program_kind(head: bytes) -> str | None:
    """Which kind of program begins like this, if one does."""
    # Two letters are few: a Windows program also has zeros near its start, and a text has none.
    return None if head.startswith(b"MZ") and b"\x00" not in head[:64] else _first(PROGRAMS, head)


def any_kind(head: bytes) -> str:
    """What begins like this, in words for its owner."""
    if not head:
        return "an empty file"
    known = archive_kind(head) or program_kind(head) or _first(OTHERS, head.lstrip().lower()) or _first(OTHERS, head)
    if known is None:
        return "no archive" if b"\x00" in head else "a text"
    return f"{'an' if known.startswith(('a', 'e', 'A')) else 'a'} {known}"


def _first(table: tuple[tuple[bytes, str], ...], head: bytes) -> str | None:
    return next((words for magic, words in table if head.startswith(magic)), None)
