"""The oldest kind of signature of Android apps, v1: that of JAR files (docs.oracle.com, "JAR File Specification").

META-INF/MANIFEST.MF has a digest of each entry, *.SF one of it, and *.RSA, *.DSA or *.EC signs that (RFC 5652).
"""

import hashlib
import re
from base64 import b64decode
from collections.abc import Iterator

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import load_der_pkcs7_certificates
from cryptography.x509 import Certificate

from deffatest.zip_reader import ArchiveRefused, ZipReader, quoted

MANIFEST = "META-INF/MANIFEST.MF"
SIGNATURE_FILE = re.compile(r"META-INF/([^/]+)\.SF", re.IGNORECASE)
SIGNATURE_BLOCK = re.compile(r"META-INF/[^/]+\.(RSA|DSA|EC)", re.IGNORECASE)
LARGEST = 32 * 1024 * 1024
DIGESTS = {"SHA-512": "sha512", "SHA-384": "sha384", "SHA-256": "sha256", "SHA1": "sha1", "SHA-1": "sha1"}
BY_OID = {  # RFC 5754 and RFC 3370
    bytes.fromhex("2b0e03021a"): hashes.SHA1(),
    bytes.fromhex("608648016503040201"): hashes.SHA256(),
    bytes.fromhex("608648016503040202"): hashes.SHA384(),
    bytes.fromhex("608648016503040203"): hashes.SHA512(),
}
MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
SEQUENCE, SET, OCTETS, OBJECT, FIRST, SECOND = 0x30, 0x31, 0x04, 0x06, 0xA0, 0xA1

Section = dict[str, str]


def check_jar_signature(archive: ZipReader) -> list[str] | None:
    """The SHA-256 of the certificates that signed; None when nobody did. Raises ArchiveRefused when it is wrong."""
    names = {entry.name for entry in archive.entries}
    signers = [match.group(1) for name in sorted(names) if (match := SIGNATURE_FILE.fullmatch(name))]
    if MANIFEST not in names or not signers:
        return None
    manifest = _read(archive, MANIFEST)
    certificates: list[str] = []
    for signer in signers:
        said = _read(archive, f"META-INF/{signer}.SF")
        block = next(
            (f"META-INF/{signer}.{kind}" for kind in ("RSA", "DSA", "EC") if f"META-INF/{signer}.{kind}" in names), None
        )
        if block is None:
            raise _broken(f"META-INF/{signer}.SF is signed by nobody")
        try:
            certificate = _signer(_read(archive, block), said)
        except (ValueError, IndexError, UnsupportedAlgorithm) as error:
            raise _broken(f"{block} cannot be read") from error
        if certificate is None:
            raise _broken(f"{block} does not sign META-INF/{signer}.SF")
        main, *named = [*_sections(said), Section()]
        if main.get("X-Android-APK-Signed"):
            # It was signed by a later scheme as well, and that signature was taken away.
            raise _broken("it says that it has a v2 or v3 signature, and has none")
        _check_manifest(main, manifest)
        covered = {section.get("Name") for section in named}
        _check_entries(archive, manifest, covered)
        certificates.append(hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest())
    return sorted(set(certificates))


def _check_manifest(main: Section, manifest: bytes) -> None:
    for name, kind in DIGESTS.items():
        if (digest := main.get(f"{name}-Digest-Manifest")) is not None:
            if b64decode(digest) != hashlib.new(kind, manifest).digest():
                raise _broken("META-INF/MANIFEST.MF was changed after it was signed")
            return
    raise _broken("nobody signs META-INF/MANIFEST.MF as a whole")


def _check_entries(archive: ZipReader, manifest: bytes, covered: set[str | None]) -> None:
    sections = {section["Name"]: section for section in _sections(manifest) if "Name" in section}
    for entry in archive.entries:
        if entry.is_folder or entry.name == MANIFEST or SIGNATURE_FILE.fullmatch(entry.name):
            continue
        if SIGNATURE_BLOCK.fullmatch(entry.name):
            continue
        section = sections.pop(entry.name, None)
        if section is None or entry.name not in covered:
            raise _broken(f"{quoted(entry.name)} was added after it was signed")
        name = next((name for name in DIGESTS if f"{name}-Digest" in section), None)
        if name is None:
            raise _broken(f"{quoted(entry.name)} has no digest that is known")
        digest = hashlib.new(DIGESTS[name])
        for piece in archive.content(entry):
            digest.update(piece)
        if b64decode(section[f"{name}-Digest"]) != digest.digest():
            raise _broken(f"{quoted(entry.name)} was changed after it was signed")
    missing = next((name for name in sections if not name.endswith("/")), None)
    if missing is not None:
        raise _broken(f"{quoted(missing)} was taken away after it was signed")


def _sections(text: bytes) -> Iterator[Section]:
    """The parts of a manifest, each a few lines `Name: value`; a line that begins with a space belongs to the last."""
    unfolded = re.sub(rb"\r\n |\n |\r ", b"", text).decode("utf-8", "replace")
    for part in re.split(r"(?:\r\n|\n|\r(?!\n)){2,}", unfolded):
        lines = [line.partition(": ") for line in re.split(r"\r\n|\n|\r", part) if line]
        if lines:
            yield {name: value for name, _, value in lines}


def _signer(block: bytes, said: bytes) -> Certificate | None:
    """The certificate whose key made the signature over these bytes."""
    certificates = load_der_pkcs7_certificates(block)
    [content] = [value for tag, value in _der(_only(block)) if tag == FIRST]
    *_, (_, signers) = _der(_only(content))
    parts = list(_der(_only(signers)))
    # Version and the certificate's name come first; then: digest, attributes (perhaps), algorithm, signature.
    (_, digest_algorithm), *rest = parts[2:]
    kind = BY_OID.get(next(_der(digest_algorithm))[1])
    if kind is None:
        raise ValueError("an unknown digest")
    signed = said
    if rest[0][0] == FIRST:
        attributes = rest[0][1]
        if _message_digest(attributes) != hashlib.new(kind.name.replace("-", ""), said).digest():
            return None
        signed = _tagged(SET, attributes)
        rest = rest[1:]
    signature = next(value for tag, value in rest if tag == OCTETS)
    return next((one for one in certificates if _made_by(one, signature, signed, kind)), None)


def _message_digest(attributes: bytes) -> bytes:
    for _, attribute in _der(attributes):
        (_, name), (_, values) = list(_der(attribute))[:2]
        if name == MESSAGE_DIGEST:
            return next(_der(values))[1]
    raise ValueError("no digest among the attributes")


def _made_by(certificate: Certificate, signature: bytes, data: bytes, kind: hashes.HashAlgorithm) -> bool:
    key = certificate.public_key()
    try:
        match key:
            case rsa.RSAPublicKey():
                key.verify(signature, data, padding.PKCS1v15(), kind)
            case ec.EllipticCurvePublicKey():
                key.verify(signature, data, ec.ECDSA(kind))
            case dsa.DSAPublicKey():
                key.verify(signature, data, kind)
            case _:
                return False
    except InvalidSignature:
        return False
    return True


def _der(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element in a row (X.690, DER, definite lengths alone)."""
    position = 0
    while position < len(data):
        tag, length = data[position], data[position + 1]
        position += 2
        if length & 0x80:
            count = length & 0x7F
            if not 1 <= count <= 4:
                raise ValueError("a length that DER does not have")
            length = int.from_bytes(data[position : position + count], "big")
            position += count
        if position + length > len(data):
            raise ValueError("an element reaches beyond the end")
        yield tag, data[position : position + length]
        position += length


def _only(data: bytes) -> bytes:
    """The content of the single element that this is."""
    [(_, content)] = _der(data)
    return content


def _tagged(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size, "big") + content


def _read(archive: ZipReader, name: str) -> bytes:
    entry = archive.entry(name)
    if entry is None:
        raise _broken(f"{name} is missing")
    return archive.read(entry, LARGEST)


def _broken(what: str) -> ArchiveRefused:
    return ArchiveRefused(
        "signature_invalid", f"The app's signature does not hold: {what}. Sign it anew with apksigner."
    )
