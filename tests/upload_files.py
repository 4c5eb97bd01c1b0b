"""Files as people and attackers upload them, made byte by byte: archives that no tool would write, and signed apps."""

import base64
import hashlib
import io
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509.oid import NameOID

PAGE = b"<!doctype html><html lang=en><title>Shop</title><h1>Shop</h1></html>"
Attribute = tuple[str, int, int | str]
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The test file that every scanner finds and that harms nobody (eicar.org)."""


@dataclass(frozen=True)
class Raw:
    """One entry; what is None is written as it should be."""

    name: bytes
    data: bytes = b""
    method: int = zipfile.ZIP_DEFLATED
    mode: int = stat.S_IFREG | 0o644
    flags: int = 0x0800
    size: int | None = None
    packed: bytes | None = None
    crc: int | None = None
    local_name: bytes | None = None
    local_size: int | None = None
    extra: bytes = b""
    offset: int | None = None

    def packed_data(self) -> bytes:
        if self.packed is not None:
            return self.packed
        if self.method != zipfile.ZIP_DEFLATED:
            return self.data
        deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
        return deflater.compress(self.data) + deflater.flush()


def raw_zip(
    *entries: Raw, before: bytes = b"", behind: bytes = b"", between: bytes = b"", count: int | None = None
) -> bytes:
    """A ZIP archive of exactly these entries; `between` lies before its table of contents."""
    out = bytearray(before)
    directory = b""
    for entry in entries:
        packed, offset = entry.packed_data(), len(out)
        crc = zlib.crc32(entry.data) if entry.crc is None else entry.crc
        size = len(entry.data) if entry.size is None else entry.size
        if entry.offset is None:
            name = entry.name if entry.local_name is None else entry.local_name
            own_size = size if entry.local_size is None else entry.local_size
            out += struct.pack(
                "<4s5H3L2H", b"PK\3\4", 20, entry.flags, entry.method, 0, 33, crc, len(packed), own_size, len(name), 0
            )
            out += name + packed
        directory += struct.pack(
            "<4s6H3L", b"PK\1\2", 0x0314, 20, entry.flags, entry.method, 0, 33, crc, len(packed), size
        )
        directory += struct.pack("<5H", len(entry.name), len(entry.extra), 0, 0, 0)
        directory += struct.pack("<2L", entry.mode << 16, offset if entry.offset is None else entry.offset)
        directory += entry.name + entry.extra
    out += between
    entries_said = len(entries) if count is None else count
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, entries_said, entries_said, len(directory), len(out), 0)
    return bytes(out) + directory + end + behind


def bundle(**files: bytes) -> bytes:
    """A web bundle with an index.html; a name's double underscores are dots, and its triple ones slashes."""
    named = {"index.html": PAGE} | {
        name.replace("___", "/").replace("__", "."): content for name, content in files.items()
    }
    return zip_of(named)


def zip_of(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive as an ordinary tool makes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


# Android apps ---------------------------------------------------------------------------------------------------------


def manifest(
    package: str = "com.example.shop", *, split: str | None = None, target_sdk: int = 34, utf_8: bool = False
) -> bytes:
    """AndroidManifest.xml in binary."""
    attributes: list[Attribute] = [
        ("versionCode", 0x0101021B, 7),
        ("versionName", 0x0101021C, "1.2"),
        ("package", 0, package),
    ]
    if split is not None:
        attributes.append(("split", 0, split))
    sdk: list[Attribute] = [("minSdkVersion", 0x0101020C, 24), ("targetSdkVersion", 0x01010270, target_sdk)]
    numbered = [(name, number) for name, number, _ in [*attributes, *sdk] if number]
    strings = [name for name, _ in numbered]
    for text in ["manifest", "uses-sdk", *[str(part) for name, _, value in attributes for part in (name, value)]]:
        if text not in strings:
            strings.append(text)
    body = _string_pool(strings, utf_8)
    body += _chunk(0x0180, b"".join(struct.pack("<L", number) for _, number in numbered))
    body += _element("manifest", attributes, strings) + _element("uses-sdk", sdk, strings)
    return struct.pack("<2HL", 3, 8, 8 + len(body)) + body


def _string_pool(strings: list[str], utf_8: bool) -> bytes:
    data, offsets = b"", b""
    for text in strings:
        offsets += struct.pack("<L", len(data))
        raw = text.encode("utf-8" if utf_8 else "utf-16-le")
        data += bytes((len(text), len(raw))) + raw + b"\0" if utf_8 else struct.pack("<H", len(text)) + raw + b"\0\0"
    data += b"\0" * (-len(data) % 4)
    start = 28 + len(offsets)
    header = struct.pack("<2HL", 1, 28, start + len(data))
    return header + struct.pack("<5L", len(strings), 0, 0x100 if utf_8 else 0, start, 0) + offsets + data


def _chunk(kind: int, content: bytes) -> bytes:
    return struct.pack("<2HL", kind, 8, 8 + len(content)) + content


def _element(name: str, attributes: list[Attribute], strings: list[str]) -> bytes:
    out = struct.pack("<4L6H", 1, 0xFFFFFFFF, 0xFFFFFFFF, strings.index(name), 20, 20, len(attributes), 0, 0, 0)
    for key, _, value in attributes:
        text = strings.index(value) if isinstance(value, str) else 0xFFFFFFFF
        kind, data = (3, text) if isinstance(value, str) else (0x10, value)
        out += struct.pack("<3LHBBL", 0xFFFFFFFF, strings.index(key), text, 8, 0, kind, data)
    return struct.pack("<2HL", 0x0102, 16, 8 + len(out)) + out


def app_files(**changed: bytes) -> dict[str, bytes]:
    """What is in an app that nobody has signed."""
    return {
        "AndroidManifest.xml": manifest(),
        "classes.dex": b"dex\n035\0" + b"\0" * 104,
        "lib/arm64-v8a/libgame.so": b"\x7fELF" + b"\0" * 60,
        "res/layout/main.xml": b"\3\0\10\0\10\0\0\0",
    } | {name.replace("__", "."): content for name, content in changed.items()}


@cache
def signing_key() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A key and the certificate that names it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def signed_app(files: dict[str, bytes] | None = None, schemes: tuple[str, ...] = ("v2",)) -> bytes:
    """An app signed by these schemes (v2, v3)."""
    return with_signing_block(zip_of(files or app_files()), schemes)


def with_signing_block(archive: bytes, schemes: tuple[str, ...] = ("v2",)) -> bytes:
    """The archive with signatures over all of it before its table of contents."""
    end = archive.rfind(b"PK\5\6")
    directory = struct.unpack_from("<L", archive, end + 16)[0]
    digest = _content_digest([archive[:directory], archive[directory:end], archive[end:]])
    pairs = b""
    for scheme in schemes:
        value = _lengthed(_lengthed(_signer(digest, scheme)))
        number = {"v2": 0x7109871A, "v3": 0xF05368C0}[scheme]
        pairs += struct.pack("<QL", 4 + len(value), number) + value
    size = len(pairs) + 24
    block = struct.pack("<Q", size) + pairs + struct.pack("<Q16s", size, b"APK Sig Block 42")
    moved = bytearray(archive[end:])
    struct.pack_into("<L", moved, 16, directory + len(block))
    return archive[:directory] + block + archive[directory:end] + bytes(moved)


def _signer(digest: bytes, scheme: str) -> bytes:
    key, certificate = signing_key()
    algorithm = struct.pack("<L", 0x0201)
    sdks = struct.pack("<2L", 28, 0x7FFFFFFF) if scheme == "v3" else b""
    digests = _lengthed(_lengthed(algorithm + _lengthed(digest)))
    data = digests + _lengthed(_lengthed(certificate.public_bytes(Encoding.DER))) + sdks + _lengthed(b"")
    signature = key.sign(data, ec.ECDSA(hashes.SHA256()))
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return _lengthed(data) + sdks + _lengthed(_lengthed(algorithm + _lengthed(signature))) + _lengthed(public)


def _content_digest(sections: list[bytes]) -> bytes:
    pieces = [section[at : at + 2**20] for section in sections for at in range(0, len(section), 2**20)]
    digests = [hashlib.sha256(b"\xa5" + struct.pack("<L", len(piece)) + piece).digest() for piece in pieces]
    return hashlib.sha256(b"\x5a" + struct.pack("<L", len(digests)) + b"".join(digests)).digest()


def _lengthed(data: bytes) -> bytes:
    return struct.pack("<L", len(data)) + data


def jar_signed_app(files: dict[str, bytes] | None = None, *, also: str = "") -> bytes:
    """An app with the oldest kind of signature alone; `also` says in it that there is a newer one."""
    files = files or app_files(AndroidManifest__xml=manifest(target_sdk=29))
    sections = {name: _section(name, content) for name, content in files.items()}
    listing = b"Manifest-Version: 1.0\r\n\r\n" + b"".join(sections.values())
    newer = f"X-Android-APK-Signed: {also}\r\n" if also else ""
    said = f"Signature-Version: 1.0\r\nSHA-256-Digest-Manifest: {_digest(listing)}\r\n{newer}\r\n".encode()
    said += b"".join(_section(name, section) for name, section in sections.items())
    key, certificate = signing_key()
    block = (
        PKCS7SignatureBuilder()
        .set_data(said)
        .add_signer(certificate, key, hashes.SHA256())
        .sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])
    )
    signature = {"META-INF/MANIFEST.MF": listing, "META-INF/CERT.SF": said, "META-INF/CERT.EC": block}
    return zip_of({**signature, **files})


def _section(name: str, content: bytes) -> bytes:
    return _folded(f"Name: {name}") + f"SHA-256-Digest: {_digest(content)}\r\n\r\n".encode()


def _digest(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def _folded(line: str) -> bytes:
    return "\r\n ".join([line[:70], *[line[at : at + 69] for at in range(70, len(line), 69)]]).encode() + b"\r\n"
