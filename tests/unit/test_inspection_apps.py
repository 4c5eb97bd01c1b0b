"""An Android app is whole, installable, and signed by somebody for exactly what is in it."""

import zipfile
from pathlib import Path

import pytest

from tests.unit.inspecting import details, inspect, refusal
from tests.upload_files import (
    Raw,
    app_files,
    jar_signed_app,
    manifest,
    raw_zip,
    signed_app,
    signing_key,
    with_signing_block,
    zip_of,
)


def test_a_signed_app_passes_and_is_described(tmp_path: Path) -> None:
    found = details(inspect(tmp_path, signed_app(schemes=("v2", "v3")), "android_apk"))
    [certificate] = found.pop("certificates")  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType]
    from cryptography.hazmat.primitives import hashes

    assert certificate == signing_key()[1].fingerprint(hashes.SHA256()).hex()
    assert found == {
        "package": "com.example.shop",
        "version_name": "1.2",
        "version_code": 7,
        "min_sdk": 24,
        "target_sdk": 34,
        "abis": ["arm64-v8a"],
        "signatures": ["v2", "v3"],
    }


def test_both_ways_to_write_a_manifest_are_read(tmp_path: Path) -> None:
    app = signed_app(app_files(AndroidManifest__xml=manifest("org.other.app", utf_8=True)))
    assert details(inspect(tmp_path, app, "android_apk"))["package"] == "org.other.app"


def test_an_old_app_may_have_the_oldest_signature_alone(tmp_path: Path) -> None:
    assert details(inspect(tmp_path, jar_signed_app(), "android_apk"))["signatures"] == ["v1"]


def changed(app: bytes, old: bytes, new: bytes) -> bytes:
    assert app.count(old) >= 1
    assert len(old) == len(new)
    return app.replace(old, new, 1)


def test_a_changed_byte_is_found_by_the_signature(tmp_path: Path) -> None:
    app = with_signing_block(zip_of(app_files(assets__txt=b"hello world, this is stored"), zipfile.ZIP_STORED))
    at = app.index(b"hello world")
    # The checksum of the archive is put right again, as somebody who tampers would.
    import zlib

    tampered = changed(app, b"hello world", b"hello earth")
    for crc in (zlib.crc32(b"hello world, this is stored").to_bytes(4, "little"),) * 2:
        tampered = changed(tampered, crc, zlib.crc32(b"hello earth, this is stored").to_bytes(4, "little"))
    assert tampered[at : at + 11] == b"hello earth"
    code, reason = refusal(inspect(tmp_path, tampered, "android_apk"))
    assert (code, "changed after it was signed" in reason) == ("signature_invalid", True)


def test_a_signature_made_by_another_key_is_refused(tmp_path: Path) -> None:
    app = signed_app()
    at = app.index(b"APK Sig Block 42") - 120
    code, reason = refusal(inspect(tmp_path, app[:at] + bytes([app[at] ^ 1]) + app[at + 1 :], "android_apk"))
    assert code == "signature_invalid"
    assert "v2" in reason


def test_an_app_that_nobody_signed_is_refused(tmp_path: Path) -> None:
    code, reason = refusal(inspect(tmp_path, zip_of(app_files()), "android_apk"))
    assert (code, "apksigner sign" in reason) == ("unsigned", True)


def test_a_newer_signature_that_was_taken_away_is_missed(tmp_path: Path) -> None:
    code, reason = refusal(inspect(tmp_path, jar_signed_app(also="2, 3"), "android_apk"))
    assert (code, "v2 or v3" in reason) == ("signature_invalid", True)


def test_the_oldest_signature_alone_is_too_old_for_new_phones(tmp_path: Path) -> None:
    assert refusal(inspect(tmp_path, jar_signed_app(app_files()), "android_apk"))[0] == "signature_too_old"


@pytest.mark.parametrize("what", ["added", "changed", "taken away"])
def test_entries_that_do_not_fit_the_oldest_signature_are_named(tmp_path: Path, what: str) -> None:
    old = app_files(AndroidManifest__xml=manifest(target_sdk=29))
    signed = tmp_path / "app.apk"
    signed.write_bytes(jar_signed_app(old))
    with zipfile.ZipFile(signed) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    if what == "added":
        files["res/new.xml"] = b"x"
    elif what == "changed":
        files["res/layout/main.xml"] = b"x"
    else:
        del files["res/layout/main.xml"]
    code, reason = refusal(inspect(tmp_path, zip_of(files), "android_apk"))
    assert (code, f"{what} after it was signed" in reason) == ("signature_invalid", True)
    assert ("res/new.xml" if what == "added" else "res/layout/main.xml") in reason


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (app_files(classes__dex=b"no code"), "no_code"),
        ({"AndroidManifest.xml": manifest()}, "no_code"),
        (app_files(AndroidManifest__xml=b"<manifest/>"), "manifest_unreadable"),
        (app_files(AndroidManifest__xml=manifest()[:60]), "manifest_unreadable"),
        (app_files(AndroidManifest__xml=manifest("not a package")), "manifest_unreadable"),
        (app_files(AndroidManifest__xml=manifest(split="config.de")), "split_apk"),
        ({"BundleConfig.pb": b"", "base/manifest/AndroidManifest.xml": b""}, "not_an_apk"),
        ({"base.apk": b"PK"}, "not_an_apk"),
    ],
)
def test_what_cannot_be_installed_is_refused(tmp_path: Path, files: dict[str, bytes], code: str) -> None:
    assert refusal(inspect(tmp_path, signed_app(files), "android_apk"))[0] == code


def test_two_entries_of_one_name_are_refused_before_any_signature(tmp_path: Path) -> None:
    entries = [Raw(name.encode(), content) for name, content in app_files().items()]
    app = with_signing_block(raw_zip(*entries, Raw(b"classes.dex", b"dex\n035\0other")))
    assert refusal(inspect(tmp_path, app, "android_apk"))[0] == "duplicate_names"
