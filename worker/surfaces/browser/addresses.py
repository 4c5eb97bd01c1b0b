"""Which network addresses may be visited: public ones, and the private ones an operator allowed by name."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

# RFC 6052 and RFC 8215: an IPv4 address stands in the last 32 bits and is reached through a translator.
NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
# RFC 3879: deprecated, still routed inside some sites.
SITE_LOCAL = ipaddress.IPv6Network("fec0::/10")


def is_public(address: IPAddress) -> bool:
    """Whether an address is reachable on the open internet (IANA special-purpose registries; RFC 6890).

    Loopback, private, link-local (with the clouds' metadata services), carrier-grade NAT, multicast and reserved ranges
    are not; an IPv4 address wrapped in an IPv6 one is judged as what it wraps.
    """
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = _wrapped(address)
        if wrapped is not None:
            return is_public(wrapped)
        if address in SITE_LOCAL:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in network for network in NAT64) or (int(address) >> 32 == 0 and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Public addresses, and what `parse` was told to allow besides."""

    hosts: frozenset[tuple[str, int | None]] = frozenset()
    networks: tuple[IPNetwork, ...] = ()

    @classmethod
    def parse(cls, entries: Iterable[str]) -> "AddressPolicy":
        """From entries such as "shop.internal", "localhost:3000", "10.0.0.0/8"; ValueError names a bad one."""
        hosts: set[tuple[str, int | None]] = set()
        networks: list[IPNetwork] = []
        for entry in entries:
            text = entry.strip()
            try:
                networks.append(ipaddress.ip_network(text.strip("[]"), strict=False))
            except ValueError:
                hosts.add(_host_and_port(text))
        return cls(frozenset(hosts), tuple(networks))

    def allows(self, host: str, port: int, address: IPAddress) -> bool:
        """Whether a connection to this address, asked for by this host name, may be made."""
        if is_public(address):
            return True
        name = host.lower().rstrip(".").strip("[]")
        if (name, None) in self.hosts or (name, port) in self.hosts:
            return True
        candidates = [address]
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            candidates.append(address.ipv4_mapped)
        return any(candidate in network for candidate in candidates for network in self.networks)


def _host_and_port(entry: str) -> tuple[str, int | None]:
    host, colon, port = entry.rpartition(":")
    if not colon:
        host, port = entry, ""
    if not host or "/" in host or any(letter.isspace() for letter in host) or (port and not port.isdigit()):
        raise ValueError(f"'{entry}' is no host, host:port or network such as 10.0.0.0/8")
    return host.lower().rstrip(".").strip("[]"), int(port) if port else None
