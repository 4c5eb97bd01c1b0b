"""How a test signs in to its target: an account that its owner left with us, to be typed on one host alone."""

import base64
import binascii
import hashlib
import hmac
import json
import struct
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr, field_validator

from deffatest.masking import is_secret_name
from deffatest.targets import TargetRefused, read_target

STEP_SECONDS = 30
DIGITS = 6


class Login(BaseModel):
    """An account; `fields` are further things that its form asks for, by their names.

    Secrets show themselves only when asked (`get_secret_value`), and errors do not repeat what they were made from.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    host: str
    username: str
    password: SecretStr
    totp_secret: SecretStr | None = None
    fields: dict[str, SecretStr] = {}

    @field_validator("totp_secret")
    @classmethod
    def _can_make_codes(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None:
            _totp_key(secret)
        return secret

    def may_be_typed_at(self, url: str) -> bool:
        """Whether a page is on the login's own host, and nobody between here and there can read along.

        A page without TLS is one that everybody on the way can read; it is good enough for numbers and names that no
        certificate is given for, such as 127.0.0.1.
        """
        try:
            target = read_target(url)
        except TargetRefused:
            return False
        return target.host == self.host and (url.startswith("https://") or bool(target.private_kind))

    def code(self, at: float) -> str:
        """The one-time code of a moment (seconds since 1970; RFC 6238: SHA-1, 30 s, six digits); "" without a seed."""
        if self.totp_secret is None:
            return ""
        counter = struct.pack(">Q", int(at) // STEP_SECONDS)
        digest = hmac.new(_totp_key(self.totp_secret), counter, hashlib.sha1).digest()
        place = digest[-1] & 0xF
        number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
        return f"{number % 10**DIGITS:0{DIGITS}}"

    def secrets(self) -> list[str]:
        """What nobody may see, in logs, reports or pages."""
        found = [self.password, *(value for name, value in self.fields.items() if is_secret_name(name))]
        if self.totp_secret is not None:
            found.append(self.totp_secret)
        return [secret.get_secret_value() for secret in found]

    def told(self) -> bytes:
        """The whole in the clear, for the process of a run, as `model_validate_json` takes it."""
        shown = {
            "host": self.host,
            "username": self.username,
            "password": self.password.get_secret_value(),
            "totp_secret": self.totp_secret and self.totp_secret.get_secret_value(),
            "fields": {name: value.get_secret_value() for name, value in self.fields.items()},
        }
        return json.dumps(shown).encode()


def _totp_key(secret: SecretStr) -> bytes:
    """From base32, or from the otpauth:// address that the QR code holds; ValueError says that it is neither."""
    text = secret.get_secret_value().strip()
    if text.startswith("otpauth://"):
        text = parse_qs(urlsplit(text).query).get("secret", [""])[0]
    text = text.replace(" ", "").replace("-", "").upper().rstrip("=")
    try:
        key = base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error as error:
        raise ValueError("it is no base32 text") from error
    if not key:
        raise ValueError("it is empty")
    return key
