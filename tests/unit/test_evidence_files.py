"""Videos, pictures and logs of a run folder."""

import asyncio
import io
import json
from pathlib import Path
from typing import cast

import av
from PIL import Image

from tests.unit.explorer_screens import screen
from worker.evidence.picture import captioned
from worker.evidence.recording import Recording
from worker.evidence.run_logs import RunLogs, lines_around
from worker.observation.observation import Observation
from worker.observation.runtime import ConsoleMessage, Exchange
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Frame


def picture(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(written, "JPEG")
    return written.getvalue()


def _pixel(shown: Image.Image, x: int, y: int) -> tuple[int, ...]:
    pixel = shown.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return tuple(map(int, pixel))


async def test_a_recording_plays_as_h264_at_its_true_times(tmp_path: Path):
    recording = Recording(tmp_path, "video/visitor-1.mp4", "visitor-1")
    for number, at_ms in enumerate((1000, 1400, 4000)):
        recording.add(Frame(picture(641, 401, (80 * number, 10, 10)), at_ms, 641, 401))
    video = await recording.finish()
    assert video is not None
    assert (video.started_at_ms, video.duration_ms) == (1000, 3500)
    with av.open(str(tmp_path / video.path)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", 640, 400)
        times = [round(float(frame.time or 0), 1) for frame in container.decode(video=0)]
    assert times == [0.0, 0.4, 3.0, 3.5]


async def test_the_index_comes_before_the_pictures_so_that_it_plays_while_it_loads(tmp_path: Path):
    recording = Recording(tmp_path, "v.mp4", "visitor-1")
    recording.add(Frame(picture(320, 200, (1, 2, 3)), 0, 320, 200))
    await recording.finish()
    content = (tmp_path / "v.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


async def test_a_phone_sized_picture_fits_into_a_desktop_sized_video(tmp_path: Path):
    recording = Recording(tmp_path, "v.mp4", "visitor-1")
    recording.add(Frame(picture(640, 400, (255, 255, 255)), 0, 640, 400))
    recording.add(Frame(picture(375, 812, (255, 255, 255)), 1000, 375, 812))
    await recording.finish()
    with av.open(str(tmp_path / "v.mp4")) as container:
        shown = cast(Image.Image, list(container.decode(video=0))[-1].to_image())  # pyright: ignore
    assert min(_pixel(shown, 320, 200)) > 200
    assert max(_pixel(shown, 20, 200)) < 100


async def test_pictures_that_come_too_soon_are_dropped(tmp_path: Path):
    recording = Recording(tmp_path, "v.mp4", "visitor-1")
    for at_ms in range(0, 1000, 10):
        recording.add(Frame(picture(64, 48, (9, 9, 9)), at_ms, 64, 48))
    await recording.finish()
    with av.open(str(tmp_path / "v.mp4")) as container:
        assert len(list(container.decode(video=0))) <= 7


async def test_no_picture_makes_no_video(tmp_path: Path):
    assert await Recording(tmp_path, "v.mp4", "visitor-1").finish() is None
    assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []


def test_a_caption_band_is_added_under_the_picture():
    plain = io.BytesIO()
    Image.new("RGB", (400, 300), (255, 255, 255)).save(plain, "PNG")
    framed, width, height = captioned(plain.getvalue(), "https://shop.example/" + "long/" * 80, "12.5 s into the run")
    with Image.open(io.BytesIO(framed)) as opened:
        assert (opened.width, opened.height) == (width, height)
        assert opened.getpixel((200, 150)) == (255, 255, 255)
        assert opened.getpixel((2, height - 2)) != (255, 255, 255)


def noisy() -> Observation:
    return Observation(
        1,
        "visitor-1",
        900,
        screen("/account?token=abcdefgh12345678"),
        cause=(Action(ActionKind.TYPE, value="hunter2hunter2", secret=True),),
        console=(ConsoleMessage(880, "error", "refused: password=hunter2hunter2"),),
        exchanges=(Exchange(870, "GET", "https://shop.example/a?access_token=abcdefgh12345678", "fetch", "", 500),),
    )


def test_logs_hold_no_secrets(tmp_path: Path):
    with RunLogs(tmp_path) as logs:
        logs.note(noisy())
    written = {path.name: path.read_text() for path in (tmp_path / "logs").iterdir()}
    assert set(written) == {"console.jsonl", "network.jsonl", "actions.jsonl"}
    assert "hunter2" not in "".join(written.values())
    assert "abcdefgh12345678" not in "".join(written.values())
    assert json.loads(written["network.jsonl"])["status"] == 500


def test_lines_around_a_bug_hold_no_secrets_and_keep_the_troubles():
    console, network = lines_around(noisy())
    assert [line.level for line in (*console, *network)] == ["error", "error"]
    assert "hunter2" not in console[0].text
