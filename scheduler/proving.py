"""Looks for the proof that a host is somebody's: a DNS record or a file with their challenge.

We are sent to hosts of strangers' choice here. A name is resolved once, what it answers is checked as in the workers'
egress, and the connection is made to just that address; redirects stay on the host, and what is read is bounded.
"""

import asyncio
import ipaddress
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, cast
from urllib.parse import urljoin, urlsplit

import dns.asyncresolver
import dns.exception
import dns.name
import dns.nameserver
import dns.rdatatype
import dns.resolver
import httpcore
from publicsuffixlist import PublicSuffixList

from deffatest.addresses import AddressPolicy, IPAddress
from deffatest.errors import SettingsError

DNS_SECONDS = 5.0
FILE_SECONDS = 10.0
FILE_BYTES = 4096
REDIRECTS = 3
DNS_LABEL = "_deffatest-challenge"
FILE_PATH = "/.well-known/deffatest-challenge.txt"
REDIRECTING = (301, 302, 303, 307, 308)

_suffixes = PublicSuffixList(accept_unknown=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look came to, and a sentence for the person who asked.

    `absent`: we were answered, and the challenge was not there; `unanswered`: somebody did not answer, so that nothing
    is known; `refused`: nobody can own it.
    """

    what: Literal["dns", "file", "absent", "unanswered", "refused"]
    outcome: str


@dataclass(frozen=True, slots=True)
class Prover:
    """Looks for challenges. `policy` says which private addresses may be asked all the same."""

    resolver: dns.asyncresolver.Resolver
    policy: AddressPolicy
    tls: ssl.SSLContext
    port: int = 443

    async def look(self, host: str, challenge: str) -> Finding:
        """Look for the record, then for the file."""
        if _suffixes.publicsuffix(host) == host:
            return Finding(
                "refused", f"{host} is a public suffix: others own what is below it, and nobody owns all of it."
            )
        record = await self._look_for_record(host, challenge)
        if record.what == "dns":
            return record
        file = await self._look_for_file(host, challenge)
        if file.what == "file":
            return file
        what = "unanswered" if "unanswered" in (record.what, file.what) else "absent"
        return Finding(what, f"{record.outcome} {file.outcome}")

    async def _look_for_record(self, host: str, challenge: str) -> Finding:
        name = f"{DNS_LABEL}.{host}"
        try:
            answer = await self.resolver.resolve(
                dns.name.from_text(name), dns.rdatatype.TXT, lifetime=DNS_SECONDS, search=False
            )
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return Finding("absent", f"There is no TXT record {name}.")
        except dns.exception.DNSException:
            return Finding("unanswered", f"The DNS servers of {host} did not answer.")
        texts = [b"".join(record.strings).decode("utf-8", "replace").strip() for record in answer]
        if challenge in texts:
            return Finding("dns", f"Proved by the TXT record {name}.")
        return Finding("absent", f"The TXT record {name} holds something else.")

    async def _look_for_file(self, host: str, challenge: str) -> Finding:
        url = f"https://{host}{FILE_PATH}"
        try:
            async with asyncio.timeout(FILE_SECONDS):
                status, text = await self._fetch(url, host)
        except _Elsewhere as elsewhere:
            return Finding("absent", str(elsewhere))
        except (TimeoutError, httpcore.TimeoutException):
            return Finding("unanswered", f"{host} did not answer in time.")
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
            words = "has no valid certificate" if "CERTIFICATE" in str(error).upper() else "did not answer"
            return Finding("unanswered", f"{host} {words}.")
        if status == 200 and challenge in (line.strip() for line in text.splitlines()):
            return Finding("file", f"Proved by the file {url}.")
        if status == 200:
            return Finding("absent", f"The file {url} holds something else.")
        what = "unanswered" if status >= 500 or status == 429 else "absent"
        return Finding(what, f"{url} answers with status {status}.")

    async def _fetch(self, url: str, host: str) -> tuple[int, str]:
        """Status and text of an address, after redirects that stay on the host."""
        backend = _Checked(self.resolver, self.policy, self.port)
        async with httpcore.AsyncConnectionPool(ssl_context=self.tls, network_backend=backend) as pool:
            for _ in range(REDIRECTS + 1):
                async with pool.stream("GET", url, headers={"accept": "text/plain"}) as answer:
                    place = {name.lower(): value for name, value in answer.headers}.get(b"location")
                    if answer.status not in REDIRECTING or not place:
                        return answer.status, await _beginning(answer)
                url = urljoin(url, place.decode("ascii", "replace"))
                parts = urlsplit(url)
                if parts.scheme != "https" or parts.netloc.lower() != host:
                    raise _Elsewhere(f"{host} redirects to another host, which proves nothing.")
        raise _Elsewhere(f"{host} redirects in a circle.")


def prover(dns_servers: Iterable[str], private_targets: Iterable[str]) -> Prover:
    """A prover by these settings. Raises SettingsError that names a wrong one."""
    resolver = dns.asyncresolver.Resolver(configure=not (servers := list(dns_servers)))
    resolver.cache = None
    try:
        resolver.nameservers = [_server(text) for text in servers] or resolver.nameservers
    except ValueError as error:
        raise SettingsError(f"DEFFATEST_DNS_SERVERS: {error}") from error
    try:
        policy = AddressPolicy.parse(private_targets)
    except ValueError as error:
        raise SettingsError(f"DEFFATEST_ALLOWED_PRIVATE_TARGETS: {error}") from error
    return Prover(resolver, policy, ssl.create_default_context())


class _Elsewhere(Exception):
    """The host leads where its owner proves nothing."""


class _Checked(httpcore.AsyncNetworkBackend):
    """Connects to the very address that it resolved and checked."""

    def __init__(self, resolver: dns.asyncresolver.Resolver, policy: AddressPolicy, port: int) -> None:
        self._resolver = resolver
        self._policy = policy
        self._port = port
        self._network = cast(httpcore.AsyncNetworkBackend, httpcore.AnyIOBackend())

    async def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        del port
        addresses = await self._addresses(host)
        permitted = [address for address in addresses if self._policy.allows(host, self._port, address)]
        if not permitted:
            raise _Elsewhere(f"{host} leads to a private network, where nothing is asked for.")
        for address in permitted[:-1]:
            try:
                return await self._network.connect_tcp(str(address), self._port, timeout=FILE_SECONDS / 4)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(str(permitted[-1]), self._port, timeout=FILE_SECONDS / 2)

    async def _addresses(self, host: str) -> list[IPAddress]:
        try:
            answers = await self._resolver.resolve_name(dns.name.from_text(host), lifetime=DNS_SECONDS, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer) as error:
            raise _Elsewhere(f"DNS knows no address of {host}.") from error
        except dns.exception.DNSException as error:
            raise httpcore.ConnectError(f"no answer from the DNS servers of {host}") from error
        return [ipaddress.ip_address(address) for address in answers.addresses()]


async def _beginning(answer: httpcore.Response) -> str:
    body = bytearray()
    async for chunk in answer.aiter_stream():
        body += chunk
        if len(body) >= FILE_BYTES:
            break
    return bytes(body[:FILE_BYTES]).decode("utf-8", "replace")


def _server(text: str) -> Any:
    """A name server of "host", "host:port" or "[host]:port"; hosts are addresses here."""
    host, port = text, "53"
    if text.startswith("[") or text.count(":") == 1:
        host, _, port = text.rpartition(":") if not text.endswith("]") else (text, "", "53")
    address = str(ipaddress.ip_address(host.strip("[]")))
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"'{text}' is no address of a DNS server, such as 192.0.2.53 or 192.0.2.53:5353")
    return dns.nameserver.Do53Nameserver(address, int(port))
