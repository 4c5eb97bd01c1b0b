"""The scan for malware: what is found has a name, and no answer is no all-clear."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspection.clamd import Finding, ScanUnavailable, scan
from tests.stand_ins.clamd import SIGNATURE, clamd, stand_in
from tests.upload_files import EICAR, bundle


@pytest.fixture(scope="module", params=["daemon", "stand-in"])
def scanner(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """ClamAV where it is installed, and what stands in for it elsewhere: both have to say the same."""
    folder = tmp_path_factory.mktemp("clamd")
    with clamd(folder) if request.param == "daemon" else stand_in(folder) as address:
        yield address


async def test_what_is_found_has_a_name_also_inside_of_an_archive(scanner: str, tmp_path: Path) -> None:
    path = tmp_path / "upload"
    for content in (EICAR, bundle(notes__txt=EICAR)):
        path.write_bytes(content)
        found = await scan(scanner, path, 30)
        assert found is not None
        assert SIGNATURE in found.name
        assert not found.by_limits


async def test_a_harmless_file_of_many_pieces_is_clear(scanner: str, tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(bytes(range(256)) * 4096)
    assert await scan(scanner, path, 30) is None


async def test_nobody_there_is_no_all_clear(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(b"x")
    for address in (str(tmp_path / "nobody.socket"), "127.0.0.1:1"):
        with pytest.raises(ScanUnavailable, match="gave no answer"):
            await scan(address, path, 5)


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK"])
async def test_an_answer_that_is_not_whole_or_an_error_is_no_all_clear(tmp_path: Path, answer: bytes) -> None:
    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\0")
        writer.write(answer)
        await writer.drain()
        writer.close()

    path = tmp_path / "upload"
    path.write_bytes(bytes(4_000_000))
    async with await asyncio.start_server(hear, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(ScanUnavailable):
            await scan(f"127.0.0.1:{port}", path, 5)


def test_what_could_not_be_scanned_to_its_end_is_told_apart() -> None:
    assert Finding("Heuristics.Limits.Exceeded.MaxScanSize").by_limits
