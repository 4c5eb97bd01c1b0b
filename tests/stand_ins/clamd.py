"""A scanner for malware on a socket: ClamAV's own daemon where it is installed, with one signature (the test file of
eicar.org), and else a stand-in that speaks as much of clamd(8) as the inspector does.

The stand-in is there because ClamAV is a Debian package, which not every machine that runs the tests may install; both
answer the same tests.
"""

import shutil
import socketserver
import struct
import subprocess
import threading
import time
import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from tests.upload_files import EICAR

SIGNATURE = "Test.Eicar"
START_SECONDS = 60.0


def real_daemon() -> str | None:
    """Where ClamAV's daemon is installed, if it is."""
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def clamd(folder: Path) -> Generator[str]:
    """The path of a socket at which a scanner answers while the context lasts."""
    program = real_daemon()
    with _real(program, folder) if program is not None else stand_in(folder) as socket:
        yield socket


@contextmanager
def _real(program: str, folder: Path) -> Generator[str]:
    socket, database = folder / "clamd.socket", folder / "signatures"
    database.mkdir()
    (database / "test.ndb").write_text(f"{SIGNATURE}:0:*:{EICAR.hex()}\n")
    configuration = folder / "clamd.conf"
    configuration.write_text(
        f"LocalSocket {socket}\nDatabaseDirectory {database}\nTemporaryDirectory {folder}\nForeground yes\n"
        "StreamMaxLength 64M\nMaxThreads 2\nConcurrentDatabaseReload no\n"
    )
    with (folder / "clamd.log").open("wb") as log:
        process = subprocess.Popen([program, "--config-file", str(configuration)], stdout=log, stderr=log)
    try:
        give_up = time.monotonic() + START_SECONDS
        while not socket.exists():
            if process.poll() is not None or time.monotonic() > give_up:
                raise AssertionError(f"clamd does not start: {(folder / 'clamd.log').read_text()}")
            time.sleep(0.05)
        yield str(socket)
    finally:
        process.kill()
        process.wait()


@contextmanager
def stand_in(folder: Path) -> Generator[str]:
    """A daemon that knows one signature, also inside of ZIP archives."""
    socket = folder / "stand-in.socket"
    with socketserver.ThreadingUnixStreamServer(str(socket), _Scanner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield str(socket)
        finally:
            server.shutdown()


class _Scanner(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        assert command == b"zINSTREAM\0", command
        content = b""
        while (length := struct.unpack(">L", self.rfile.read(4))[0]) > 0:
            content += self.rfile.read(length)
        self.wfile.write(
            b"stream: " + (f"{SIGNATURE}.UNOFFICIAL FOUND" if _is_harmful(content) else "OK").encode() + b"\0"
        )


def _is_harmful(content: bytes) -> bool:
    if EICAR in content:
        return True
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return any(EICAR in archive.read(name) for name in archive.namelist())
    except zipfile.BadZipFile:
        return False
