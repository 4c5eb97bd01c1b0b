"""An Android app (APK): a ZIP archive with a manifest, code, and a signature over all of it."""

from typing import BinaryIO

from pydantic import JsonValue

from deffatest.zip_reader import ArchiveRefused, Entry, ZipReader, quoted
from inspection.android.jar_signature import check_jar_signature
from inspection.android.manifest import Manifest, read_manifest
from inspection.android.signing_block import check_signing_block

MOST_ENTRIES = 100_000
UNPACKED_BYTES = 6 * 1024 * 1024 * 1024
MANIFEST = "AndroidManifest.xml"
LARGEST_MANIFEST = 8 * 1024 * 1024
JAR_ONLY_BELOW = 30  # Android 11 installs no app for itself that has only the oldest kind of signature
# What is built for shops and tools, not to be installed.
NOT_INSTALLABLE = {
    "BundleConfig.pb": "an Android App Bundle (AAB), which only a shop turns into apps",
    "toc.pb": "a set of split APKs",
    "manifest.json": "an XAPK, a shop's own package",
}


def inspect_app(archive: ZipReader, file: BinaryIO) -> dict[str, JsonValue]:
    """Check structure and signature and read every entry; what is worth knowing of it. Raises ArchiveRefused."""
    manifest = _manifest(archive)
    _check_code(archive)
    schemes, certificates = _check_signatures(archive, file, manifest)
    for entry in archive.entries:
        for _ in archive.content(entry):
            pass  # reading to the end compares sizes and checksums
    return {
        "package": manifest.package,
        "version_name": manifest.version_name,
        "version_code": manifest.version_code,
        "min_sdk": manifest.min_sdk,
        "target_sdk": manifest.target_sdk,
        "abis": list[JsonValue](_abis(archive.entries)),
        "signatures": list[JsonValue](schemes),
        "certificates": list[JsonValue](certificates),
    }


def _manifest(archive: ZipReader) -> Manifest:
    entry = archive.entry(MANIFEST)
    if entry is None:
        name, what = next(((name, what) for name, what in NOT_INSTALLABLE.items() if archive.entry(name)), ("", ""))
        if name:
            raise ArchiveRefused("not_an_apk", f"The file is {what} (it has {name} in it). Send an APK that installs.")
        inside = next((entry.name for entry in archive.entries if entry.name.lower().endswith(".apk")), None)
        if inside is not None:
            raise ArchiveRefused(
                "not_an_apk", f"The file is an archive around the app. Send {quoted(inside)} itself, not zipped again."
            )
        raise ArchiveRefused("not_an_apk", f"The file is no Android app: it has no {MANIFEST}. Send an APK.")
    manifest = read_manifest(archive.read(entry, LARGEST_MANIFEST))
    if manifest.split:
        raise ArchiveRefused(
            "split_apk",
            f"The file is only a part ({quoted(manifest.split)}) of an app. Send a universal APK, as by "
            "bundletool build-apks --mode=universal.",
        )
    return manifest


def _check_code(archive: ZipReader) -> None:
    entry = archive.entry("classes.dex")
    if entry is None:
        raise ArchiveRefused("no_code", "The app has no code: classes.dex is missing. Send the built APK.")
    if not next(archive.content(entry), b"").startswith(b"dex\n"):
        raise ArchiveRefused("no_code", "classes.dex is no Android code. Send the APK as it was built.")


def _check_signatures(archive: ZipReader, file: BinaryIO, manifest: Manifest) -> tuple[list[str], list[str]]:
    """Which schemes the app is signed by, all of them verified, and the SHA-256 of who signed."""
    signed = check_signing_block(archive, file)
    if signed.schemes:
        return signed.schemes, signed.certificates
    jar = check_jar_signature(archive)
    if jar is None:
        raise ArchiveRefused(
            "unsigned",
            "The app is not signed, so no phone would install it. Sign it, with a debug key if you like: "
            "apksigner sign --ks debug.keystore app.apk.",
        )
    if manifest.target_sdk is not None and manifest.target_sdk >= JAR_ONLY_BELOW:
        raise ArchiveRefused(
            "signature_too_old",
            f"The app is made for Android {manifest.target_sdk} (targetSdkVersion) but has only a v1 signature, which "
            "phones since Android 11 refuse. Sign it anew with apksigner.",
        )
    return ["v1"], jar


def _abis(entries: list[Entry]) -> list[str]:
    """The processors that it has machine code for; none for an app without any, which runs on all."""
    parts = [entry.name.split("/") for entry in entries if entry.name.startswith("lib/")]
    return sorted({part[1] for part in parts if len(part) == 3 and part[2].endswith(".so")})
