"""The files that are uploaded are what their names say."""

import io

import pytest
from PIL import Image

from worker.surfaces.browser.samples import sample


@pytest.mark.parametrize("name", ["photo.png", "photo.jpg", "photo.gif", "photo.webp"])
def test_a_picture_can_be_opened(name: str) -> None:
    file = sample(name)
    assert Image.open(io.BytesIO(file["buffer"])).get_format_mimetype() == file["mimeType"]


def test_a_paper_has_its_table_of_objects_where_it_says() -> None:
    content = sample("paper.pdf")["buffer"]
    assert content.startswith(b"%PDF-")
    start = int(content.split(b"startxref\n")[1].split(b"\n")[0])
    assert content[start:].startswith(b"xref\n")
    offsets = [int(line.split()[0]) for line in content[start:].split(b"\n")[3:6]]
    assert [content[offset:].split(b" ")[0] for offset in offsets] == [b"1", b"2", b"3"]


def test_a_table_a_text_and_an_unknown_ending_are_text() -> None:
    assert sample("table.csv")["mimeType"] == "text/csv"
    assert sample("notes.txt")["buffer"].decode("ascii")
    assert sample("thing.xyz")["mimeType"] == "text/plain"


def test_a_name_with_a_folder_is_only_a_name() -> None:
    assert sample("../../etc/photo.png")["name"] == "photo.png"
