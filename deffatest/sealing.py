"""Secrets that lie in the database, sealed so that the database cannot read them (AES-256-GCM, NIST SP 800-38D).

A sealed text is `v1.<key id>.<nonce>.<ciphertext and tag>`, the last two in base64url without padding. What it belongs
to, "<table>/<row id>", is sealed in: a text that was copied into another row does not open. The edge functions write
the same form (`_shared/sealing.ts`).
"""

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from deffatest.errors import SealBroken

VERSION = "v1"
KEY_BYTES = 32
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Sealing:
    """Seals with the key that is named first and opens what any of its keys sealed; made by `parse`."""

    current: str
    """The id of the key that seals."""
    _keys: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "Sealing":
        """From "id:base64key[,id2:base64key...]"; ValueError says what is wrong, and nothing of a key."""
        keys: dict[str, bytes] = {}
        for entry in filter(None, map(str.strip, text.split(","))):
            name, colon, encoded = entry.partition(":")
            if not colon or not name.replace("-", "").replace("_", "").isalnum():
                raise ValueError("must be id:key[,id:key...] with ids of letters, digits, - and _")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error as error:
                raise ValueError(f"the key {name} is not base64") from error
            if len(key) != KEY_BYTES:
                raise ValueError(f"the key {name} has {len(key)} bytes; {KEY_BYTES} are needed")
            if name in keys:
                raise ValueError(f"there are two keys {name}")
            keys[name] = key
        if not keys:
            raise ValueError("there is no key")
        return cls(next(iter(keys)), keys)

    def seal(self, plain: str, belongs_to: str) -> str:
        """Seal a text for "<table>/<row id>" with the current key."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self._keys[self.current]).encrypt(nonce, plain.encode(), belongs_to.encode())
        return ".".join((VERSION, self.current, _encoded(nonce), _encoded(sealed)))

    def open(self, sealed: str, belongs_to: str) -> str:
        """The text again; raises SealBroken when it was not sealed by one of our keys for this row."""
        version, _, rest = sealed.partition(".")
        name, _, rest = rest.partition(".")
        nonce, _, text = rest.partition(".")
        if version != VERSION or not text:
            raise SealBroken("What should be sealed has another form.")
        if name not in self._keys:
            raise SealBroken(f"The key {name} is not among those in DEFFATEST_ENCRYPTION_KEYS.")
        try:
            plain = AESGCM(self._keys[name]).decrypt(_decoded(nonce), _decoded(text), belongs_to.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(f"It was not sealed by the key {name} for {belongs_to}.") from error
        return plain.decode()


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
