"""APK signature schemes v2 and v3 (source.android.com, "APK Signature Scheme v2", "v3").

A block before the archive's table of contents holds signatures over digests of every byte around it.
"""

import hashlib
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from cryptography.x509 import load_der_x509_certificate

from deffatest.zip_reader import ArchiveRefused, ZipReader

MAGIC = b"APK Sig Block 42"
FOOTER = struct.Struct("<Q16s")
SCHEMES = {0x7109871A: "v2", 0xF05368C0: "v3", 0x1B93AD61: "v3.1"}
CHUNK_BYTES = 1024 * 1024
LARGEST_BLOCK = 32 * 1024 * 1024
END_OFFSET_AT = 16  # of the directory's offset within the end record

Verify = Callable[[PublicKeyTypes, bytes, bytes], None]


@dataclass(frozen=True)
class Signed:
    """By which schemes a file is signed, and the SHA-256 of the certificates; nothing when it has no block."""

    schemes: list[str] = field(default_factory=list[str])
    certificates: list[str] = field(default_factory=list[str])


@dataclass(frozen=True)
class Algorithm:
    """One of the scheme's ways to sign: the digest of the content, and how the signature is checked."""

    digest: str
    verify: Verify
    strength: int


def _rsa_pss(kind: hashes.HashAlgorithm) -> Verify:
    def verify(key: PublicKeyTypes, signature: bytes, data: bytes) -> None:
        if not isinstance(key, rsa.RSAPublicKey):
            raise InvalidSignature
        key.verify(signature, data, padding.PSS(padding.MGF1(kind), kind.digest_size), kind)

    return verify


def _rsa(kind: hashes.HashAlgorithm) -> Verify:
    def verify(key: PublicKeyTypes, signature: bytes, data: bytes) -> None:
        if not isinstance(key, rsa.RSAPublicKey):
            raise InvalidSignature
        key.verify(signature, data, padding.PKCS1v15(), kind)

    return verify


def _ecdsa(kind: hashes.HashAlgorithm) -> Verify:
    def verify(key: PublicKeyTypes, signature: bytes, data: bytes) -> None:
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise InvalidSignature
        key.verify(signature, data, ec.ECDSA(kind))

    return verify


def _dsa(kind: hashes.HashAlgorithm) -> Verify:
    def verify(key: PublicKeyTypes, signature: bytes, data: bytes) -> None:
        if not isinstance(key, dsa.DSAPublicKey):
            raise InvalidSignature
        key.verify(signature, data, kind)

    return verify


ALGORITHMS = {
    0x0101: Algorithm("sha256", _rsa_pss(hashes.SHA256()), 1),
    0x0102: Algorithm("sha512", _rsa_pss(hashes.SHA512()), 2),
    0x0103: Algorithm("sha256", _rsa(hashes.SHA256()), 1),
    0x0104: Algorithm("sha512", _rsa(hashes.SHA512()), 2),
    0x0201: Algorithm("sha256", _ecdsa(hashes.SHA256()), 1),
    0x0202: Algorithm("sha512", _ecdsa(hashes.SHA512()), 2),
    0x0301: Algorithm("sha256", _dsa(hashes.SHA256()), 1),
}


def check_signing_block(archive: ZipReader, file: BinaryIO) -> Signed:
    """Verify every signature of the block against the file; raises ArchiveRefused when one does not hold."""
    start, pairs = _find_block(archive, file)
    blocks = {SCHEMES[number]: value for number, value in pairs if number in SCHEMES}
    digests = _Digests(archive, file, start)
    certificates: list[str] = []
    for scheme, value in blocks.items():
        try:
            signers = list(_sequence(_prefixed(value)[0]))
            if not signers:
                raise ValueError("no signer")
            for signer in signers:
                certificates.append(_check_signer(scheme, signer, digests))
        except (struct.error, ValueError, UnsupportedAlgorithm) as error:
            raise _tampered(f"its {scheme} signature cannot be read") from error
    return Signed(sorted(blocks), sorted(set(certificates)))


def _find_block(archive: ZipReader, file: BinaryIO) -> tuple[int, list[tuple[int, bytes]]]:
    """Where the block begins (or would), and what is in it."""
    directory = archive.ends.directory
    if directory < FOOTER.size + 8:
        return directory, []
    file.seek(directory - FOOTER.size)
    size, magic = FOOTER.unpack(file.read(FOOTER.size))
    if magic != MAGIC:
        return directory, []
    start = directory - size - 8
    if size > LARGEST_BLOCK or size < FOOTER.size or start < 0:
        raise _tampered("its signing block has an impossible size")
    file.seek(start)
    block = file.read(size + 8)
    if struct.unpack_from("<Q", block)[0] != size:
        raise _tampered("its signing block says two different sizes")
    if any(entry.data_offset + entry.packed > start for entry in archive.entries):
        raise _tampered("its signing block lies over other content")
    pairs: list[tuple[int, bytes]] = []
    position, end = 8, len(block) - FOOTER.size
    while position < end:
        (length,) = struct.unpack_from("<Q", block, position)
        if length < 4 or position + 8 + length > end:
            raise _tampered("its signing block is damaged")
        (number,) = struct.unpack_from("<L", block, position + 8)
        pairs.append((number, block[position + 12 : position + 8 + length]))
        position += 8 + length
    return start, pairs


def _check_signer(scheme: str, signer: bytes, digests: "_Digests") -> str:
    """The SHA-256 of the signer's certificate, whose key signed the digests of this file."""
    signed_data, rest = _prefixed(signer)
    if scheme != "v2":
        rest = rest[8:]  # the lowest and highest version of Android that it is for
    raw_signatures, rest = _prefixed(rest)
    raw_key, _ = _prefixed(rest)
    signatures = [(struct.unpack_from("<L", one)[0], _prefixed(one[4:])[0]) for one in _sequence(raw_signatures)]
    raw_digests, rest = _prefixed(signed_data)
    raw_certificates, _ = _prefixed(rest)
    said = [(struct.unpack_from("<L", one)[0], _prefixed(one[4:])[0]) for one in _sequence(raw_digests)]

    known = [(number, signature) for number, signature in signatures if number in ALGORITHMS]
    if not known:
        raise ArchiveRefused(
            "signature_unknown",
            f"The app's {scheme} signature is of a kind that is not checked here. Sign it with RSA or ECDSA.",
        )
    number, signature = max(known, key=lambda one: ALGORITHMS[one[0]].strength)
    key = load_der_public_key(raw_key)
    try:
        ALGORITHMS[number].verify(key, signature, signed_data)
    except InvalidSignature as error:
        raise _tampered(f"its {scheme} signature was not made by its key") from error
    if [one for one, _ in said] != [one for one, _ in signatures]:
        raise _tampered(f"its {scheme} signature and its digests do not belong together")
    certificates = list(_sequence(raw_certificates))
    certificate = load_der_x509_certificate(certificates[0])
    if certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != raw_key:
        raise _tampered(f"the certificate of its {scheme} signature is somebody else's")
    if dict(said)[number] != digests.of_content(ALGORITHMS[number].digest):
        raise _tampered("its content was changed after it was signed")
    return hashlib.sha256(certificates[0]).hexdigest()


class _Digests:
    """Digests of the file around its signing block, each computed once."""

    def __init__(self, archive: ZipReader, file: BinaryIO, block_start: int) -> None:
        self._archive = archive
        self._file = file
        self._block_start = block_start
        self._known: dict[str, bytes] = {}

    def of_content(self, kind: str) -> bytes:
        """The digest of the digests of its pieces of 1 MiB."""
        if kind not in self._known:
            pieces = [
                hashlib.new(kind, b"\xa5" + struct.pack("<L", len(piece)) + piece).digest() for piece in self._pieces()
            ]
            whole = b"\x5a" + struct.pack("<L", len(pieces)) + b"".join(pieces)
            self._known[kind] = hashlib.new(kind, whole).digest()
        return self._known[kind]

    def _pieces(self) -> Iterator[bytes]:
        ends = self._archive.ends
        yield from self._between(0, self._block_start)
        yield from self._between(ends.directory, ends.end_record)
        # The end record as it would be without the block, so that the signature does not cover itself.
        end = bytearray(b"".join(self._between(ends.end_record, self._archive.size)))
        struct.pack_into("<L", end, END_OFFSET_AT, self._block_start)
        yield bytes(end)

    def _between(self, position: int, end: int) -> Iterator[bytes]:
        while position < end:
            self._file.seek(position)
            piece = self._file.read(min(CHUNK_BYTES, end - position))
            if not piece:
                raise _tampered("it ends too soon")
            position += len(piece)
            yield piece


def _prefixed(data: bytes) -> tuple[bytes, bytes]:
    """What its length stands before, and the rest."""
    (length,) = struct.unpack_from("<L", data)
    if 4 + length > len(data):
        raise ValueError("a length reaches beyond the end")
    return data[4 : 4 + length], data[4 + length :]


def _sequence(data: bytes) -> Iterator[bytes]:
    while data:
        one, data = _prefixed(data)
        yield one


def _tampered(what: str) -> ArchiveRefused:
    return ArchiveRefused(
        "signature_invalid", f"The app's signature does not hold: {what}. Sign it anew with apksigner."
    )
