"""What the parts of a JSON web token say (RFC 7519): everybody who holds one can read them."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import cast


def decoded(part: str) -> bytes:
    """The bytes of a part, which is written without the signs that fill it up (RFC 7515, 2)."""
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def encoded(content: bytes) -> str:
    """The bytes as a part of a token."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def read_part(part: str) -> dict[str, object]:
    """What a token's head or body says; nothing where it is no JSON object."""
    try:
        content: object = json.loads(decoded(part))
    except ValueError:
        return {}
    return cast("dict[str, object]", content) if isinstance(content, dict) else {}
