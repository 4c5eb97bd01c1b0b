"""Which network addresses may be visited: public ones, and the private ones an operator allowed by name.

The same table stands in the database (private.special_networks), which judges an address when a test is submitted; here
it is judged again whenever a connection is made.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

# The registries of special-purpose addresses (RFC 6890 and later); the first network that holds an address names it.
SPECIAL_NETWORKS: tuple[tuple[IPNetwork, str], ...] = tuple(
    (ipaddress.ip_network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "this machine"),
        ("127.0.0.0/8", "this machine"),
        ("::/127", "this machine"),
        ("10.0.0.0/8", "a private network"),
        ("172.16.0.0/12", "a private network"),
        ("192.168.0.0/16", "a private network"),
        ("fc00::/7", "a private network"),
        # RFC 3879: deprecated, still routed inside some sites.
        ("fec0::/10", "a private network"),
        # RFC 8215: translators of a network's own.
        ("64:ff9b:1::/48", "a private network"),
        ("100.64.0.0/10", "a provider's own network"),
        # Clouds keep the keys of their machines at 169.254.169.254 and fd00:ec2::254.
        ("169.254.0.0/16", "the local link or a cloud's metadata"),
        ("fe80::/10", "the local link or a cloud's metadata"),
        # Azure's WireServer, a public address that only its own machines reach.
        ("168.63.129.16/32", "the local link or a cloud's metadata"),
        ("224.0.0.0/4", "many receivers at once"),
        ("ff00::/8", "many receivers at once"),
        ("192.0.0.0/24", "no place on the internet"),
        ("192.0.2.0/24", "no place on the internet"),
        ("192.88.99.0/24", "no place on the internet"),
        ("198.18.0.0/15", "no place on the internet"),
        ("198.51.100.0/24", "no place on the internet"),
        ("203.0.113.0/24", "no place on the internet"),
        ("240.0.0.0/4", "no place on the internet"),
        ("2001::/23", "no place on the internet"),
        ("2001:db8::/32", "no place on the internet"),
        ("3fff::/20", "no place on the internet"),
        # Beyond 2000::/3 nothing was ever given out as an address of the internet.
        ("::/3", "no place on the internet"),
        ("4000::/2", "no place on the internet"),
        ("8000::/1", "no place on the internet"),
    )
)
# An IPv4 address wrapped in an IPv6 one is judged as what it wraps; how many bits stand after it.
WRAPPINGS: tuple[tuple[ipaddress.IPv6Network, int], ...] = (
    (ipaddress.IPv6Network("::ffff:0:0/96"), 0),  # RFC 4291, IPv4-mapped
    (ipaddress.IPv6Network("::ffff:0:0:0/96"), 0),  # RFC 2765, IPv4-translated
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),  # RFC 6052, NAT64
    (ipaddress.IPv6Network("2002::/16"), 80),  # RFC 3056, 6to4
)


def kind_of_special(address: IPAddress) -> str:
    """Where an address leads that is not on the open internet, in words that follow "leads to"; "" for a public one."""
    address = unwrapped(address)
    return next((kind for network, kind in SPECIAL_NETWORKS if address in network), "")


def is_public(address: IPAddress) -> bool:
    """Whether an address is reachable on the open internet.

    Loopback, private, link-local (with the clouds' metadata services), carrier-grade NAT, multicast and reserved ranges
    are not; an IPv4 address wrapped in an IPv6 one is judged as what it wraps. Teredo (RFC 4380) is none at all.
    """
    return not kind_of_special(address)


def unwrapped(address: IPAddress) -> IPAddress:
    """The IPv4 address that an IPv6 one stands for; any other as it is."""
    if isinstance(address, ipaddress.IPv6Address):
        for network, bits_after in WRAPPINGS:
            if address in network:
                return ipaddress.IPv4Address(int(address) >> bits_after & 0xFFFFFFFF)
    return address


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
        return is_public(address) or self.names(host, port) or self.holds(address)

    def names(self, host: str, port: int) -> bool:
        """Whether this host was allowed by its name."""
        name = host.lower().rstrip(".").strip("[]")
        return (name, None) in self.hosts or (name, port) in self.hosts

    def holds(self, address: IPAddress) -> bool:
        """Whether this address lies in a network that was allowed."""
        return any(one in network for one in {address, unwrapped(address)} for network in self.networks)


def _host_and_port(entry: str) -> tuple[str, int | None]:
    host, colon, port = entry.rpartition(":")
    if not colon:
        host, port = entry, ""
    if not host or "/" in host or any(letter.isspace() for letter in host) or (port and not port.isdigit()):
        raise ValueError(f"'{entry}' is no host, host:port or network such as 10.0.0.0/8")
    return host.lower().rstrip(".").strip("[]"), int(port) if port else None
