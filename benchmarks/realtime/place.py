"""The stack under measure, and users of it who need no account: Realtime believes a signed token."""

import base64
import hashlib
import hmac
import json
import time
import uuid
from dataclasses import dataclass

import psutil

from stack.addresses import StackAddresses
from stack.state import load

TOKEN_SECONDS = 3600


@dataclass(frozen=True)
class User:
    """Somebody with a token, and the private channel that is theirs by our policy."""

    token: str
    topic: str


@dataclass(frozen=True)
class Place:
    """Where clients go and where messages come from."""

    url: str
    key: str
    database_url: str
    jwt_secret: str
    server: psutil.Process

    @classmethod
    def of(cls, addresses: StackAddresses) -> "Place":
        state = load(addresses.folder / "state.json")
        assert state is not None and state.server is not None
        server = state.server.find()
        assert server is not None
        return cls(addresses.url, addresses.publishable_key, addresses.superuser_database_url, state.jwt_secret, server)

    def socket_address(self) -> str:
        """As a client of protocol 1.0.0 asks for it."""
        return f"{self.url.replace('http', 'ws', 1)}/realtime/v1/websocket?apikey={self.key}&vsn=1.0.0"

    def user(self, user_id: str = "") -> User:
        """A new user, or the token of one who signed up."""
        sub = user_id or str(uuid.uuid4())
        claims = {"role": "authenticated", "sub": sub, "exp": int(time.time()) + TOKEN_SECONDS}
        head = ".".join(_encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
        signature = hmac.digest(self.jwt_secret.encode(), head.encode(), hashlib.sha256)
        return User(f"{head}.{_encoded(signature)}", f"user:{sub}")


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
