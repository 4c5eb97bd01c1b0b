"""The language model that a run may ask, and how much of it: the operator's own endpoint, never the tested site's."""

import ipaddress
import json
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr

from deffatest.addresses import IPAddress

if TYPE_CHECKING:  # a run's process knows no settings, and is spared what they bring along
    from deffatest.settings import Settings

# Where each protocol is spoken unless an address is configured; said here, so that no library looks for its own.
_ADDRESSES = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
    "google": "https://generativelanguage.googleapis.com",
}
_PORTS = {"http": 80, "https": 443}


class ModelAccess(BaseModel):
    """`name` is protocol and model ("openai:gpt-5-mini"); `tokens` are for one run, `seconds` for one question."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: str
    address: str
    key: SecretStr
    tokens: int
    seconds: float

    @property
    def protocol(self) -> str:
        """ "openai", "anthropic" or "google"."""
        return self.name.partition(":")[0]

    @property
    def model(self) -> str:
        """What the endpoint calls it."""
        return self.name.partition(":")[2]

    def told(self) -> bytes:
        """The whole in the clear, for the process of a run, as `model_validate_json` takes it."""
        return json.dumps({**self.model_dump(), "key": self.key.get_secret_value()}).encode()

    def place(self) -> "Place":
        """Where the endpoint is, for those who must not go there; a name that nobody knows has no addresses."""
        parts = urlsplit(self.address)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 443)
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        except (OSError, UnicodeError):
            answers = []
        return Place(host, port, frozenset(str(answer[4][0]).partition("%")[0] for answer in answers))


@dataclass(frozen=True, slots=True)
class Place:
    """A host and port with the addresses that its name has."""

    host: str
    port: int
    addresses: frozenset[str]

    def is_at(self, host: str, port: int, address: str) -> bool:
        """Whether a connection to this address, asked for by this name, would end there."""
        if port != self.port:
            return False
        there, ours = _plain(address), {_plain(one) for one in self.addresses}
        if host == self.host or there in ours:
            return True
        # Whoever listens on one loopback address may listen on all of them.
        return _stays_here(there) and any(_stays_here(one) for one in ours)


def model_access(settings: "Settings") -> ModelAccess | None:
    """The configured model, or None where there is none."""
    if not settings.model:
        return None
    return ModelAccess(
        name=settings.model,
        address=settings.model_url or _ADDRESSES[settings.model.partition(":")[0]],
        key=settings.model_key,
        tokens=settings.model_tokens,
        seconds=settings.model_seconds,
    )


def _plain(address: str) -> IPAddress:
    """An address in its own family: an IPv4 address may come dressed as IPv6 (RFC 4291, 2.5.5.2)."""
    found = ipaddress.ip_address(address)
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found


def _stays_here(address: IPAddress) -> bool:
    return address.is_loopback or address.is_unspecified
