"""The files that are uploaded are what their names say."""

import csv
import io
import json
import zipfile
from xml.etree import ElementTree

import av
import pytest
from PIL import Image

from worker.surfaces.browser.samples import sample


@pytest.mark.parametrize("name", ["photo.png", "photo.jpg", "photo.gif", "photo.webp", "photo.bmp", "photo.tiff"])
def test_a_picture_can_be_opened(name: str) -> None:
    file = sample(name)
    assert Image.open(io.BytesIO(file["buffer"])).get_format_mimetype() == file["mimeType"]


def test_a_paper_has_its_table_of_objects_where_it_says() -> None:
    content = sample("paper.pdf")["buffer"]
    assert content.startswith(b"%PDF-")
    start = int(content.split(b"startxref\n")[1].split(b"\n")[0])
    assert content[start:].startswith(b"xref\n")
    offsets = [int(line.split()[0]) for line in content[start:].split(b"\n")[3:8]]
    assert [content[offset:].split(b" ")[0] for offset in offsets] == [b"1", b"2", b"3", b"4", b"5"]
    length = int(content.split(b"/Length ")[1].split(b" ")[0])
    assert len(content.partition(b"stream\n")[2].partition(b"\nendstream")[0]) == length


def test_tables_have_a_head_and_two_rows() -> None:
    rows = list(csv.reader(io.StringIO(sample("table.csv")["buffer"].decode())))
    records = json.loads(sample("table.json")["buffer"])
    items = ElementTree.fromstring(sample("table.xml")["buffer"])
    assert rows[0] == ["name", "email", "quantity", "price"]
    assert [list(record.values()) for record in records] == rows[1:] == [[one.text for one in item] for item in items]
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("name", "main", "words"),
    [
        ("letter.docx", "word/document.xml", "A sample text file: letter."),
        ("table.xlsx", "xl/worksheets/sheet1.xml", "ben@example.com"),
    ],
)
def test_files_of_office_programs_hold_parts_that_are_listed(name: str, main: str, words: str) -> None:
    with zipfile.ZipFile(io.BytesIO(sample(name)["buffer"])) as package:
        for part in package.namelist():
            ElementTree.fromstring(package.read(part))
        listed = package.read("[Content_Types].xml").decode()
        assert f'PartName="/{main}"' in listed
        assert words in package.read(main).decode()


@pytest.mark.parametrize("name", ["song.mp3", "song.wav", "song.ogg", "clip.mp4", "clip.webm"])
def test_sounds_and_films_can_be_played_for_a_second(name: str) -> None:
    content = sample(name)["buffer"]
    assert len(content) < 100_000
    with av.open(io.BytesIO(content), "r") as container:
        played = [frame.time for frame in container.decode()]
    assert 0.8 < max(played) <= 1.1


def test_a_text_and_an_unknown_ending_are_text() -> None:
    assert sample("notes.txt")["buffer"].decode("ascii")
    assert sample("thing.xyz")["mimeType"] == "text/plain"


def test_two_files_of_one_kind_differ() -> None:
    assert sample("one.png")["buffer"] != sample("two.png")["buffer"]
    assert sample("one.pdf")["buffer"] != sample("two.pdf")["buffer"]


def test_what_is_called_empty_has_nothing_in_it() -> None:
    assert sample("empty.pdf") == {"name": "empty.pdf", "mimeType": "application/pdf", "buffer": b""}


def test_a_name_with_a_folder_is_only_a_name() -> None:
    assert sample("../../etc/photo.png")["name"] == "photo.png"
