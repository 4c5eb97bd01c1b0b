"""The reading process: words and faults in pictures, remembered, and never in the way."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
import pytest_asyncio
from PIL import Image, ImageDraw, ImageFont

from worker.detectors.visual.broken_look import KINDS
from worker.observation.screen import Box
from worker.pictures import network, reader
from worker.pictures.protocol import Place
from worker.pictures.reader import PictureReader

PICTURES = Path(__file__).parent / "pictures"
TORN = PICTURES / "garbled.png"
PLACE = Place(key="canvas|Sales", box=Box(0, 0, 420, 120))


@pytest_asyncio.fixture
async def pictures() -> AsyncIterator[PictureReader]:
    one = PictureReader()
    yield one
    await one.close()


def chart(*lines: str) -> bytes:
    """A picture with words."""
    drawn = Image.new("RGB", (420, 120), "white")
    for at, line in enumerate(lines):
        ImageDraw.Draw(drawn).text((20, 15 + 50 * at), line, "black", ImageFont.load_default(28))
    written = io.BytesIO()
    drawn.save(written, "PNG")
    return written.getvalue()


def told(picture: Image.Image) -> list[str]:
    """The kinds of faults that are sure enough to be told."""
    return [one.kind for one in network.blemishes(picture) if one.kind in KINDS and one.score >= KINDS[one.kind].least]


def processes() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if "worker.pictures" in one.cmdline()]


async def test_reads_words_and_knows_the_same_picture_elsewhere(
    pictures: PictureReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    png = chart("Sales in May", "NaN %")
    first = await pictures.read(png, (PLACE,))
    assert [line.text for line in first.printed] == ["Sales in May", "NaN %"]
    assert all(line.key == "canvas|Sales" and line.box.width > 40 for line in first.printed)
    monkeypatch.setattr(reader, "PLACES_A_RUN", 0)  # from here on nothing new is read
    moved = Image.new("RGB", (500, 400), "white")
    moved.paste(Image.open(io.BytesIO(png)), (60, 200))
    written = io.BytesIO()
    moved.save(written, "PNG")
    place = Place(key="img|Sales", box=Box(60, 200, 420, 120))
    again = await pictures.read(written.getvalue(), (place,))
    assert [(line.text, line.key) for line in again.printed] == [(line.text, "img|Sales") for line in first.printed]
    assert again.printed[0].box.x == pytest.approx(first.printed[0].box.x + 60)
    assert again.printed[0].box.y == pytest.approx(first.printed[0].box.y + 200)


async def test_no_more_of_a_run_is_spent_on_words_and_blemishes_than_their_share(
    pictures: PictureReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOOKING_SHARE", "LOOKING_SECONDS", "READING_SHARE", "READING_SECONDS"):
        monkeypatch.setattr(reader, name, 0.0)
    assert (await pictures.read(TORN.read_bytes(), ())).blemishes, "the first is looked at"
    assert not (await pictures.read(TORN.read_bytes(), ())).blemishes
    assert (await pictures.read(chart("Sales in May"), (PLACE,))).printed, "the first is read"
    assert not (await pictures.read(chart("Sales in June"), (PLACE,))).printed


async def test_a_picture_that_is_none_costs_its_own_answer_only(
    pictures: PictureReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "LOOKING_SECONDS", 60.0)  # however long the process took to start
    assert not (await pictures.read(b"no picture", ())).blemishes
    assert (await pictures.read(TORN.read_bytes(), ())).blemishes


async def test_the_process_ends_when_nothing_is_read(pictures: PictureReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "IDLE_SECONDS", 0.0)
    monkeypatch.setattr(reader, "LOOKING_SECONDS", 60.0)
    await pictures.read(TORN.read_bytes(), ())
    for process in processes():  # it may have ended already
        await asyncio.to_thread(process.wait, 10)
    assert (await pictures.read(TORN.read_bytes(), ())).blemishes  # and comes back


@pytest.mark.parametrize("kind", ["covered", "overlap"])
def test_the_network_sees_a_fault_and_nothing_in_its_sound_twin(kind: str) -> None:
    """Pages of sites that it did not learn from."""
    with Image.open(PICTURES / f"{kind}.png") as broken, Image.open(PICTURES / f"{kind}_sound.png") as sound:
        assert told(broken) == [kind]
        assert told(sound) == []
