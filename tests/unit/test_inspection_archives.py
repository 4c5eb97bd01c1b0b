"""Archives that lie, or that would harm who unpacks them, are refused, and the refusal names the entry."""

import stat
import struct
import zipfile
from pathlib import Path

import pytest

from tests.unit.inspecting import details, inspect, refusal
from tests.upload_files import PAGE, Raw, bundle, raw_zip, zip_of

INDEX = Raw(b"index.html", PAGE)


def test_a_site_passes(tmp_path: Path) -> None:
    found = details(inspect(tmp_path, bundle(app__js=b"let a = 1", img___logo__png=b"\x89PNG")))
    assert found == {"files": 3, "bytes": len(PAGE) + 13, "root": "", "pages": ["index.html"]}


def test_what_the_file_is_called_does_not_matter_but_what_it_is(tmp_path: Path) -> None:
    kinds = {
        b"Rar!\x1a\x07\x01\x00": "a RAR archive",
        b"%PDF-1.7": "a PDF document",
        b"<!DOCTYPE html><p>": "a web page",
        b"\x7fELF\x02": "a Linux program",
        b"": "an empty file",
        b"just words": "a text",
    }
    for content, words in kinds.items():
        code, reason = refusal(inspect(tmp_path, content))
        assert (code, words in reason) == ("not_an_archive", True), reason


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (b"../../etc/passwd.txt", "path_traversal"),
        (b"a/../../b.html", "path_traversal"),
        (b"./a.html", "path_traversal"),
        (b"/etc/passwd.txt", "path_traversal"),
        (b"C:/windows/a.txt", "path_traversal"),
        (b"a\\..\\b.html", "bad_name"),
        (b"a//b.html", "bad_name"),
        (b"line\nbreak.html", "bad_name"),
        (b"nul\x00.html", "bad_name"),
        (b"", "bad_name"),
        (b"CON.html", "bad_name"),
        (b"img/lpt1", "bad_name"),
        (b"what?.html", "bad_name"),
        (b"dot./a.html", "bad_name"),
        ("gnp\u202e.html".encode(), "bad_name"),
        (b"a" * 260 + b".html", "bad_name"),
        (b"d/" * 40 + b"a.html", "bad_name"),
        ("Grüße.html".encode("cp437"), "bad_name"),
    ],
)
def test_names_that_lead_elsewhere_or_mean_two_things_are_refused(tmp_path: Path, name: bytes, code: str) -> None:
    found, reason = refusal(inspect(tmp_path, raw_zip(INDEX, Raw(name, b"x"))))
    assert found == code
    assert "name" in reason


def test_a_name_in_any_script_is_fine(tmp_path: Path) -> None:
    archive = raw_zip(INDEX, Raw("Grüße/日本.html".encode(), PAGE), Raw("ßä.css".encode(), b"a{}", flags=0))
    assert details(inspect(tmp_path, archive))["files"] == 3


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (Raw(b"link.html", b"/etc/passwd", mode=stat.S_IFLNK | 0o777), "symbolic_link"),
        (Raw(b"null.html", mode=stat.S_IFCHR | 0o666), "special_file"),
        (Raw(b"disk.html", mode=stat.S_IFBLK | 0o666), "special_file"),
        (Raw(b"pipe.html", mode=stat.S_IFIFO | 0o666), "special_file"),
        (Raw(b"secret.html", b"x" * 20, flags=0x0801), "encrypted"),
        (Raw(b"secret.html", b"x" * 20, method=99), "encrypted"),
        (Raw(b"odd.html", b"x" * 20, method=14), "unknown_compression"),
        (Raw(b"folder", mode=stat.S_IFDIR | 0o755), "archive_ambiguous"),
        (Raw(b"folder/", b"content"), "archive_ambiguous"),
        (Raw(b"other.html", PAGE, local_name=b"index.htm_"), "archive_ambiguous"),
        (Raw(b"other.html", PAGE, local_size=5), "archive_ambiguous"),
        (Raw(b"two.html", PAGE, extra=struct.pack("<2HBL", 0x7075, 13, 1, 0) + b"evil.php"), "archive_ambiguous"),
        (Raw(b"broken.html", PAGE, crc=1), "archive_broken"),
        (Raw(b"broken.html", PAGE, packed=b"\xff\xff\xff"), "archive_broken"),
        (Raw(b"long.html", b"x" * 5000, size=4000), "zip_bomb"),
        (Raw(b"short.html", b"x" * 50, size=400), "archive_broken"),
    ],
)
def test_entries_that_are_no_plain_files_are_refused_by_name(tmp_path: Path, entry: Raw, code: str) -> None:
    found, reason = refusal(inspect(tmp_path, raw_zip(INDEX, entry)))
    assert found == code
    assert f"“{entry.name.decode()}”" in reason


def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    assert refusal(inspect(tmp_path, raw_zip(INDEX, INDEX)))[0] == "duplicate_names"


@pytest.mark.parametrize(
    "names", [("a.html", "A.html"), ("é.html", "e\u0301.html"), ("a", "a/b.html"), ("x/y.js", "X")]
)
def test_names_that_are_one_on_some_systems_are_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    archive = raw_zip(INDEX, *(Raw(name.encode(), b"x") for name in names))
    code, reason = refusal(inspect(tmp_path, archive))
    assert code == "colliding_names"
    assert names[0] in reason or names[1] in reason


def test_a_bomb_is_known_by_what_it_declares(tmp_path: Path) -> None:
    code, reason = refusal(inspect(tmp_path, raw_zip(INDEX, Raw(b"zeros.bin", bytes(12 * 1024 * 1024)))))
    assert code == "zip_bomb"
    assert "“zeros.bin”" in reason


def test_a_bomb_that_hides_its_size_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    zeros = bytes(12 * 1024 * 1024)
    hidden = Raw(b"zeros.bin", zeros, size=1000, crc=0)
    assert refusal(inspect(tmp_path, raw_zip(INDEX, hidden)))[0] == "zip_bomb"


def test_more_than_may_be_unpacked_is_refused_before_it_is(tmp_path: Path) -> None:
    heavy = [Raw(b"%d.bin" % number, b"x", method=0, size=9 * 2**20, packed=bytes(100_000)) for number in range(12)]
    assert refusal(inspect(tmp_path, raw_zip(INDEX, *heavy)))[0] == "unpacks_too_large"


def test_entries_that_share_bytes_are_refused(tmp_path: Path) -> None:
    inner = Raw(b"b.html", PAGE, method=0)
    whole = raw_zip(inner)
    header = len(raw_zip(Raw(b"a.html"))) * 0 + 30 + len(b"a.html")
    quoting = Raw(b"a.html", whole[: 30 + 6 + len(PAGE)], method=0)
    code, reason = refusal(inspect(tmp_path, raw_zip(quoting, Raw(b"b.html", PAGE, method=0, offset=header), INDEX)))
    assert code == "overlapping_entries"
    assert "“a.html” and “b.html”" in reason


def test_an_archive_within_the_archive_is_refused_whatever_it_is_called(tmp_path: Path) -> None:
    nested = [
        zip_of({"a": b"a"}),
        b"7z\xbc\xaf\x27\x1c\0\0",
        b"\x1f\x8b\x08\0",
        b"Rar!\x1a\x07\0",
        bytes(257) + b"ustar\0",
    ]
    for content in nested:
        code, reason = refusal(inspect(tmp_path, bundle(img___photo__jpg=content)))
        assert code == "nested_archive"
        assert "“img/photo.jpg”" in reason


def test_files_compressed_for_the_web_may_stay_unless_they_hold_an_archive(tmp_path: Path) -> None:
    import gzip

    assert details(inspect(tmp_path, bundle(app__js=b"1", app__js__gz=gzip.compress(b"let a = 1" * 100))))["files"] == 3
    hidden = inspect(tmp_path, bundle(app__js__gz=gzip.compress(zip_of({"a": b"a"}))))
    assert refusal(hidden)[0] == "nested_archive"
    bomb = inspect(tmp_path, bundle(app__js__gz=gzip.compress(bytes(8 * 1024 * 1024))))
    assert refusal(bomb)[0] == "zip_bomb"


def test_too_many_files_are_refused_before_they_are_looked_at(tmp_path: Path) -> None:
    archive = zip_of({f"{number}.txt": b"" for number in range(30)})
    code, reason = refusal(inspect(tmp_path, archive, files=20))
    assert (code, "30 entries; 20" in reason) == ("too_many_files", True)


@pytest.mark.parametrize(
    ("archive", "code"),
    [
        (raw_zip(INDEX, behind=b"MZ more"), "archive_broken"),
        (raw_zip(INDEX, before=b"#!/bin/sh\n"), "archive_ambiguous"),
        (raw_zip(INDEX, INDEX, count=1), "archive_ambiguous"),
        (raw_zip(INDEX, count=2), "archive_broken"),
        (raw_zip(INDEX)[:-10], "archive_broken"),
        (raw_zip(INDEX)[:40], "archive_broken"),
        (raw_zip(), "index_missing"),
    ],
)
def test_archives_that_two_readers_would_read_in_two_ways_are_refused(
    tmp_path: Path, archive: bytes, code: str
) -> None:
    found, _ = refusal(inspect(tmp_path, archive))
    assert found in (code, "not_an_archive")


def test_an_archive_with_long_numbers_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with zipfile.ZipFile(path, "w") as archive, archive.open("index.html", "w", force_zip64=True) as file:
        file.write(PAGE)
    assert details(inspect(tmp_path, path.read_bytes()))["files"] == 1
