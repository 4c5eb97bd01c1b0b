"""Whatever bytes come, an inspection ends with a verdict, within its limits."""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspection.verdict import Order, Passed, Refused, verdicts
from tests.unit.inspecting import inspect, refusal
from tests.upload_files import bundle, jar_signed_app, signed_app

SOUND = {
    "bundle": (bundle(app__js=b"let a = 1", img___logo__png=b"\x89PNG\r\n"), "web_bundle"),
    "app": (signed_app(schemes=("v2", "v3")), "android_apk"),
    "old app": (jar_signed_app(), "android_apk"),
}
harms = st.lists(
    st.tuples(st.sampled_from(["flip", "cut", "insert", "number"]), st.floats(0, 1), st.integers(0, 2**32 - 1)),
    min_size=1,
    max_size=4,
)


def harmed(content: bytes, harms: list[tuple[str, float, int]]) -> bytes:
    data = bytearray(content)
    for kind, place, value in harms:
        at = int(place * max(len(data) - 5, 0))
        match kind:
            case "flip":
                data[at : at + 1] = bytes([data[at] ^ (1 + value % 255)]) if data else b""
            case "cut":
                del data[at : at + 1 + value % 64]
            case "insert":
                data[at:at] = value.to_bytes(4, "little")
            case _:
                data[at : at + 4] = value.to_bytes(4, "little")
    return bytes(data)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(SOUND)), harms)
def test_a_harmed_file_gets_a_verdict_and_no_harmed_app_passes_as_signed(
    which: str, harms: list[tuple[str, float, int]]
) -> None:
    content, wanted = SOUND[which]
    hurt = harmed(content, harms)
    with tempfile.TemporaryDirectory() as folder:
        verdict = inspect(Path(folder), hurt, "android_apk" if wanted == "android_apk" else "web_bundle")
    if which == "app" and hurt != content:
        # v2 signs every byte but its own block.
        assert isinstance(verdict, Refused) or block_alone_differs(content, hurt)
    if isinstance(verdict, Refused):
        assert verdict.reason.endswith((".", "?"))


def block_alone_differs(sound: bytes, hurt: bytes) -> bool:
    """Whether two apps are the same apart from their signing blocks."""

    def without_block(app: bytes) -> bytes:
        end = app.index(b"APK Sig Block 42") + 16
        size = int.from_bytes(app[end - 24 : end - 16], "little")
        return app[: end - size - 8] + app[end:]

    return len(sound) == len(hurt) and without_block(sound) == without_block(hurt)


MANY = 30_000  # their names alone take more than a process keeps free


def test_the_process_that_opens_a_file_keeps_within_its_memory(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(MANY):
            archive.writestr(f"page-{number}.html", "")
        archive.writestr("index.html", "<!doctype html><title>Many</title>")
    order = Order(
        path=str(path), wanted="web_bundle", memory_bytes=2**20, seconds=20, bundle_files=2 * MANY, bundle_bytes=10**9
    )
    program = [sys.executable, "-m", "inspection.examine"]
    process = subprocess.run(program, input=order.model_dump_json().encode(), capture_output=True)
    if process.returncode == 0:
        assert refusal(verdicts.validate_json(process.stdout))[0] == "inspection_limits"
    else:
        assert b"MemoryError" in process.stderr
    roomy = order.model_copy(update={"memory_bytes": 512 * 2**20})
    process = subprocess.run(program, input=roomy.model_dump_json().encode(), capture_output=True)
    assert isinstance(verdicts.validate_json(process.stdout), Passed)
