"""What an address that somebody wants tested leads to, read as browsers read it.

The database reads addresses the same way (private.read_address) when a test is submitted. Names that lead to private
places without saying so are met later: each connection is judged by the address it is really made to.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from deffatest.addresses import AddressPolicy, IPAddress, kind_of_special

LONGEST_ADDRESS = 2048
DEFAULT_PORTS = {"http": 80, "https": 443}

# Names that only a machine or its own network answers (RFC 6761, RFC 6762, RFC 8375, ICANN's list of names that are
# never given out), and the metadata names of clouds.
LOCAL_SUFFIXES = (
    *("localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "private", "svc"),
    *("home.arpa", "metadata.goog"),
)
# Public names that lead to 127.0.0.1, with all below them.
LOOPBACK_SUFFIXES = ("localtest.me", "lvh.me", "vcap.me", "lacolhost.com", "localho.st", "fuf.me", "local.gd")
# Services that answer with the address that stands in the name: 10-0-0-1.nip.io, 7f000001.nip.io, --1.sslip.io.
WILDCARD_SUFFIXES = ("nip.io", "sslip.io", "xip.io", "traefik.me", "backname.io")

_SCHEME_AND_AUTHORITY = re.compile(r"(https?)://([^/?#]*)")
_FOREIGN = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\\<>\"{}|^`]")
# Characters that are dropped from names without a trace (UTS #46 calls them ignored), or allowed in few places.
_INVISIBLE = re.compile("[\u00ad\u034f\u180b-\u180f\u200b-\u200f\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:@%\[\]]+)(?::([0-9]{1,5}))?")
_NAME = re.compile(r"[a-z0-9_.\-\u0080-\U0010ffff]+")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


class TargetRefused(ValueError):
    """An address cannot be tested; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Target:
    """A web address: its host in the form browsers give it, its port, and the network address if the host is one."""

    host: str
    port: int
    address: IPAddress | None = None

    @property
    def private_kind(self) -> str:
        """Where it leads that is not on the open internet, in words that follow "leads to"; "" where nothing tells."""
        return kind_of_special(self.address) if self.address is not None else kind_of_name(self.host)


def read_target(url: str) -> Target:
    """Read a whole address; raises TargetRefused for one that browsers and servers might read differently."""
    url = url.strip(" \t\r\n")
    if not url:
        raise TargetRefused("It is missing.")
    if len(url) > LONGEST_ADDRESS:
        raise TargetRefused(f"It has {len(url)} characters; {LONGEST_ADDRESS} are allowed.")
    if _FOREIGN.search(url):
        raise TargetRefused("It has a space or another character in it that addresses do not have.")
    found = _SCHEME_AND_AUTHORITY.match(url)
    if found is None:
        raise TargetRefused("It does not start with http:// or https://.")
    scheme, authority = found.groups()
    if "@" in authority:
        raise TargetRefused("It has a user name or a password in it, which would be kept and shown.")
    if "%" in authority:
        raise TargetRefused("Its host is percent-encoded or names a zone.")
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None:
        raise TargetRefused("It names no host.")
    host, address = read_host(parts[1])
    port = int(parts[2]) if parts[2] else DEFAULT_PORTS[scheme]
    if not 1 <= port <= 65535:
        raise TargetRefused("Its port is not between 1 and 65535.")
    return Target(host, port, address)


def hostname(url: str) -> str:
    """The host of an address in the form browsers give it; the address itself when it has none."""
    try:
        return read_target(url).host
    except TargetRefused:
        return url


def read_host(text: str) -> tuple[str, IPAddress | None]:
    """A host as browsers write it, and the network address if it is one (WHATWG URL, "host parsing").

    Raises TargetRefused.
    """
    if text.startswith("["):
        try:
            address: IPAddress = ipaddress.IPv6Address(text.strip("[]"))
        except ValueError as error:
            raise TargetRefused("Its host is no IPv6 address.") from error
        return address.compressed, address
    if _INVISIBLE.search(text):
        raise TargetRefused("Its host has a character in it that nobody can see.")
    # Domain names are mapped before they are looked at (UTS #46): full-width digits are digits. Of the letters only
    # those of ASCII matter here, because no rule of ours knows others.
    mapped = unicodedata.normalize("NFKC", text).replace("\u3002", ".").encode().lower().decode()
    name = mapped.removesuffix(".")
    if not name or name.startswith(".") or name.endswith(".") or ".." in name or len(name) > 253:
        raise TargetRefused("It names no host.")
    if not _NAME.fullmatch(name):
        raise TargetRefused("Its host has a character in it that hosts do not have.")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        address = _ipv4(name)
        return address.compressed, address
    return name, None


def _ipv4(name: str) -> ipaddress.IPv4Address:
    """An IPv4 address in any spelling: one to four parts, decimal, octal (0177) or hexadecimal (0x7f)."""
    refused = TargetRefused("Its host ends in a number and is no IPv4 address.")
    parts = name.split(".")
    if len(parts) > 4:
        raise refused
    numbers: list[int] = []
    for part in parts:
        digits, base = (part[2:] or "0", 16) if part.startswith("0x") else (part, 8 if part.startswith("0") else 10)
        try:
            if not digits.isascii() or not digits.isalnum():
                raise refused
            numbers.append(int(digits, base))
        except ValueError:
            raise refused from None
    *first, last = numbers
    if any(number > 255 for number in first) or last >= 256 ** (4 - len(first)):
        raise refused
    return ipaddress.IPv4Address(sum(number << 8 * (3 - place) for place, number in enumerate(first)) + last)


def kind_of_name(name: str) -> str:
    """Where a name leads that is not on the open internet, as far as the name itself tells; "" when it does not."""
    if "." not in name or _ends(name, LOCAL_SUFFIXES):
        return "a name that only its own network knows"
    if _ends(name, LOOPBACK_SUFFIXES):
        return "this machine"
    if (service := _ends(name, WILDCARD_SUFFIXES)) is not None:
        for address in _embedded(name.removesuffix(service)):
            if kind := kind_of_special(address):
                return kind
    return ""


def _ends(name: str, suffixes: tuple[str, ...]) -> str | None:
    return next((suffix for suffix in suffixes if name == suffix or name.endswith(f".{suffix}")), None)


def _embedded(text: str) -> Iterator[IPAddress]:
    """Every address that may be meant by a name's labels."""
    parts = re.split(r"[.-]", text)
    for start in range(len(parts) - 3):
        four = parts[start : start + 4]
        if all(part.isascii() and part.isdigit() and len(part) <= 3 and int(part) <= 255 for part in four):
            yield ipaddress.IPv4Address(".".join(str(int(part)) for part in four))
    for part in parts:
        if re.fullmatch(r"[0-9a-f]{8}", part):
            yield ipaddress.IPv4Address(int(part, 16))
    for label in text.split("."):
        if re.fullmatch(r"[0-9a-f-]*-[0-9a-f-]*", label):
            try:
                yield ipaddress.IPv6Address(label.replace("-", ":"))
            except ValueError:
                continue


@dataclass(frozen=True, slots=True)
class OwnHosts:
    """Hosts that may be probed: "shop.example.com", all below "*.example.com", "localhost:3000", "127.0.0.0/8"."""

    exact: AddressPolicy = field(default_factory=AddressPolicy)
    domains: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, patterns: Iterable[str]) -> "OwnHosts":
        """ValueError names a bad one."""
        words = list(patterns)
        domains = frozenset(word[2:].lower() for word in words if word.startswith("*."))
        return cls(AddressPolicy.parse(word for word in words if not word.startswith("*.")), domains)

    def include(self, url: str) -> bool:
        """Whether an address is at one of them; a network holds only hosts that are written as numbers."""
        try:
            target = read_target(url)
        except TargetRefused:
            return False
        return (
            self.exact.names(target.host, target.port)
            or (target.address is not None and self.exact.holds(target.address))
            or any(target.host.endswith(f".{domain}") for domain in self.domains)
        )
